"""What is answered: status, rows, currency, links, and the HTTP around them."""

from dataclasses import replace
from typing import Any

import orjson

from conformance.sandbox.differences import Fault
from conformance.sandbox.edits import set_header, set_members
from conformance.sandbox.faults.everywhere.spots import AROUND, DETAILS, LISTS, OPEN, READ, REFUSED
from conformance.sandbox.hooks import ACCOUNTS, TRANSACTIONS, alter_body, alter_response, is_api_request
from conformance.sandbox.messages import API_ROOT, Request, Response
from conformance.sandbox.places import PAGES, PRESENCE


def _lose_last_row(response: Response, _: Request) -> Response:
    document = orjson.loads(response.body)
    document["transactions"] = document["transactions"][:-1]
    return replace(response, body=orjson.dumps(document))


def _point_self_elsewhere(document: Any, request: Request) -> None:
    links = document.get("_links") or {}
    if "self" in links:
        links["self"]["href"] = f"{request.origin}{API_ROOT}/elsewhere"


def _drop_message(response: Response, request: Request) -> Response:
    if not is_api_request(request) or not response.body:
        return response
    document = orjson.loads(response.body)
    document.pop("message", None)
    return replace(response, body=orjson.dumps(document))


def _drop_request_id(response: Response, _: Request) -> Response:
    return set_header(response, "x-request-id", None)


FAULTS = (
    Fault(
        "good-requests-refused",
        "status",
        (
            *("AT-BAL-1", "AT-TRX-1", "AT-IDN-1", "BAL-08", "TRX-09"),
            *("BAL-22", "TRX-20", "IDN-10"),
        ),
        "Balances, transactions and the identity are refused, whatever is consented.",
        alter_response(
            "",
            lambda response, request: (
                replace(response, status=403, body=b'{"status":403,"message":"NGAC"}', media="application/json")
                if is_api_request(request) and not request.path.rstrip("/").endswith(ACCOUNTS)
                else response
            ),
        ),
        (*DETAILS, "identity", *AROUND),
        ("CON-12", "CON-27", "FLT-24", "PAG-09", "WLK-04"),
    ),
    Fault(
        "last-rows-lost",
        "rows",
        ("AT-TRX-15", "AT-TRX-16"),
        "Every list of transactions lacks its last row.",
        alter_response(TRANSACTIONS, _lose_last_row),
        (*LISTS, *PAGES, *PRESENCE, "login"),
        ("TRX-20", "TRX-22", "PAG-09", "FLT-24"),
    ),
    Fault(
        "amounts-in-dollars",
        "body",
        ("LIM-02", "LIM-03"),
        "Amounts are told in dollars.",
        alter_body(
            "",
            set_members("balances.*.balanceAmount", currency="USD"),
            set_members("accounts.*.balances.*.balanceAmount", currency="USD"),
            set_members("transactions.*.transactionAmount", currency="USD"),
        ),
        ("accounts", *DETAILS, *AROUND),
        (),
        OPEN,
    ),
    Fault(
        "selves-elsewhere",
        "links",
        ("ACC-26", "BAL-09", "IDN-03", "PAG-08", "PAG-27"),
        "Links to the document itself lead elsewhere.",
        alter_body("", _point_self_elsewhere),
        (*READ, *PAGES),
        ("BAL-26", "PAG-30"),
    ),
    Fault(
        "request-ids-lost",
        "protocol",
        ("PLU-01", "PLU-02", "PLU-08"),
        "The X-Request-ID never comes back.",
        alter_response(
            "",
            _drop_request_id,
            status=(),
        ),
        (*READ, "consents", *AROUND),
        (),
        (*OPEN, *REFUSED),
    ),
    Fault(
        "answers-told-as-text",
        "protocol",
        ("PLU-11",),
        "Answers are told to be text.",
        alter_response(
            "",
            lambda response, request: (
                replace(response, media="text/plain; charset=utf-8") if is_api_request(request) else response
            ),
        ),
        (*READ, *AROUND),
        (),
        OPEN,
    ),
    Fault(
        "refusals-without-a-code",
        "body",
        ("SCH-35",),
        "The body of a refusal has no message.",
        alter_response("", _drop_message, status=(400, 401, 403, 404, 405, 406, 429, 501)),
        (*READ, "consents", *AROUND),
        (),
        REFUSED,
    ),
)
