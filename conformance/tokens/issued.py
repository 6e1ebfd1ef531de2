"""An access token as a bank issues it, and what came with it (RFC 6749, 5.1)."""

from __future__ import annotations

from dataclasses import field
from datetime import datetime

from conformance.frozen import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedToken:
    """One access token of a customer and scope, with its refresh token; its repr shows neither."""

    access: str = field(repr=False)
    refresh: str | None = field(default=None, repr=False)
    """The refresh token; None where the bank gave none."""
    expires: datetime | None = None
    """When the access token ends, aware; None where the bank did not say, and it cannot be renewed."""
    given: bool = False
    """From the target file or the environment: neither refreshed nor forgotten."""
