"""What JUnit XML says about a verdict beside its outcome. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from conformance.catalogue.steps import addresses
from conformance.late import pattern
from conformance.model import Scenario, Verdict
from conformance.report.cause import Cause
from conformance.report.cause_text import name
from conformance.visible import on_one_line

_API = pattern(r"^/[A-Za-z]")
_WRITES = ("POST", "PUT", "PATCH", "DELETE")


def properties(verdict: Verdict) -> list[tuple[str, object]]:
    """The properties of a test case: its requirements, the verdict word, the persona, the endpoint, where it stands."""
    return list(_properties(verdict))


def _properties(verdict: Verdict) -> Iterator[tuple[str, object]]:
    scenario = verdict.scenario
    for requirement in scenario.covers:
        yield "requirement", requirement
    yield "verdict", verdict.outcome.value
    yield "persona", scenario.persona
    yield "endpoint", endpoint(scenario)
    yield "file", scenario.place.file
    yield "line", scenario.place.line
    if verdict.reason:
        yield "reason", verdict.reason


def told_by(properties: Mapping[str, Sequence[str]], found: Sequence[Cause]) -> str:
    """What a case that did not pass says first, on one line: its causes, or its word and the reason."""
    reason = ", ".join(properties.get("reason", ()))
    word = ", ".join(properties.get("verdict", ()))
    return on_one_line("; ".join(map(name, found)) or (f"{word}: {reason}" if reason else word))


def output(properties: Mapping[str, Sequence[str]]) -> str:
    """The properties of a test case as its output, a line each: the schema of Jenkins has no element for them there.

    `[[PROPERTY|verdict=failed]]` is how plugins of Jenkins and importers of test results find them.
    """
    lines = (f"[[PROPERTY|{key}={on_one_line(value)}]]" for key, values in properties.items() for value in values)
    return "\n".join(lines)


def endpoint(scenario: Scenario) -> str:
    """The request that a scenario is about, identifiers left out: `GET /accounts/{id}/transactions`.

    What is not a GET is what the scenario tries, and the others only look at what came of it; else the last one counts.
    """
    requests = [(step.verb, one) for step in scenario.steps for one in addresses(step) if _API.match(one)]
    tried = [f"{verb} {template(goes_to)}" for verb, goes_to in requests if verb in _WRITES]
    if tried:
        return tried[0]
    return f"GET {template(requests[-1][1])}" if requests else next((f"{step.verb}" for step in scenario.steps), "")


@lru_cache(maxsize=1024)
def template(path: str) -> str:
    """A path with `{id}` where an identifier stands: `$words`, and whatever follows /accounts/."""
    plain = path.partition("?")[0]
    return re.sub(r"(?<=/accounts/)[^/]+|\$[\w.]+", "{id}", plain)
