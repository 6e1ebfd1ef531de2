"""What the faults of OAuth2 share: rules that hand out and accept tokens on their own."""

from conformance.sandbox.altering import (
    TOKEN,
    Change,
    body,
    with_header,
)
from conformance.sandbox.exchange import Call
from conformance.sandbox.people import ADAM, BY_LOGIN
from conformance.sandbox.rules import Rules
from conformance.sandbox.tokens import Code, Grant

CLIENT, CALLBACK = "PSDFR-ACPR-13807", "https://myAPP.fr/Home/OAuth2Callback"


class AnyClient(dict[str, tuple[str, ...]]):
    """A register in which every client is found."""

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> tuple[str, ...]:
        return Rules.clients[CLIENT]


ANY_CLIENT = AnyClient(Rules.clients)


def answered(change: Change, grant: str = "") -> type[Rules]:
    """The answer of the token address is another one, for one grant or for all."""
    return body(
        TOKEN, lambda document, call: change(document, call) if grant in dict(call.form).get("grant_type", "") else None
    )


class Counterfeit(Rules):
    """Rules that hand out and accept tokens on their own."""

    def issue(self, login: str, role: str = "aisp") -> Grant:
        """A new pair for a customer."""
        code = Code(
            client_id=CLIENT, redirect_uri=CALLBACK, role=role, person=BY_LOGIN[login], issued_at=self.bank.clock.now()
        )
        return self.bank.vault._open(code, self.bank.clock.now())

    def as_if(self, call: Call, grant: Grant | None) -> Call:
        """The same request with the access token of a grant."""
        return with_header(call, "authorization", f"Bearer {grant.access_token}") if grant is not None else call

    def alive(self, call: Call) -> bool:
        """Whether its own token opens the API."""
        return self.bank.vault.find(bearer(call), self.bank.clock.now()) is not None

    def any_grant(self) -> Grant:
        """The latest pair of anybody."""
        return next(iter(reversed(self.bank.vault.by_refresh.values())), None) or self.issue(ADAM.login)


def bearer(call: Call) -> str:
    """The token of a request."""
    return call.headers.get("authorization", "").partition(" ")[2].strip()
