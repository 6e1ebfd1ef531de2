"""What JUnit's file says of a scenario beside its outcome."""

from __future__ import annotations

from conformance.model import Outcome
from conformance.report.causes import causes
from conformance.report.junit import output, properties, told_by
from conformance.report.sightings import sightings
from tests.support import makers


def grouped(outcome: Outcome, reason: str = "") -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in properties(makers.verdict(outcome, reason=reason)):
        found.setdefault(name, []).append(str(value))
    return found


def test_properties_are_lines_of_output() -> None:
    """The schema of Jenkins has no element for them in a case; the place is among them."""
    lines = output(grouped(Outcome.FAILED)).splitlines()
    assert "[[PROPERTY|requirement=PAG-02]]" in lines
    assert "[[PROPERTY|requirement=AT-TRX-15]]" in lines
    assert lines[-2:] == [f"[[PROPERTY|file={makers.FILE}]]", "[[PROPERTY|line=2]]"]


def test_a_message_is_one_line() -> None:
    """The causes; of what was not judged the word and the reason, whatever the bank has written in it."""
    found = causes([sightings(makers.entry(makers.verdict()))], makers.REGISTER)
    assert told_by(grouped(Outcome.FAILED), found).startswith("cause 1: ")
    assert told_by(grouped(Outcome.BLOCKED, "it says\nno"), ()) == "blocked: it says\\nno"
