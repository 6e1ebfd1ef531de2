"""The table of places: what the scenarios claim, what has a reason, what is empty."""

from __future__ import annotations

from pathlib import Path

from conformance import catalogue, specs, yamlfile
from conformance.model import Scenario
from conformance.report.places import Filled, fill, lines, markdown, mistakes
from conformance.specs.places import read_places

TABLE = """\
addresses:
  accounts: {says: the list, pages: [first]}
rules:
  no-token:
    says: Without a token nothing opens.
    claims: [{covers: [ERR-29], tokens: [none], refused: true}]
reasons:
  - because: nothing changes for who has no token at all
    moments: [refresh, refusal, another-consent]
"""
SCENARIO = """\
title: Without a token nothing opens
covers: [ERR-29]
as: marc
steps:
  - GET: /accounts
    token: none
    expect: {status: 401}
"""


def scenario(text: str) -> Scenario:
    return catalogue.parse(yamlfile.parse(text, "s.yaml"), "access/none", specs.load())


def filled(folder: Path, text: str, table: str = TABLE) -> Filled:
    path = folder / "places.yaml"
    path.write_text(table, encoding="utf-8")
    return fill(read_places(path, specs.load().register), [scenario(text)])


def test_a_cell_names_the_scenario_that_claims_it(tmp_path: Path) -> None:
    """That of the asker who asks; the other is empty, and is a mistake."""
    found = filled(tmp_path, SCENARIO)
    assert [one.claimed_by for one in found.cells if not one.reason] == [("access/none",), ()]
    assert found.summary == "8 cells: 1 claimed by a scenario, 6 with a reason, 1 empty"
    (wrong,) = mistakes(found)
    assert str(wrong).startswith(
        "specs/places.yaml:4:3: no scenario claims no-token here: accounts, first page, after a login, absent"
    )
    assert [" ".join(line.split()) for line in lines(found)] == [
        "no-token: Without a token nothing opens. (1 of 8 cells claimed)",
        "accounts, first page, after a login present access/none",
        "accounts, first page, after a login absent EMPTY: no scenario, no reason",
        "6 cells are not asked, since nothing changes for who has no token at all:",
        "accounts: first page; after a refresh, after a refusal, after another's consent; present, absent",
        found.summary,
    ]


def test_as_markdown_each_rule_is_a_table_with_its_reasons_below(tmp_path: Path) -> None:
    """A row for a place, a column for who asks; reasons are numbered."""
    told = list(markdown(filled(tmp_path, SCENARIO)))
    assert told[2] == "\n## no-token\n\nWithout a token nothing opens.\n"
    assert told[3:7] == [
        "| place | present | absent |",
        "|---|---|---|",
        "| accounts, first page, after a login | `access/none` | **empty** |",
        "| accounts, first page, after a refresh | (1) | (1) |",
    ]
    assert told[-1] == "- (1) Not asked, since nothing changes for who has no token at all."


def test_what_does_not_ask_so_does_not_claim(tmp_path: Path) -> None:
    """A step with a token, one that wants an answer, one that is about something else."""
    for other in (
        SCENARIO.replace("    token: none\n", ""),
        SCENARIO.replace("status: 401", "status: 200"),
        SCENARIO.replace("ERR-29", "ERR-30"),
    ):
        assert not any(one.claimed_by for one in filled(tmp_path, other).cells)


def test_a_reason_that_no_cell_needs_is_a_mistake(tmp_path: Path) -> None:
    """Since the scenario claims them all, or a reason before it holds."""
    more = TABLE + "  - because: nobody is there to ask for it\n    who: [absent]\n"
    assert [str(one) for one in mistakes(filled(tmp_path, SCENARIO, more))] == []
    again = more + "  - because: nobody is there to ask for it, ever\n    who: [absent]\n"
    (wrong,) = mistakes(filled(tmp_path, SCENARIO, again))
    assert str(wrong).startswith("specs/places.yaml:12:5: a scenario, or a reason before it, stands in every cell")
