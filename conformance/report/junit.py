"""What JUnit XML says about a verdict beside its outcome. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.model import Scenario, Verdict

_API = re.compile(r"^/[A-Za-z]")


def properties(verdict: Verdict) -> list[tuple[str, object]]:
    """The properties of a test case: its requirements, the verdict word, the persona, the endpoint."""
    return list(_properties(verdict))


def _properties(verdict: Verdict) -> Iterator[tuple[str, object]]:
    scenario = verdict.scenario
    for requirement in scenario.covers:
        yield "requirement", requirement
    yield "verdict", verdict.outcome.value
    yield "persona", scenario.persona
    yield "endpoint", endpoint(scenario)
    if verdict.reason:
        yield "reason", verdict.reason


def endpoint(scenario: Scenario) -> str:
    """The request that a scenario is about, its identifiers left out: `GET /accounts/{id}/transactions`."""
    found = ""
    for step in scenario.steps:
        if isinstance(step.target, str) and _API.match(step.target):
            verb = "GET" if step.verb in ("walk", "follow") else step.verb
            found = f"{verb} {template(step.target)}"
    return found or next((f"{step.verb} {step.target}" for step in scenario.steps if isinstance(step.target, str)), "")


def template(path: str) -> str:
    """A path with `{id}` where an identifier stands: `$words`, and whatever follows /accounts/."""
    plain = path.partition("?")[0]
    return re.sub(r"(?<=/accounts/)[^/]+|\$[\w.]+", "{id}", plain)
