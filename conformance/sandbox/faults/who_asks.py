"""Faults that show by who asks and how: tokens like the right one, forms of PSU headers, the order of parameters."""

from collections.abc import Callable
from dataclasses import replace

import orjson

from conformance.sandbox.differences import Fault
from conformance.sandbox.edits import with_form, with_header
from conformance.sandbox.faults.bases import IssuingRules
from conformance.sandbox.hooks import (
    AUTHORIZE,
    CONSENTS,
    TOKEN,
    TRANSACTIONS,
    alter_request,
    alter_response,
    is_for,
    override,
    refuse_requests,
)
from conformance.sandbox.messages import Request, Response, json_response
from conformance.sandbox.rules import Rules

Alike = Callable[[str, str], bool]
"""Whether a token that was issued and one that is shown are taken for the same."""
LONG = 120


def _take_alike(alike: Alike) -> type[Rules]:
    """An access token that is like one that was issued is taken for it."""

    class TakesAlike(IssuingRules):
        def rewrite_request(self, request: Request) -> Request:
            shown = request.bearer_token
            known = self.memory.tokens.by_access_token
            if shown and shown not in known:
                meant = next((token for token in known if alike(token, shown)), None)
                request = with_header(request, "authorization", f"Bearer {meant}") if meant else request
            return super().rewrite_request(request)

    return TakesAlike


def _take_longer(name: str) -> type[Rules]:
    """A code or refresh token that begins like one that was issued is taken for it."""

    class TakesLonger(IssuingRules):
        def rewrite_request(self, request: Request) -> Request:
            if request.path.endswith(TOKEN):
                shown = dict(request.form).get(name, "")
                tokens = self.memory.tokens
                issued = tokens.codes if name == "code" else tokens.by_refresh_token
                meant = next((one for one in issued if shown.startswith(one) and shown != one), None)
                request = with_form(request, **{name: meant}) if meant else request
            return super().rewrite_request(request)

    return TakesLonger


class KeepsAnswersForTheAddress(IssuingRules):
    """What was answered to a customer is answered again to the next one who asks from the same address."""

    def __init__(self) -> None:
        super().__init__()
        self._last: dict[tuple[str, str], tuple[str, Response]] = {}

    def rewrite_response(self, request: Request, response: Response) -> Response:
        """The list of accounts, where the last one was somebody else's."""
        if request.method == "GET" and request.path.endswith("/accounts") and response.status == 200:
            grant = self.memory.tokens.by_access_token.get(request.bearer_token)
            key = (request.headers.get("psu-ip-address", ""), request.path)
            login, before = self._last.get(key, ("", response))
            if grant is not None:
                self._last[key] = (grant.customer.login, response)
                response = before if login != grant.customer.login else response
        return super().rewrite_response(request, response)


def _has(request: Request, name: str, found: Callable[[str], bool]) -> bool:
    return found(request.headers.get(name, ""))


def _is_long(request: Request) -> bool:
    return any(name.startswith("psu-") and len(text) > LONG for name, text in request.headers.items())


def _read_dates_by_their_order(request: Request) -> Request:
    """The first date is where the period begins, whatever it is called."""
    names = iter(("dateFrom", "dateTo"))
    dates = [name for name, _ in request.query if name in ("dateFrom", "dateTo")]
    if len(dates) < 2:
        return request
    return replace(
        request, query=tuple((next(names) if name in dates else name, value) for name, value in request.query)
    )


def _refuse_another_order(first: str) -> type[Rules]:
    """A token request is refused where another parameter stands first."""
    refusal = json_response(400, {"error": "invalid_request"}, headers=(("cache-control", "no-store"),))

    class RefusesOrder(Rules):
        def rewrite_response(self, request: Request, response: Response) -> Response:
            response = super().rewrite_response(request, response)
            wrong = is_for(request, TOKEN) and response.status == 200 and request.form[0][0] != first
            return refusal if wrong else response

    return RefusesOrder


def _has_members_in_another_order(request: Request) -> bool:
    if not is_for(request, CONSENTS):
        return False
    try:
        document = orjson.loads(request.body)
    except orjson.JSONDecodeError:
        return False
    return isinstance(document, dict) and "balances" in document and next(iter(document)) != "balances"


FAULTS = (
    Fault(
        "tokens-without-their-beginning",
        "state",
        ("ERR-36",),
        "Of a token all but the first character is compared.",
        _take_alike(lambda issued, shown: issued[1:] == shown[1:] and len(shown) > 1),
    ),
    Fault(
        "tokens-without-their-end",
        "state",
        ("ERR-36",),
        "Of a token all but the last character is compared.",
        _take_alike(lambda issued, shown: issued[:-1] == shown[:-1] and len(issued) == len(shown)),
    ),
    Fault(
        "tokens-with-anything-behind",
        "state",
        ("ERR-47",),
        "What stands behind a token is passed over.",
        _take_alike(lambda issued, shown: shown.startswith(issued)),
    ),
    Fault(
        "tokens-cut-short",
        "state",
        ("ERR-47",),
        "The beginning of a token is taken for the token.",
        _take_alike(lambda issued, shown: issued.startswith(shown) and 2 * len(shown) > len(issued)),
    ),
    Fault(
        "tokens-in-any-case",
        "state",
        ("ERR-47",),
        "Tokens are compared without regard to case.",
        _take_alike(lambda issued, shown: issued.lower() == shown.lower()),
    ),
    Fault(
        "refresh-tokens-with-anything-behind",
        "state",
        ("REF-17",),
        "What stands behind a refresh token is passed over.",
        _take_longer("refresh_token"),
    ),
    Fault(
        "codes-with-anything-behind",
        "state",
        ("TOK-14",),
        "What stands behind a code is passed over.",
        _take_longer("code"),
    ),
    Fault(
        "answers-of-the-customer-before",
        "state",
        ("SEC-14", "ACC-40"),
        "A customer is shown the list of the one before him who was asked about from the same address.",
        KeepsAnswersForTheAddress,
    ),
    Fault(
        "ipv6-taken-for-batch",
        "protocol",
        ("PLU-22",),
        "A customer whose address is one of IPv6 is taken for absent.",
        override(
            is_batch=lambda self, headers: Rules.is_batch(self, headers) or ":" in headers.get("psu-ip-address", "")
        ),
    ),
    Fault(
        "ipv6-refused",
        "protocol",
        ("PLU-22",),
        "A customer whose address is one of IPv6 is refused.",
        refuse_requests("", 400, lambda request: _has(request, "psu-ip-address", lambda text: ":" in text)),
    ),
    Fault(
        "long-psu-headers-refused",
        "protocol",
        ("PLU-17",),
        "A request with a PSU header of more than 120 characters is refused.",
        refuse_requests("", 400, _is_long),
    ),
    Fault(
        "high-psu-ports-refused",
        "protocol",
        ("PLU-17",),
        "A request from a customer's port above 32767 is refused.",
        refuse_requests("", 400, lambda request: _has(request, "psu-ip-port", lambda text: int(text or "0") > 32767)),
    ),
    Fault(
        "any-psu-header-means-connected",
        "protocol",
        ("QUO-25",),
        "A request with any PSU header counts as the customer's own.",
        override(is_batch=lambda _, headers: not any(name.startswith("psu-") for name in headers)),
    ),
    Fault(
        "malformed-consent-taken-without-the-customer",
        "status",
        ("CON-13", "CON-16", "CON-17", "CON-18", "CON-20"),
        "Without the customer a malformed consent is answered like a good one.",
        alter_response(
            CONSENTS,
            lambda response, request: (
                response if "psu-ip-address" in request.headers or request.method != "PUT" else Response(status=201)
            ),
            status=(400,),
        ),
    ),
    Fault(
        "dates-by-their-order",
        "rows",
        ("PLU-23",),
        "Of two dates the first is where the period begins, whatever they are called.",
        alter_request(TRANSACTIONS, _read_dates_by_their_order),
    ),
    Fault(
        "authorize-parameters-by-their-order",
        "protocol",
        ("PLU-23",),
        "An authorization request is refused where response_type does not stand first.",
        alter_request(
            AUTHORIZE,
            lambda request: (
                request if request.query[:1] and request.query[0][0] == "response_type" else replace(request, query=())
            ),
        ),
    ),
    Fault(
        "token-parameters-by-their-order",
        "protocol",
        ("PLU-23",),
        "A token request is refused where grant_type does not stand first.",
        _refuse_another_order("grant_type"),
    ),
    Fault(
        "consent-members-by-their-order",
        "status",
        ("PLU-23",),
        "A consent is refused where its balances do not stand first.",
        refuse_requests(CONSENTS, 400, _has_members_in_another_order),
    ),
)
"""Of the callers; the chapters are those of what they ask for."""
