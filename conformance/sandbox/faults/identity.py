"""Faults of the identity."""

from typing import Any

from conformance.sandbox.altering import (
    IDENTITY,
    answer,
    body,
    drop,
    put,
    taken_for,
    turn,
)
from conformance.sandbox.exchange import Call, json_answer
from conformance.sandbox.faults.answers import refused
from conformance.sandbox.faults.fault import Fault
from conformance.sandbox.people import ADAM, MARC


def _of_another(document: Any, _: Call) -> None:
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
        body(IDENTITY, _of_another),
    ),
    Fault(
        "identity-of-the-first-login",
        "state",
        ("IDN-07",),
        "The identity is Marc's, whoever asks.",
        body(IDENTITY, put("", connectedPsu=MARC.full_name)),
    ),
    Fault(
        "identity-names-swapped",
        "body",
        ("IDN-06",),
        "First and last name are swapped.",
        body(
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
        body(IDENTITY, turn("_links.self", "href", lambda href: href.replace("/end-user-identity", "/accounts"))),
    ),
    Fault(
        "identity-parent-list-missing",
        "links",
        ("IDN-04",),
        "The identity does not link to the list.",
        body(IDENTITY, drop("_links", "parent-list")),
    ),
    Fault(
        "identity-refused-in-batch",
        "status",
        ("IDN-10",),
        "The identity is refused without PSU-IP-Address.",
        refused(IDENTITY, 403, lambda call: "psu-ip-address" not in call.headers),
    ),
    Fault(
        "identity-of-companies-refused",
        "state",
        ("IDN-09",),
        "The identity of a company breaks the bank.",
        answer(
            IDENTITY,
            lambda given, _: (
                given if b"FirstName" in given.body else json_answer(500, {"status": 500, "message": "INTE"})
            ),
        ),
    ),
    Fault(
        "identity-without-names",
        "body",
        ("IDN-11", "IDN-06"),
        "The identity tells neither first nor last name.",
        body(IDENTITY, drop("", "connectedPsuFirstName", "connectedPsuLastName")),
    ),
    Fault(
        "identity-empty",
        "body",
        ("AT-IDN-1", "SCH-33", "IDN-05"),
        "The identity has no name.",
        body(IDENTITY, drop("", "connectedPsu")),
    ),
    *(
        Fault(
            f"identity-{verb.lower()}-answered",
            "protocol",
            (requirement,),
            f"{verb} on the identity is answered like GET.",
            taken_for(verb, IDENTITY, "GET"),
        )
        for verb, requirement in (("POST", "ERR-25"), ("PUT", "ERR-26"), ("PATCH", "ERR-27"), ("DELETE", "ERR-28"))
    ),
)
