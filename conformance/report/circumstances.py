"""How an answer came about, in a few plain respects: by these a wrong one is told from a right one. Pure.

What is looked at is what somebody would look at first who sees one answer right and another wrong: whose token it
was, for which account, with or without the customer, with which filters, by which link, after what; and of the answer
itself whether it holds anything, whether it is one page of several, whose X-Request-ID it bears.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from conformance import specs
from conformance.frozen import dataclass
from conformance.late import pattern
from conformance.model import (
    JSON,
    NOT_JSON,
    AskingStep,
    Exchange,
    Follow,
    Purpose,
    Verdict,
    Walk,
)
from conformance.paths import kind
from conformance.symptoms import asked_for

Circumstances = Mapping[str, str]
"""By respect: what it was there; a respect that says nothing of an answer is left out, or ''."""

USUAL_SCOPE: Final = "aisp"
_ACCOUNT: Final = pattern(r"/accounts/([^/?#]+)")
_PAGE: Final = pattern(r"[?&]page=([0-9]{1,9})(?:[&#]|$)")
_ZERO: Final = pattern(r"-?0+(?:[.,]0+)?")
CONSENTS: Final = "PUT /consents"
LIST: Final = "GET /accounts"
OUTLIVES: Final = "outlives"
"""How the respect is called that a token was refreshed after the consent was sent that stands: it says who is to know
the consent still, and not how an answer was asked for; so no condition tells it."""
_LARGEST: Final = 20_000
"""Bodies beyond that many bytes are not looked into."""
_REFRESH: Final = b"grant_type=refresh_token"
_REFUSED: Final = 400
_OK: Final = 200


@dataclass(frozen=True, slots=True)
class Listed:
    """An account or card as a list of accounts shows it."""

    account: str
    """Its resourceId."""
    persona: str
    """Whose list it is."""
    card: bool


def listed(verdict: Verdict) -> Iterator[Listed]:
    """What the lists of accounts show that were had for a scenario."""
    for one in verdict.exchanges:
        rows = one.data.get("accounts") if one.status == _OK and isinstance(one.data, dict) else None
        if one.call.persona and isinstance(rows, list) and asked_for(one.call) == LIST:
            for row in rows:
                if isinstance(row, dict) and isinstance(row.get("resourceId"), str):
                    yield Listed(row["resourceId"], one.call.persona, row.get("cashAccountType") == "CARD")


def pages(verdict: Verdict) -> Iterator[tuple[str, int]]:
    """How many pages the lists have that were asked for from their beginning, by their paths."""
    for one in verdict.exchanges:
        links = one.data.get("_links") if one.status == _OK and isinstance(one.data, dict) else None
        asked = urlsplit(one.call.url)
        if one.call.method != "GET" or not isinstance(links, dict) or "page" in dict(parse_qsl(asked.query)):
            continue
        last = links.get("last")
        page = _PAGE.search(str(last.get("href"))) if isinstance(last, dict) else None
        if page or not links.get("next"):
            yield asked.path, int(page[1]) if page else 1


def circumstances(verdict: Verdict) -> dict[int, Circumstances]:
    """Of every answer to a step of a scenario, by the number of its exchange."""
    found: dict[int, Circumstances] = {}
    before: list[Exchange] = []
    for exchange in verdict.exchanges:
        if exchange.asker.purpose is Purpose.STEP and exchange.asker.step is not None:
            found[exchange.number] = dict(_all(verdict, exchange, before))
        before.append(exchange)
    return found


def _all(verdict: Verdict, exchange: Exchange, before: list[Exchange]) -> Iterator[tuple[str, str]]:
    yield from _asked(exchange)
    step = verdict.scenario.steps[exchange.asker.step or 0] if verdict.scenario.steps else None
    if isinstance(step, AskingStep):
        yield from _meant(verdict, step)
        yield from _sent(exchange, step.actor or verdict.scenario.persona)
    yield from _earlier(exchange, before)
    yield from _answered(exchange)


def _asked(exchange: Exchange) -> Iterator[tuple[str, str]]:
    """What the request itself shows."""
    call = exchange.call
    headers = {name.lower() for name, _ in call.headers}
    account = _ACCOUNT.search(urlsplit(call.url).path)
    query = dict(parse_qsl(urlsplit(call.url).query, keep_blank_values=True))
    yield "persona", call.persona
    yield "account", account[1] if account else ""
    yield "customer", "present" if "psu-ip-address" in headers else "absent"
    yield "query", " ".join(sorted(query))
    yield "path", urlsplit(call.url).path
    yield "filtered", "yes" if account and query.keys() - {"page"} else ""
    for name, value in query.items():
        yield from ((f"has {name}", "yes"), (f"query {name}", value))
    if call.scope and call.scope != USUAL_SCOPE:
        yield "scope", call.scope
    if call.content and b"=" in call.content[:40]:
        names = [name for name, _ in parse_qsl(call.content.decode("utf-8", "replace"))]
        yield "form", " ".join(sorted(names))
        yield "order", " ".join(names)


def _meant(verdict: Verdict, step: AskingStep) -> Iterator[tuple[str, str]]:
    """What the scenario says of it: whose account, what is unusual about token, signature, certificate, headers."""
    envelope = step.envelope
    yield "actor", step.actor or verdict.scenario.persona
    token = envelope.token or verdict.scenario.given.token or ""
    yield "token", "kept" if token.startswith("$") else token
    yield "signature", envelope.signature
    yield "certificate", envelope.certificate
    yield "headers", " ".join(sorted(envelope.headers))
    yield "followed", step.path if isinstance(step, Follow) else f"_links.{step.by}" if isinstance(step, Walk) else ""


def _sent(exchange: Exchange, actor: str) -> Iterator[tuple[str, str]]:
    """What the body of the request says: the members that it has, and whose accounts it names."""
    content = exchange.call.content
    if not content or len(content) > _LARGEST or not content.lstrip().startswith(b"{"):
        return
    try:
        data = json.loads(content)
    except ValueError:
        yield "body", "broken"
        return
    yield from ((f"member {name}", _kind(value)) for name, value in data.items())
    named = list(_ibans(data))
    persona = specs.load().cast.personas.get(actor)
    own = {one.iban for one in persona.accounts} if persona is not None else set()
    yield "ibans", "" if not named else "own" if own.issuperset(named) else "other"


def _kind(value: JSON) -> str:
    """What a member is, more closely where that is short."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "an empty list" if value == [] else kind(value)


def _ibans(data: JSON) -> Iterator[str]:
    if isinstance(data, dict):
        for name, value in data.items():
            yield from [str(value)] if name == "iban" else _ibans(value)
    elif isinstance(data, list):
        for value in data:
            yield from _ibans(value)


def _earlier(exchange: Exchange, before: list[Exchange]) -> Iterator[tuple[str, str]]:
    """What had happened in the scenario: the last change, how the token was had, whether the same was asked before."""
    mine = [one for one in before if one.call.persona in ("", exchange.call.persona)]
    changes = [one for one in mine if one.call.method in ("PUT", "POST", "DELETE") and one.asker.purpose in _OWN]
    changes = [one for one in changes if "grant_type=" not in (one.call.content or b"").decode("utf-8", "replace")]
    if changes:
        last = changes[-1]
        taken = "refused" if last.status >= _REFUSED else "taken"
        yield "after", f"{asked_for(last.call)} {taken}"
    yield from _consent([one for one in changes if one.call.method == "PUT" and one.status < _REFUSED])
    steps = [one for one in before if one.asker.purpose is Purpose.STEP and one.call.method == "PUT"]
    yield "changes", str(min(len([one for one in steps if one.status < _REFUSED]), 2))
    yield "refreshed", "yes" if any(_REFRESH in (one.call.content or b"") for one in mine) else ""
    yield OUTLIVES, "yes" if _refreshed_since(mine) else ""
    call = exchange.call
    same = [one for one in mine if (one.call.method, one.call.url) == (call.method, call.url) and one.answered]
    yield "again", ("answered" if same[-1].status < _REFUSED else "refused") if same else ""
    yield "clock", f"{exchange.at:%Y-%m-%d %H:%M}" if any(_is_clock(one) for one in before) else ""


_OWN: Final = (Purpose.STAGE, Purpose.STEP)


def _refreshed_since(mine: list[Exchange]) -> bool:
    """Whether a token was refreshed after the consent was sent that stands."""
    for one in reversed(mine):
        if _REFRESH in (one.call.content or b"") and one.status < _REFUSED:
            return True
        if one.call.method == "PUT" and asked_for(one.call) == CONSENTS and one.status < _REFUSED:
            return False
    return False


def _consent(taken: list[Exchange]) -> Iterator[tuple[str, str]]:
    """What the last consent says that was taken."""
    content = taken[-1].call.content if taken and asked_for(taken[-1].call) == CONSENTS else None
    try:
        data = json.loads(content or b"")
    except ValueError:
        return
    if isinstance(data, dict):
        yield "consent", "some" if any(_ibans(data)) else "none"
        yield "identity", _kind(data.get("psuIdentity"))
        yield "beneficiaries", _kind(data.get("trustedBeneficiaries"))


def _is_clock(one: Exchange) -> bool:
    return one.asker.purpose is Purpose.CONTROL and one.call.method == "PUT"


def _answered(exchange: Exchange) -> Iterator[tuple[str, str]]:
    """What the answer itself shows, beside what was claimed of it."""
    sent = next((value for name, value in exchange.call.headers if name.lower() == "x-request-id"), None)
    came = exchange.header("X-Request-ID")
    if sent is not None and came is not None and exchange.answered:
        yield "reply", "other" if came != sent else ""
    yield "status", str(exchange.status)
    if exchange.data is NOT_JSON or not isinstance(exchange.data, dict) or exchange.status != _OK:
        return
    links = exchange.data.get("_links")
    yield "next", "there" if isinstance(links, dict) and links.get("next") else "none"
    rows = [value for value in exchange.data.values() if isinstance(value, list)]
    if rows:
        yield "rows", "some" if any(rows) else "none"
    if len(exchange.content) <= _LARGEST:
        amounts = list(_amounts(exchange.data))
        yield "amounts", "zero" if amounts and all(map(_ZERO.fullmatch, amounts)) else "other" if amounts else ""


def _amounts(data: JSON) -> Iterator[str]:
    if isinstance(data, dict):
        for name, value in data.items():
            if name == "amount":
                yield str(value)
            else:
                yield from _amounts(value)
    elif isinstance(data, list):
        for value in data:
            yield from _amounts(value)
