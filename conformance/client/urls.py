"""URLs as they go over the wire, percent-encoded; known to httpx, where there is anything to encode.

Of the addresses of a run nearly all are plain: they go as they are written. To import httpx only for them takes as long
as a dozen requests.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from conformance.late import pattern

LONGEST: Final = 65536
_LAST_PORT: Final = 65535
_OCTET: Final = r"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_PLAIN: Final = pattern(
    r"(?P<scheme>https?)://"
    rf"(?P<netloc>(?P<host>(?!xn--)(?:[a-z0-9-]+\.)*[a-z][a-z0-9-]*|{_OCTET}(?:\.{_OCTET}){{3}})(?::(?P<port>[1-9][0-9]{{0,4}}))?)"
    r"(?P<target>(?:/(?!\.)[A-Za-z0-9._~-]*)+(?:\?[A-Za-z0-9._~=&:/-]+)?)"
)
"""Nothing in it is encoded, left out or written otherwise: no segment `..`, no letters of other alphabets."""
_USUAL_PORTS: Final = {"http": "80", "https": "443"}
"""They are left out."""


class Url(NamedTuple):
    """A URL taken apart."""

    text: str
    scheme: str
    host: str
    raw_host: bytes
    port: int | None
    """None for the usual one."""
    netloc: bytes
    target: bytes
    """Path and query."""


def taken_apart(url: str) -> tuple[Url | None, str]:
    """A URL taken apart, and why no request can be made for it, to be said after it; '' where one can."""
    found = _plain(url)
    if found is None:
        found, wrong = _by_httpx(url)
        if found is None:
            return None, wrong
    if found.scheme not in ("http", "https") or not found.host:
        return None, "it is not an http(s) address"
    if (found.port or 0) > _LAST_PORT:
        return None, f"there is no port {found.port}"
    return found, "" if len(found.target) <= LONGEST else f"it is longer than {LONGEST} octets"


def _plain(url: str) -> Url | None:
    """One that goes as it is written; None for others."""
    found = _PLAIN.fullmatch(url) if len(url) <= LONGEST else None
    if found is None or found["port"] == _USUAL_PORTS[found["scheme"]]:
        return None
    netloc, host, port = found["netloc"], found["host"], found["port"]
    return Url(
        text=url,
        scheme=found["scheme"],
        host=host,
        raw_host=host.encode(),
        port=int(port) if port else None,
        netloc=netloc.encode(),
        target=found["target"].encode(),
    )


def _by_httpx(url: str) -> tuple[Url | None, str]:
    import httpx  # noqa: PLC0415 - see above

    try:
        found = httpx.URL(url)
        host = found.host  # what a host `xn--…` stands for is looked for only here
    except (httpx.InvalidURL, TypeError, ValueError) as error:
        return None, str(error) or "it is not a URL"
    return Url(
        text=str(found),
        scheme=found.scheme,
        host=host,
        raw_host=found.raw_host,
        port=found.port,
        netloc=found.netloc,
        target=found.raw_path,
    ), ""
