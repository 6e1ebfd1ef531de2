"""A step in the words of a scenario file, and back: its verb, what the verb goes to, and the keys beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.model import (
    EMPTY,
    JSON,
    USUAL,
    AskingStep,
    Authorize,
    Claim,
    Consent,
    Envelope,
    Fields,
    Follow,
    Form,
    Json,
    LogIn,
    Payload,
    Place,
    Raw,
    Request,
    SetClock,
    Stage,
    Step,
    Typed,
    Walk,
)

REQUESTS = ("GET", "POST", "PUT", "PATCH", "DELETE")
VERBS = (*REQUESTS, "follow", "walk", "authorize", "login", "clock")
OF_CLAIMS = ("expect", "should", "keep")
"""Keys of a step that say nothing of what is sent."""
_OF_THE_ENVELOPE = ("headers", "token", "scope", "batch", "signature", "certificate")


def verb_of(written: Mapping[str, JSON]) -> str:
    """The verb of a step as written; it has exactly one."""
    return next(key for key in written if key in VERBS)


def step(  # noqa: PLR0913 - what a file says of one step
    verb: str, target: JSON, beside: Mapping[str, JSON], *, place: Place, claims: tuple[Claim, ...] = (),
    keep: Mapping[str, str] = EMPTY,
) -> Step:  # fmt: skip
    """The step that a file writes so; `beside` are the keys beside its verb. They are those the schema allows."""
    optional = bool(beside.get("optional"))
    if verb == "clock":
        return SetClock(place=place, optional=optional, to=target)
    common: dict[str, Any] = {
        "place": place,
        "optional": optional,
        "actor": beside.get("as"),
        "about": _about(beside.get("covers", {})),
        "prepares": bool(beside.get("prepares")),
        "claims": claims,
        "keep": keep,
    }
    if verb == "authorize":
        return Authorize(
            **common,
            params=fields(target),
            typed=Typed(**{name: _texts(text) for name, text in beside.get("typed", {}).items()}),
            press=beside.get("press", "submit"),
            after=beside.get("after", ""),
            refused=bool(beside.get("refused")),
            meanwhile=beside.get("meanwhile", ""),
        )
    if verb == "login":
        return LogIn(**common, params=fields(target))
    common |= {"times": beside.get("times", 1), "query": fields(beside.get("query", {})), "envelope": _envelope(beside)}
    if verb == "follow":
        return Follow(**common, path=target)
    several = tuple(target) if isinstance(target, list) else (target,)
    if verb == "walk":
        return Walk(**common, starts=several, by=beside.get("by", "next"))
    return Request(
        **common,
        method=verb,
        addresses=several,
        payload=_payload(beside),
        refused=bool(beside.get("refused")),
    )


def _texts(written: str | list[str]) -> tuple[str, ...]:
    return (written,) if isinstance(written, str) else tuple(written)


def _about(covers: JSON) -> dict[str, str]:
    return {"": covers} if isinstance(covers, str) else dict(covers)


def fields(written: Mapping[str, JSON]) -> Fields:
    """Named parameters as a file writes them."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in written.items()}


def _envelope(beside: Mapping[str, JSON]) -> Envelope:
    if beside.keys().isdisjoint(_OF_THE_ENVELOPE):
        return USUAL
    return Envelope(
        headers=fields(beside.get("headers", {})),
        token=beside.get("token"),
        scope=beside.get("scope"),
        batch=bool(beside.get("batch")),
        signature=beside.get("signature", ""),
        certificate=beside.get("certificate", ""),
    )


def _payload(beside: Mapping[str, JSON]) -> Payload | None:
    if "raw" in beside:
        return Raw(beside["raw"])
    if "form" in beside:
        return Form(fields(beside["form"]))
    return Json(beside["body"]) if "body" in beside else None


def stage(written: Mapping[str, JSON]) -> Stage:
    """The stage that a file writes so."""
    consent = written.get("consent")
    if isinstance(consent, Mapping):
        consent = Consent(
            balances=tuple(consent.get("balances", ())),
            transactions=tuple(consent.get("transactions", ())),
            identity=consent.get("psuIdentity"),
        )
    return Stage(**{**written, "consent": consent})


# ----------------------------------------------------------------------------------------------------------- and back


def target(one: Step) -> JSON:
    """What the verb of a step goes to, as its file writes it."""
    match one:
        case Request(addresses=several) | Walk(starts=several):
            return list(several) if len(several) > 1 else several[0]
        case Follow():
            return one.path
        case Authorize(params=params) | LogIn(params=params):
            return _written(params)
        case SetClock():
            return one.to


def addresses(one: Step) -> tuple[str, ...]:
    """The addresses below the API root, or URLs, that a step begins with."""
    if isinstance(one, Request):
        return one.addresses
    return tuple(start for start in one.starts if start[:1] in ("/", "$")) if isinstance(one, Walk) else ()


def beside(one: Step) -> dict[str, JSON]:
    """What stands beside the verb of a step in its file, save its claims and what it keeps."""
    return {key: value for key, value in _beside(one) if value not in (None, "", False) or key in ("body", "raw")}


def _beside(one: Step) -> Iterator[tuple[str, JSON]]:
    match one:
        case SetClock():
            pass
        case LogIn():
            yield "as", one.actor
        case Authorize():
            yield "as", one.actor
            typed = {"identifier": one.typed.identifier, "sms_code": one.typed.sms_code}
            yield (
                "typed",
                {name: texts[0] if len(texts) == 1 else list(texts) for name, texts in typed.items() if texts} or None,
            )
            yield "press", one.press if one.press != "submit" else None
            yield "after", one.after
            yield "refused", one.refused
            yield "meanwhile", one.meanwhile
        case _:
            yield "as", one.actor
            yield from _sent(one)
    yield "optional", one.optional
    if not isinstance(one, SetClock):
        yield "covers", one.about.get("") if set(one.about) == {""} else dict(one.about) or None
        yield "prepares", one.prepares


def _sent(one: AskingStep) -> Iterator[tuple[str, JSON]]:
    if isinstance(one, Walk):
        yield "by", one.by if one.by != "next" else None
    yield "query", _written(one.query) or None
    yield "headers", _written(one.envelope.headers) or None
    yield "times", one.times if one.times > 1 else None
    if isinstance(one, Request):
        match one.payload:
            case Json(value):
                yield "body", value
            case Raw(text):
                yield "raw", text
            case Form(given):
                yield "form", _written(given)
    for name in _OF_THE_ENVELOPE[1:]:
        yield name, getattr(one.envelope, name)
    if isinstance(one, Request):
        yield "refused", one.refused


def _written(given: Fields) -> dict[str, JSON]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in given.items()}


def stage_written(given: Stage) -> dict[str, JSON]:
    """The stage as its file writes it."""
    written = {"consent": consent_written(given.consent), "clock": given.clock, "token": given.token}
    written |= {"quotas": given.quotas, "rows": dict(given.rows) or None}
    return {key: value for key, value in written.items() if value is not None}


def consent_written(consent: str | Consent | None) -> JSON:
    """The consent of a stage as its file writes it."""
    if not isinstance(consent, Consent):
        return consent
    written: dict[str, JSON] = {"balances": list(consent.balances), "transactions": list(consent.transactions)}
    written = {kind: names for kind, names in written.items() if names}
    return written if consent.identity is None else {**written, "psuIdentity": consent.identity}
