"""Where the screens of a login may be: what a customer types is typed, and sent, at home only."""

from __future__ import annotations

from urllib.parse import urlsplit

from conformance.client.fields import control_in, excerpt
from conformance.client.links import trusted
from conformance.client.transport import unsendable
from conformance.target.address import bare, joined, site
from conformance.target.target import OAuth, Target


def elsewhere(url: str, target: Target, oauth: OAuth) -> str:
    """A URL and why no login goes there; '' for the site of the authorize endpoint, the bank's own host, a listed one.

    From a login over TLS none goes on in clear.
    """
    if not url:
        return "an address whose host or port is malformed"
    wrong = control_in(url) or unsendable(url) or ("" if joined(url, "") else "its host or port is malformed")
    if wrong:
        return f"`{excerpt(bare(url), 80)}`, which cannot be requested: {wrong}"
    parts, home, there = urlsplit(url), urlsplit(oauth.authorize_url), excerpt(bare(url))
    if parts.scheme not in ("http", "https") or (parts.scheme == "http" and home.scheme == "https"):
        return f"{there}, which is not an https address like the one it started at"
    if trusted(url, target) or site(url) == site(oauth.authorize_url):
        return ""
    host = site(url) if ":" in site(url) else parts.hostname or ""
    return (
        f"{there}, which is neither the redirect_uri ({oauth.redirect_uri}) nor on the site of {home.netloc}; "
        f"if it is the bank's, list {excerpt(host, 60)} under links.hosts in the target file"
    )
