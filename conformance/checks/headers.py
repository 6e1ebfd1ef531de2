"""headers: {Cache-Control: no-store}: a response header has this value, or has it as one part; true: present; false: absent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.model import JSON, Answer, Fault


def check(wanted: JSON, answer: Answer) -> Iterator[Fault]:
    """Yield every header of any answer of the step that is not as wanted."""
    for index, exchange in enumerate(answer.exchanges):
        for name, value in wanted.items():
            got = exchange.header(name)
            if value is False and got is not None:
                yield Fault(says="the header is there", wanted="absent", got=got, where=name, key=name, exchange=index)
            elif value is not False and got is None:
                asked = "present" if value is True else value
                yield Fault(says="the header is missing", wanted=asked, got=None, where=name, key=name, exchange=index)
            elif isinstance(value, str) and got is not None and not _holds(value, got):
                yield Fault(says="the header is another one", wanted=value, got=got, where=name, key=name, exchange=index)


def _holds(value: str, got: str) -> bool:
    parts = [part.strip().lower() for part in re.split(r"[,;]", got)]
    return got == value or value.lower() in parts
