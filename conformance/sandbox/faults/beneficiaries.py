"""Faults of the trusted beneficiaries, which this bank does not have."""

from collections.abc import Callable

from conformance.sandbox.consents import NO_CONSENT
from conformance.sandbox.differences import Fault
from conformance.sandbox.edits import set_members
from conformance.sandbox.faults.bases import StoringRules
from conformance.sandbox.hooks import ACCOUNTS, alter_body, alter_response, derive, override, refuse_with
from conformance.sandbox.messages import Request, Response, json_response
from conformance.sandbox.rules import Rules

BENEFICIARIES = ("/trusted-beneficiaries", "/trustedBeneficiaries")


def _alter_beneficiaries(
    names: tuple[str, ...], change: Callable[[Response, Request], Response], *status: int
) -> type[Rules]:
    return alter_response(
        "",
        lambda response, request: change(response, request) if request.path.rstrip("/").endswith(names) else response,
        status=status,
    )


class DependsOnConsent(StoringRules):
    """The beneficiaries depend on the consent."""

    consented = True
    instead = json_response(200, {"beneficiaries": []})

    def rewrite_response(self, request: Request, response: Response) -> Response:
        """Another response, where the consent is as the fault wants it."""
        grant = self.grant_of(request)
        consent = self.memory.consents.get(grant.owner, NO_CONSENT) if grant is not None else NO_CONSENT
        here = response.status == 501 and consent.beneficiaries is self.consented
        return super().rewrite_response(request, self.instead if here else response)


FAULTS = (
    Fault(
        "beneficiaries-empty-list",
        "body",
        ("AT-BEN-1", "BEN-05"),
        "The trusted beneficiaries are an empty list.",
        _alter_beneficiaries(
            BENEFICIARIES,
            lambda _, request: json_response(
                200, {"beneficiaries": [], "_links": {"self": {"href": request.origin + request.path}}}
            ),
            501,
        ),
    ),
    Fault(
        "beneficiaries-not-found",
        "status",
        ("AT-BEN-1", "BEN-05", "WLK-01"),
        "The trusted beneficiaries are not found.",
        _alter_beneficiaries(BENEFICIARIES, lambda *_: json_response(404, {"status": 404, "message": "AC01"}), 501),
    ),
    Fault(
        "beneficiaries-when-consented",
        "state",
        ("BEN-05",),
        "The trusted beneficiaries are answered once they are consented.",
        DependsOnConsent,
    ),
    Fault(
        "beneficiaries-not-consented",
        "state",
        ("BEN-05",),
        "Without a consent the trusted beneficiaries are refused with 403.",
        derive(DependsOnConsent, consented=False, instead=json_response(403, {"status": 403, "message": "NGAC"})),
    ),
    Fault(
        "beneficiaries-refused-in-batch",
        "status",
        ("BEN-05",),
        "Without PSU-IP-Address the trusted beneficiaries are refused with 403.",
        _alter_beneficiaries(
            BENEFICIARIES,
            lambda response, request: (
                response
                if "psu-ip-address" in request.headers
                else json_response(403, {"status": 403, "message": "NGAC"})
            ),
            501,
        ),
    ),
    Fault(
        "other-spelling-400",
        "status",
        ("BEN-01",),
        "The spelling trustedBeneficiaries is answered with 400.",
        _alter_beneficiaries(BENEFICIARIES[1:], lambda *_: json_response(400, {"status": 400, "message": "FF01"}), 501),
    ),
    Fault(
        "other-spelling-not-found",
        "status",
        ("BEN-01",),
        "The spelling trustedBeneficiaries is not found.",
        _alter_beneficiaries(
            BENEFICIARIES[1:], lambda *_: json_response(404, {"status": 404, "message": "Not Found"}), 501
        ),
    ),
    Fault(
        "beneficiaries-link",
        "links",
        ("BEN-02",),
        "The list links to trusted beneficiaries.",
        alter_body(
            ACCOUNTS,
            set_members(
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
        override(not_implemented=refuse_with(501, "INTE")),
    ),
    Fault(
        "beneficiaries-without-a-body",
        "body",
        ("BEN-03", "BEN-04"),
        "The refusal of beneficiaries has no body.",
        _alter_beneficiaries(BENEFICIARIES, lambda *_: Response(status=501), 501),
    ),
    Fault(
        "beneficiaries-post-answered",
        "protocol",
        ("ERR-44",),
        "POST on the beneficiaries is answered with 201.",
        _alter_beneficiaries(BENEFICIARIES, lambda *_: Response(status=201), 405),
    ),
)
