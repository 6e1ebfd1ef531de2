"""The consents of the personas: noted the first time one acts, changed by the stage, put back when the run ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from conformance import paths
from conformance.errors import Blocked
from conformance.model import JSON, Asker, Exchange, Purpose
from conformance.specs import Persona
from conformance.world.api import NOT_RECOGNISED, Api, code

_PUTTING_BACK = Asker(purpose=Purpose.RESTORING)


class Consents:
    """What each persona had consented to before the run, and whether the run has changed it."""

    def __init__(self, api: Api, given_tokens: Mapping[str, Mapping[str, str]]) -> None:
        self.api = api
        self._given_tokens = given_tokens
        """The tokens of the target file, by persona and scope."""
        self._found: dict[str, JSON] = {}
        self._refused: dict[str, str] = {}
        self._changed: dict[str, Persona] = {}

    def meet(self, persona: Persona, asker: Asker) -> tuple[Exchange, ...]:
        """Note a persona's consent the first time he acts; later on nothing is asked.

        Raises Blocked where the target file's own token is refused, or the bank does not know this client: that is no
        fault of the bank's, and it is told again to whoever asks again.
        """
        if persona.id in self._refused:
            raise Blocked(self._refused[persona.id])
        if persona.id in self._found:
            return ()
        exchanges = tuple(self.api.pages("/accounts", persona, asker))
        first = exchanges[0]
        self._found[persona.id] = consent_shown(_whole(exchanges)) if first.status == 200 else None
        reason = self._not_let_in(persona, first)
        if reason:
            self._refused[persona.id] = reason
            raise Blocked(reason)
        return exchanges

    def _not_let_in(self, persona: Persona, first: Exchange) -> str:
        if code(first) == "BE05":
            return f"GET /accounts answers {first.status} BE05: {NOT_RECOGNISED}"
        if first.status == 401 and self._given_tokens.get(persona.id, {}).get("aisp"):
            refused = f"the target's token of {persona.id} (aisp) is refused"
            return f"{refused}: GET /accounts answers 401; give a fresh one"
        return ""

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
