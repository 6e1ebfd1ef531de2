"""headers: {Cache-Control: no-store}: a header has this value, or has it as a part; true: present; false: absent.

{Allow: {none: POST}}: it has no such part, or is not there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.checks.word import Word, of_the_answer
from conformance.model import JSON, Answer, Exchange, Mismatch
from conformance.wording import either

_SINGLE = frozenset({"content-type", "content-length", "location", "retry-after", "date", "x-request-id"})
"""Headers that are no lists."""


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield every header of any answer of the step that is not as wanted."""
    for exchange in answer.exchanges:
        for name, value in wanted.items():
            got = _combined(exchange, name)
            says = _repeated(exchange, name) or _wrong(value, got)
            if says:
                yield Mismatch(says=says, wanted=_wish(value), got=got, where=name, key=name, exchange=exchange)


def _wish(value: JSON) -> str:
    if isinstance(value, bool):
        return "present" if value else "absent"
    if isinstance(value, dict):
        return f"anything but {value['none']}"
    return either(value) if isinstance(value, list) else str(value)


def _combined(exchange: Exchange, name: str) -> str | None:
    """The value of a header; of one that comes several times, all of them (RFC 9110, 5.3)."""
    found = [value for key, value in exchange.headers if key.lower() == name.lower()]
    return ", ".join(found) if found else None


def _repeated(exchange: Exchange, name: str) -> str:
    """What is wrong where a header that has one value only comes with several (RFC 9110, 5.3)."""
    values = {value.strip() for key, value in exchange.headers if key.lower() == name.lower()}
    return "the header comes with several values" if len(values) > 1 and name.lower() in _SINGLE else ""


def _wrong(value: JSON, got: str | None) -> str:
    if isinstance(value, dict):
        return "the header names what it must not" if got is not None and _holds(value["none"], got) else ""
    if got is None:
        return "" if value is False else "the header is missing"
    if value is False:
        return "the header is present"
    choices = value if isinstance(value, list) else [value]
    return "" if value is True or any(_holds(str(choice), got) for choice in choices) else "the header is wrong"


def _holds(value: str, got: str) -> bool:
    """Whether a header is this text, or has it as a part, or as the scheme of a part (`Bearer realm="x"`).

    Parts are compared as written, or with what is sent in lower case: names of media types and directives have no case.
    """
    parts = [part.strip() for part in re.split(r"[,;]", got)]
    parts += [part.split(" ")[0] for part in parts]
    return got == value or value in parts or value in [part.lower() for part in parts]


WORD = Word(check=of_the_answer(check))
