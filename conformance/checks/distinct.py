"""distinct: {transactions[*].bankTransactionCode.code: 73}: how many different values a path leads to; {least: 2}.

Items without the member, or with null, do not count; where there is no value at all nothing was counted, which is a
mismatch unless the path says by `name?` that there need be none.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.checks.comparing import canonical, fits, number_of
from conformance.checks.word import Word, entries, of_the_body
from conformance.model import JSON, Answer, Mismatch
from conformance.paths import Hit, find, gap
from conformance.wording import plural


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield each path that leads nowhere, and each with another number of different values."""
    for path, number in wanted.items():
        found = list(find(path, answer.body))
        if not found:
            continue  # the path says that nothing need be there
        hits = [one.value for one in found if isinstance(one, Hit) and one.value is not None]
        missing, different = gap(found), len({canonical(value) for value in hits})
        if missing is not None and not hits:
            yield Mismatch(says=str(missing), wanted=number_of(number), where=missing.where, key=path)
        elif not fits(different, number):
            says = f"the number of different values is wrong, among {plural(len(hits), 'value')}"
            yield Mismatch(says=says, wanted=number_of(number), got=different, where=path, key=path)


WORD = Word(check=of_the_body(check), paths=entries)
