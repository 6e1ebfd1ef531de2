"""Entries for what failed: a valid list once a person has filled in what only he knows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from conformance import deviations
from conformance.model import JSON, Outcome
from conformance.report.deviation_entries import of_scenario, written
from tests.support import makers


def test_the_printed_entry_is_accepted_once_filled_in(tmp_path: Path) -> None:
    """It names the step and the claim and pins what came, so that nobody warns of it."""
    answer = makers.exchange(status=200)
    missing = makers.finding(word="has", key="_links.next", where="_links.next", says="it is missing", got=None)
    found = tuple(replace(one, exchange=answer, step=0) for one in (makers.finding(says="another number"), missing))
    failed = makers.verdict(Outcome.FAILED, findings=found)
    entries = "\n".join(written([of_scenario(failed.scenario.name, one, 200)]) for one in found)
    path = tmp_path / "deviations.yaml"
    path.write_text(f"deviations:\n{entries}\n".replace("expires: CHANGE ME", "expires: 2027-01-31"), encoding="utf-8")
    listed = deviations.load(path)
    assert [(one.step, one.claim) for one in listed] == [(1, "count transactions"), (1, "has _links.next")]
    assert deviations.applied(failed, listed, date(2026, 11, 22)).outcome is Outcome.DEVIANT
    assert deviations.warnings(listed) == []


def test_several_failures_are_one_entry_with_one_reason_to_fill_in(tmp_path: Path) -> None:
    """Each is listed as if it stood alone."""
    answer = makers.exchange(status=200)
    missing = makers.finding(word="has", key="_links.next", where="_links.next", says="it is missing", got=None)
    found = tuple(replace(one, exchange=answer, step=0) for one in (makers.finding(says="another number"), missing))
    failed = makers.verdict(Outcome.FAILED, findings=found)
    failures = [of_scenario(failed.scenario.name, one, 200) for one in found]
    texts = ["\n".join(written([one]) for one in failures), written(failures)]
    assert [text.count("CHANGE ME") for text in texts] == [8, 4]
    listed = []
    for text in texts:
        path = tmp_path / "deviations.yaml"
        filled = text.replace("expires: CHANGE ME", "expires: 2027-01-31")
        path.write_text(f"deviations:\n{filled}\n", encoding="utf-8")
        listed.append(deviations.load(path))
    assert [one.members() for one in listed[0]] == [one.members() for one in listed[1]]
    assert deviations.applied(failed, listed[1], date(2026, 11, 22)).outcome is Outcome.DEVIANT
    assert [one.place.line for one in listed[1]] == [7, 11]


@pytest.mark.parametrize(
    "value",
    [
        '\x1b]0;t\x07 \x00 \x7f \x85 \u202e \u2028 \ufeff \uffff \U0001f600 \U000e0001 \r\n\t \\ " # : {{',
        {"a: b\u2028": [{"# c": "\x85"}, "d, e", None, True, 7], "yes": "No", "f" * 2000: {}},
        "True",
        "half a character \ud800",
        "NULL",
    ],
)
def test_whatever_a_bank_sends_is_read_as_it_came(tmp_path: Path, value: JSON) -> None:
    """On one line of YAML: nothing in it ends the line, is taken for another kind or is no character of YAML."""
    entry = written([of_scenario("a/b", makers.finding(says="", got=value), 200)])
    assert entry.count("\n") == len(entry.splitlines()) - 1 == 7
    path = tmp_path / "deviations.yaml"
    path.write_text(f"deviations:\n{entry}\n".replace("expires: CHANGE ME", "expires: 2027-01-31"), encoding="utf-8")
    (listed,) = deviations.load(path)
    assert listed.came is not None
    assert listed.came.value == (value.replace("\ud800", "\ufffd") if isinstance(value, str) else value)
