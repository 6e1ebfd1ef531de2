"""Refusals in another form: what the documentation leaves open, or contradicts itself about."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import orjson

from conformance.sandbox.consents import Consent
from conformance.sandbox.customers import Customer, Resource
from conformance.sandbox.differences import Variation
from conformance.sandbox.edits import set_header
from conformance.sandbox.hooks import CONSENTS, IDENTITY, alter_response, derive, override, refuse_with
from conformance.sandbox.messages import Request, Response, json_response
from conformance.sandbox.personas import LEA
from conformance.sandbox.rules import Refusal, Rules

ERRORS = (400, 401, 403, 404, 405, 406, 429, 501)


def _edit_errors(change: Callable[[dict[str, Any]], object], *status: int) -> type[Rules]:
    def changed(response: Response, request: Request) -> Response:
        if "/oauth/" in request.path or not response.body:
            return response
        document = orjson.loads(response.body)
        change(document)
        return replace(response, body=orjson.dumps(document))

    return alter_response("", changed, status=status or ERRORS)


def _drop_optional_members(document: dict[str, Any]) -> None:
    for name in ("timestamp", "path", "error"):
        document.pop(name, None)


def _write_like_the_gateway(document: dict[str, Any]) -> None:
    document.pop("error", None)
    document["timestamp"] = "2021-09-03 05:45:34.000000000"


class LeaHasNoAccount(Rules):
    """Her list is refused."""

    refusal = (404, "NAAC")

    def list_resources(self, customer: Customer, consent: Consent, today: date) -> list[Resource]:
        """As the live platform refuses it."""
        if customer is LEA:
            raise Refusal(*self.refusal)
        return super().list_resources(customer, consent, today)


def _refuse_identity_of_companies(response: Response, _: Request) -> Response:
    named = b"FirstName" in response.body
    return (
        response
        if named
        else json_response(
            403, {"status": 403, "message": "NGAC", "error": "Forbidden"}, response.media, response.headers
        )
    )


def _drop_body(response: Response, request: Request) -> Response:
    return replace(response, body=b"", media="") if "/oauth/" not in request.path else response


VARIATIONS = (
    Variation(
        "codes-in-sentences",
        "The code of an error stands in a sentence.",
        "C11, ERR-41: a should",
        _edit_errors(lambda body: body.update(message=f"{body['message']} - la requête ne peut pas être traitée")),
    ),
    Variation(
        "errors-bare",
        "Error bodies have a status and a message only.",
        "STET: the rest is optional",
        _edit_errors(_drop_optional_members),
    ),
    Variation(
        "errors-of-the-live-gateway",
        "Error bodies have no member error, and a moment in nanoseconds without a zone.",
        "C11; STET: error is optional, a form of the moment is not held to",
        _edit_errors(_write_like_the_gateway),
    ),
    Variation(
        "no-account-at-all",
        "A customer whom no acceptance test names has no eligible account: 404 with NAAC.",
        "C7, G23",
        LeaHasNoAccount,
    ),
    Variation(
        "an-account-that-cannot-be-read",
        "The list of a customer whom no acceptance test names fails inside the bank: 500 with INTE.",
        "line 749; C6, G23",
        derive(LeaHasNoAccount, refusal=(500, "INTE")),
    ),
    Variation(
        "errors-with-more",
        "Error bodies tell more.",
        "STET: unknown members are ignored",
        _edit_errors(lambda body: body.update(code="x", trace={"id": "1"}, help=None)),
    ),
    Variation(
        "errors-at-another-time",
        "The moment of an error is told in the form of STET's sample.",
        "U3",
        _edit_errors(lambda body: body.update(timestamp="2020-02-29T11:05:59.123+0000")),
    ),
    Variation(
        "errors-as-plain-json",
        "Error bodies are told to be plain JSON.",
        "B11",
        alter_response(
            "",
            lambda response, _: replace(response, media="application/json") if "json" in response.media else response,
            status=ERRORS,
        ),
    ),
    Variation(
        "wrong-verb-without-a-body",
        "A wrong verb is refused without a body.",
        "C4",
        alter_response("", _drop_body, status=(405,)),
    ),
    Variation(
        "missing-token-without-a-body",
        "A missing token is refused without a body.",
        "C17",
        alter_response("", _drop_body, status=(401,)),
    ),
    Variation(
        "no-challenge",
        "A refusal with 401 has no WWW-Authenticate.",
        "C17, ERR-38: a should",
        alter_response("", lambda response, _: set_header(response, "www-authenticate", None), status=(401,)),
    ),
    Variation(
        "challenge-with-a-realm",
        "A refusal with 401 tells a realm.",
        "RFC 6750, 3",
        alter_response(
            "",
            lambda response, _: set_header(response, "www-authenticate", 'Bearer realm="bank", error="invalid_token"'),
            status=(401,),
        ),
    ),
    Variation(
        "not-consented-404",
        "What is not consented is refused with 404.",
        "C13",
        override(not_consented=refuse_with(404, "NGAC")),
    ),
    Variation(
        "identity-without-a-code",
        "The identity that is not consented is refused without a code.",
        "C10",
        override(identity_not_consented=refuse_with(403, "Forbidden")),
    ),
    Variation(
        "identity-beside-an-account-only",
        "The identity opens only beside the consent for an account; consented alone it leaves everything as it was.",
        "D5",
        override(opens_identity=lambda _, consent: consent.identity and bool(consent.ibans)),
    ),
    Variation(
        "identity-of-companies-refused",
        "Companies have no identity.",
        "D12",
        alter_response(IDENTITY, _refuse_identity_of_companies),
    ),
    Variation(
        "quota-by-its-other-name",
        "Too many accesses are refused with TQMR.",
        "C1",
        override(quota_exceeded=refuse_with(429, "TQMR")),
    ),
    Variation(
        "quota-403", "Too many accesses are refused with 403.", "C2", override(quota_exceeded=refuse_with(403, "TMRQ"))
    ),
    Variation(
        "quota-retry-after",
        "The refusal of too many accesses tells when to come back.",
        "RFC 6585, 4",
        override(quota_exceeded=refuse_with(429, "TMRQ", (("retry-after", "3600"),))),
    ),
    Variation(
        "bad-consent-403",
        "A malformed consent is refused with 403.",
        "C5",
        alter_response(
            CONSENTS,
            lambda response, _: replace(
                response, status=403, body=response.body.replace(b":400", b":403").replace(b"Bad Request", b"Forbidden")
            ),
            status=(400,),
        ),
    ),
    Variation(
        "unknown-iban-400",
        "An unknown IBAN is refused with 400.",
        "C5",
        override(unknown_iban=refuse_with(400, "AC01")),
    ),
    Variation(
        "unknown-iban-404",
        "An unknown IBAN is refused with 404.",
        "C5",
        override(unknown_iban=refuse_with(404, "AC01")),
    ),
    Variation(
        "unknown-card-by-its-own-code",
        "An unknown card is answered with CDNA.",
        "C24",
        alter_response(
            "",
            lambda response, request: (
                replace(response, body=response.body.replace(b"AC01", b"CDNA"))
                if "/038-GFC" in request.path
                else response
            ),
            status=(404,),
        ),
    ),
    Variation(
        "wrong-page-404",
        "A page that is not there is answered with 404.",
        "E12",
        override(bad_page=refuse_with(404, "IPGN")),
    ),
    Variation(
        "wrong-page-badly-written",
        "A page that is none is refused as a badly written request.",
        "C22: lines 1241, 1595",
        override(bad_page=refuse_with(400, "FF01")),
    ),
    Variation(
        "other-spelling-not-found",
        "The path trustedBeneficiaries is not there.",
        "B1",
        alter_response(
            "/trustedBeneficiaries",
            lambda response, _: json_response(404, {"status": 404, "message": "Not Found"}, headers=response.headers),
            status=(501,),
        ),
    ),
    Variation(
        "consent-answered-with-an-empty-object",
        "A consent is answered with {}.",
        "D7",
        alter_response(
            CONSENTS, lambda response, _: replace(response, body=b"{}", media="application/json"), status=(201,)
        ),
    ),
    Variation(
        "consent-answered-with-itself",
        "A consent is answered with what was consented.",
        "D7: the sample below the 201",
        alter_response(
            CONSENTS,
            lambda response, request: replace(response, body=request.body, media="application/json"),
            status=(201,),
        ),
    ),
    Variation(
        "impossible-accept-ignored",
        "What a client accepts is not looked at.",
        "PLU-16",
        override(accepts=lambda *_: True),
    ),
    Variation(
        "reversed-dates-find-nothing",
        "Reversed dates find nothing.",
        "C16",
        override(
            period_is_allowed=lambda self, filters, today: all(
                end >= self.oldest_day(today) for end in (filters.date_from, filters.date_to) if end is not None
            )
        ),
    ),
    Variation(
        "day-ninety-one-accepted",
        "A dateFrom of 91 days ago is accepted.",
        "C14, FLT-03: a should",
        override(
            period_is_allowed=lambda self, filters, today: Rules.period_is_allowed(
                self,
                replace(
                    filters,
                    date_from=max(filters.date_from, self.oldest_day(today))
                    if filters.date_from and (self.oldest_day(today) - filters.date_from).days == 1
                    else filters.date_from,
                ),
                today,
            )
        ),
    ),
)
