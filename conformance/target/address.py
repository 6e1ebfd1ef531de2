"""Addresses: what makes one usable, when two are the same, what belongs to one site."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlencode, urljoin, urlsplit, urlunsplit

_SECOND_LEVELS: Final = ("ac", "co", "com", "gouv", "gov", "net", "org")
_PORTS: Final = {"http": 80, "https": 443}


def base_address(text: str) -> tuple[str, str]:
    """The base URL without a slash at its end, and what is wrong with it ('' if nothing)."""
    url = text.strip().rstrip("/")
    wrong = wrong_address(url)
    if not wrong and (urlsplit(url).query or urlsplit(url).fragment):
        wrong = f"`{text}` must not contain `?` or `#`"
    return url, wrong


def wrong_address(url: str) -> str:
    """What is wrong with an http address, to be said after its name; '' if nothing."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        return f"`{url}` is not a valid address: {error}"
    if parts.scheme not in ("http", "https"):
        return f"`{url}` must start with https:// or http://"
    if not parts.hostname or any(char.isspace() for char in url):
        return f"`{url}` names no host"
    return "must not carry a user name or password" if "@" in parts.netloc else ""


def wrong_proxy(url: str) -> str:
    """What is wrong with the address of a proxy, to be said after its name; '' if nothing. Tells no password."""
    scheme, _, rest = url.partition("://")
    if scheme.lower() != "http":
        return "must begin with http://"
    alone = f"http://{rest.rpartition('@')[2]}"
    wrong = wrong_address(alone)
    if wrong:
        return wrong
    parts = urlsplit(alone)
    return "must end after its host and port" if parts.path.strip("/") or parts.query or parts.fragment else ""


def loopback(host: str) -> bool:
    """Whether a host is this machine: `localhost` and the names below it, 127.0.0.0/8, ::1 (RFC 6761, RFC 1122)."""
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def joined(base: str, reference: str) -> str:
    """A reference resolved; '' where it is no address at all."""
    try:
        found = urljoin(base, reference)
        _ = urlsplit(found).port
    except ValueError:
        return ""
    return found


def authority(url: str) -> str:
    """The host and port of a URL, however broken it is."""
    return url.partition("//")[2].partition("/")[0]


def origin(url: str) -> str:
    """Scheme and host of a URL, and its port where it names one: `https://myapp.fr`."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def with_query(url: str, params: Mapping[str, str]) -> str:
    """A URL with more parameters behind those it has."""
    parts = urlsplit(url)
    query = "&".join(part for part in (parts.query, urlencode(params)) if part)
    return urlunsplit(parts._replace(query=query))


def same_address(url: str, callback: str) -> bool:
    """Whether a URL leads to a callback: the same scheme, host, port and path."""
    try:
        ours, theirs = urlsplit(url), urlsplit(callback)
    except ValueError:
        return False
    return _address(ours.scheme, ours.netloc, ours.path) == _address(theirs.scheme, theirs.netloc, theirs.path)


def _address(scheme: str, netloc: str, path: str) -> tuple[str, str, str]:
    host = netloc.lower().rpartition("@")[2].removesuffix({"https": ":443", "http": ":80"}.get(scheme, ":"))
    return scheme.lower(), host, path or "/"


def site(url: str) -> str:
    """What belongs together: the registered part of a name (bank.fr, bank.co.uk), whatever its port; of an address, and
    of this machine, host and port, for there each port may be somebody else's.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if loopback(host) or host.replace(".", "").isdigit() or ":" in host:
        return f"{f'[{host}]' if ':' in host else host}:{parts.port or _PORTS.get(parts.scheme)}"
    labels = host.split(".")
    return ".".join(labels[-3 if labels[-2:-1] and labels[-2] in _SECOND_LEVELS else -2 :])


def bare(url: str) -> str:
    """A URL without what may carry secrets: its query and fragment."""
    return url.partition("?")[0].partition("#")[0]
