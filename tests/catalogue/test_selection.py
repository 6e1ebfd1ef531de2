"""What `--only` means."""

from __future__ import annotations

import pytest

from conformance.catalogue.selection import chosen, unmatched
from tests.support import makers

SCENARIOS = [
    makers.scenario(name="transactions/two-pages", covers=("AT-TRX-15", "PAG-02")),
    makers.scenario(name="transactions/one", covers=("AT-TRX-1",)),
    makers.scenario(name="access/one", covers=("ACC-01",)),
]


@pytest.mark.parametrize(
    ("word", "names"),
    [
        ("transactions/one", {"transactions/one"}),
        ("transactions", {"transactions/one", "transactions/two-pages"}),
        ("transactions/", {"transactions/one", "transactions/two-pages"}),
        ("*/one", {"transactions/one", "access/one"}),
        ("AT-TRX-1", {"transactions/one"}),
        ("at-trx", {"transactions/one", "transactions/two-pages"}),
        ("trans", set()),
    ],
)
def test_a_name_a_folder_a_pattern_or_a_requirement(word: str, names: set[str]) -> None:
    """A requirement id means itself, not those that begin like it; a family of them means them all."""
    assert chosen(SCENARIOS, [word]) == names


def test_what_means_nothing_is_told_with_what_may_have_been_meant() -> None:
    """Every such word."""
    assert list(unmatched(SCENARIOS, ["access", "PAG-03", "zzz"])) == [
        ("PAG-03", "did you mean PAG-02?"),
        ("zzz", "`stet-conformance list` shows them all"),
    ]
