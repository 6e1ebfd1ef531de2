"""Faults of tokens and scopes: who gets in without a good one."""

from dataclasses import replace

import orjson

from conformance.sandbox.altering import (
    ACCOUNTS,
    BALANCES,
    CONSENTS,
    IDENTITY,
    TRANSACTIONS,
    answer,
    rule,
    says,
    with_header,
)
from conformance.sandbox.exchange import Answer, Call
from conformance.sandbox.faults.answers import refused, reheaded
from conformance.sandbox.faults.counterfeit import Counterfeit, bearer
from conformance.sandbox.faults.fault import Fault
from conformance.sandbox.faults.storing import Storing
from conformance.sandbox.people import MARC
from conformance.sandbox.rules import Refusal, Rules


class LenientTokens(Counterfeit):
    """A token that is none opens the API at some resources."""

    where = ""
    verbs = ("GET",)

    def received(self, call: Call) -> Call:
        """As if it were Marc's."""
        here = call.path.rstrip("/").endswith(self.where) and call.method in self.verbs
        if here and "/oauth/" not in call.path and not self.alive(call) and self.lets_in(call):
            grants = [grant for grant in self.bank.vault.by_refresh.values() if grant.role == "aisp"]
            call = self.as_if(call, next((one for one in grants if one.person is MARC), None) or self.issue(MARC.login))
        return super().received(call)

    def lets_in(self, call: Call) -> bool:
        """Whether it is taken for good; here where there is none."""
        return not bearer(call)


class GarbledTokens(LenientTokens):
    """A token that was never issued opens the API."""

    def lets_in(self, call: Call) -> bool:
        """Any."""
        return bool(bearer(call))


class TokensByTheirBeginning(Counterfeit):
    """Of a token only the beginning is compared."""

    def received(self, call: Call) -> Call:
        """Find the one that begins like it."""
        text = bearer(call)[:8]
        found = next((grant for key, grant in self.bank.vault.by_access.items() if text and key.startswith(text)), None)
        return super().received(self.as_if(call, found))


class AnyScheme(Rules):
    """A token is taken under any scheme."""

    def received(self, call: Call) -> Call:
        """As Bearer."""
        scheme, _, token = call.headers.get("authorization", "").partition(" ")
        return super().received(with_header(call, "authorization", f"Bearer {token}") if scheme and token else call)


class TokenInTheAddress(Rules):
    """A token is taken from the address."""

    def received(self, call: Call) -> Call:
        """As if it stood in the header."""
        token = dict(call.query).get("access_token")
        return super().received(with_header(call, "authorization", f"Bearer {token}") if token else call)


class OtherScope(Counterfeit):
    """A token of another scope opens some resources."""

    where: tuple[str, ...] = ()

    def received(self, call: Call) -> Call:
        """As if it were one of the right scope."""
        grant = self.bank.vault.by_access.get(bearer(call))
        if grant is not None and grant.role == "piisp" and call.path.rstrip("/").endswith(self.where):
            twin = replace(grant, role="aisp", access_token=f"{grant.access_token}-aisp")
            self.bank.vault.by_access[twin.access_token] = twin
            call = self.as_if(call, twin)
        return super().received(call)


class StoresWithAnyToken(Storing):
    """A consent without a good token is refused, and stored for Marc all the same."""

    def received(self, call: Call) -> Call:
        """Store it."""
        if call.path.endswith(CONSENTS) and self.bearer(call) is None:
            for grant in [one for one in self.bank.vault.by_access.values() if one.person is MARC]:
                self.store(with_header(call, "authorization", f"Bearer {grant.access_token}"), call.body)
        return super().received(call)


class StoresByAnotherScope(Storing):
    """A consent with another scope is refused, and stored all the same."""

    def received(self, call: Call) -> Call:
        """Store it."""
        grant = self.bearer(call)
        if call.path.endswith(CONSENTS) and call.method == "PUT" and grant is not None and grant.role == "piisp":
            self.store(call, call.body)
        return super().received(call)


def _lenient(kind: type[LenientTokens], where: str, *verbs: str) -> type[Rules]:
    return type("Changed", (kind,), {"where": where, "verbs": verbs or ("GET",)})


def _scoped(*where: str) -> type[Rules]:
    return type("Changed", (OtherScope,), {"where": where})


def _no_token(given: Answer, call: Call) -> Answer:
    """The refusal of a missing token shows the list."""
    document = {"accounts": [{"resourceId": MARC.accounts[0].resource_id}], "connectedPsu": MARC.full_name}
    return (
        replace(given, body=orjson.dumps(orjson.loads(given.body) | document))
        if call.path.endswith(ACCOUNTS)
        else given
    )


FAULTS = (
    *(
        Fault(
            f"{name}-without-a-token",
            "state",
            (requirement,),
            f"{what} can be read without a token.",
            _lenient(LenientTokens, where),
        )
        for name, requirement, what, where in (
            ("list", "ERR-29", "The list of accounts", ACCOUNTS),
            ("balances", "ERR-31", "Balances", BALANCES),
            ("transactions", "ERR-32", "Transactions", TRANSACTIONS),
            ("identity", "ERR-33", "The identity", IDENTITY),
        )
    ),
    Fault(
        "consents-without-a-token",
        "state",
        ("ERR-30",),
        "A consent is stored without a token.",
        _lenient(LenientTokens, CONSENTS, "PUT"),
    ),
    Fault(
        "consents-stored-behind-a-401",
        "state",
        ("ERR-30", "ERR-35"),
        "A consent without a good token is refused, and stored.",
        StoresWithAnyToken,
    ),
    Fault("any-token", "state", ("ERR-34",), "Any token opens the API.", _lenient(GarbledTokens, "")),
    Fault(
        "any-token-for-balances",
        "state",
        ("ERR-34",),
        "Any token opens the balances.",
        _lenient(GarbledTokens, BALANCES),
    ),
    Fault(
        "any-token-for-the-identity",
        "state",
        ("ERR-34",),
        "Any token opens the identity.",
        _lenient(GarbledTokens, IDENTITY),
    ),
    Fault(
        "any-token-for-consents",
        "state",
        ("ERR-35",),
        "A consent is stored with any token.",
        _lenient(GarbledTokens, CONSENTS, "PUT"),
    ),
    Fault(
        "tokens-by-their-beginning",
        "state",
        ("ERR-36",),
        "Of a token only the beginning is compared.",
        TokensByTheirBeginning,
    ),
    Fault(
        "empty-token-taken",
        "state",
        ("ERR-37",),
        "An empty token opens the API.",
        type(
            "Changed",
            (LenientTokens,),
            {"lets_in": lambda _, call: "authorization" in call.headers and not bearer(call)},
        ),
    ),
    Fault(
        "empty-token-500",
        "status",
        ("ERR-37",),
        "An empty token breaks the bank.",
        refused("", 500, lambda call: "authorization" in call.headers and not bearer(call)),
    ),
    Fault(
        "bad-token-404",
        "status",
        ("ERR-29", "ERR-30", "ERR-31", "ERR-32", "ERR-33", "ERR-38"),
        "A token that is missing or not good is answered with 404.",
        rule(bad_token=lambda *_: Refusal(404, "AC01")),
    ),
    Fault(
        "bad-token-400",
        "status",
        ("ERR-34", "ERR-36", "REF-05", "REF-15"),
        "A token that is not good is answered with 400.",
        rule(bad_token=lambda self, reason="": says(400, "FF01")(self) if reason else Rules.bad_token(self)),
    ),
    Fault(
        "no-challenge",
        "protocol",
        ("ERR-38",),
        "A refusal with 401 does not tell what is wanted.",
        answer("", lambda given, _: reheaded(given, "www-authenticate", None), status=(401,)),
    ),
    Fault(
        "challenge-for-a-password",
        "protocol",
        ("ERR-38",),
        "A refusal with 401 asks for a password.",
        answer("", lambda given, _: reheaded(given, "www-authenticate", 'Basic realm="bank"'), status=(401,)),
    ),
    Fault(
        "missing-token-shows-data",
        "body",
        ("ERR-42",),
        "The refusal of a missing token shows an account.",
        answer("", _no_token, status=(401,)),
    ),
    Fault("any-scheme", "protocol", ("ASM-05",), "The token is taken under any scheme.", AnyScheme),
    Fault("token-in-the-address", "protocol", ("ASM-06",), "The token is taken from the address.", TokenInTheAddress),
    Fault(
        "other-scope-reads-the-list",
        "state",
        ("AT-ACC-4", "SEC-10", "ERR-11"),
        "A token of another scope reads the list.",
        _scoped(ACCOUNTS),
    ),
    Fault(
        "other-scope-reads-balances",
        "state",
        ("AT-BAL-4", "SEC-10"),
        "A token of another scope reads balances.",
        _scoped(BALANCES),
    ),
    Fault(
        "other-scope-reads-transactions",
        "state",
        ("AT-TRX-4", "SEC-10"),
        "A token of another scope reads transactions.",
        _scoped(TRANSACTIONS),
    ),
    Fault(
        "other-scope-reads-the-identity",
        "state",
        ("IDN-08", "SEC-10"),
        "A token of another scope reads the identity.",
        _scoped(IDENTITY),
    ),
    Fault(
        "other-scope-consents",
        "state",
        ("AT-CON-3", "SEC-10"),
        "A token of another scope stores a consent.",
        _scoped(CONSENTS),
    ),
    Fault(
        "other-scope-stores-behind-a-403",
        "state",
        ("AT-CON-3", "SEC-10"),
        "A consent with another scope is refused, and stored all the same.",
        StoresByAnotherScope,
    ),
)
