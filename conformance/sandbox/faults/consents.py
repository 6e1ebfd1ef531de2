"""Faults of a consent as a request: which bodies, methods and addresses are taken or refused."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import orjson

from conformance.sandbox.differences import Fault
from conformance.sandbox.faults.bases import EMPTY_CONSENT
from conformance.sandbox.hooks import CONSENTS, alter_request, alter_response, override, refuse_with
from conformance.sandbox.messages import Request
from conformance.sandbox.rules import Rules

LISTS = ("balances", "transactions")


def _read_body_as(change: Callable[[Any], Any], *, of_text: bool = False) -> type[Rules]:
    """A body is read as another one; one that is no JSON only where `of_text`."""

    def changed(request: Request) -> Request:
        try:
            document = orjson.loads(request.body)
        except orjson.JSONDecodeError:
            return replace(request, body=orjson.dumps(EMPTY_CONSENT)) if of_text else request
        return replace(request, body=orjson.dumps(change(document)))

    return alter_request(CONSENTS, changed, verb="PUT")


def _read_lists_as(change: Callable[[list[Any]], Any]) -> type[Rules]:
    """Both lists of a body are read as others."""
    return _read_body_as(
        lambda body: (
            body | {name: change(body[name]) for name in LISTS if isinstance(body.get(name), list)}
            if isinstance(body, dict)
            else body
        )
    )


def _fill_in(name: str) -> type[Rules]:
    return _read_body_as(lambda body: {name: EMPTY_CONSENT[name]} | body if isinstance(body, dict) and body else body)


def _refuse_bodies(wrong: Callable[[Any], bool]) -> type[Rules]:
    """A good body is refused."""
    return _read_body_as(lambda body: [] if isinstance(body, dict) and wrong(body) else body)


def _accounts_of(body: Any) -> list[Any]:
    return [item for name in LISTS if isinstance(body.get(name), list) for item in body[name]]


def _has_good_check_digits(iban: Any) -> bool:
    """By its check digits."""
    text = iban[4:] + iban[:4] if isinstance(iban, str) else ""
    return len(text) == 27 and text.isalnum() and int("".join(str(int(sign, 36)) for sign in text)) % 97 == 1


def _take_for_list(value: Any) -> Any:
    return value if isinstance(value, list) else [value] if isinstance(value, dict) else []


def _has_one_empty_list(body: Any) -> bool:
    return bool(body.get("balances")) != bool(body.get("transactions"))


FAULTS = (
    Fault(
        "consent-answered-200",
        "status",
        ("AT-CON-1", "AT-CON-2"),
        "A consent is answered with 200.",
        alter_response(CONSENTS, lambda response, _: replace(response, status=200), status=(201,)),
    ),
    Fault(
        "consent-answered-with-a-body",
        "body",
        ("CON-01",),
        "A consent is answered with a body.",
        alter_response(
            CONSENTS,
            lambda response, _: replace(response, body=b'{"consent":"stored"}', media="application/json"),
            status=(201,),
        ),
    ),
    Fault(
        "consent-without-balances-taken",
        "protocol",
        ("CON-13",),
        "A consent without balances is taken.",
        _fill_in("balances"),
    ),
    Fault(
        "consent-without-transactions-taken",
        "protocol",
        ("CON-14", "CON-27"),
        "A consent without transactions is taken.",
        _fill_in("transactions"),
    ),
    Fault(
        "consent-without-beneficiaries-taken",
        "protocol",
        ("CON-15",),
        "A consent without trustedBeneficiaries is taken.",
        _fill_in("trustedBeneficiaries"),
    ),
    Fault(
        "consent-without-identity-taken",
        "protocol",
        ("CON-16",),
        "A consent without psuIdentity is taken.",
        _fill_in("psuIdentity"),
    ),
    Fault(
        "empty-consent-taken",
        "state",
        ("CON-17",),
        "An empty object is taken for a revocation.",
        _read_body_as(lambda body: body or EMPTY_CONSENT),
    ),
    Fault(
        "no-body-taken",
        "state",
        ("CON-17",),
        "A consent without a body is taken for a revocation.",
        alter_request(
            CONSENTS, lambda request: replace(request, body=request.body or orjson.dumps(EMPTY_CONSENT)), verb="PUT"
        ),
    ),
    Fault(
        "broken-json-taken",
        "state",
        ("CON-18",),
        "A consent that is no JSON is taken for a revocation.",
        _read_body_as(lambda body: body, of_text=True),
    ),
    Fault(
        "consent-lists-of-any-type",
        "protocol",
        ("CON-19",),
        "An object or nothing in the place of a list is taken.",
        _read_body_as(
            lambda body: (
                body | {name: _take_for_list(body[name]) for name in LISTS if name in body}
                if isinstance(body, dict)
                else body
            )
        ),
    ),
    Fault(
        "consent-flags-of-any-type",
        "protocol",
        ("CON-20",),
        "A text or nothing in the place of a flag is taken.",
        _read_body_as(
            lambda body: (
                body | {name: bool(body[name]) for name in ("psuIdentity", "trustedBeneficiaries") if name in body}
                if isinstance(body, dict)
                else body
            )
        ),
    ),
    Fault(
        "consent-item-without-iban-skipped",
        "protocol",
        ("CON-21",),
        "An item without an IBAN is passed over.",
        _read_lists_as(
            lambda items: [item for item in items if isinstance(item, dict) and ("iban" in item or "other" in item)]
        ),
    ),
    Fault(
        "consent-for-a-card-taken",
        "protocol",
        ("CON-22",),
        "A consent that names a card is taken.",
        _read_lists_as(lambda items: [item for item in items if not (isinstance(item, dict) and "other" in item)]),
    ),
    Fault(
        "malformed-iban-skipped",
        "protocol",
        ("CON-23",),
        "An IBAN that cannot be one is passed over.",
        _read_lists_as(
            lambda items: [item for item in items if "iban" not in item or _has_good_check_digits(item["iban"])]
        ),
    ),
    Fault(
        "unknown-iban-code-swapped",
        "body",
        ("CON-24", "CON-25"),
        "An unknown IBAN is refused as a bad scope.",
        override(unknown_iban=refuse_with(403, "BADS")),
    ),
    Fault(
        "consent-with-currency-refused",
        "protocol",
        ("CON-29",),
        "An IBAN with its currency is refused.",
        _refuse_bodies(lambda body: any("currency" in item for item in _accounts_of(body))),
    ),
    Fault(
        "beneficiaries-consent-refused",
        "protocol",
        ("CON-30", "AT-CON-1", "WLK-05"),
        "A consent to trusted beneficiaries is refused.",
        _refuse_bodies(lambda body: body.get("trustedBeneficiaries") is True),
    ),
    Fault(
        "one-empty-list-refused",
        "protocol",
        ("CON-31",),
        "A consent of one empty list is refused.",
        _refuse_bodies(_has_one_empty_list),
    ),
    Fault(
        "consent-with-a-slash-not-found",
        "status",
        ("CON-35",),
        "The consents are not found with a slash at their end.",
        alter_request(
            CONSENTS,
            lambda request: replace(request, path=request.path + "x") if request.path.endswith("/") else request,
        ),
    ),
    Fault(
        "consent-refused-in-batch",
        "state",
        ("CON-36", "QUO-21"),
        "A consent without PSU-IP-Address is refused.",
        alter_request(
            CONSENTS, lambda request: request if "psu-ip-address" in request.headers else replace(request, body=b"")
        ),
    ),
    Fault(
        "any-json-is-a-consent",
        "state",
        ("CON-38",),
        "A body that is no object is taken for a revocation.",
        _read_body_as(lambda body: body if isinstance(body, dict) else EMPTY_CONSENT),
    ),
    Fault(
        "consents-get-answered",
        "protocol",
        ("ERR-12",),
        "GET on the consents is answered with 200.",
        alter_response(
            CONSENTS,
            lambda response, request: (
                replace(response, status=200, body=b"{}") if request.method == "GET" else response
            ),
            status=(405,),
        ),
    ),
    Fault(
        "consents-post-not-implemented",
        "status",
        ("AT-CON-4",),
        "POST on the consents is answered with 501.",
        alter_response(CONSENTS, lambda response, _: replace(response, status=501), status=(405,)),
    ),
)
