"""How a finding came about: what its scenario had set and changed before, and how it asked. Pure."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from conformance.late import pattern
from conformance.model import (
    JSON,
    AnsweredStep,
    AskingStep,
    Authorize,
    Finding,
    Follow,
    Form,
    LogIn,
    Request,
    Step,
    Verdict,
    Walk,
)

RULES: Final = "rules/"
"""How the name of a rule's result begins."""
REFRESH: Final = "refresh_token"
REFUSAL: Final = 400
_USUAL_SCOPE: Final = "aisp"
_AUTHORIZE: Final = "$oauth.authorize"
_OF_OTHERS: Final = pattern(r"\$(unknown\.\w+|others\.\w+)")


def changed_before(verdict: Verdict, finding: Finding) -> frozenset[str]:
    """What the scenario had changed before, by steps of its own: `PUT /consents`."""
    before = verdict.scenario.steps[: finding.step]
    requests = [one for one in before if isinstance(one, Request) and one.method != "GET"]
    return frozenset(f"{one.method} {address}" for one in requests for address in one.addresses)


def refused_before(verdict: Verdict, finding: Finding) -> str:
    """What the scenario had tried to change last, where that was to be refused: `PUT /consents`; '' else."""
    before = verdict.scenario.steps[: finding.step]
    changes = [one for one in before if isinstance(one, Request) and one.method != "GET"]
    if not changes:
        return ""
    due = [str(status) for claim in changes[-1].claims if claim.word == "status" for status in listed(claim.wanted)]
    refuses = bool(due) and all(status >= str(REFUSAL) for status in due)
    return f"{changes[-1].method} {changes[-1].addresses[0]}" if refuses else ""


def listed(wanted: JSON) -> list[JSON]:
    """What a claim wants, as a list."""
    return wanted if isinstance(wanted, list) else [wanted]


def compares(verdict: Verdict, finding: Finding) -> bool:
    """Whether it was held to what an earlier answer said."""
    step = step_of(verdict, finding)
    if step is None:
        return False
    kept = {name for one in verdict.scenario.answered for name in one.keep}
    wanted = [str(claim.wanted) for claim in step.claims if claim.word == finding.word]
    return not kept.isdisjoint(re.findall(r"\$(\w+)", " ".join(wanted)))


def step_of(verdict: Verdict, finding: Finding) -> AnsweredStep | None:
    """The step that has found it; None for a rule."""
    steps = verdict.scenario.steps
    step = steps[finding.step] if finding.step < len(steps) else None
    return step if isinstance(step, AnsweredStep) else None


def enters(verdict: Verdict, finding: Finding) -> bool:
    """Whether it was seen where a customer logs in."""
    step = step_of(verdict, finding)
    return isinstance(step, Authorize | LogIn) or (isinstance(step, Request) and step.addresses == (_AUTHORIZE,))


def followed(verdict: Verdict, finding: Finding) -> tuple[str, ...]:
    """The names of the bank's own links that led to the answer: `next`."""
    step = step_of(verdict, finding)
    if isinstance(step, Follow):
        paths: tuple[str, ...] = (step.path,)
    elif isinstance(step, Walk):
        paths = (*(start for start in step.starts if "_links." in start), f"_links.{step.by}")
    else:
        return ()
    return tuple(path.rpartition("_links.")[2] for path in paths)


def manner(verdict: Verdict, finding: Finding) -> str:
    """What is unusual about how was asked, and for whose; what was asked for is told by the address."""
    scenario, step = verdict.scenario, step_of(verdict, finding)
    if not isinstance(step, AskingStep):
        return ""
    envelope = step.envelope
    starts = step.addresses if isinstance(step, Request) else step.starts if isinstance(step, Walk) else ()
    told = {
        "token": _kind_of(envelope.token or scenario.given.token or ""),
        "scope": "" if (envelope.scope or scenario.scope) == _USUAL_SCOPE else envelope.scope or scenario.scope,
        "batch": "yes" if envelope.batch else "",
        "signature": envelope.signature,
        "certificate": envelope.certificate,
        "headers": " ".join(sorted(envelope.headers)),
        "query": " ".join(sorted(step.query)),
        "of": " ".join(sorted({word for start in starts for word in _OF_OTHERS.findall(start)})),
    }
    return ", ".join(f"{name} {value}" for name, value in told.items() if value)


def unusual(verdict: Verdict, finding: Finding) -> int:
    """The clock and the token of the stage, the steps before that change something, what is unusual in asking."""
    scenario = verdict.scenario
    if scenario.name.startswith(RULES):
        return 0
    stage = [one for one in (scenario.given.clock, scenario.given.token) if one is not None]
    before = [one for one in scenario.steps[: finding.step] if not _only_reads(one)]
    asking = [one.split() for one in manner(verdict, finding).split(", ") if one]
    words = sum(len(values) for name, *values in asking if name != "query")
    return len(stage) + len(before) + words + len(_parameters(verdict, finding))


def _parameters(verdict: Verdict, finding: Finding) -> set[str]:
    """What was asked with beside the page, be it by a link that carries it along."""
    step, shown = step_of(verdict, finding), finding.exchange
    named = set(step.query) if isinstance(step, AskingStep) else set()
    carried = {name for name, _ in parse_qsl(urlsplit(shown.call.url).query)} if shown is not None else set()
    return named | carried - {"page"}


def _only_reads(step: Step) -> bool:
    return isinstance(step, Follow | Walk) or (isinstance(step, Request) and step.method == "GET")


def _kind_of(token: str) -> str:
    """Which kind of token; of one that a step has kept no more than that."""
    return "kept" if token.startswith("$") else token


def grant(step: object) -> str:
    """What was shown for a token, where one was asked for: `authorization_code`, `refresh_token`."""
    form = step.payload if isinstance(step, Request) else None
    return str(form.fields.get("grant_type", "")) if isinstance(form, Form) else ""


def refreshed(verdict: Verdict, finding: Finding) -> bool:
    """Whether the scenario itself had had the token by a refresh."""
    step = step_of(verdict, finding)
    token = (step.envelope.token or "") if isinstance(step, AskingStep) else ""
    return any(
        path == "access_token" and token == f"${name}"
        for one in verdict.scenario.steps
        if isinstance(one, Request) and grant(one) == REFRESH
        for name, path in one.keep.items()
    )
