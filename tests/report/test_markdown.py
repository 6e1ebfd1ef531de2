"""A run in Markdown."""

from __future__ import annotations

from conformance.ledger.masks import Masks
from conformance.ledger.record import to_record
from conformance.model import Outcome
from conformance.report.causes import causes
from conformance.report.finished import result_of
from conformance.report.markdown import markdown, plain
from conformance.report.sightings import sightings
from tests.support import makers
from tests.support.runs import finished


def test_the_word_then_the_causes_then_what_was_counted() -> None:
    """As a merge request shows it."""
    failed = makers.verdict()
    record = {**to_record(failed, Masks(), levels={}), "origin": "shipped"}
    text = markdown(
        finished([result_of(record)]), makers.REGISTER, causes([sightings(makers.entry(failed))], makers.REGISTER)
    )
    parts = ["## NOT CONFORM\n", "| failed | 1 |", "### Causes, the gravest first", "1. **", "| exit code | 1\\: "]
    assert [text.index(part) for part in parts] == sorted(text.index(part) for part in parts)
    assert Outcome.FAILED in text


def test_what_a_bank_says_is_shown_and_not_obeyed() -> None:
    """Mark-up, links, people and tables."""
    assert plain("a|b\n<img> [x](http://y) @me") == "a\\|b\\\\n\\<img\\> \\[x\\](http\\://y) \\@me"
