"""The resources: accounts, consents, balances, transactions, identity; and the server that carries them."""

import json
import re
import socket
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from hashlib import blake2b
from http import HTTPStatus
from threading import Thread
from time import sleep
from typing import Any
from zoneinfo import ZoneInfo

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .data import COMPANY, Holding, Person, Row
from .login import CLIENT_ID, REDIRECT_URI, Desk

ROOT = "/stet/psd2/v1.4.2"
BATCHES_A_DAY = 4
CODES = tuple(f"{(213 + 37 * n) % 1000:03d}" for n in range(73))  # the first is the card purchase
SENTENCES = {
    "AC01": "Ce compte ne se trouve pas chez nous",
    "BADS": "Le scope du jeton ne convient pas",
    "ENDE": "La période demandée ne peut pas être servie",
    "FF01": "Le corps de la demande est incomplet ou mal formé",
    "IPGN": "La page demandée n'existe pas",
    "NGAC": "Le titulaire n'a pas ouvert cet accès",
    "NIMP": "Ce service n'existe pas ici",
    "RENF": "La référence donnée ne désigne rien",
    "TMRQ": "Trop de demandes sans le client aujourd'hui",
}
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Consent:
    """The IBANs opened for balances and for transactions, and whether the name may be told."""

    balances: frozenset[str] = frozenset()
    transactions: frozenset[str] = frozenset()
    identity: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page of one filtered list: first day in, last day out; first reference out, last one in."""

    resource: str
    since: date
    before: date
    above: int | None
    up_to: int | None
    start: int = 0

    @property
    def token(self) -> str:
        """A name for the page that says nothing to others."""
        return blake2b(repr(self).encode(), digest_size=12).hexdigest()

    def keeps(self, row: Row, today: date) -> bool:
        """Whether the row is inside; one without a reference is never inside a filter on references."""
        if not self.since <= today - timedelta(row.age) < self.before:
            return False
        if row.reference is None:
            return self.above is None and self.up_to is None
        return row.reference > (self.above or 0) and (self.up_to is None or row.reference <= self.up_to)


def today() -> date:
    return datetime.now(ZoneInfo("Europe/Paris")).date()


def pretty(body: Json, status: int = 200) -> Response:
    return Response(json.dumps(body, indent=4, ensure_ascii=False) + "\n", status, media_type="application/json")


def link(*parts: str) -> dict[str, str]:
    return {"href": "/".join((ROOT, *parts))}


def money(amount: str) -> dict[str, str]:
    return {"currency": "EUR", "amount": amount}


async def refuse(request: Request, error: Exception) -> Response:
    """The error body: a sentence with the code at its end, a time as STET prints it; nothing for a wrong verb."""
    assert isinstance(error, HTTPException)
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        return Response(status_code=405, headers=error.headers)
    told, moment = error.detail, datetime.now(ZoneInfo("Europe/Paris"))
    body = {
        "timestamp": f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}{moment:%z}",
        "status": error.status_code,
        "error": HTTPStatus(error.status_code).phrase,
        "message": f"{SENTENCES[told]} [{told}]" if told in SENTENCES else told,
        "path": request.url.path[:140],
        "guichet": "second",
    }
    answer = pretty(body, error.status_code)
    answer.headers.update(error.headers or {})
    return answer


class Envelope:
    """Sends X-Request-ID back, and reads a path of the API with or without a slash at its end."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        given = Headers(scope=scope).get("x-request-id")
        if scope["path"].startswith(ROOT):
            scope = {**scope, "path": scope["path"].rstrip("/")}

        async def echo(message: Message) -> None:
            if given and message["type"] == "http.response.start":
                MutableHeaders(scope=message)["X-Request-ID"] = given
            await send(message)

        await self.app(scope, receive, echo)


def read_consent(raw: bytes, person: Person) -> Consent:
    """The consent in a body; this bank answers 403 to one it cannot register."""
    try:
        said = json.loads(raw)
        lists = said["balances"], said["transactions"]
        flags = said["psuIdentity"], said["trustedBeneficiaries"]
        balances, transactions = (frozenset(str(item["iban"]) for item in one) for one in lists)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise HTTPException(403, "FF01") from None
    if not all(isinstance(one, list) for one in lists) or not all(isinstance(one, bool) for one in flags):
        raise HTTPException(403, "FF01")
    if not balances | transactions <= {one.iban for one in person.holdings}:
        raise HTTPException(403, "AC01")
    return Consent(balances, transactions, flags[0])


def read_day(text: str) -> date:
    try:
        return date.fromisoformat(text if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else "")
    except ValueError:
        raise HTTPException(400, "ENDE") from None


def read_page(resource: str, query: dict[str, str]) -> Page:
    """The first page of what the query asks for; both spellings of each reference are understood."""
    references = {name: text for name, text in query.items() if "ntryReference" in name}
    if not all(re.fullmatch(r"[0-9]{1,40}", text) for text in references.values()):
        raise HTTPException(400, "RENF")
    above = [int(references[name]) for name in ("afterEntryReference", "entryReferenceFrom") if name in references]
    up_to = [int(references[name]) for name in ("entryReferenceTo", "entryReferenceto") if name in references]
    oldest = today() - timedelta(90)
    since = read_day(query.get("dateFrom", str(oldest)))
    if since < oldest:
        raise HTTPException(400, "ENDE")
    before = read_day(query.get("dateTo", str(date.max)))
    if not re.fullmatch(r"[1-9][0-9]*", query.get("page", "1")):
        raise HTTPException(400, "IPGN")
    return Page(resource, since, before, max(above, default=None), min(up_to, default=None))


def balances_of(holding: Holding) -> list[Json]:
    """The instant balance first for an account; the amounts due, month by month back, for a card."""
    day = str(today())
    if holding.is_card:
        dues = zip(("À venir", "Mois en cours", "Mois prélevé"), holding.amounts, strict=False)
        return [{"balanceType": "OTHR", "name": name, "balanceAmount": money(due), "referenceDate": day}
                for name, due in dues]  # fmt: skip
    amount, before = money(holding.amounts[0]), str(today() - timedelta(1))
    return [
        {"balanceType": "OTHR", "name": "Maintenant", "balanceAmount": amount, "indicatif": True},
        {"balanceType": "CLBD", "name": "Arrêté", "balanceAmount": amount, "referenceDate": before},
        {"balanceType": "VALU", "name": "En date de valeur", "balanceAmount": amount, "referenceDate": day},
    ]


def row_body(row: Row, holding: Holding) -> Json:
    """A row as the bank tells it; every seventeenth has no operation code."""
    credit, cents = not holding.is_card and row.n % 4 == 1, 100 + row.n * 7919 % 89_900
    day, done = today() - timedelta(row.age), today() - timedelta(max(row.age, 0) + row.n % 3)
    family, sub = ("RCDT", "DMCT") if credit else ("CCRD", "POSD") if holding.is_card else ("RDDT", "OTHR")
    code = CODES[0 if holding.is_card else row.n % len(CODES)]
    return {
        "status": row.status,
        "resourceId": f"MVT-{holding.id[-6:]}-{row.n + 1:05d}",
        "creditDebitIndicator": "CRDT" if credit else "DBIT",
        "transactionAmount": money(f"{cents // 100}.{cents % 100:02d}"),
        "bookingDate" if row.status == "BOOK" else "expectedBookingDate": str(day),
        "transactionDate": str(done),
        "valueDate": str(day),
        "remittanceInformation": {"unstructured": [f"Opération {row.n + 1}"]},
        "rubrique": "vie courante",
        **({} if row.reference is None else {"entryReference": str(row.reference)}),
        **({} if row.n % 17 == 16 else {
            "bankTransactionCode": {"domain": "PMNT", "family": family, "subFamily": sub, "code": code}}),
    }  # fmt: skip


def account_body(person: Person, one: Holding, consent: Consent) -> Json:
    """An account or card, with as much of it as the consent opens."""
    pan = {"identification": one.id.rpartition("GFC")[2].replace("_", "/") + "==", "schemeName": "CPAN"}
    known = {"other": {**pan, "issuer": "13807"}} if one.is_card else {"iban": one.iban}
    opened = {"balances": consent.balances, "transactions": consent.transactions}
    return {
        "resourceId": one.id,
        "name": f"{person.last} {one.id[-4:]}",
        "cashAccountType": "CARD" if one.is_card else "CACC",
        "accountId": {"currency": "EUR", **known},
        **({"linkedAccount": one.linked} if one.is_card else {}),
        "usage": "PRIV" if person.title and one.id != COMPANY else "ORGA",
        "product": "Carte à débit différé" if one.is_card else "Compte à vue",
        "psuStatus": "Account Co-Holder" if person.joint else "Account Holder",
        "bicFi": "CCBPFRPPNAN",
        "couleur": "bleu",
        **({"balances": balances_of(one)} if one.iban in consent.balances else {}),
        "_links": {name: link("accounts", one.id, name) for name, ibans in opened.items() if one.iban in ibans},
    }


@dataclass(slots=True)
class Bank:
    """What the bank remembers between two requests, and its answers."""

    desk: Desk = field(default_factory=Desk)
    consents: dict[str, Consent] = field(default_factory=dict)
    batches: Counter[tuple[date, str, str]] = field(default_factory=Counter)
    pages: dict[str, Page] = field(default_factory=dict)

    def routes(self) -> list[Route]:
        return [
            Route(f"{ROOT}/accounts", self.accounts, methods=["GET"]),
            Route(f"{ROOT}/accounts/{{resource}}/balances", self.balances, methods=["GET"]),
            Route(f"{ROOT}/accounts/{{resource}}/transactions", self.transactions, methods=["GET"]),
            Route(f"{ROOT}/consents", self.consent, methods=["PUT"]),
            Route(f"{ROOT}/end-user-identity", self.identity, methods=["GET"]),
            Route(f"{ROOT}/trusted-beneficiaries", self.beneficiaries, methods=["GET"]),
            *self.desk.routes,
        ]

    def _who(self, request: Request) -> tuple[Person, Consent]:
        grant = self.desk.holder(request.headers.get("authorization", ""))
        if grant is None:
            raise HTTPException(401, "Le jeton est absent, inconnu ou périmé", {"WWW-Authenticate": "Bearer"})
        if grant.scope != "aisp":
            raise HTTPException(403, "BADS")
        return grant.person, self.consents.get(grant.person.login, Consent())

    def _count(self, request: Request, person: Person, what: str) -> None:
        """One more access of the day, unless the customer is there."""
        key = (today(), person.login, what)
        self.batches[key] += not request.headers.get("psu-ip-address")
        if self.batches[key] > BATCHES_A_DAY and not request.headers.get("psu-ip-address"):
            raise HTTPException(429, "TMRQ")

    async def accounts(self, request: Request) -> Response:
        """Without a consent every account and no card, with one what it opens: all on one page."""
        person, consent = self._who(request)
        self._count(request, person, "accounts")
        if request.query_params.get("page", "1") != "1":
            raise HTTPException(400, "IPGN")
        opened = consent.balances | consent.transactions
        shown = [one for one in reversed(person.holdings) if (one.iban in opened if opened else not one.is_card)]
        told = {"endUserIdentity": link("end-user-identity")} if opened and consent.identity else {}
        bodies = [account_body(person, one, consent) for one in shown]
        return pretty({"_links": {**told, "self": link("accounts")}, "nombre": len(shown), "accounts": bodies})

    async def consent(self, request: Request) -> Response:
        person, _ = self._who(request)
        self.consents[person.login] = read_consent(await request.body(), person)
        return pretty({}, 201)

    def _opened(self, request: Request, what: str) -> tuple[Person, Holding, Consent]:
        person, consent = self._who(request)
        wanted = request.path_params["resource"]
        holding = next((one for one in person.holdings if one.id == wanted), None)
        if holding is None:
            raise HTTPException(404, "AC01")
        if holding.iban not in (consent.balances if what == "balances" else consent.transactions):
            raise HTTPException(403, "NGAC")
        return person, holding, consent

    async def balances(self, request: Request) -> Response:
        person, one, consent = self._opened(request, "balances")
        self._count(request, person, f"balances {one.id}")
        links = {"parent-list": link("accounts"), "self": link("accounts", one.id, "balances")}
        if one.iban in consent.transactions:
            links["transactions"] = link("accounts", one.id, "transactions")
        return pretty({"_links": links, "balances": balances_of(one)})

    async def transactions(self, request: Request) -> Response:
        """One page, oldest first, or 204 where nothing is left of the list."""
        person, one, consent = self._opened(request, "transactions")
        query = dict(request.query_params)
        page = self.pages.get(query["cursor"]) if "cursor" in query else read_page(one.id, query)
        if page is None or page.resource != one.id:
            raise HTTPException(400, "IPGN")
        if "cursor" not in query:
            self._count(request, person, f"transactions {one.id}")
        kept = [row for row in one.rows if page.keeps(row, today())]
        if "page" in query and "cursor" not in query:
            page = replace(page, start=(int(query["page"]) - 1) * person.page)
            if page.start and page.start >= len(kept):
                raise HTTPException(400, "IPGN")
        bodies = [row_body(row, one) for row in kept[page.start : page.start + person.page]]
        links = {"parent-list": link("accounts"), **self._links(page, len(kept), person.page)}
        if one.iban in consent.balances and not one.is_card:
            links["balances"] = link("accounts", one.id, "balances")
        body = {"transactions": bodies, "total": len(kept), "_links": links}
        return pretty(body) if bodies else Response(status_code=204)

    def _links(self, here: Page, count: int, size: int) -> dict[str, dict[str, str]]:
        """The links of a page; where one page is all there is, only to itself."""
        starts = {"self": here.start, "first": 0, "last": (count - 1) // size * size}
        starts |= {"prev": here.start - size, "next": here.start + size}
        made = {name: replace(here, start=start) for name, start in starts.items() if 0 <= start < count}
        self.pages |= {page.token: page for page in made.values()}
        kept = made if count > size else {"self": here}
        return {name: link("accounts", here.resource, f"transactions?cursor={one.token}") for name, one in kept.items()}

    async def identity(self, request: Request) -> Response:
        person, consent = self._who(request)
        if not consent.identity:
            raise HTTPException(403, "NGAC")
        self._count(request, person, "identity")
        parts = {"NamePrefix": person.title, "FirstName": person.first, "LastName": person.last if person.first else ""}
        told = {"": f"{person.last} {person.first}".strip(), **parts}
        links = {"self": link("end-user-identity"), "parent-list": link("accounts")}
        return pretty({**{f"connectedPsu{name}": part for name, part in told.items() if part}, "_links": links})

    async def beneficiaries(self, request: Request) -> Response:
        self._who(request)
        raise HTTPException(501, "NIMP")


@dataclass(frozen=True, slots=True)
class Running:
    """A bank that answers: where it is, and how to end it."""

    base_url: str
    authorize_url: str
    token_url: str
    server: uvicorn.Server
    thread: Thread
    client_id: str = CLIENT_ID
    redirect_uri: str = REDIRECT_URI

    def stop(self) -> None:
        """Ends the server and its thread."""
        self.server.should_exit = True
        self.thread.join(10)


def build() -> Starlette:
    """A bank nobody has spoken to yet, as an ASGI application."""
    return Starlette(
        routes=Bank().routes(), middleware=[Middleware(Envelope)], exception_handlers={HTTPException: refuse}
    )


def start(port: int = 0) -> Running:
    """A new bank on a local port, any free one unless told, served from a thread."""
    # Named as TCP, or asyncio leaves Nagle's algorithm on and every answer waits 40 ms.
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.bind(("127.0.0.1", port))
    bound.listen()
    host = f"http://127.0.0.1:{bound.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(build(), log_level="warning", access_log=False, lifespan="off"))
    thread = Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True, name="second-bank")
    thread.start()
    while not server.started and thread.is_alive():
        sleep(0.01)
    return Running(f"{host}{ROOT}", f"{host}/oauth2/autorisation", f"{host}/oauth2/jeton", server, thread)
