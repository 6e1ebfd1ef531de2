"""lacks: [_links.next]: these paths lead nowhere; with [*] in no item. A list that is itself absent or empty proves nothing."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import JSON, NOT_JSON, Answer, Fault
from conformance.paths import Gap, Hit, find


def check(wanted: JSON, answer: Answer) -> Iterator[Fault]:
    """Yield the first value that each path leads to, and each path that stops before its last name."""
    if answer.body is NOT_JSON:
        yield Fault(says="the body is not JSON", wanted=wanted, got=answer.last.content[:80].decode("utf-8", "replace"))
        return
    for path in wanted:
        last = path.rsplit(".", 1)[-1]
        for found in find(path, answer.body):
            if isinstance(found, Hit) and found.value is not None:
                yield Fault(says=f"{found.where} is there", wanted="absent", got=found.value, where=found.where, key=path)
                break
            if isinstance(found, Gap) and "[" in path and not found.where.endswith(last):
                if "[" in last and found.why.startswith("has no item"):
                    continue
                says = f"{found.where or 'the body'} {found.why}, which proves nothing"
                yield Fault(says=says, wanted=f"items without {last}", where=found.where, key=path)
                break
