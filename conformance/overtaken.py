"""Was the bank's data another when it was asked again? A comparison with an older answer is no proof of a defect yet.

An account lives while it is examined: entries are made, what was pending is booked (chapter GET balances, line 1184).
And a day ends, at the bank perhaps some seconds sooner or later than here.
"""

from __future__ import annotations

import re
from datetime import datetime

import orjson

from conformance.clock import Clock
from conformance.model import AnsweredStep, Finding, Outcome, Scenario, Verdict

_ACROSS_PAGES = ("unique", "pages")
"""Words that compare one page of a walk with another; a row that came in between moves all rows behind it."""


def may_be_of_two_days(verdict: Verdict, began: datetime, clock: Clock) -> bool:
    """Whether something was found while midnight may have passed in Paris: the dates of the scenario were yesterday's.

    What begins by setting the clock knows which day it is.
    """
    found = verdict.outcome in (Outcome.FAILED, Outcome.WARNED)
    return found and verdict.scenario.given.clock is None and clock.turned_since(began)


def may_be_overtaken(verdict: Verdict) -> bool:
    """Whether all that is wrong is that an answer differs from an older one, in a scenario that may be repeated.

    What has its own clock or takes batch accesses is not repeated: a second time would not be the same.
    """
    scenario = verdict.scenario
    grave = [one for one in verdict.findings if one.must] or verdict.findings
    if not grave or scenario.given.clock is not None or scenario.takes_batch_accesses or "clock" in scenario.needs:
        return False
    kept = {name for step in scenario.answered for name in step.keep}
    return all(_compares(one, scenario, kept) for one in grave)


def _compares(finding: Finding, scenario: Scenario, kept: set[str]) -> bool:
    step = scenario.steps[finding.step]
    if not isinstance(step, AnsweredStep):
        return False
    if finding.word in _ACROSS_PAGES:
        return True
    wanted = b" ".join(orjson.dumps(claim.wanted) for claim in step.claims if claim.word == finding.word).decode()
    return not kept.isdisjoint(re.findall(r"\$(\w+)", wanted))
