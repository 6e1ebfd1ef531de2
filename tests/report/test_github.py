"""Causes as annotations of GitHub."""

from __future__ import annotations

from conformance.report.causes import causes
from conformance.report.github import workflow_commands
from conformance.report.sightings import sightings
from tests.support import makers


def test_a_cause_is_an_error_at_the_claim_that_shows_it() -> None:
    """With what it breaks; a should is a warning."""
    found = causes([sightings(makers.entry(makers.verdict()))], makers.REGISTER)
    (line,) = workflow_commands(found)
    assert line.startswith("::error file=scenarios/transactions/two-pages.yaml,line=21,col=29,title=Cause 1%3A ")
    advice = makers.verdict(findings=(makers.finding(must=False),))
    (line,) = workflow_commands(causes([sightings(makers.entry(advice))], makers.REGISTER))
    assert line.startswith("::warning file=")
