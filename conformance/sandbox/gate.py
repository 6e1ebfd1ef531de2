"""Before the rooms: is the caller a registered third party, and is the request his? (chapters: token, eligibility)

The customer's own browser has no certificate, and it comes to the same host: the login screens stand outside the gate.
A certificate that is out of date or of an unknown authority does not come as far as this: the handshake ends there.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from conformance.sandbox.bank import Bank
from conformance.sandbox.exchange import Answer, Call, json_answer
from conformance.sandbox.oauth import NO_STORE
from conformance.sandbox.parties import Party, party
from conformance.sandbox.routes import refused
from conformance.sandbox.rules import Rules
from conformance.sandbox.seals import BadSealError, Seal, check

Room = Callable[[Bank, Call], Answer]


class StrangerError(Exception):
    """Why a certificate does not open the gate."""


@dataclass(slots=True, kw_only=True)
class Gate:
    """What is asked of every caller; an open gate asks nothing."""

    certificates: bool = False
    seals: tuple[Seal, ...] | None = None
    """The registered seals, where requests must be signed."""
    seen: set[tuple[str, str]] = field(default_factory=set)
    """The signatures that came in: none is good twice."""

    def to_api(self, room: Room) -> Room:
        """The API behind the gate: 403 and 401 with BE05, the party is not recognised."""

        def guarded(bank: Bank, call: Call) -> Answer:
            try:
                self._known(bank, call)
                self._sealed(bank.rules, call, bank.clock.instant())
            except StrangerError:
                return refused(bank.rules, bank.rules.unknown_party(), call, bank.clock.now())
            except BadSealError as wrong:
                return refused(bank.rules, bank.rules.bad_seal(str(wrong)), call, bank.clock.now())
            return room(bank, call)

        return guarded

    def to_tokens(self, room: Room) -> Room:
        """The client's side of OAuth2 behind the gate: the certificate is how a client authenticates (RFC 8705)."""

        def guarded(bank: Bank, call: Call) -> Answer:
            try:
                caller = self._known(bank, call)
                for client_id in (value for name, value in call.form if name == "client_id"):
                    if caller is not None and not bank.rules.certificate_is_for(caller.organization, client_id):
                        raise StrangerError("the certificate is not this client's")
            except StrangerError as wrong:
                body = {"error": "invalid_client", "error_description": str(wrong)}
                return json_answer(401, body, "application/json;charset=UTF-8", NO_STORE)
            return room(bank, call)

        return guarded

    def _known(self, bank: Bank, call: Call) -> Party | None:
        """The caller by his certificate; on the API the token must be one of his."""
        if not self.certificates:
            return None
        if not call.certificate:
            raise StrangerError("there is no client certificate")
        caller = party(call.certificate)
        if not bank.rules.may_call(caller.roles):
            raise StrangerError(f"the certificate does not give the role {bank.rules.role_of_a_party}")
        grant = bank.vault.holder(call.headers.get("authorization", "").partition(" ")[2].strip())
        if grant is not None and not bank.rules.certificate_is_for(caller.organization, grant.client_id):
            raise StrangerError("the token was given to another client")
        return caller

    def _sealed(self, rules: Rules, call: Call, now: datetime) -> None:
        if self.seals is None or not rules.wants_a_seal(call):
            return
        mark = check(call, self.seals, rules, now)
        if mark in self.seen and rules.each_signature_once:
            raise BadSealError("the signature came in before")
        self.seen.add(mark)


OPEN = Gate()
