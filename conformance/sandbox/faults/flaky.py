"""Faults that show now and then."""

from itertools import count

from conformance.sandbox.differences import Fault
from conformance.sandbox.hooks import ACCOUNTS, BALANCES, IDENTITY, TRANSACTIONS, derive
from conformance.sandbox.messages import Request, Response, json_response
from conformance.sandbox.rules import Rules


class FailsEveryThirdTime(Rules):
    """Every third answer of a resource is an error."""

    where = ""

    def __init__(self) -> None:
        super().__init__()
        self._turn = count(1)

    def rewrite_response(self, request: Request, response: Response) -> Response:
        """Now and then."""
        late = response.status == 200 and request.path.endswith(self.where) and next(self._turn) % 3 == 0
        return (
            json_response(500, {"status": 500, "message": "INTE"})
            if late
            else super().rewrite_response(request, response)
        )


def _fail_every_third(where: str) -> type[Rules]:
    return derive(FailsEveryThirdTime, where=where)


FAULTS = (
    Fault(
        "every-third-list-500",
        "protocol",
        ("QUO-08", "OAU-33"),
        "Every third list of accounts is an error.",
        _fail_every_third(ACCOUNTS),
    ),
    Fault(
        "every-third-balances-500",
        "protocol",
        ("QUO-09",),
        "Every third page of balances is an error.",
        _fail_every_third(BALANCES),
    ),
    Fault(
        "every-third-transactions-500",
        "protocol",
        ("QUO-10",),
        "Every third page of transactions is an error.",
        _fail_every_third(TRANSACTIONS),
    ),
    Fault(
        "every-third-identity-500",
        "protocol",
        ("QUO-11",),
        "Every third identity is an error.",
        _fail_every_third(IDENTITY),
    ),
)
