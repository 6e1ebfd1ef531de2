"""What keeps a run from reaching the bank, found before it: names, TLS, certificates, clocks, addresses, logins.

Nothing here judges the bank; each remark says what it looked at, what it saw, and what to mend.
"""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import SplitResult, urlsplit

from conformance.certificates import eidas
from conformance.client import tls
from conformance.client.calls import form
from conformance.client.causes import explain
from conformance.errors import Blocked, Mistakes, Unreachable
from conformance.model import NOBODY, Call, Exchange
from conformance.specs import Persona
from conformance.target.target import Target
from conformance.world import NOT_RECOGNISED, World, code

_PORTS: Final = {"http": 80, "https": 443}
_FINGERPRINT: Final = re.compile(r"_([0-9a-fA-F]{40}|[0-9a-fA-F]{64})$")
_APART: Final = timedelta(seconds=60)
_SOON: Final = timedelta(days=14)


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
    for remark in _front_door(world):
        yield remark
        if not remark.well and remark.what == "base_url":
            return
    yield from _oauth(world)
    for persona in world.cast.personas.values():
        yield from _customer(persona, world)


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
    try:
        with socket.create_connection((name, port), timeout=target.limits.timeout_s) as plain:
            yield Remark(what=host.netloc, says=f"answers at {plain.getpeername()[0]}")
            if host.scheme == "https":
                yield _greeted(plain, name, target)
    except OSError as error:
        says, advice = explain(error, host.geturl(), target.limits.timeout_s)
        yield Remark(what=host.netloc, says=says, well=False, advice=advice)


def _greeted(plain: socket.socket, name: str, target: Target) -> Remark:
    """The handshake, and the bank's certificate where it is looked at."""
    with tls.context(target.tls).wrap_socket(plain, server_hostname=name) as spoken:
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


def _front_door(world: World) -> Iterator[Remark]:
    """GET /accounts as a stranger: a bank says 401 or so, and what time it is."""
    url = f"{world.target.base_url}/accounts"
    try:
        answer = world.sender.send(Call(method="GET", url=url))
    except Unreachable as error:
        yield Remark(what="base_url", says=error.says, well=False, advice=error.hint)
        return
    yield _clock(answer)
    says = f"GET /accounts without a token is answered with {answer.status}"
    if answer.status in (404, 405, 406) or answer.status >= 500:
        yield Remark(what="base_url", says=says, well=False, advice="does base_url end with /stet/psd2/v1.4.2?")
    elif code(answer) == "BE05":
        yield Remark(what="base_url", says=f"{says} BE05{_challenge(answer)}", well=False, advice=NOT_RECOGNISED)
    else:
        yield Remark(what="base_url", says=says)


def _challenge(answer: Exchange) -> str:
    challenge = answer.header("WWW-Authenticate")
    return f" ({challenge})" if challenge else ""


def _clock(answer: Exchange) -> Remark:
    with suppress(ValueError, TypeError):
        difference = parsedate_to_datetime(answer.header("Date") or "") - datetime.now(UTC)
        seconds = abs(difference.total_seconds())
        says = f"the bank's clock and ours differ by {seconds:.0f} s"
        return Remark(what="clock", says=says, well=abs(difference) <= _APART, advice="set this machine's clock (NTP)")
    return Remark(what="clock", says="the bank does not tell the time (no Date header)")


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
            status = world.sender.send(call).status
        except Unreachable as error:
            yield Remark(what=f"oauth.{name}", says=error.says, well=False, advice=error.hint)
            continue
        well = status not in (404, 405) and status < 500
        says = f"{call.method} is answered with {status}"
        yield Remark(what=f"oauth.{name}", says=says, well=well, advice="" if well else "is the address right?")


# ----------------------------------------------------------------------------------------------------------- customers


def _customer(persona: Persona, world: World) -> Iterator[Remark]:
    """The token of a persona, however it is had, and what it opens."""
    try:
        answer = world.api.ask("GET", "/accounts", persona, NOBODY)
    except (Blocked, Unreachable, Mistakes) as error:
        yield Remark(what=persona.id, says=str(error), well=False, advice="tokens, login or oauth in the target file")
        return
    says = f"GET /accounts is answered with {answer.status}"
    well = answer.status in (200, 204)
    advice = NOT_RECOGNISED if code(answer) == "BE05" else "is the token of scope aisp, and of this bank?"
    yield Remark(what=persona.id, says=says, well=well, advice="" if well else advice)
