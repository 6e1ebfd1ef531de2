"""What is wrong, said to somebody who has never read a scenario."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.model import Finding
from conformance.report.sentences import sentence
from conformance.report.sightings import Sighting
from conformance.symptoms import symptom
from tests.support import makers

BALANCES = "GET /accounts/{accountResourceId}/balances"


def seen(**changed: Any) -> Sighting:
    finding: Finding = makers.finding(**{"where": "", "key": "", "wanted": None, "got": None, **changed})
    return Sighting(scenario="a/b", symptom=symptom(finding), finding=finding, leads=True)


@pytest.mark.parametrize(
    ("finding", "said"),
    [
        ({"word": "status", "says": "the status is wrong", "wanted": "403 or 404", "got": 200},
         f"{BALANCES} answers 200 where 403 or 404 is due"),
        ({"word": "status", "says": "the status of page 2 is wrong", "wanted": 200, "got": 500},
         f"{BALANCES} answers 500 where 200 is due: the status of page 2 is wrong"),
        ({"word": "error", "where": "message", "says": "the error code is wrong", "wanted": "ENDE", "got": "FF01"},
         f"{BALANCES} answers FF01 as its error code, where ENDE is due"),
        ({"word": "lacks", "where": "_links.prev", "says": "_links.prev is present", "wanted": "absent"},
         f"{BALANCES}: `_links.prev` is there, and must not be"),
        ({"word": "none", "where": "l", "says": "l is an empty list, which proves nothing", "wanted": "not a"},
         f"{BALANCES}: l is an empty list, so that this could not be checked"),
        ({"word": "schema", "where": "balances[2]", "says": "`name` is missing (and 2 more like it)", "wanted": "name"},
         f"{BALANCES}: `name` is missing in `balances[*]`"),
        ({"word": "has", "where": "a.b", "key": "a.b", "says": "a.b is missing", "wanted": "present"},
         f"{BALANCES}: `a.b` is missing"),
        ({"word": "pages", "where": "rows", "says": "the first of 5 pages has 50 items", "wanted": [3, 200], "got": 50},
         f"{BALANCES}: `rows`: the first of 5 pages has 50 items (wanted 3 or 200)"),
        ({"word": "values", "where": "a", "key": "a", "says": "missing: 7", "wanted": None},
         f"{BALANCES}: `a`: missing: 7"),
    ],
)  # fmt: skip
def test_what_is_wrong(finding: dict[str, Any], said: str) -> None:
    """Without the words of scenarios: what came, what was due, what is missing where."""
    assert str(sentence(seen(**finding), [BALANCES])) == said


def test_members_that_one_answer_lacks_are_told_together() -> None:
    """Whoever mends it mends both."""
    lacks = [
        seen(word="balances", where="balances", key="balances", says=f"{kind} is missing", wanted=kind)
        for kind in ("CLBD", "OTHR")
    ]
    assert (
        str(sentence(lacks[0], [BALANCES], lacks)) == f"{BALANCES}: no balances of the types CLBD, OTHR in `balances`"
    )


@pytest.mark.parametrize(
    ("addresses", "begins"),
    [
        ([], "404 where"),
        (["A"], "A answers"),
        (["A", "B"], "A and B answer"),
        (list("ABC"), "A and 2 other addresses "),
    ],
)
def test_where(addresses: list[str], begins: str) -> None:
    """One address, two, the first of several; none for what no answer shows."""
    wrong = seen(word="status", says="the status is wrong", wanted=200, got=404)
    assert str(sentence(wrong, addresses)).startswith(begins)


def test_in_general_it_has_no_numbers() -> None:
    """So that two runs are told alike."""
    wrong = seen(word="pages", where="rows", says="the first of 5 pages has 50 items", wanted=3, got=50)
    assert "the first of … pages has … items" in str(sentence(wrong, [BALANCES], general=True))
