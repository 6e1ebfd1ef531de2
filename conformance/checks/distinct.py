"""distinct: {transactions[*].bankTransactionCode.code: 73}: how many different values a path leads to; {least: 2}.

With `form`, a regular expression, of those values alone that have it from their start to their end.

Items without the member, or with null, do not count; where there is no value at all nothing was counted, which is a
mismatch unless the path says by `name?` that there need be none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from conformance.checks.comparing import fits, key, number_of
from conformance.checks.word import Word, entries, of_the_body
from conformance.model import JSON, Answer, Mismatch
from conformance.paths import Hit, find, gap
from conformance.wording import as_json, plural
from conformance.yamlfile import KeyPath


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield each path that leads nowhere, and each with another number of different values."""
    for path, number in wanted.items():
        found = find(path, answer.body)
        if not found:
            continue  # the path says that nothing need be there
        hits = [one.value for one in found if isinstance(one, Hit) and one.value is not None]
        missing, different = gap(found), len({key(value) for value in of_form(hits, number)})
        if missing is not None and not hits:
            yield Mismatch(says=str(missing), wanted=number_of(number), where=missing.where, key=path)
        elif not fits(different, number):
            says = f"the number of different values is wrong, among {plural(len(hits), 'value')}"
            yield Mismatch(says=says, wanted=number_of(number), got=different, where=path, key=path)


def of_form(values: Iterable[JSON], number: JSON) -> Iterator[JSON]:
    """Those of the values that count: of the form that is named beside the number, or all of them."""
    form = number.get("form") if isinstance(number, dict) else None
    return (
        value
        for value in values
        if form is None or re.fullmatch(form, value if isinstance(value, str) else as_json(value))
    )


def _forms(wanted: JSON) -> Iterator[tuple[KeyPath, str]]:
    return (((path, "form"), one["form"]) for path, one in wanted.items() if isinstance(one, dict) and "form" in one)


WORD = Word(check=of_the_body(check), paths=entries, forms=_forms)
