"""The nouns of a login: who logs in, what the bank sends back, and how it fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from conformance.errors import Blocked
from conformance.frozen import dataclass
from conformance.model import Exchange


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """What a persona types on the bank's screens."""

    identifier: str
    sms_code: str = field(repr=False)
    alternates: tuple[str, ...] = ()
    """Identifiers to try, in order, each in a login of its own, where the first is refused."""
    further_identifiers: tuple[str, ...] = ()
    """What is typed next, in order, where the screen that asked for the identifier comes back."""
    further_codes: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """What the bank sent back to the redirect_uri, and how it came to that."""

    params: Mapping[str, str]
    exchanges: tuple[Exchange, ...]


class LoginFailed(Blocked):
    """A login that did not lead to the callback; carries what was exchanged on the way."""

    def __init__(self, says: str, exchanges: tuple[Exchange, ...] = (), *, refused: bool = False) -> None:
        super().__init__(says, exchanges)
        self.refused = refused
