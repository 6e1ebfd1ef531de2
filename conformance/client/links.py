"""Which URL a link means here, and whether it may be followed (ambiguities B8, B14 and E of the documentation).

The documentation's samples name other hosts than the one that is called, and other STET samples are relative, some of
them without their first slash. So a link is resolved against the request, then against the API root; if its host is
neither the target's nor listed by it, its path below the API root is followed on the target's own host.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from conformance.client.fields import control_in, excerpt
from conformance.client.transport import unsendable
from conformance.frozen import dataclass
from conformance.target.target import DOCUMENTED_ROOT, Target

_PORTS: Final = {"http": 80, "https": 443}
_RESOURCES: Final = ("accounts", "consents", "end-user-identity", "trusted-beneficiaries")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Where to go, and what was not quite right about the link ('' if nothing)."""

    url: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFollowed:
    """A link that leads nowhere we may go."""

    reason: str


def resolve(href: str, base_uri: str, target: Target) -> Link | NotFollowed:
    """What to request for a link found in the answer to a request for `base_uri` (RFC 3986, 5.1.3)."""
    wrong = _unfit(href)
    if wrong:
        return NotFollowed(reason=wrong)
    url, note = _absolute(href.strip(), base_uri, target.root_path)
    parts = _split(url)
    wrong = "it is not an http(s) address" if parts is None else unsendable(url)
    if parts is None or wrong:
        return NotFollowed(reason=f"`{excerpt(href, 80)}` cannot be requested: {wrong}")
    if trusted(url, target):
        return Link(url=_rebuilt(parts, parts.netloc.rpartition("@")[2], parts.path, parts.scheme), note=note)
    below = _below(parts, target.base_url, target.root_path)
    if below is None:
        foreign = f"`{excerpt(parts.netloc, 80)}` is not this bank's host"
        return NotFollowed(reason=f"{foreign} and `{excerpt(parts.path, 80)}` is not below its API root")
    base = urlsplit(target.base_url)
    return Link(
        url=_rebuilt(parts, base.netloc, base.path + below, base.scheme),
        note=f"the link points to {parts.scheme}://{excerpt(parts.netloc, 80)}; it was followed on {base.scheme}://{base.netloc}",
    )


def _unfit(href: str) -> str:
    """Why a link is none, before it is resolved; '' where it may be one."""
    if not isinstance(href, str) or not href.strip():
        return "the link is empty"
    control = control_in(href)
    return f"`{excerpt(href, 80)}` has a control character in it, {control} (RFC 3986, 2)" if control else ""


def below_root(url: str, target: Target) -> str | None:
    """The path of a link below the API root, as it is encoded, without a slash at its end and without its query.

    The root itself is `/`. None where the link is not below the root. Hosts do not matter here.
    """
    return _path_below(url, target.base_url, target.root_path)


@lru_cache(maxsize=1024)
def _path_below(url: str, base_url: str, root: str) -> str | None:
    """As `below_root`; a run asks for few addresses again and again."""
    parts = _split(_absolute(url.strip(), base_url + "/", root)[0])
    below = _below(parts, base_url, root) if parts is not None else None
    return None if below is None else "/" + below.strip("/")


def trusted(url: str, target: Target) -> bool:
    """Whether a URL is on the target's own host, or on one it lists: the only ones ever sent a token.

    An address in clear is not trusted where the target itself is spoken to over TLS.
    """
    return _trusted(url, target.base_url, target.link_hosts)


@lru_cache(maxsize=256)
def _trusted(url: str, base_url: str, hosts: tuple[str, ...]) -> bool:
    """As `trusted`; a run asks for few addresses again and again."""
    parts, base = _split(url), urlsplit(base_url)
    if parts is None:
        return False
    if _origin(parts) == _origin(base):
        return True
    if parts.scheme == "http" and base.scheme == "https":
        return False
    host, port = parts.hostname or "", _port(parts)
    return any(_listed(entry, host, port) for entry in hosts)


def _listed(entry: str, host: str, port: int | None) -> bool:
    named = urlsplit("//" + entry)
    return (named.hostname or "") == host and (named.port is None or named.port == port)


def _absolute(href: str, base_uri: str, root: str) -> tuple[str, str]:
    """The absolute URL of a link and a note where the standard's reading of it leads nowhere."""
    try:
        base, given, standard = urlsplit(base_uri), urlsplit(href), urljoin(base_uri, href)
    except ValueError:  # a broken IPv6 address; `_split` will refuse it
        return href, ""
    if given.scheme or href.startswith(("//", "?", "#")):
        return standard, ""
    path = given.path
    found = urlsplit(standard).path
    if path.startswith("/") and _starts(found, root):
        return standard, ""
    tail = _after_root(path.lstrip("/"), root)
    if tail is None:
        return standard, ""
    wanted = f"{root}/{tail}"
    if found == wanted:
        return standard, ""
    moved = given._replace(scheme=base.scheme, netloc=base.netloc, path=wanted)
    return urlunsplit(moved), f"the relative link `{excerpt(href, 80)}` was read from the API root"


def _after_root(path: str, root: str) -> str | None:
    """What follows the API root in a reference that names it whole, in part, or not at all; None: no resource."""
    steps = [step for step in root.split("/") if step]
    for start in range(len(steps) + 1):
        prefix = "".join(f"{step}/" for step in steps[start:])
        if path.startswith(prefix) and path[len(prefix) :].partition("/")[0] in _RESOURCES:
            return path[len(prefix) :]
    return None


def _below(parts: SplitResult, base_url: str, root: str) -> str | None:
    """The path below the root; that of a foreign host may stand below the documented root instead."""
    roots = (root,) if root else (DOCUMENTED_ROOT, "")
    foreign = _origin(parts) != _origin(urlsplit(base_url))
    candidates = (*roots, DOCUMENTED_ROOT) if foreign else (root,)
    return next((parts.path[len(one) :] for one in candidates if _starts(parts.path, one)), None)


def _starts(path: str, root: str) -> bool:
    return path == root or path.startswith(root + "/")


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.scheme in _PORTS and parts.hostname else None


def _origin(parts: SplitResult) -> tuple[str, str, int | None]:
    return parts.scheme, parts.hostname or "", _port(parts)


def _port(parts: SplitResult) -> int | None:
    return parts.port or _PORTS.get(parts.scheme)


def _rebuilt(parts: SplitResult, netloc: str, path: str, scheme: str) -> str:
    return urlunsplit((scheme, netloc, path, parts.query, ""))
