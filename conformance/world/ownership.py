"""Whose accounts are shown: told by the IBANs and resourceIds that the cast documents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from conformance import paths
from conformance.model import JSON
from conformance.specs import Cast

_KNOWN_BY: Final = ("accountId.iban", "resourceId", "linkedAccount")


def owner(account: JSON, cast: Cast) -> str:
    """Whose account an item of a list of accounts is, by its IBAN or its resourceId; '' for nobody's in the cast.

    A card is its holder's by the account it is linked to.
    """
    shown = {value for path in _KNOWN_BY for value in paths.values(path, account) if isinstance(value, str)}
    for persona in cast.personas.values():
        if any(own.iban in shown or own.resource_id in shown for own in persona.accounts):
            return persona.id
    return ""


def owners(accounts: Iterable[JSON], cast: Cast) -> list[str]:
    """Whose each account is; a card that is linked to none of the documented accounts says nothing and is left out."""
    found = ((owner(account, cast), account) for account in accounts)
    return [whose for whose, account in found if whose or "CARD" not in paths.values("cashAccountType", account)]
