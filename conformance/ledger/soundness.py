"""Are the lines of a ledger as its run wrote them: each by the schema, in their order, held together by the chain?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final

import jsonschema_rs

from conformance.errors import Mistake
from conformance.ledger.lines import FIRST, LINK, SEAL, link_of, seal_of
from conformance.ledger.parsed import CHANGED, Altered, Line, altered
from conformance.specs import grammar

_MOST_TOLD: Final = 20


def held(lines: Iterable[Line], schema: str, *, chained: bool) -> Iterator[Line]:
    """The lines, up to the first that is wrong; all are looked at, and what is gravest is raised behind the last.

    Raises Altered: with the lines that are not as the schema of that name has them; else where a header does not come
    first or a footer not last; else where a line was changed, added, left out or moved, by the chain.
    """
    wrong: list[Mistake] = []
    order, chain = _Order(), _Chain()
    displaced: Altered | None = None
    broken: Altered | None = None
    for line in lines:
        if len(wrong) < _MOST_TOLD:
            wrong += _breaches(_schema(schema), line)
        if not wrong and displaced is None:
            displaced = order.displaced(line)
        if not wrong and displaced is None and broken is None and chained:
            broken = chain.broken(line)
        if not wrong and displaced is None and broken is None:
            yield line
    if wrong:
        raise Altered(wrong[:_MOST_TOLD])
    if displaced or broken:
        raise displaced or broken  # type: ignore[misc] # one of them is there


class _Order:
    """A header comes first, and a footer last."""

    def __init__(self) -> None:
        self._last: Line | None = None

    def displaced(self, line: Line) -> Altered | None:
        """What is wrong with where the next line stands."""
        before, self._last = self._last, line
        kind = line.said["kind"]
        if before is not None and before.said["kind"] == "footer":
            return altered("a footer does not belong here", before.place)
        if (kind == "header") != (before is None):
            return altered(f"a {kind} does not belong here", line.place)
        return None


class _Chain:
    """Verdicts and the footer tell the link of the line before them."""

    def __init__(self) -> None:
        self._link, self._since = FIRST, 1

    def broken(self, line: Line) -> Altered | None:
        """What the next line shows to be wrong."""
        told = line.said.get(LINK)
        if told is not None and told != self._link:
            says = f"the chain breaks between line {self._since} and this one: they are not as the run wrote them"
            return altered(says, line.place)
        if line.said["kind"] == "footer" and line.said[SEAL] != seal_of(line.said, self._link):
            return altered("the last line is not as the run wrote it: its seal is another", line.place)
        self._since = line.place.line if told is not None else self._since
        self._link = link_of(line.said, self._link)
        return None


@cache
def _schema(name: str) -> Mapping[str, jsonschema_rs.Draft7Validator]:
    """What a line of each kind must be."""
    schema = grammar(name)
    kinds = [one["$ref"].rpartition("/")[2] for one in schema["oneOf"]]
    return {
        kind: jsonschema_rs.Draft7Validator({**schema["definitions"][kind], "definitions": schema["definitions"]})
        for kind in kinds
    }


def _breaches(schema: Mapping[str, jsonschema_rs.Draft7Validator], line: Line) -> Iterator[Mistake]:
    kind = line.said.get("kind")
    validator = schema.get(kind) if isinstance(kind, str) else None
    if validator is None:
        yield Mistake(place=line.place, says="this line does not belong in a ledger")
        return
    error = _first_error(validator, line.said)
    if error is not None:
        where = ".".join(str(one) for one in error.instance_path)
        says = error.message if len(error.message) <= 200 else f"{error.message[:200]} …"
        told = f"`{where}`: {says}" if where else says
        yield Mistake(place=line.place, says=f"this line does not belong in a ledger: {told}", hint=CHANGED)


def _first_error(validator: jsonschema_rs.Draft7Validator, said: Any) -> jsonschema_rs.ValidationError | None:
    try:
        return next(validator.iter_errors(said), None)
    except UnicodeEncodeError:  # it knows no lone surrogates; a bank may send them
        return next(validator.iter_errors(_encodable(said)), None)


def _encodable(value: Any) -> Any:
    match value:
        case str():
            return value.encode("utf-8", "replace").decode()
        case dict():
            return {_encodable(key): _encodable(item) for key, item in value.items()}
        case list():
            return [_encodable(item) for item in value]
    return value
