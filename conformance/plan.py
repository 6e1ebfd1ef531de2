"""What a scenario would send, told without sending it: its requests, words filled in, and what they cost. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import replace
from urllib.parse import urlencode

from conformance.catalogue import steps
from conformance.frozen import dataclass
from conformance.late import pattern
from conformance.model import (
    JSON,
    AnsweredStep,
    AskingStep,
    Authorize,
    Claim,
    Follow,
    LogIn,
    Request,
    Scenario,
    Step,
    Walk,
)
from conformance.report.text import shown
from conformance.specs.quotas import GRANTED
from conformance.wording import plural
from conformance.words import Vocabulary, fill

Speaks = Callable[[str], Vocabulary | None]
"""The vocabulary of a persona, before any step has kept anything; None of one whom the cast lacks."""
_WORD = pattern(r"(?<!\$)\$(?=([A-Za-z_][A-Za-z0-9_]*))")


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


def plan(scenario: Scenario, speaks: Speaks, base_url: str = "") -> Plan:
    """What a scenario would send to a bank whose API root is `base_url`."""
    scenario = replace(scenario, steps=tuple(step for step in scenario.steps if not _left_out(step, speaks)))
    asking = [step for step in scenario.answered if isinstance(step, AskingStep)]
    kept = {"it", "other_case", *(name for step in scenario.answered for name in step.keep)}
    staged = 1 if scenario.given.consent is not None else 0
    return Plan(
        scenario=scenario,
        lines=tuple(_lines(scenario, speaks, kept, base_url)),
        requests=staged + sum(_requests(step) for step in scenario.steps),
        more=any(isinstance(step, Walk | Follow) for step in asking),
        batch=sum(_requests(step) for step in asking if step.envelope.batch),
        logins=frozenset(_logins(scenario)),
    )


def _left_out(step: Step, speaks: Speaks) -> bool:
    """Whether a step is about one more customer, whom the target does not have."""
    actor = step.actor if isinstance(step, AnsweredStep) else None
    return step.optional and actor is not None and speaks(actor) is None


def _requests(step: Step) -> int:
    """How many requests a step makes at least; the screens of a login are counted as one."""
    match step:
        case Request(addresses=several) | Walk(starts=several):
            return len(several) * step.times
        case Follow():
            return step.times
        case _:
            return int(isinstance(step, LogIn))


def _logins(scenario: Scenario) -> Iterator[tuple[str, str]]:
    if scenario.given.consent is not None:
        yield scenario.persona, "aisp"
    for step in scenario.steps:
        if isinstance(step, Authorize | LogIn):
            yield step.actor or scenario.persona, "authorize"
        elif isinstance(step, AskingStep) and (step.envelope.token or scenario.given.token) != "none":
            yield step.actor or scenario.persona, step.envelope.scope or scenario.scope


def _lines(scenario: Scenario, speaks: Speaks, kept: Set[str], base_url: str) -> Iterator[str]:
    given = scenario.given
    if given.clock is not None:
        yield f"the clock is set to {given.clock}"
    if given.consent is not None:
        yield f"PUT {base_url}/consents  (the stage: consent {shown(steps.consent_written(given.consent))})"
    if given.quotas is not None:
        yield "the quotas of the day are reset, where the target can do that"
    for step in scenario.steps:
        own = step.actor if isinstance(step, AnsweredStep) else None
        vocabulary = speaks(own or scenario.persona)
        assert vocabulary is not None  # who can play it has everybody whom it needs
        goes_to, sent = (fill(_later(value, kept), vocabulary) for value in (steps.target(step), steps.beside(step)))
        yield from _step(step, goes_to, sent, base_url)
        if isinstance(step, AnsweredStep) and step.claims:
            yield "   expects " + ", ".join(
                _claim(claim, fill(_later(claim.wanted, kept), vocabulary)) for claim in step.claims
            )


def _later(value: JSON, kept: Set[str]) -> JSON:
    """What an answer will tell is told by its word: `$$` is a dollar sign to whoever fills the words in."""
    if isinstance(value, str):
        return _WORD.sub(lambda match: "$$" if match[1] in kept else "$", value)
    if isinstance(value, Mapping):
        return {_later(key, kept): _later(item, kept) for key, item in value.items()}
    return [_later(item, kept) for item in value] if isinstance(value, list) else value


def _step(step: Step, goes_to: JSON, sent: Mapping[str, JSON], base_url: str) -> Iterator[str]:
    each = goes_to if isinstance(step, Request) and isinstance(goes_to, list) else [goes_to]
    for one in each:
        yield _request(step, one, sent, base_url)
    for key in ("body", "form", "raw"):
        if key in sent:
            yield f"   {key}: {shown(sent[key])}"


def _request(step: Step, goes_to: JSON, sent: Mapping[str, JSON], base_url: str) -> str:
    where = f"{base_url}{goes_to}" if isinstance(goes_to, str) and goes_to.startswith("/") else shown(goes_to)
    query = {key: value for key, value in sent.get("query", {}).items() if value is not None}
    query_text = f"{'&' if '?' in where else '?'}{urlencode(query, doseq=True, safe='$.:')}" if query else ""
    remarks = [f"{key} {shown(value)}" for key, value in sent.items() if key not in ("query", "body", "form", "raw")]
    return f"{step.verb} {where}{query_text}" + (f"  ({', '.join(remarks)})" if remarks else "")


def _claim(claim: Claim, wanted: JSON) -> str:
    text = f"{claim.word} {shown(wanted)}"
    return text if claim.must else f"(should) {text}"


def cost(plans: Iterable[Plan], tokens: Mapping[str, Mapping[str, str]]) -> str:
    """What a run of these would cost the bank, in one line."""
    found = list(plans)
    requests = sum(one.requests for one in found)
    logins = {login for one in found for login in one.logins if login[1] not in tokens.get(login[0], {})}
    once = sum(login[1] != "authorize" for login in logins)
    extra = sum(scope == "authorize" for one in found for _, scope in one.logins)
    more = "at least " if any(one.more for one in found) else ""
    batch = plural(sum(one.batch for one in found), "batch access", "batch accesses")
    return f"{more}{plural(requests, 'request')}, {plural(once + extra, 'login')}, {batch}"


def note(one: Plan) -> str:
    """What a scenario uses up that the bank grants once a day; '' where it uses up nothing."""
    if not one.batch:
        return ""
    if "quotas" in one.scenario.needs:
        return f"uses up the {GRANTED} batch accesses of a day: a second run on that day would find them spent"
    return f"takes {one.batch} of the {GRANTED} batch accesses of a day"


def beside(plans: Iterable[Plan], *, preflight: bool) -> Iterator[str]:
    """What a run sends beside its scenarios: the first look, each persona's consent, its quotas."""
    found = list(plans)
    personas = sorted({one.scenario.persona for one in found if one.scenario.given.consent is not None})
    if preflight:
        yield "before them 1 request, to see whether the bank answers; a login takes about 5 more"
    if personas and preflight:
        purpose = "to see whether they are as documented (2 consents, their accounts, the pages of what must be long)"
        yield f"before the first of {', '.join(personas)}: about 5 requests each, {purpose}"
    if personas:
        yield f"after them 1 request for each of {', '.join(personas)}: the consent found before is put back"
    spent = sorted({one.scenario.persona for one in found if one.batch})
    if spent:
        total = sum(one.batch for one in found)
        granted = f"the bank grants {GRANTED} a day for each of its resources"
        yield f"{plural(total, 'batch access', 'batch accesses')} by {', '.join(spent)}: {granted}"
