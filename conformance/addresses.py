"""What was asked for, whoever it belongs to: the address of a request with its ids left out. Pure."""

from __future__ import annotations

from functools import lru_cache
from typing import Final
from urllib.parse import unquote, urlsplit

from conformance.late import pattern

ROOTS: Final = frozenset({"accounts", "consents", "end-user-identity", "trusted-beneficiaries"})
"""The first segment of every address of the API (chapters on the methods, lines 335-2090)."""
_ID: Final = pattern(r"\d+|(?=.*\d).{6,}")
"""A segment that names one thing among many: it has a digit in it, and is long or nothing else."""


@lru_cache(maxsize=4096)
def template(url: str) -> str:
    """The address below the API root, without its query, ids left out: `/accounts/{accountResourceId}/balances`.

    Of another URL (a login's) the last segment, or the host where there is none.
    """
    parts = urlsplit(url)
    segments = [unquote(segment) for segment in parts.path.split("/") if segment]
    start = next((at for at, segment in enumerate(segments) if segment in ROOTS), None)
    if start is None:
        return f"/{segments[-1]}" if segments else parts.netloc
    root, *below = segments[start:]
    account = ["{accountResourceId}"] * (root == "accounts" and bool(below))
    rest = ["{id}" if _ID.fullmatch(segment) else segment for segment in below[len(account) :]]
    return "/" + "/".join([root, *account, *rest])
