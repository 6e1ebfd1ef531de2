"""A scenario's requests as an .http file, as JetBrains' HTTP Client and VS Code's REST Client read it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from conformance.late import pattern
from conformance.model import Call, Exchange
from conformance.report.curl import (
    ELSEWHERE,
    OF_ITS_MOMENT,
    astray,
    credential,
    sendable,
    signed,
    summary,
    unrunnable,
    variables,
    without_credentials,
)
from conformance.visible import on_one_line, visible

_METHOD: Final = pattern(r"[A-Za-z]+")
_HOW: Final = (
    "VS Code's REST Client takes the tokens below from the environment; in JetBrains' HTTP Client",
    "the same names in http-client.private.env.json come before these lines.",
)
_CERTIFICATE: Final = (
    "A client certificate is shown: rest-client.certificates in VS Code's settings,",
    "SSLConfiguration in http-client.private.env.json of JetBrains.",
)


def http_file(title: str, about: Iterable[str], exchanges: Iterable[Exchange], base_url: str) -> str:
    """The text of a file that holds these requests, each under what came at the time; tokens are its variables.

    A request that cannot be sent from such a file is a comment that says why; one that goes to another host than that
    of `base_url` has no credential.
    """
    given = list(exchanges)
    strayed = {one.number for one in given if astray(one.call, base_url)}
    sent = [replace(one, call=without_credentials(one.call)) if one.number in strayed else one for one in given]
    runnable = [one.call for one in sent if not _why_not(one.call)]
    needed = dict.fromkeys(name for call in runnable for name in variables(call))
    lines = [on_one_line(text) for text in (title, *about) if text]
    lines += _HOW if needed else ()
    lines += _CERTIFICATE if any(call.certificate for call in runnable) else ()
    if any(signed(call) for call in runnable):
        lines.append(f"Where a request is signed, it is {OF_ITS_MOMENT}.")
    head = [*(f"# {line}" for line in lines), *(f"@{name} = {{{{$processEnv {name}}}}}" for name in needed)]
    return "\n".join([*head, *(line for one in sent for line in _request(one, one.number in strayed))]) + "\n"


def _request(exchange: Exchange, strayed: bool) -> Iterator[str]:
    call, why = exchange.call, _why_not(exchange.call)
    yield ""
    yield f"### {summary(exchange)}" + (f" (cannot be sent: {why})" if why else "")
    if strayed:
        yield f"# {ELSEWHERE}"
    lines = [f"{call.method} {_address(call.url)} HTTP/1.1"]
    lines += [f"{name}: {credential(call, name, value, '{{{{{}}}}}') or value}" for name, value in sendable(call)]
    if call.content is not None:
        lines += ["", *call.content.decode("utf-8", "replace").split("\n")]
    yield from (f"# {on_one_line(line)}" for line in lines) if why else lines


def _why_not(call: Call) -> str:
    """Why a request cannot be sent from such a file; '' where it can."""
    why = unrunnable(call)
    if not why and not (_METHOD.fullmatch(call.method) and all(_is_header_alone(*one) for one in sendable(call))):
        why = "its method or a header has signs that mean something else here"
    return why if why or call.content is None else _why_no_body(call.content)


def _why_no_body(content: bytes) -> str:
    try:
        body = content.decode()
    except UnicodeDecodeError:
        return "its body is no text"
    if "{{" in body:
        return "its body has {{ in it, which stands for a variable here"
    if body != visible(body) or any(line.startswith(("#", "//", "<", ">")) for line in body.split("\n")):
        return "its body has signs that mean something else here"
    return ""


def _is_header_alone(name: str, value: str) -> bool:
    """Whether the line of a header is that and nothing else: no comment, no separator, no variable."""
    return name[0].isalnum() and "{{" not in value and visible(value) == value


def _address(url: str) -> str:
    """A URL as it stands there: braces would be a variable."""
    return url.replace("{", "%7B").replace("}", "%7D").replace(" ", "%20")
