"""An access token and what came with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One valid pair of a customer and scope; its repr shows no token."""

    access: str = field(repr=False)
    refresh: str | None = field(default=None, repr=False)
    expires: datetime | None = None
    """When the access token ends; None where the bank did not say."""
    given: bool = False
    """From the target file or the environment: neither refreshed nor forgotten."""
