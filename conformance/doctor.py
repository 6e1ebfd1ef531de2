"""What keeps a run from reaching the bank, found before it: names, TLS, certificates, clocks, addresses, logins.

Nothing here judges the bank; each remark says what it looked at, what it saw, and what to mend.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Final
from urllib.parse import SplitResult, urlsplit

from conformance import catalogue, paths
from conformance.catalogue import casting
from conformance.catalogue.turns import recommended, takes, turn_of
from conformance.certificates import eidas
from conformance.client import tls
from conformance.client.calls import form
from conformance.client.causes import explain
from conformance.client.fields import excerpt, http_date
from conformance.client.recognition import is_json_type, is_page, media_type, stranger, words_of
from conformance.client.sockets import cut_off_after, opened
from conformance.clock import APART
from conformance.errors import Blocked, Mistakes, Unreachable
from conformance.frozen import dataclass
from conformance.late import pattern
from conformance.model import NOBODY, Call, Exchange
from conformance.specs import Persona, scenarios_folder
from conformance.target.address import loopback
from conformance.target.target import Target
from conformance.world import NOT_RECOGNISED, World, code
from conformance.world.ownership import owners

_PORTS: Final = {"http": 80, "https": 443}
_FINGERPRINT: Final = pattern(r"_([0-9a-fA-F]{40}|[0-9a-fA-F]{64})$")
_SOON: Final = timedelta(days=14)
_LONG_S: Final = 20
"""From so many seconds on it is worth knowing how a run ends sooner."""
_ROOT: Final = "does base_url end with /stet/psd2/v1.4.2?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One thing looked at."""

    what: str
    says: str
    well: bool = True
    advice: str = ""


def examine(world: World) -> Iterator[Remark]:
    """Everything that can be looked at, in the order in which it would stop a run."""
    target = world.target
    yield from _own_papers(target)
    reached = True
    for host in _hosts(target):
        for remark in _host(host, target):
            reached = reached and (remark.well or host.netloc != urlsplit(target.base_url).netloc)
            yield remark
    if not reached:
        return
    for remark in _api_root(world):
        yield remark
        if not remark.well and remark.what == "base_url":
            return
    yield from _oauth(world)
    with world.sender.exchanges.heard() as heard:
        for persona in world.cast.personas.values():
            yield from _customer(persona, world)
    yield from _in_flight(heard.exchanges, world)


# ------------------------------------------------------------------------------------------------------ our own papers


def _own_papers(target: Target) -> Iterator[Remark]:
    if target.tls is not None and target.tls.certificate is not None:
        holder = eidas.read(target.tls.certificate, target.tls.passphrase)
        roles = ", ".join(holder.roles) or "no role"
        says = f"{holder.organization or holder.subject}, {roles}, until {holder.ends:%Y-%m-%d}"
        yield Remark(what="client certificate", says=says)
        for notice in tls.notices(target, datetime.now(UTC)):
            advice = "tls.certificate in the target file"
            yield Remark(what="client certificate", says=notice, well=False, advice=advice)
    if target.signature is not None:
        yield _seal(target.signature.key_id)


def _seal(key_id: str) -> Remark:
    if _FINGERPRINT.search(key_id):
        return Remark(what="signature", says="the keyId ends in the fingerprint of a certificate")
    says = "the keyId does not end in _ and the fingerprint of the certificate"
    return Remark(what="signature", says=says, well=False, advice="signature.key_id in the target file")


# --------------------------------------------------------------------------------------------------------------- hosts


def _hosts(target: Target) -> list[SplitResult]:
    """The hosts that a run speaks to, each once."""
    urls = [target.base_url]
    if target.oauth is not None:
        urls += [target.oauth.authorize_url, target.oauth.token_url]
    return list({urlsplit(url)[:2]: urlsplit(url) for url in urls}.values())


def _host(host: SplitResult, target: Target) -> Iterator[Remark]:
    name, port = host.hostname or "", host.port or _PORTS.get(host.scheme, 443)
    proxy = target.proxy.address if target.proxy is not None and not loopback(name) else ""
    try:
        if proxy and host.scheme == "http":
            yield Remark(what=host.netloc, says=f"is asked through the proxy {proxy}")
            return
        with opened(name, port, target) as plain:
            yield Remark(what=host.netloc, says=f"answers {f'through the proxy {proxy}' if proxy else _address(plain)}")
            if host.scheme == "https":
                yield _greeted(plain, name, target)
    except OSError as error:
        says, advice = explain(error, host.geturl(), target.limits.timeout_s, proxy)
        yield Remark(what=host.netloc, says=says, well=False, advice=advice)


def _address(plain: socket.socket) -> str:
    return f"at {plain.getpeername()[0]}"


def _greeted(plain: socket.socket, name: str, target: Target) -> Remark:
    """The handshake, and the bank's certificate where it is looked at."""
    with (
        cut_off_after(target.limits.timeout_s, plain),
        tls.context(target.tls).wrap_socket(plain, server_hostname=name) as spoken,
    ):
        shown = spoken.getpeercert() or {}
        version = spoken.version() or "TLS"
    if not shown:
        advice = "tls.verify: true"
        return Remark(what=name, says=f"{version}, the bank's certificate is not verified", well=False, advice=advice)
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), UTC)
    soon = ends - datetime.now(UTC) < _SOON
    says = f"{version}, the bank's certificate is good until {ends:%Y-%m-%d}"
    return Remark(what=name, says=says, well=not soon, advice="tell the bank" if soon else "")


# ----------------------------------------------------------------------------------------------------------- addresses


def _api_root(world: World) -> Iterator[Remark]:
    """GET /accounts as a stranger: a bank says 401 or so, in JSON or in silence, and what time it is."""
    url = f"{world.target.base_url}/accounts"
    try:
        answer = world.sender.send(Call(method="GET", url=url))
    except (Unreachable, Blocked) as error:
        yield _unanswered("base_url", error)
        return
    yield _clock(answer)
    found, question = stranger(answer), "GET /accounts without a token"
    says = f"{question} is answered with {answer.status}"
    if found is not None:
        yield Remark(what="base_url", says=f"{question} {found.says}", well=False, advice=found.advice)
    elif answer.status >= 500:
        yield Remark(what="base_url", says=f"{says}{_body(answer)}", well=False, advice=_ROOT)
    elif code(answer) == "BE05":
        yield Remark(what="base_url", says=f"{says} BE05{_challenge(answer)}", well=False, advice=NOT_RECOGNISED)
    else:
        yield Remark(what="base_url", says=f"{says}{_type(answer)}")


def _unanswered(what: str, error: Unreachable | Blocked) -> Remark:
    says, advice = (error.says, error.hint) if isinstance(error, Unreachable) else (str(error), "")
    return Remark(what=what, says=says, well=False, advice=advice)


def _body(answer: Exchange) -> str:
    said = words_of(answer)
    return f': "{said}"' if said else ""


def _type(answer: Exchange) -> str:
    """A media type that is none of JSON's, where there is a body: no hindrance, but worth a word."""
    kind = media_type(answer)
    return f", as {excerpt(kind, 60) or 'nothing named'}" if answer.content and not is_json_type(kind) else ""


def _challenge(answer: Exchange) -> str:
    challenge = answer.header("WWW-Authenticate")
    return f" ({challenge})" if challenge else ""


def _clock(answer: Exchange) -> Remark:
    theirs = http_date(answer.header("Date"))
    if theirs is None:
        return Remark(what="clock", says="the bank does not tell the time (no Date header that could be read)")
    difference = abs(theirs - datetime.now(UTC))
    says = f"the bank's clock and ours differ by {difference.total_seconds():.0f} s"
    return Remark(what="clock", says=says, well=difference <= APART, advice="set this machine's clock (NTP)")


def _oauth(world: World) -> Iterator[Remark]:
    oauth = world.target.oauth
    if oauth is None:
        return
    calls = {
        "authorize_url": Call(method="GET", url=oauth.authorize_url),
        "token_url": form("POST", oauth.token_url, (("client_id", oauth.client_id),)),
    }
    for name, call in calls.items():
        try:
            yield _endpoint(name, world.sender.send(call))
        except (Unreachable, Blocked) as error:
            yield _unanswered(f"oauth.{name}", error)


def _endpoint(name: str, answer: Exchange) -> Remark:
    """The authorize endpoint shows a customer a page or sends him on, the token endpoint says in JSON what is wrong."""
    status, method = answer.status, answer.call.method
    says, well = f"{method} is answered with {status}", status not in (404, 405, 410) and status < 500
    if well and name == "token_url" and (found := stranger(answer)) is not None:
        says, well = f"{method} {found.says}", False
    if well and name == "authorize_url" and status == 200 and not is_page(answer):
        says, well = f"{says}, and no page for a customer{_type(answer)}{_body(answer)}", False
    if not well and _body(answer) not in says:
        says += _body(answer)
    return Remark(what=f"oauth.{name}", says=says, well=well, advice="" if well else "is the address right?")


# ----------------------------------------------------------------------------------------------------------- customers


def _customer(persona: Persona, world: World) -> Iterator[Remark]:
    """The token of a persona, however it is had, what it opens, and whose accounts that shows."""
    try:
        answer = world.api.ask("GET", "/accounts", persona, NOBODY)
    except (Blocked, Unreachable, Mistakes) as error:
        yield Remark(what=persona.id, says=str(error), well=False, advice="tokens, login or oauth in the target file")
        return
    says = f"GET /accounts is answered with {answer.status}"
    found = stranger(answer) if answer.status != 404 or is_page(answer) else None
    if found is not None:
        yield Remark(what=persona.id, says=f"GET /accounts {found.says}", well=False, advice=found.advice)
    elif answer.status not in (200, 204):
        advice = NOT_RECOGNISED if code(answer) == "BE05" else "is the token of scope aisp, and of this bank?"
        yield Remark(what=persona.id, says=f"{says}{_body(answer)}", well=False, advice=advice)
    else:
        yield _shown(persona, answer, world)


def _shown(persona: Persona, answer: Exchange, world: World) -> Remark:
    """Whose accounts a customer is shown: his own, those of somebody else, or such as the cast does not know."""
    says = f"GET /accounts is answered with {answer.status}{_type(answer)}"
    accounts = paths.values("accounts[*]", answer.data)
    if answer.status == 200 and not isinstance(next(iter(paths.values("accounts", answer.data)), None), list):
        advice = "is base_url the root of this API?"
        return Remark(what=persona.id, says=f"{says} and no list of accounts", well=False, advice=advice)
    shown = owners(accounts, world.cast)
    strange = [one for one in shown if one != persona.id]
    if not strange:
        return Remark(what=persona.id, says=f"{says}, {_number(len(shown))} of {persona.name}")
    others = sorted({one for one in strange if one})
    if others:
        advice = f"is the token, or the login, of {' and '.join(others)}?"
        whose = " and ".join(others)
    else:
        advice = "a bank with customers of its own needs a cast of its own: cast in the target file"
        whose = "nobody in the cast"
    says += f", with accounts of {whose} ({len(strange)} of {len(shown)})"
    return Remark(what=persona.id, says=says, well=False, advice=advice)


# ---------------------------------------------------------------------------------------------------------- the time


def _in_flight(answers: Iterable[Exchange], world: World) -> Iterator[Remark]:
    """How many scenarios at once are worth it: told where one after the other takes long."""
    took = [one.elapsed_ms for one in answers if one.answered]
    if not took:
        return
    target, answer_s = world.target, median(took) / 1000
    shipped = (
        casting.assigned(one, world.cast, world.specs.cast) for one in catalogue.load([scenarios_folder()], world.specs)
    )
    turns = [turn_of(one) for one in shipped if all(target.offers(need) for need in one.needs)]
    one_by_one, number = sum(turn.weight for turn in turns) * answer_s, recommended(turns)
    if one_by_one < _LONG_S or number == 1:
        return
    sooner = takes(turns, number) * answer_s
    says = f"an answer takes {answer_s * 1000:.0f} ms: all scenarios one after the other take about {one_by_one:.0f} s"
    with_more = f"{number} in flight about {sooner:.0f} s (limits.in_flight: {number}; it is {target.limits.in_flight})"
    yield Remark(what="in_flight", says=f"{says}, {with_more}")


def _number(count: int) -> str:
    return f"{count} account" if count == 1 else f"{count} accounts"
