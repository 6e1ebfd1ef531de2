"""A request as a line for the shell, variables where its secrets stood; a scenario's requests as a script. Pure."""

from __future__ import annotations

import re
import shlex
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from conformance.late import pattern
from conformance.masking.secrets import MASK
from conformance.model import OWN_CERTIFICATE, Call, Exchange
from conformance.report import signing
from conformance.target.target import Tls
from conformance.visible import on_one_line, visible

CERTIFICATE: Final = "STET_QWAC"
"""The variable that names the file of the client certificate, as in the examples of target files."""
OF_ITS_MOMENT: Final = "signed for its moment, so a bank refuses it now; `stet-conformance export curl` signs it anew"
ELSEWHERE: Final = "It goes to another host than the bank's, so the credential that it carried is left out."
_MADE_BY_CURL: Final = frozenset({"accept-encoding", "connection", "content-length", "host", "user-agent"})
_COMPANIONS: Final = frozenset({"psu-ip-port", "psu-http-method", "psu-user-agent", "psu-accept-language"})
_SECRET: Final = frozenset({"authorization", "cookie", "proxy-authorization"})
_LABELLED: Final = pattern(r"(?P<scheme>[A-Za-z]+) \*\*\*(?P<number>[0-9]+)")
_TOKEN: Final = pattern(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""RFC 9110, 5.6.2: what a method and the name of a header are."""
_ADDRESS: Final = pattern(r"https?://[^\x00-\x1f\x7f-\x9f\u2028\u2029]+", re.IGNORECASE)
_CONTROL: Final = pattern(r"[\x00-\x08\x0a-\x1f\x7f]")
"""What no value of a header may hold (RFC 9110, 5.5)."""
_NO_NAME: Final = pattern(r"[^A-Za-z0-9_]")
_NO_ID: Final = pattern(r"[^A-Za-z0-9_.-]")
_PACKED: Final = frozenset({".p12", ".pfx"})
_PLAIN_BYTES: Final = pattern(rb"[\x20\x22-\x24\x26\x28-\x5b\x5d-\x7e]")
"""Bytes that mean themselves inside the single-quoted format of printf."""


def replay(call: Call, tls: Tls | None = None) -> str:
    """The curl line that sends this call again and shows its answer, status and headers first.

    `${STET_TOKEN_ADAM_AISP:?}` stands for the token of a persona, as target files and the environment name it: the
    shell stops where it is not set. The client certificate is a variable as well, unless `tls` tells its file. Where
    the line cannot be run because values in it are masked, or because it is signed for its moment, it is a comment that
    says so.
    """
    why = unrunnable(call)
    if not why and signed(call):
        why = OF_ITS_MOMENT
    elif why:
        why = f"cannot be run, {why}"
    return f"# {why}: {on_one_line(_line(call, tls))}" if why else _line(call, tls)


def unrunnable(call: Call) -> str:
    """Why a call cannot be sent again as it is told; '' where it can.

    A ledger may come from anywhere: what is no request, no line is made of.
    """
    if not _TOKEN.fullmatch(call.method) or not all(_TOKEN.fullmatch(name) for name, _ in call.headers):
        return "its method or the name of a header is none"
    if not _ADDRESS.fullmatch(call.url) or any(_CONTROL.search(value) for _, value in call.headers):
        return "its address or the value of a header is none"
    others = (value for name, value in call.headers if name.lower() not in _SECRET)
    texts = (call.url, (call.content or b"").decode("utf-8", "replace"), *others)
    return "values in it are masked" if call.masked or any(MASK in text for text in texts) else ""


def signed(call: Call) -> bool:
    """Whether it carries a signature, which was made for its moment and its X-Request-ID."""
    return any(name.lower() == "signature" for name, _ in call.headers)


def variables(call: Call) -> dict[str, str]:
    """The names of the variables that its line needs, each with what it holds."""
    found: dict[str, str] = {}
    for name, value in call.headers:
        if name.lower() in _SECRET:
            variable, holds, _ = _credential(call, name, value)
            found[variable] = holds
    return found


def variable(call: Call) -> str:
    """The name of the variable that holds the token of the call's persona."""
    return _named(f"STET_TOKEN_{call.persona}_{call.scope or 'aisp'}")


def astray(call: Call, base_url: str) -> bool:
    """Whether a call carries a credential to another host than the bank's: one that a ledger from elsewhere names."""
    return _origin(call.url) != _origin(base_url) and any(name.lower() in _SECRET for name, _ in call.headers)


def without_credentials(call: Call) -> Call:
    """The same call, without the headers whose values are secret."""
    return replace(call, headers=tuple(one for one in call.headers if one[0].lower() not in _SECRET))


def _origin(url: str) -> tuple[str, str, int | None] | None:
    """Scheme, host and port; None where clients do not agree on what they are."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return None
    return None if "\\" in url else (parts.scheme, parts.hostname or "", port)


def sendable(call: Call) -> Iterator[tuple[str, str]]:
    """The headers that a client has to be told, those of its own making and those of every request left out.

    What carries a signature needs all of them: they are signed.
    """
    whole = signed(call)
    for name, value in call.headers:
        lowered = name.lower()
        if lowered not in _MADE_BY_CURL and (whole or lowered in _SECRET or not usual(lowered, value)):
            yield name, value


def credential(call: Call, name: str, value: str, spelled: str) -> str | None:
    """The value of a header with a variable in place of the secret, spelled so (`{}` is its name); None for others."""
    if name.lower() not in _SECRET:
        return None
    found, _, scheme = _credential(call, name, value)
    return f"{scheme} {spelled.format(found)}" if scheme else spelled.format(found)


def script(  # noqa: PLR0913 - what a script is made of
    title: str,
    about: Iterable[str],
    exchanges: Iterable[Exchange],
    tls: Tls | None = None,
    *,
    key: Path | None = None,
    flawed: Container[int] = (),
    base_url: str,
) -> str:
    """A shell script that sends these again one after the other, each with what came at the time.

    What was signed is signed anew, with the `key` that the target names or a variable does; not those of these numbers,
    which were signed wrongly on purpose. What goes to another host than that of `base_url` takes no credential along.
    """
    given = list(exchanges)
    strayed = {one.number for one in given if astray(one.call, base_url)}
    sent = [replace(one, call=without_credentials(one.call)) if one.number in strayed else one for one in given]
    needed = {name: holds for one in sent if not unrunnable(one.call) for name, holds in variables(one.call).items()}
    lines = ["#!/bin/sh", *(f"# {on_one_line(text)}" for text in (title, *about) if text), "set -u"]
    lines += [f': "${{{name}:?{holds}}}"' for name, holds in needed.items()]
    anew = {one.number for one in sent if _signed_anew(one.call) and one.number not in flawed}
    lines += signing.prelude(key) if anew else ()
    for one in sent:
        fresh = one.number in anew
        before = signing.moment(one.call) if fresh else ()
        line = _line(one.call, tls, fresh=True) if fresh else _as_it_was(one, tls, flawed)
        told = [f"# {ELSEWHERE}"] if one.number in strayed else []
        lines += ["", f"printf '%s\\n' {shlex.quote(f'--- {summary(one)}')}", *told, *before, line, "echo"]
    return "\n".join(lines) + "\n"


def _signed_anew(call: Call) -> bool:
    return signed(call) and signing.can_be_signed(call) and not unrunnable(call)


def _as_it_was(one: Exchange, tls: Tls | None, flawed: Container[int]) -> str:
    """What was signed wrongly on purpose is sent as it was."""
    return _line(one.call, tls) if one.number in flawed and not unrunnable(one.call) else replay(one.call, tls)


def summary(exchange: Exchange) -> str:
    """An exchange in short: `2202 stage: PUT /stet/psd2/v1.4.2/consents was answered 201`."""
    step = "" if exchange.asker.step is None else f" {exchange.asker.step + 1}"
    came = f"was answered {exchange.status}" if exchange.answered else "had no answer"
    parts = urlsplit(exchange.call.url)
    asked = f"{exchange.call.method} {parts.path}" + (f"?{parts.query}" if parts.query else "")
    return on_one_line(f"{exchange.number} {exchange.asker.purpose.value}{step}: {asked} {came}")


def usual(name: str, value: str) -> bool:
    """Whether a header is one that every request carries and no answer depends on: the line is short without it."""
    if name == "x-request-id":
        return bool(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", value))
    return name in _COMPANIONS or (name == "accept" and value.startswith("application/hal+json"))


def _line(call: Call, tls: Tls | None, *, fresh: bool = False) -> str:
    odd = call.content is not None and not _readable(call.content)
    before = f"printf '{_octal(call.content)}' | " if odd and call.content is not None else ""
    return before + " ".join(_words(call, tls, odd=odd, fresh=fresh))


def _words(call: Call, tls: Tls | None, *, odd: bool, fresh: bool) -> Iterator[str]:
    yield from ("curl", "-sS", "-i")
    yield from _connection(call, tls)
    body = call.content
    if call.method == "HEAD" and body is None:
        yield "--head"
    elif call.method != ("GET" if body is None else "POST"):
        yield from ("-X", shlex.quote(call.method))
    of_the_moment = signing.headers(call) if fresh else {}
    for name, value in sendable(call):
        hidden = credential(call, name, value, "${{{}:?}}") or of_the_moment.get(name.lower())
        yield from ("-H", f'"{name}: {hidden}"' if hidden else shlex.quote(f"{name}: {value}" if value else f"{name};"))
    given = {name.lower() for name, _ in call.headers}
    if "accept" not in given:
        yield from ("-H", "'Accept:'")
    if body is not None and "content-type" not in given:
        yield from ("-H", "'Content-Type:'")
    if body is not None:
        yield from ("--data-binary", "@-") if odd else ("--data-raw", shlex.quote(body.decode()))
    if any(f"/{dots}/" in f"{urlsplit(call.url).path}/" for dots in (".", "..")):
        yield "--path-as-is"
    yield shlex.quote(call.url) if _plain(call.url) else f"-g {shlex.quote(call.url)}"


def _connection(call: Call, tls: Tls | None) -> Iterator[str]:
    """The client certificate that is shown, and whom to trust where the target file says so."""
    if tls is not None and call.url.lower().startswith("https:"):
        if not tls.verify:
            yield "-k"
        elif tls.ca is not None:
            yield from ("--cacert", shlex.quote(str(tls.ca)))
    if not call.certificate:
        return
    own = call.certificate == OWN_CERTIFICATE
    shown = tls if own or tls is None else tls.bad.get(call.certificate)
    if shown is not None and shown.certificate is not None:
        yield from _file("--cert", shown.certificate)
        if shown.key is not None:
            yield from _file("--key", shown.key)
        return
    name = CERTIFICATE if own else _named(f"{CERTIFICATE}_{call.certificate}")
    yield from ("--cert", f'"${{{name}:?}}"', "--key", f'"${{{name}_KEY:?}}"')


def _file(option: str, path: Path) -> Iterator[str]:
    if path.suffix.lower() in _PACKED:
        yield from (f"{option}-type", "P12")
    yield from (option, shlex.quote(str(path)))


def _credential(call: Call, name: str, value: str) -> tuple[str, str, str]:
    """The variable of a secret header, what it holds, and the scheme that stands before it.

    A token that is nobody's (an altered one, a revoked one) goes by the number of its label: the same has the same.
    """
    lowered = name.lower()
    if lowered == "authorization" and call.persona:
        persona, scope = (_NO_ID.sub("_", text) for text in (call.persona, call.scope or "aisp"))
        return variable(call), f"an access token of {persona} ({scope}) is needed", "Bearer"
    labelled = _LABELLED.fullmatch(value)
    if lowered == "authorization" and labelled:
        number = labelled["number"]
        return f"TOKEN_{number}", f"the credential that is told as {MASK}{number} is needed", labelled["scheme"]
    return _named(name), f"the value of the header {_NO_ID.sub('_', name)} is needed", ""


def _named(text: str) -> str:
    """The name of a variable, whatever the text: a shell would obey other signs."""
    return _NO_NAME.sub("_", text).upper()


def _readable(body: bytes) -> bool:
    """Whether a body can stand in a line as it is: a text without signs that nobody sees or a terminal obeys."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return False
    return visible(text) == text


def _octal(body: bytes) -> str:
    """Any bytes as the format of printf, in single quotes."""
    return "".join(
        chr(byte) if _PLAIN_BYTES.fullmatch(bytes([byte])) else "%%" if byte == 0x25 else f"\\{byte:03o}"
        for byte in body
    )


def _plain(url: str) -> bool:
    """Whether curl takes the URL as it is; brackets and braces mean something to it."""
    return not any(letter in url for letter in "[]{}")
