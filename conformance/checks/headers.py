"""headers: {Cache-Control: no-store}: a header has this value, or has it as a part; true: present; false: absent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.model import JSON, Answer, Exchange, Fault


def check(wanted: JSON, answer: Answer) -> Iterator[Fault]:
    """Yield every header of any answer of the step that is not as wanted."""
    for index, exchange in enumerate(answer.exchanges):
        for name, value in wanted.items():
            got = _combined(exchange, name)
            says = _wrong(value, got)
            if says:
                asked = {True: "present", False: "absent"}[value] if isinstance(value, bool) else value
                yield Fault(says=says, wanted=asked, got=got, where=name, key=name, exchange=index)


def _combined(exchange: Exchange, name: str) -> str | None:
    """The value of a header; of one that stands several times, all of them (RFC 9110, 5.3)."""
    found = [value for key, value in exchange.headers if key.lower() == name.lower()]
    return ", ".join(found) if found else None


def _wrong(value: JSON, got: str | None) -> str:
    if got is None:
        return "" if value is False else "the header is missing"
    if value is False:
        return "the header is there"
    return "" if value is True or _holds(str(value), got) else "the header is another one"


def _holds(value: str, got: str) -> bool:
    parts = [part.strip().lower() for part in re.split(r"[,;]", got)]
    return got == value or value.lower() in parts
