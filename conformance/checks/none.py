"""none: {accounts[*].resourceId: [$marc.main.resourceId]}: every value there is another one than these.

Nothing is proven by a value that is not there, or that is of another kind than all of these, so that no typing error
and no list around a value hides what must not be there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping

from conformance.checks.comparing import key
from conformance.checks.rows import changed, identity
from conformance.checks.word import Word, entries, no_json, of_the_answer
from conformance.model import JSON, NOT_JSON, Answer, Mismatch
from conformance.paths import Gap, find, kind
from conformance.wording import plain


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield the first value of each path that must not be there, and each path that proves nothing."""
    if answer.body is NOT_JSON:
        if answer.last.status < 400 or answer.last.content:  # a refusal without a body shows nothing
            yield no_json(answer, " and ".join(_wish(_listed(forbidden)) for forbidden in wanted.values()))
        return
    for path, forbidden in wanted.items():
        yield from _of_one(path, _listed(forbidden), answer.body)


def _of_one(path: str, forbidden: list[JSON], body: JSON) -> Iterator[Mismatch]:
    if not forbidden:
        says, wish = "there is nothing to compare with, which proves nothing", "a value that must not be there"
        yield Mismatch(says=says, wanted=wish, where=path, key=path, advice=True, undecided=True)
        return
    wish, kinds = _wish(forbidden), sorted({kind(one) for one in forbidden})
    known = set(map(key, forbidden))
    rows: dict[str, list[JSON]] = defaultdict(list)
    for one in forbidden:
        if isinstance(one, dict):
            rows[identity(one)].append(one)
    for found in find(path, body):
        says, undecided = "", True
        if isinstance(found, Gap):
            says = f"{found}, which proves nothing"
        elif _is_one(found.value, known, rows):
            says, undecided = "this must not be there", False
        elif kind(found.value) not in kinds:
            says = f"{found.where} is {kind(found.value)}, not {' or '.join(kinds)}, which proves nothing"
        if says:
            got = None if isinstance(found, Gap) else found.value
            yield Mismatch(says=says, wanted=wish, got=got, where=found.where, key=path, undecided=undecided)
            return


def _listed(forbidden: JSON) -> list[JSON]:
    return forbidden if isinstance(forbidden, list) else [forbidden]


def _wish(forbidden: list[JSON]) -> str:
    words = [plain(one) for one in forbidden]
    return (f"not {words[0]}" if len(words) == 1 else f"none of {', '.join(words)}")[:200]


def _is_one(got: JSON, known: Collection[Hashable], rows: Mapping[str, list[JSON]]) -> bool:
    """Whether a value is one of those forbidden; a row is where it says the same, for ids may be an account's own."""
    if not isinstance(got, dict):
        return key(got) in known
    return any(not changed(one, got) for one in rows.get(identity(got), ()))


WORD = Word(check=of_the_answer(check), paths=entries)
