"""A ledger that is read back is counted again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conformance.catalogue.shipped import Origin
from conformance.errors import Mistakes
from conformance.ledger.facts import footer
from conformance.ledger.ledger import Story
from conformance.ledger.masks import Masks
from conformance.ledger.record import to_record
from conformance.model import Outcome
from conformance.report import finished
from conformance.report.statement import End, Word
from tests.support import makers

SET = {"scenarios": 2, "sha256": "c" * 64}


def story(*outcomes: Outcome, foot: dict[str, Any] | None, **header: Any) -> Story:
    """A ledger of shipped scenarios."""
    verdicts = [
        makers.verdict(one, scenario=makers.scenario(name=f"a/{number}")) for number, one in enumerate(outcomes)
    ]
    records = [to_record(one, Masks()) | {"origin": "shipped", "lacking": []} for one in verdicts]
    head = makers.HEADER | {"catalogue": SET} | header
    return Story(
        path=Path("reports/ledger.jsonl"), header=head, records=tuple(records), entries=(), exchanges={}, footer=foot
    )


def end(exit_code: int, word: str, how: End = End.WHOLE, **counts: int) -> dict[str, Any]:
    """The last line of a ledger."""
    numbers = {Outcome(name): number for name, number in counts.items()}
    ended = makers.MOMENT.isoformat()
    return footer(
        numbers, exit_code=exit_code, word=word, end=how.value, complete=how is End.WHOLE, ended=ended
    )  # fmt: skip


def test_what_a_run_wrote_is_what_it_comes_to() -> None:
    """Results, word and code."""
    found = finished.read(story(Outcome.PASSED, Outcome.SKIPPED, foot=end(0, "CONFORM", passed=1, skipped=1)))
    assert found.statement.word is Word.CONFORM
    assert [(one.name, one.outcome, one.origin) for one in found.results] == [
        ("a/0", Outcome.PASSED, Origin.SHIPPED),
        ("a/1", Outcome.SKIPPED, Origin.SHIPPED),
    ]


@pytest.mark.parametrize(
    ("foot", "says"),
    [
        (end(1, "NOT CONFORM", passed=2), "its last line says 2 passed, its verdicts come to 1"),
        (end(0, "NOT CONFORM", passed=1, failed=1), "its last line says exit code 0, its verdicts come to 1"),
        (end(1, "CONFORM", passed=1, failed=1), "its last line says CONFORM, its verdicts come to NOT CONFORM"),
    ],
)
def test_a_last_line_that_disagrees_is_a_mistake(foot: dict[str, Any], says: str) -> None:
    """With what it says and what the verdicts say."""
    with pytest.raises(Mistakes, match=says):
        finished.read(story(Outcome.PASSED, Outcome.FAILED, foot=foot))


def test_a_verdict_that_was_taken_out_is_seen() -> None:
    """The count and the word of the whole set no longer fit."""
    with pytest.raises(Mistakes) as wrong:
        finished.read(story(Outcome.PASSED, foot=end(0, "CONFORM", passed=2)))
    assert [one.says.partition(": ")[2] for one in wrong.value.mistakes] == [
        "its last line says 2 passed, its verdicts come to 1",
        "its last line says CONFORM, its verdicts come to PARTIAL",
    ]


def test_without_a_last_line_it_is_incomplete() -> None:
    """The process was killed."""
    found = finished.read(story(Outcome.FAILED, foot=None))
    assert (found.statement.word, found.statement.code) == (Word.INCOMPLETE, 130)
    assert found.footer["reason"] == "the ledger has no end: the run was cut off"


@pytest.mark.parametrize(
    ("code", "complete", "outcome", "word"),
    [
        (0, True, Outcome.PASSED, Word.PARTIAL),
        (1, True, Outcome.FAILED, Word.NOT_CONFORM),
        (3, True, Outcome.BLOCKED, Word.COULD_NOT_RUN),
        (0, False, Outcome.PASSED, Word.PARTIAL),
        (1, False, Outcome.FAILED, Word.NOT_CONFORM),
        (3, False, Outcome.PASSED, Word.COULD_NOT_RUN),
        (4, False, Outcome.PASSED, Word.BROKEN),
        (130, False, Outcome.PASSED, Word.INCOMPLETE),
    ],
)
def test_a_ledger_of_version_0_1(code: int, complete: bool, outcome: Outcome, word: Word) -> None:
    """It says neither a word nor what the shipped set was, so that nothing can be said of conformity."""
    foot = end(code, "", **{outcome.value: 1}) | {"complete": complete}
    old = {key: value for key, value in foot.items() if key not in ("word", "end")}
    read = story(outcome, foot=old)
    records = tuple({key: value for key, value in one.items() if key != "origin"} for one in read.records)
    header = {key: value for key, value in read.header.items() if key != "catalogue"}
    found = finished.read(replace(read, header=header, records=records, footer=old))
    assert (found.statement.word, found.statement.code) == (word, code)
