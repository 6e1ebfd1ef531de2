"""none: {accounts[*].resourceId: [$marc.main.resourceId]}: no value at a path is one of these; an empty list has none."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import JSON, NOT_JSON, Answer, Fault
from conformance.paths import Gap, find


def check(wanted: JSON, answer: Answer) -> Iterator[Fault]:
    """Yield the first value of each path that must not be there, and each path whose list is not there at all."""
    for path, forbidden in wanted.items():
        if answer.body is NOT_JSON:
            yield Fault(says="the body is not JSON", wanted=f"none of {forbidden}", key=path)
            continue
        choices = forbidden if isinstance(forbidden, list) else [forbidden]
        for found in find(path, answer.body):
            if isinstance(found, Gap):
                if "is missing" in found.why and "[" not in found.where:
                    yield Fault(says=f"{found.where} is missing, which proves nothing", where=found.where, key=path)
                    break
            elif found.value in choices:
                yield Fault(says="this must not be there", wanted=f"none of {choices}"[:200], got=found.value, where=found.where, key=path)
                break
