"""values: {accounts[*].accountId.iban: [...]}: the values at a path are these, each as often, in any order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator

from conformance.checks.comparing import key, same
from conformance.checks.word import Word, entries, of_the_body
from conformance.model import JSON, Answer, Mismatch
from conformance.paths import Hit, find, gap
from conformance.wording import plain, plural


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield what is missing and what is too much at each path."""
    for path, expected in wanted.items():
        found = find(path, answer.body)
        hits = [one.value for one in found if isinstance(one, Hit)]
        missing_at = gap(found)
        if missing_at is not None:
            if expected != [] or hits or not missing_at.unmatched:
                yield Mismatch(says=str(missing_at), wanted=expected, where=missing_at.where, key=path)
            continue
        missing, strange = _difference(expected if isinstance(expected, list) else [expected], hits)
        if missing or strange:
            parts = [f"missing: {_short(missing)}"] * bool(missing) + [f"too many: {_short(strange)}"] * bool(strange)
            yield Mismatch(says="; ".join(parts), wanted=expected, got=hits, where=path, key=path)


def _difference(expected: list[JSON], got: list[JSON]) -> tuple[list[JSON], list[JSON]]:
    """What is expected and not there, and what is there and not expected; each counted as often as it stands."""
    if same(expected, got):
        return [], []
    mine, theirs = list(map(key, expected)), list(map(key, got))
    return _beyond(expected, mine, Counter(theirs)), _beyond(got, theirs, Counter(mine))


def _beyond(values: list[JSON], keys: list[Hashable], others: Counter[Hashable]) -> list[JSON]:
    """The values, known by these keys, that stand here more often than among the others."""
    beyond = []
    for value, known in zip(values, keys, strict=True):
        others[known] -= 1
        if others[known] < 0:
            beyond.append(value)
    return beyond


def _short(values: list[JSON]) -> str:
    text = ", ".join(plain(value) for value in values[:3])
    return text[:160] + (f" and {plural(len(values) - 3, 'other')}" if len(values) > 3 else "")


WORD = Word(check=of_the_body(check), paths=entries)
