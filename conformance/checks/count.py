"""count: {accounts: 3}: how many items the list at a path has, or how many values a path with brackets leads to."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import JSON, Answer, Fault
from conformance.paths import Gap, Hit, find


def check(wanted: JSON, answer: Answer) -> Iterator[Fault]:
    """Yield every path whose number of items is another one."""
    for path, number in wanted.items():
        found = list(find(path, answer.body))
        lists = [hit for hit in found if isinstance(hit, Hit)]
        if not path.endswith("]") and len(lists) == 1 and isinstance(lists[0].value, list):
            got = len(lists[0].value)
        elif path.endswith("]") or not lists:
            got = len(lists)
        else:
            yield Fault(says="there is no list to count", wanted=number, got=lists[0].value, where=path, key=path)
            continue
        if not _fits(got, number):
            why = found[0].why if isinstance(found[0], Gap) and got == 0 else ""
            says = f"the number is another one{f': {found[0].where or path} {why}' if why else ''}"
            yield Fault(says=says, wanted=number, got=got, where=path, key=path)


def _fits(got: int, number: JSON) -> bool:
    if isinstance(number, dict):
        return bool(number.get("least", 0) <= got <= number.get("most", got))
    return bool(got == number)
