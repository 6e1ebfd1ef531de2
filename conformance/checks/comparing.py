"""When two JSON values are equal, and whether a number is the one wanted."""

from __future__ import annotations

from collections.abc import Hashable

import orjson

from conformance.model import JSON


def same(one: JSON, other: JSON) -> bool:
    """Whether two JSON values are equal: 1 and 1.0 are, 1 and true, or 1 and "1", are not."""
    return one is other or (bool(one == other) and (_written_alike(one, other) or _same_kinds(one, other)))


def _written_alike(one: JSON, other: JSON) -> bool:
    """Whether two values are written in the same way, member by member: so most rows are that come again."""
    try:
        return orjson.dumps(one) == orjson.dumps(other)
    except orjson.JSONEncodeError:  # a number beyond 64 bits
        return False


def _same_kinds(one: JSON, other: JSON) -> bool:
    """Whether two values that Python calls equal are so in JSON too: to Python true is 1."""
    if one is other:  # a body that comes again is one and the same here
        return True
    if isinstance(one, dict):
        return all(_same_kinds(value, other[name]) for name, value in one.items() if not isinstance(value, str))
    if isinstance(one, list):
        return all(map(_same_kinds, one, other))
    return isinstance(one, bool) is isinstance(other, bool)


def key(value: JSON) -> Hashable:
    """What two JSON values have in common that are the same, and no others: to look one up among thousands."""
    return canonical(value) if isinstance(value, dict | list) else (isinstance(value, bool), value)


def canonical(value: JSON) -> bytes:
    """A JSON value as bytes that are equal where the values are: the order of members and 1.0 for 1 do not matter."""
    return orjson.dumps(_integral(value), option=orjson.OPT_SORT_KEYS)


def _integral(value: JSON) -> JSON:
    if isinstance(value, dict):
        return {name: _integral(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_integral(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 else value


def fits(got: int, wanted: JSON) -> bool:
    """Whether a number is the one wanted, or lies within `{least: …, most: …}`."""
    if isinstance(wanted, dict):
        return bool(wanted.get("least", 0) <= got <= wanted.get("most", got))
    return bool(got == wanted)


def number_of(wanted: JSON) -> JSON:
    """A wanted number as one reads it: `3`, `at least 1`, `1 to 3`, `at least 1 of the form .*[.].*`."""
    if not isinstance(wanted, dict):
        return wanted
    least, most = wanted.get("least"), wanted.get("most")
    if "form" in wanted:
        number = {name: bound for name, bound in wanted.items() if name != "form"}
        return f"{number_of(number)} of the form {wanted['form']}"
    if least is not None and most is not None:
        return f"{least} to {most}"
    return f"at least {least}" if most is None else f"at most {most}"
