"""What a scenario would send, told without sending it: its requests, words filled in, and what they cost. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from conformance.model import JSON, Scenario, Step
from conformance.report.text import shown
from conformance.words import Vocabulary, fill

Speaks = Callable[[str, Mapping[str, JSON]], Vocabulary]
"""The vocabulary of a persona, given what the scenario will have kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One scenario, unsent."""

    scenario: Scenario
    lines: tuple[str, ...]
    requests: int
    more: bool
    """Whether it depends on the answers how many more there are: pages, links."""
    batch: int
    logins: frozenset[tuple[str, str]]


class _Later(dict[str, Any]):
    """Stands for what a step will have kept: any member of it is there, and is told by its word."""

    def __init__(self, word: str) -> None:
        super().__init__()
        self.word = word

    def __contains__(self, key: object) -> bool:
        return True

    def __getitem__(self, key: str) -> _Later:
        return _Later(f"{self.word}.{key}")

    def __str__(self) -> str:
        return self.word


def plan(scenario: Scenario, speaks: Speaks, base_url: str = "") -> Plan:
    """What a scenario would send to a bank whose API root is `base_url`."""
    kept = {name: _Later(f"${name}") for step in scenario.steps for name in step.keep} | {"it": _Later("$it")}
    steps = scenario.steps
    staged = 1 if scenario.given.consent is not None else 0
    return Plan(
        scenario=scenario,
        lines=tuple(_lines(scenario, speaks, kept, base_url)),
        requests=staged + sum(step.verb not in ("clock", "authorize") for step in steps),
        more=any(step.verb in ("walk", "follow") for step in steps),
        batch=sum(bool(step.send.get("batch")) for step in steps),
        logins=frozenset(_logins(scenario)),
    )


def _logins(scenario: Scenario) -> Iterator[tuple[str, str]]:
    if scenario.given.consent is not None:
        yield scenario.persona, "aisp"
    for step in scenario.steps:
        persona = str(step.send.get("as", scenario.persona))
        if step.verb == "authorize":
            yield persona, "authorize"
        elif step.verb != "clock" and step.send.get("token", scenario.given.token) != "none":
            yield persona, str(step.send.get("scope", scenario.scope))


def _lines(scenario: Scenario, speaks: Speaks, kept: Mapping[str, JSON], base_url: str) -> Iterator[str]:
    given = scenario.given
    if given.clock is not None:
        yield f"the clock is set to {given.clock}"
    if given.consent is not None:
        yield f"PUT {base_url}/consents  (the stage: consent {shown(given.consent)})"
    for step in scenario.steps:
        vocabulary = speaks(str(step.send.get("as", scenario.persona)), kept)
        yield from _step(
            step, _plain(fill(step.target, vocabulary)), _plain(fill(dict(step.send), vocabulary)), base_url
        )


def _step(step: Step, target: JSON, send: Mapping[str, JSON], base_url: str) -> Iterator[str]:
    where = f"{base_url}{target}" if isinstance(target, str) and target.startswith("/") else shown(target)
    query = {key: value for key, value in send.get("query", {}).items() if value is not None}
    asked = f"{'&' if '?' in where else '?'}{urlencode(query, doseq=True, safe='$.:')}" if query else ""
    remarks = [f"{key} {shown(value)}" for key, value in send.items() if key not in ("query", "body", "form", "raw")]
    yield f"{step.verb} {where}{asked}" + (f"  ({', '.join(remarks)})" if remarks else "")
    for key in ("body", "form", "raw"):
        if key in send:
            yield f"   {key}: {shown(send[key])}"
    if step.claims:
        yield "   expects " + ", ".join(_claim(claim.word, claim.wanted, must=claim.must) for claim in step.claims)


def _claim(word: str, wanted: JSON, *, must: bool) -> str:
    text = f"{word} {shown(wanted)}"
    return text if must else f"(should) {text}"


def _plain(value: JSON) -> JSON:
    """What will have been kept, by its word."""
    if isinstance(value, _Later):
        return str(value)
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def cost(plans: Iterable[Plan], tokens: Mapping[str, Mapping[str, str]]) -> str:
    """What a run of these would cost the bank, in one line."""
    found = list(plans)
    requests = sum(one.requests for one in found)
    logins = {login for one in found for login in one.logins if login[1] not in tokens.get(login[0], {})}
    once = sum(login[1] != "authorize" for login in logins)
    extra = sum(scope == "authorize" for one in found for _, scope in one.logins)
    more = "at least " if any(one.more for one in found) else ""
    return f"{more}{requests} requests, {once + extra} logins, {sum(one.batch for one in found)} batch accesses"
