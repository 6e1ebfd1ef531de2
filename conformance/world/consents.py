"""The consents of the personas: noted the first time one acts, changed by the stage, put back when the run ends."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from conformance import paths
from conformance.errors import Blocked
from conformance.model import JSON, Asker, Exchange, Purpose
from conformance.specs import Persona
from conformance.world.api import NOT_RECOGNISED, Api, code
from conformance.world.given_tokens import GivenTokens

_PUTTING_BACK = Asker(purpose=Purpose.RESTORING)


class Consents:
    """What each persona had consented to before the run, and whether the run has changed it."""

    def __init__(self, api: Api, given_tokens: GivenTokens) -> None:
        self.api = api
        self._given_tokens = given_tokens
        self._found: dict[str, JSON] = {}
        self._refused: dict[str, Blocked] = {}
        self._changed: dict[str, Persona] = {}

    def meet(self, persona: Persona, asker: Asker) -> None:
        """Note a persona's consent the first time he acts; later on nothing is asked.

        Raises Blocked where the target file's own token is not good for it, or the bank does not know this client: that
        is no fault of the bank's, and it is told again to whoever asks again.
        """
        if persona.id in self._refused:
            raise self._refused[persona.id].again()
        if persona.id in self._found:
            return
        exchanges = tuple(self.api.pages("/accounts", persona, asker))
        first = exchanges[0]
        self._found[persona.id] = consent_shown(_whole(exchanges)) if first.status == 200 else None
        try:
            if code(first) == "BE05":
                raise Blocked(f"GET /accounts answers {first.status} BE05: {NOT_RECOGNISED}", exchanges)
            self._given_tokens.judge(persona, exchanges)
        except Blocked as refused:
            self._refused[persona.id] = refused.again()
            raise

    def give(self, persona: Persona, body: JSON, asker: Asker) -> Exchange:
        """Transmit a consent for a persona. Raises Blocked without a token, Unreachable without an answer."""
        self.changes(persona)
        return self.api.ask("PUT", "/consents", persona, asker, body)

    def changes(self, persona: Persona) -> None:
        """Remember that a persona's consent is about to change."""
        self._changed[persona.id] = persona

    def put_back(self) -> None:
        """Transmit the consents that were found before the run, where it changed them; best effort, raises nothing."""
        for persona_id, persona in sorted(self._changed.items()):
            body = self._found.get(persona_id)
            if body is not None:
                # Best effort, also after a fault of ours: the next persona's consent is put back all the same.
                with suppress(Exception):
                    self.api.ask("PUT", "/consents", persona, _PUTTING_BACK, body)
        self._changed.clear()


def _whole(pages: Sequence[Exchange]) -> JSON:
    """A list of accounts that came on several pages, as one."""
    accounts = [account for page in pages for account in paths.values("accounts[*]", page.data)]
    return {"accounts": accounts, "_links": next(iter(paths.values("_links", pages[0].data)), {})}


def consent_shown(page: JSON) -> JSON:
    """The consent that an accounts page shows by its links, as a body for PUT /consents."""
    found: dict[str, Any] = {"balances": [], "transactions": [], "trustedBeneficiaries": False, "psuIdentity": False}
    for account in paths.values("accounts[*]", page):
        iban = next(iter(paths.values("accountId.iban", account)), None)
        for kind in ("balances", "transactions"):
            if iban and any(paths.values(f"_links.{kind}", account)):
                found[kind].append({"iban": iban})
    found["psuIdentity"] = any(paths.values("_links.endUserIdentity", page))
    return found
