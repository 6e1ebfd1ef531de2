"""Faults of the identity."""

from typing import Any

from conformance.sandbox.differences import Fault
from conformance.sandbox.edits import convert_member, drop_members, set_members
from conformance.sandbox.hooks import IDENTITY, alter_body, alter_response, execute_as, refuse_requests
from conformance.sandbox.messages import Request, json_response
from conformance.sandbox.personas import ADAM, MARC


def _name_another_customer(document: Any, _: Request) -> None:
    other = ADAM if document["connectedPsu"] == MARC.full_name else MARC
    document.update(
        connectedPsu=other.full_name, connectedPsuFirstName=other.first_name, connectedPsuLastName=other.last_name
    )


FAULTS = (
    Fault(
        "identity-of-another",
        "state",
        ("IDN-07", "IDN-06"),
        "The identity is that of another customer.",
        alter_body(IDENTITY, _name_another_customer),
    ),
    Fault(
        "identity-of-the-first-login",
        "state",
        ("IDN-07",),
        "The identity is Marc's, whoever asks.",
        alter_body(IDENTITY, set_members("", connectedPsu=MARC.full_name)),
    ),
    Fault(
        "identity-names-swapped",
        "body",
        ("IDN-06",),
        "First and last name are swapped.",
        alter_body(
            IDENTITY,
            lambda document, _: document.update(
                connectedPsuFirstName=document.get("connectedPsuLastName"),
                connectedPsuLastName=document.get("connectedPsuFirstName"),
            ),
        ),
    ),
    Fault(
        "identity-self-elsewhere",
        "links",
        ("IDN-03", "AT-IDN-1"),
        "The self link of the identity leads to the list.",
        alter_body(
            IDENTITY,
            convert_member("_links.self", "href", lambda href: href.replace("/end-user-identity", "/accounts")),
        ),
    ),
    Fault(
        "identity-parent-list-missing",
        "links",
        ("IDN-04",),
        "The identity does not link to the list.",
        alter_body(IDENTITY, drop_members("_links", "parent-list")),
    ),
    Fault(
        "identity-refused-in-batch",
        "status",
        ("IDN-10",),
        "The identity is refused without PSU-IP-Address.",
        refuse_requests(IDENTITY, 403, lambda request: "psu-ip-address" not in request.headers),
    ),
    Fault(
        "identity-of-companies-refused",
        "state",
        ("IDN-09",),
        "The identity of a company breaks the bank.",
        alter_response(
            IDENTITY,
            lambda response, _: (
                response if b"FirstName" in response.body else json_response(500, {"status": 500, "message": "INTE"})
            ),
        ),
    ),
    Fault(
        "identity-without-names",
        "body",
        ("IDN-11", "IDN-06"),
        "The identity tells neither first nor last name.",
        alter_body(IDENTITY, drop_members("", "connectedPsuFirstName", "connectedPsuLastName")),
    ),
    Fault(
        "identity-empty",
        "body",
        ("AT-IDN-1", "SCH-33", "IDN-05"),
        "The identity has no name.",
        alter_body(IDENTITY, drop_members("", "connectedPsu")),
    ),
    *(
        Fault(
            f"identity-{verb.lower()}-answered",
            "protocol",
            (requirement,),
            f"{verb} on the identity is answered like GET.",
            execute_as("GET", verb=verb, where=IDENTITY),
        )
        for verb, requirement in (("POST", "ERR-25"), ("PUT", "ERR-26"), ("PATCH", "ERR-27"), ("DELETE", "ERR-28"))
    ),
)
