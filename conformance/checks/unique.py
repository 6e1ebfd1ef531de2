"""unique: [transactions[*].resourceId]: no value at a path stands twice; items without the member do not count."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import JSON, Answer, Fault
from conformance.paths import Hit, find


def check(wanted: JSON, answer: Answer) -> Iterator[Fault]:
    """Yield the first value of each path that stands a second time."""
    for path in wanted:
        seen: dict[str, str] = {}
        for found in find(path, answer.body):
            if not isinstance(found, Hit) or found.value in (None, ""):
                continue
            value = str(found.value)
            if value in seen:
                says = f"{found.where} repeats {seen[value]}"
                yield Fault(says=says, wanted="each value once", got=value, where=found.where, key=path)
                break
            seen[value] = found.where
