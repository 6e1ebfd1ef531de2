"""Faults of tokens and scopes: who gets in without a good one."""

from dataclasses import replace

import orjson

from conformance.sandbox.differences import Fault
from conformance.sandbox.edits import set_header, with_header
from conformance.sandbox.faults.bases import IssuingRules, StoringRules
from conformance.sandbox.hooks import (
    ACCOUNTS,
    BALANCES,
    CONSENTS,
    IDENTITY,
    TRANSACTIONS,
    alter_response,
    derive,
    override,
    refuse_requests,
    refuse_with,
)
from conformance.sandbox.messages import Request, Response
from conformance.sandbox.personas import MARC
from conformance.sandbox.rules import Refusal, Rules


class AcceptsMissingToken(IssuingRules):
    """A token that is none opens the API at some resources."""

    where = ""
    verbs = ("GET",)

    def rewrite_request(self, request: Request) -> Request:
        """As if it were Marc's."""
        here = request.path.rstrip("/").endswith(self.where) and request.method in self.verbs
        if (
            here
            and "/oauth/" not in request.path
            and not self.has_active_token(request)
            and self.accepts_token_of(request)
        ):
            grants = [grant for grant in self.memory.tokens.by_refresh_token.values() if grant.role == "aisp"]
            request = self.with_token_of(
                request, next((one for one in grants if one.customer is MARC), None) or self.issue(MARC.login)
            )
        return super().rewrite_request(request)

    def accepts_token_of(self, request: Request) -> bool:
        """Whether it is taken for good; here where there is none."""
        return not request.bearer_token


class AcceptsAnyToken(AcceptsMissingToken):
    """A token that was never issued opens the API."""

    def accepts_token_of(self, request: Request) -> bool:
        """Any."""
        return bool(request.bearer_token)


class ComparesTokenPrefix(IssuingRules):
    """Of a token only the beginning is compared."""

    def rewrite_request(self, request: Request) -> Request:
        """Find the one that begins like it."""
        text = request.bearer_token[:8]
        found = next(
            (grant for key, grant in self.memory.tokens.by_access_token.items() if text and key.startswith(text)), None
        )
        return super().rewrite_request(self.with_token_of(request, found))


class AcceptsAnyScheme(Rules):
    """A token is taken under any scheme."""

    def rewrite_request(self, request: Request) -> Request:
        """As Bearer."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        return super().rewrite_request(
            with_header(request, "authorization", f"Bearer {token}") if scheme and token else request
        )


class AcceptsTokenInQuery(Rules):
    """A token is taken from the address."""

    def rewrite_request(self, request: Request) -> Request:
        """As if it stood in the header."""
        token = dict(request.query).get("access_token")
        return super().rewrite_request(with_header(request, "authorization", f"Bearer {token}") if token else request)


class AcceptsOtherScope(IssuingRules):
    """A token of another scope opens some resources."""

    where: tuple[str, ...] = ()

    def rewrite_request(self, request: Request) -> Request:
        """As if it were one of the right scope."""
        grant = self.memory.tokens.by_access_token.get(request.bearer_token)
        if grant is not None and grant.role == "piisp" and request.path.rstrip("/").endswith(self.where):
            copy = replace(grant, role="aisp", access_token=f"{grant.access_token}-aisp")
            self.memory.tokens.by_access_token[copy.access_token] = copy
            request = self.with_token_of(request, copy)
        return super().rewrite_request(request)


class StoresWithAnyToken(StoringRules):
    """A consent without a good token is refused, and stored for Marc all the same."""

    def rewrite_request(self, request: Request) -> Request:
        """Store it."""
        if request.path.endswith(CONSENTS) and self.grant_of(request) is None:
            for grant in [one for one in self.memory.tokens.by_access_token.values() if one.customer is MARC]:
                self.store(with_header(request, "authorization", f"Bearer {grant.access_token}"), request.body)
        return super().rewrite_request(request)


class StoresByAnotherScope(StoringRules):
    """A consent with another scope is refused, and stored all the same."""

    def rewrite_request(self, request: Request) -> Request:
        """Store it."""
        grant = self.grant_of(request)
        if request.path.endswith(CONSENTS) and request.method == "PUT" and grant is not None and grant.role == "piisp":
            self.store(request, request.body)
        return super().rewrite_request(request)


def _accept_at(kind: type[AcceptsMissingToken], where: str, *verbs: str) -> type[Rules]:
    return derive(kind, where=where, verbs=verbs or ("GET",))


def _accept_other_scope_at(*where: str) -> type[Rules]:
    return derive(AcceptsOtherScope, where=where)


def _show_account(response: Response, request: Request) -> Response:
    """The refusal of a missing token shows the list."""
    document = {"accounts": [{"resourceId": MARC.accounts[0].resource_id}], "connectedPsu": MARC.full_name}
    return (
        replace(response, body=orjson.dumps(orjson.loads(response.body) | document))
        if request.path.endswith(ACCOUNTS)
        else response
    )


FAULTS = (
    *(
        Fault(
            f"{name}-without-a-token",
            "state",
            (requirement,),
            f"{what} can be read without a token.",
            _accept_at(AcceptsMissingToken, where),
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
        _accept_at(AcceptsMissingToken, CONSENTS, "PUT"),
    ),
    Fault(
        "consents-stored-behind-a-401",
        "state",
        ("ERR-30", "ERR-35"),
        "A consent without a good token is refused, and stored.",
        StoresWithAnyToken,
    ),
    Fault("any-token", "state", ("ERR-34",), "Any token opens the API.", _accept_at(AcceptsAnyToken, "")),
    Fault(
        "any-token-for-balances",
        "state",
        ("ERR-34",),
        "Any token opens the balances.",
        _accept_at(AcceptsAnyToken, BALANCES),
    ),
    Fault(
        "any-token-for-the-identity",
        "state",
        ("ERR-34",),
        "Any token opens the identity.",
        _accept_at(AcceptsAnyToken, IDENTITY),
    ),
    Fault(
        "any-token-for-consents",
        "state",
        ("ERR-35",),
        "A consent is stored with any token.",
        _accept_at(AcceptsAnyToken, CONSENTS, "PUT"),
    ),
    Fault(
        "tokens-by-their-beginning",
        "state",
        ("ERR-36",),
        "Of a token only the beginning is compared.",
        ComparesTokenPrefix,
    ),
    Fault(
        "empty-token-taken",
        "state",
        ("ERR-37",),
        "An empty token opens the API.",
        derive(
            AcceptsMissingToken,
            accepts_token_of=lambda _, request: "authorization" in request.headers and not request.bearer_token,
        ),
    ),
    Fault(
        "empty-token-500",
        "status",
        ("ERR-37",),
        "An empty token breaks the bank.",
        refuse_requests("", 500, lambda request: "authorization" in request.headers and not request.bearer_token),
    ),
    Fault(
        "bad-token-404",
        "status",
        ("ERR-29", "ERR-30", "ERR-31", "ERR-32", "ERR-33", "ERR-38"),
        "A token that is missing or not good is answered with 404.",
        override(bad_token=lambda *_: Refusal(404, "AC01")),
    ),
    Fault(
        "bad-token-400",
        "status",
        ("ERR-34", "ERR-36", "REF-05", "REF-15"),
        "A token that is not good is answered with 400.",
        override(bad_token=lambda self, reason="": refuse_with(400, "FF01")(self) if reason else Rules.bad_token(self)),
    ),
    Fault(
        "no-challenge",
        "protocol",
        ("ERR-38",),
        "A refusal with 401 does not tell what is wanted.",
        alter_response("", lambda response, _: set_header(response, "www-authenticate", None), status=(401,)),
    ),
    Fault(
        "challenge-for-a-password",
        "protocol",
        ("ERR-38",),
        "A refusal with 401 asks for a password.",
        alter_response(
            "", lambda response, _: set_header(response, "www-authenticate", 'Basic realm="bank"'), status=(401,)
        ),
    ),
    Fault(
        "missing-token-shows-data",
        "body",
        ("ERR-42",),
        "The refusal of a missing token shows an account.",
        alter_response("", _show_account, status=(401,)),
    ),
    Fault("any-scheme", "protocol", ("ASM-05",), "The token is taken under any scheme.", AcceptsAnyScheme),
    Fault("token-in-the-address", "protocol", ("ASM-06",), "The token is taken from the address.", AcceptsTokenInQuery),
    Fault(
        "other-scope-reads-the-list",
        "state",
        ("AT-ACC-4", "SEC-10", "ERR-11"),
        "A token of another scope reads the list.",
        _accept_other_scope_at(ACCOUNTS),
    ),
    Fault(
        "other-scope-reads-balances",
        "state",
        ("AT-BAL-4", "SEC-10"),
        "A token of another scope reads balances.",
        _accept_other_scope_at(BALANCES),
    ),
    Fault(
        "other-scope-reads-transactions",
        "state",
        ("AT-TRX-4", "SEC-10"),
        "A token of another scope reads transactions.",
        _accept_other_scope_at(TRANSACTIONS),
    ),
    Fault(
        "other-scope-reads-the-identity",
        "state",
        ("IDN-08", "SEC-10"),
        "A token of another scope reads the identity.",
        _accept_other_scope_at(IDENTITY),
    ),
    Fault(
        "other-scope-consents",
        "state",
        ("AT-CON-3", "SEC-10"),
        "A token of another scope stores a consent.",
        _accept_other_scope_at(CONSENTS),
    ),
    Fault(
        "other-scope-stores-behind-a-403",
        "state",
        ("AT-CON-3", "SEC-10"),
        "A consent with another scope is refused, and stored all the same.",
        StoresByAnotherScope,
    ),
    Fault(
        "bad-scope-401",
        "status",
        ("AT-ACC-4", "AT-BAL-4", "AT-CON-3", "AT-TRX-4", "IDN-08", "SEC-10"),
        "A token of another scope is answered with 401.",
        override(wrong_scope=refuse_with(401, "BADS")),
    ),
    Fault(
        "bad-scope-code-swapped",
        "body",
        ("AT-ACC-4", "AT-BAL-4", "AT-CON-3", "AT-TRX-4", "IDN-08", "ERR-11"),
        "The refusal of another scope carries the code of something not consented.",
        override(wrong_scope=refuse_with(403, "NGAC")),
    ),
)
