"""Faults of the trusted beneficiaries, which this bank does not have."""

from collections.abc import Callable

from conformance.sandbox.altering import (
    ACCOUNTS,
    answer,
    body,
    put,
    rule,
    says,
)
from conformance.sandbox.consents import NOTHING
from conformance.sandbox.exchange import Answer, Call, json_answer
from conformance.sandbox.faults.fault import Fault
from conformance.sandbox.faults.storing import Storing
from conformance.sandbox.rules import Rules

BENEFICIARIES = ("/trusted-beneficiaries", "/trustedBeneficiaries")


def _on(names: tuple[str, ...], change: Callable[[Answer, Call], Answer], *status: int) -> type[Rules]:
    return answer(
        "", lambda given, call: change(given, call) if call.path.rstrip("/").endswith(names) else given, status=status
    )


class ByConsent(Storing):
    """The beneficiaries depend on the consent."""

    consented = True
    instead = json_answer(200, {"beneficiaries": []})

    def sent(self, call: Call, answer: Answer) -> Answer:
        """Another answer, where it is so."""
        grant = self.bearer(call)
        consent = self.bank.consents.get(grant.owner, NOTHING) if grant is not None else NOTHING
        here = answer.status == 501 and consent.beneficiaries is self.consented
        return super().sent(call, self.instead if here else answer)


FAULTS = (
    Fault(
        "beneficiaries-empty-list",
        "body",
        ("AT-BEN-1", "BEN-05"),
        "The trusted beneficiaries are an empty list.",
        _on(
            BENEFICIARIES,
            lambda _, call: json_answer(
                200, {"beneficiaries": [], "_links": {"self": {"href": call.origin + call.path}}}
            ),
            501,
        ),
    ),
    Fault(
        "beneficiaries-not-found",
        "status",
        ("AT-BEN-1", "BEN-05", "WLK-01"),
        "The trusted beneficiaries are not found.",
        _on(BENEFICIARIES, lambda *_: json_answer(404, {"status": 404, "message": "AC01"}), 501),
    ),
    Fault(
        "beneficiaries-when-consented",
        "state",
        ("BEN-05",),
        "The trusted beneficiaries are answered once they are consented.",
        ByConsent,
    ),
    Fault(
        "beneficiaries-not-consented",
        "state",
        ("BEN-05",),
        "Without a consent the trusted beneficiaries are refused with 403.",
        type(
            "Changed",
            (ByConsent,),
            {"consented": False, "instead": json_answer(403, {"status": 403, "message": "NGAC"})},
        ),
    ),
    Fault(
        "other-spelling-400",
        "status",
        ("BEN-01",),
        "The spelling trustedBeneficiaries is answered with 400.",
        _on(BENEFICIARIES[1:], lambda *_: json_answer(400, {"status": 400, "message": "FF01"}), 501),
    ),
    Fault(
        "other-spelling-not-found",
        "status",
        ("BEN-01",),
        "The spelling trustedBeneficiaries is not found.",
        _on(BENEFICIARIES[1:], lambda *_: json_answer(404, {"status": 404, "message": "Not Found"}), 501),
    ),
    Fault(
        "beneficiaries-link",
        "links",
        ("BEN-02",),
        "The list links to trusted beneficiaries.",
        body(
            ACCOUNTS,
            put(
                "_links",
                beneficiaries=lambda node: {
                    "href": node["self"]["href"].partition("/accounts")[0] + "/trusted-beneficiaries"
                },
            ),
        ),
    ),
    Fault(
        "beneficiaries-code-swapped",
        "body",
        ("BEN-03",),
        "The refusal of beneficiaries carries another code.",
        rule(not_implemented=says(501, "INTE")),
    ),
    Fault(
        "beneficiaries-without-a-body",
        "body",
        ("BEN-03", "BEN-04"),
        "The refusal of beneficiaries has no body.",
        _on(BENEFICIARIES, lambda *_: Answer(status=501), 501),
    ),
    Fault(
        "beneficiaries-post-answered",
        "protocol",
        ("ERR-44",),
        "POST on the beneficiaries is answered with 201.",
        _on(BENEFICIARIES, lambda *_: Answer(status=201), 405),
    ),
)
