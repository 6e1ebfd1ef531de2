"""The requests that are sent: the headers that each carries, forms, and what of a request may be recorded."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

from conformance.client import links
from conformance.masking.secrets import MASK, Secrets
from conformance.model import Call
from conformance.target.target import Target

Headers = tuple[tuple[str, str], ...]

_ALWAYS: Final[Headers] = (
    ("Accept", "application/hal+json; charset=utf-8, application/json;q=0.9"),
    ("Accept-Encoding", "gzip"),
    ("User-Agent", "stet-conformance"),
)
_PRESENT: Final[Headers] = (
    ("PSU-IP-Address", "192.168.0.1"),
    ("PSU-IP-Port", "4711"),
    ("PSU-HTTP-Method", "GET"),
    ("PSU-User-Agent", "stet-conformance"),
    ("PSU-Accept-Language", "fr-FR"),
)
"""What shows that the customer is there; without PSU-IP-Address a call is a batch access (four a day)."""
_USUAL: Final = (*_ALWAYS, *_PRESENT)
_LOWERED: Final = {header: header[0].lower() for header in _USUAL}
"""Their names as they are compared."""
_HIDDEN: Final = ("authorization", "cookie")
"""What is not recorded as it is."""


def form(method: str, url: str, fields: Sequence[tuple[str, str]], headers: Headers = ()) -> Call:
    """A call that sends a form, as the token endpoint and the bank's screens take it."""
    typed = ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
    return Call(method=method, url=url, headers=(typed, *headers), content=urlencode(fields).encode())


def completed(call: Call, *, batch: bool) -> Headers:
    """The call's headers and those that every request carries, where it does not set them itself or leaves them out.

    With `batch` nothing shows that the customer is present. X-Request-ID is another one each time.
    """
    given = {name.lower() for name, _ in call.headers} | set(call.without)
    drawn = () if "x-request-id" in given else (("X-Request-ID", str(uuid.uuid4())),)
    usual = _ALWAYS if batch else _USUAL
    if given:
        usual = tuple(header for header in usual if _LOWERED[header] not in given)
    return (*call.headers, *drawn, *usual)


def recorded(headers: Headers, secrets: Secrets) -> Headers:
    """The headers as they may be recorded: the token under its label, no cookies."""
    return tuple(
        (header[0], _recorded(name, header[1], secrets)) if (name := header[0].lower()) in _HIDDEN else header
        for header in headers
    )


def _recorded(name: str, value: str, secrets: Secrets) -> str:
    if name == "cookie":
        return MASK
    scheme, _, token = value.partition(" ")
    if not scheme.isalpha():
        return secrets.label(value)
    return f"{scheme} {secrets.label(token)}" if token.strip() else scheme


def once_only(call: Call, target: Target, *, batch: bool) -> bool:
    """Whether a call may have an effect that must not come twice: a code exchanged, a batch access of the day used.

    A POST below the API root has none: this API knows no such operation.
    """
    inside = links.below_root(call.url, target) is not None
    return batch if inside else call.method != "GET"
