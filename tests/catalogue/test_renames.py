"""Old names of scenarios: understood for one release, and never silently."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from conformance import __version__, catalogue, specs
from conformance.catalogue import renames
from conformance.catalogue.renames import Renames, deviating, selected
from conformance.deviations import Deviation
from conformance.errors import Mistakes
from conformance.model import Place
from tests.support import makers

TABLE = Renames(
    ends="0.9.0",
    names={
        "bodies/links": "links/href",
        "bodies/pages": "pagination/href",
        "bodies/amounts": "schemas/amounts",
        "bodies/gone": "schemas/not-loaded",
        "accounts/post": "accounts/post-not-allowed",
    },
)
SCENARIOS = [
    makers.scenario(name=name, covers=("SCH-01",))
    for name in ("links/href", "pagination/href", "schemas/amounts", "accounts/post-not-allowed", "accounts/kinds")
]
LISTED = Deviation(
    scenario="bodies/links",
    claim="schema",
    reason="an empty href, known to the bank",
    owner="Jeanne",
    ticket="BPGO-12",
    expires=date(2027, 1, 31),
    place=Place(file="deviations.yaml", line=4, column=5),
)


@pytest.mark.parametrize(
    ("word", "words", "says"),
    [
        ("bodies/links", ["links/href"], "the scenario is now called links/href"),
        (
            "bodies",
            ["links/href", "pagination/href", "schemas/amounts"],
            "its scenarios are now in links (1), pagination (1), schemas (1)",
        ),
        ("bodies/*s", ["links/href", "pagination/href", "schemas/amounts"], None),
        ("*/post", ["accounts/post-not-allowed"], "the scenario is now called accounts/post-not-allowed"),
    ],
)
def test_an_old_name_stands_for_the_present_ones(word: str, words: list[str], says: str | None) -> None:
    """A name, a folder or a pattern; what is not loaded is left out; the warning says where it went and until when."""
    found, warnings = selected([word], SCENARIOS, TABLE)
    assert found == words
    assert len(warnings) == 1
    if says is not None:
        assert warnings == [f"--only {word}: {says}; the old name works until release 0.9.0"]


@pytest.mark.parametrize("word", ["accounts", "accounts/post-not-allowed", "SCH-01", "sch", "bodies/gone", "nothing"])
def test_a_word_of_today_or_of_never_stays(word: str) -> None:
    """`accounts` is a folder of today: what left it is not meant."""
    assert selected([word], SCENARIOS, TABLE) == ([word], [])


def test_a_deviation_follows_its_scenario() -> None:
    """With a warning at its place; one of today is left as it is."""
    today = replace(LISTED, scenario="links/href")
    assert deviating([LISTED, today], TABLE) == (
        (today, today),
        ["deviations.yaml:4:5: bodies/links is now called links/href; the old name works until release 0.9.0"],
    )


def test_a_wrong_table_is_told_at_its_place(tmp_path: Path) -> None:
    """Every mistake of it."""
    path = tmp_path / "renamed.yaml"
    path.write_text("ends: soon\nrenamed: {links: links/href}\n", encoding="utf-8")
    with pytest.raises(Mistakes) as raised:
        renames.read(path)
    assert [(mistake.place.line, mistake.place.column) for mistake in raised.value.mistakes if mistake.place] == [
        (1, 7),
        (2, 11),
    ]


def test_the_shipped_table_leads_from_names_that_are_gone_to_names_that_are_there() -> None:
    names = {scenario.name for scenario in catalogue.load([specs.scenarios_folder()], specs.load())}
    table = renames.load().names
    assert table
    assert sorted(set(table) & names) == []
    assert sorted(set(table.values()) - names) == []


def test_the_shipped_table_ends_with_a_release_to_come() -> None:
    """The release that is named as its end is made with an empty table and a later end."""
    number = tuple(int(part) for part in __version__.partition(".dev")[0].split("."))
    assert number < tuple(int(part) for part in renames.load().ends.split("."))
