"""The cookies of one login, kept as a browser keeps them (RFC 6265), as far as a bank's screens need it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from conformance.client.fields import http_date, whole_number
from conformance.frozen import dataclass
from conformance.late import pattern

_CONTROL: Final = pattern(r"[\x00-\x08\x0a-\x1f\x7f]")
"""Who sets a cookie with one of these in it sets none (RFC 6265bis, 5.6): no header could carry it back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cookie:
    value: str
    whole_domain: bool
    secure: bool


class Cookies:
    """Takes what answers set and gives what requests carry."""

    __slots__ = ("_kept",)

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, str], _Cookie] = {}

    def take(self, url: str, headers: Iterable[tuple[str, str]]) -> None:
        """Keep, replace or drop what the answer from `url` sets."""
        for name, value in headers:
            if name.lower() == "set-cookie":
                self._set(url, value)

    def give(self, url: str) -> str:
        """The Cookie header for a request to `url`; '' if none applies. Longer paths come first."""
        parts = urlsplit(url)
        host, path = parts.hostname or "", parts.path or "/"
        found = [
            (key, cookie.value)
            for key, cookie in self._kept.items()
            if (key[0] == host or (cookie.whole_domain and host.endswith("." + key[0])))
            and (path == key[1] or path.startswith(key[1].rstrip("/") + "/"))
            and (parts.scheme == "https" or not cookie.secure)
        ]
        found.sort(key=lambda each: -len(each[0][1]))
        return "; ".join(f"{key[2]}={value}" for key, value in found)

    def _set(self, url: str, header: str) -> None:
        first, *rest = header.split(";")
        name, equals, value = first.strip().partition("=")
        if not equals or not name or _CONTROL.search(header):
            return
        attributes = {key.strip().lower(): text.strip() for key, _, text in (part.partition("=") for part in rest)}
        parts = urlsplit(url)
        host = parts.hostname or ""
        domain = attributes.get("domain", "").lstrip(".").lower()
        if domain and host != domain and not host.endswith("." + domain):
            return
        path = attributes.get("path", "")
        if not path.startswith("/"):
            path = parts.path.rpartition("/")[0] or "/"
        key = (domain or host, path, name)
        if _ended(attributes):
            self._kept.pop(key, None)
        else:
            octets = value.encode("latin-1", "replace").decode("utf-8", "surrogateescape")  # as they came
            self._kept[key] = _Cookie(value=octets, whole_domain=bool(domain), secure="secure" in attributes)


def _ended(attributes: dict[str, str]) -> bool:
    """Whether a cookie is to be dropped: Max-Age goes before Expires; what cannot be read says nothing."""
    age = attributes.get("max-age", "")
    if whole_number(age.removeprefix("-"), most=1) is not None:
        return age.startswith("-") or whole_number(age, most=1) == 0
    ends = http_date(attributes.get("expires"))
    return ends is not None and ends <= datetime.now(UTC)
