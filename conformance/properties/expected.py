"""What the model expects, in the words of a scenario: one step for each resource that can be looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from conformance import paths
from conformance.errors import Blocked
from conformance.model import JSON
from conformance.properties.model import KINDS, Consent, Holding
from conformance.properties.property import Case, Ground, StepData
from conformance.properties.text import literal
from conformance.words import segment

REFUSED: Mapping[str, JSON] = {"status": [403, 404], "error": ["NGAC", "AC01", "CDNA"], "schema": "error"}
"""What is not consented is rejected (lines 240-242); the status is not said, so 404 passes too (ambiguity C13)."""
Holdings = tuple[Holding, ...]


def body(consent: Consent, accounts: Iterable[str]) -> dict[str, JSON]:
    """The body of PUT /consents, accounts in the order of the persona's."""
    order = tuple(accounts)
    lists = {kind: [iban(name) for name in order if name in getattr(consent, kind)] for kind in KINDS}
    return {**lists, "trustedBeneficiaries": False, "psuIdentity": consent.identity}


def iban(nickname: str) -> dict[str, JSON]:
    """An account as a consent names it."""
    return {"iban": f"${nickname}.iban"}


def accounts(consent: Consent | None, holdings: Holdings) -> StepData:
    """GET /accounts shows what is consented, with its links, and nothing else."""
    expect: dict[str, JSON] = {"status": 200, "schema": "accounts"}
    if consent is None:
        return {"walk": "/accounts", "expect": expect}
    has, lacks = _links(consent, holdings)
    if consent.links_identity is not None:
        (has if consent.links_identity else lacks).append("_links.endUserIdentity")
    return {"walk": "/accounts", "expect": expect | _listed(consent, holdings) | _filled(has=has, lacks=lacks)}


def _listed(consent: Consent, holdings: Holdings) -> dict[str, JSON]:
    if consent.accounts:
        return {"values": {"accounts[*].resourceId": [one.resource for one in holdings if consent.lists(one)]}}
    ibans = [f"${one.account}.iban" for one in holdings if not one.card]
    return {"values": {"accounts[cashAccountType=CACC].accountId.iban": ibans}}


def _links(consent: Consent, holdings: Holdings) -> tuple[list[str], list[str]]:
    has: list[str] = []
    lacks: list[str] = [] if consent.accounts else list(_details("*"))
    for holding in holdings if consent.accounts else ():
        if consent.lists(holding):
            shown, linked, moved = _details(f"resourceId={holding.resource}")
            (has if consent.opens("balances", holding) else lacks).extend((shown, linked))
            (has if consent.opens("transactions", holding) else lacks).append(moved)
    return has, lacks


def _details(which: str) -> tuple[str, str, str]:
    item = f"accounts[{which}]"
    return f"{item}.balances", f"{item}._links.balances", f"{item}._links.transactions"


def _filled(**words: list[str]) -> dict[str, JSON]:
    return {word: value for word, value in words.items() if value}


def resource(kind: str, holding: Holding, consent: Consent | None) -> StepData:
    """GET balances or transactions answers or refuses, as the consent has it."""
    path = f"/accounts/{segment(holding.resource)}/{kind}"
    if consent is None:
        return {"GET": path, "expect": {"status": [200, 204, 403, 404]}}
    if not consent.opens(kind, holding):
        return {"GET": path, "expect": dict(REFUSED)}
    return {"GET": path, "expect": {"status": 200 if kind == "balances" else [200, 204], "schema": kind}}


def identity(consent: Consent | None) -> StepData:
    """GET /end-user-identity answers only where that is consented."""
    opens = consent.tells_identity if consent is not None else None
    expect: dict[str, JSON] = {"status": [200, 403] if opens is None else 200 if opens else 403}
    return {"GET": "/end-user-identity", "expect": expect | ({"schema": "identity"} if opens else {})}


# ------------------------------------------------------------------------------------------------------- what is there


def holdings(ground: Ground) -> Holdings:
    """The accounts of the persona and the cards behind them, as the bank lists them once all is consented.

    Raises Blocked where none of the documented accounts is listed, RefutedError where the list cannot be had.
    """
    look = Case(given={"consent": "everything"}, steps=({"walk": "/accounts", "expect": {"status": 200}},))
    items = [item for page in ground.pages(look) for item in paths.values("accounts[*]", page)]
    found = dict(_accounts(ground, items))
    if not found:
        raise Blocked(f"none of the documented accounts of {ground.persona.id} is listed by GET /accounts")
    cards = {
        str(item["resourceId"]): Holding(resource=literal(str(item["resourceId"])), account=owner.account, card=True)
        for item in items
        if (owner := found.get(_member(item, "linkedAccount"))) and _member(item, "resourceId") not in ("", *found)
    }
    return (*found.values(), *cards.values())


def _accounts(ground: Ground, items: list[JSON]) -> Iterator[tuple[str, Holding]]:
    """Each account of the cast that is listed, by its resourceId; the cast's word for that where it is right."""
    for account in ground.persona.accounts:
        listed = (item for item in items if account.iban in paths.values("accountId.iban", item))
        resource = next(filter(None, (_member(item, "resourceId") for item in listed)), None)
        if resource is not None:
            word = f"${account.nickname}.resourceId" if resource == account.resource_id else literal(resource)
            yield resource, Holding(resource=word, account=account.nickname)


def _member(item: JSON, name: str) -> str:
    return str(item.get(name) or "") if isinstance(item, dict) else ""
