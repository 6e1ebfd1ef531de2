"""equals: {connectedPsu: MALLOW MARC}: the value at a path is this; with [*] each one, or the list of them in order."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.checks.comparing import same
from conformance.checks.word import Word, entries, of_the_body
from conformance.model import JSON, Answer, Mismatch
from conformance.paths import Hit, find, gap


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield every value that is another one, the first of each path."""
    for path, value in wanted.items():
        found = find(path, answer.body)
        hits = [one for one in found if isinstance(one, Hit)]
        missing = gap(found)
        if missing is not None and not (value == [] and missing.unmatched and not hits):
            yield Mismatch(says=str(missing), wanted=value, where=missing.where, key=path)
        elif isinstance(value, list) and "[" in path:
            got = [hit.value for hit in hits]
            if not same(got, value):
                yield Mismatch(says="the values are different", wanted=value, got=got, where=path, key=path)
        else:
            strange = next((hit for hit in hits if not same(hit.value, value)), None)
            if strange is not None:
                says = "the value is different"
                yield Mismatch(says=says, wanted=value, got=strange.value, where=strange.where, key=path)


WORD = Word(check=of_the_body(check), paths=entries)
