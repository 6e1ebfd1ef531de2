"""What a run draws at random: kept in one place, so that a run that is judged again can be handed what was drawn."""

from __future__ import annotations

import secrets
import uuid


class Chance:
    """Draws what nobody is to foresee."""

    def state(self) -> str:
        """A `state` for an authorize request (RFC 6749, 10.12)."""
        return secrets.token_urlsafe(16)

    def uuid(self) -> str:
        """What `$uuid` stands for."""
        return str(uuid.uuid4())
