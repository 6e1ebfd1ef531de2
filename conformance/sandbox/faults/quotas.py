"""Faults of the quotas: what is counted, for whom, until when."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, timedelta

from conformance.sandbox.differences import Fault
from conformance.sandbox.edits import with_header
from conformance.sandbox.hooks import (
    ACCOUNTS,
    BALANCES,
    CONSENTS,
    IDENTITY,
    TRANSACTIONS,
    alter_request,
    alter_response,
    override,
    override_in_context,
    refuse_with,
)
from conformance.sandbox.messages import Request, Response
from conformance.sandbox.personas import CUSTOMERS_BY_LOGIN
from conformance.sandbox.rules import Rules
from conformance.sandbox.rules.access import Access, QuotaKey


def _count_by(key: Callable[[Access], QuotaKey]) -> type[Rules]:
    """Other accesses are counted together."""
    return override(quota_key=lambda _, access: key(access))


def _lift_limit(where: str, on_card: bool | None = None) -> type[Rules]:
    """A method is not limited at all."""
    return override_in_context(
        is_batch=lambda self, headers: (
            Rules.is_batch(self, headers) and not (self.is_for(where) and on_card in (None, self.on_card))
        )
    )


def _limit_connected(where: str) -> type[Rules]:
    """A connected customer is limited at a method."""
    return override_in_context(is_batch=lambda self, headers: Rules.is_batch(self, headers) or self.is_for(where))


def _payment_account_id(psu: tuple[str, str], resource_id: str) -> str:
    """The account behind a card."""
    customer = CUSTOMERS_BY_LOGIN[psu[0]]
    found = customer.find_resource(resource_id)
    return customer.payment_account(found).resource_id if found is not None else resource_id


class CountsConsents(Rules):
    """More than four consents of the batch are refused."""

    def __init__(self) -> None:
        super().__init__()
        self._taken = 0

    def rewrite_request(self, request: Request) -> Request:
        """Count."""
        if request.path.endswith(CONSENTS) and "psu-ip-address" not in request.headers:
            self._taken += 1
            request = request if self._taken <= 4 else replace(request, body=b"")
        return super().rewrite_request(request)


FOUR = ("QUO-01", "QUO-02", "QUO-03", "QUO-04", "QUO-05", "QUO-06")

FAULTS = (
    Fault("no-quotas", "state", FOUR, "Batch accesses are not limited.", override(is_batch=lambda *_: False)),
    Fault("five-a-day", "state", FOUR, "Five batch accesses a day are answered.", override(batch_accesses=5)),
    Fault(
        "three-a-day",
        "state",
        (*FOUR, "QUO-12"),
        "Three batch accesses a day are answered.",
        override(batch_accesses=3),
    ),
    Fault(
        "list-not-limited", "state", ("QUO-01",), "Batch accesses to the list are not limited.", _lift_limit(ACCOUNTS)
    ),
    Fault(
        "balances-not-limited",
        "state",
        ("QUO-02",),
        "Batch accesses to balances are not limited.",
        _lift_limit(BALANCES, False),
    ),
    Fault(
        "transactions-not-limited",
        "state",
        ("QUO-03", "QUO-07"),
        "Batch accesses to transactions are not limited.",
        _lift_limit(TRANSACTIONS, False),
    ),
    Fault(
        "card-balances-not-limited",
        "state",
        ("QUO-04",),
        "Batch accesses to the amounts of cards are not limited.",
        _lift_limit(BALANCES, True),
    ),
    Fault(
        "card-invoices-not-limited",
        "state",
        ("QUO-05",),
        "Batch accesses to the invoices of cards are not limited.",
        _lift_limit(TRANSACTIONS, True),
    ),
    Fault(
        "identity-not-limited",
        "state",
        ("QUO-06",),
        "Batch accesses to the identity are not limited.",
        _lift_limit(IDENTITY),
    ),
    Fault(
        "pages-counted",
        "state",
        ("QUO-07",),
        "Every page counts as an access.",
        override(counts_for_quota=lambda *_: True),
    ),
    Fault(
        "connected-list-limited",
        "state",
        ("QUO-08",),
        "The list is limited for a connected customer too.",
        _limit_connected(ACCOUNTS),
    ),
    Fault(
        "connected-balances-limited",
        "state",
        ("QUO-09",),
        "Balances are limited for a connected customer too.",
        _limit_connected(BALANCES),
    ),
    Fault(
        "connected-transactions-limited",
        "state",
        ("QUO-10",),
        "Transactions are limited for a connected customer too.",
        _limit_connected(TRANSACTIONS),
    ),
    Fault(
        "connected-identity-limited",
        "state",
        ("QUO-11",),
        "The identity is limited for a connected customer too.",
        _limit_connected(IDENTITY),
    ),
    Fault(
        "connected-accesses-counted",
        "state",
        ("QUO-12",),
        "Accesses of a connected customer use up those of the batch.",
        override(is_counted=lambda *_: True),
    ),
    Fault(
        "connected-locked-out-with-the-batch",
        "state",
        ("QUO-12", "PLU-04"),
        "When the batch accesses are used up a connected customer is refused too.",
        override(is_batch=lambda *_: True, is_counted=lambda _, headers: "psu-ip-address" not in headers),
    ),
    Fault(
        "counted-per-customer-not-account",
        "state",
        ("QUO-13", "QUO-15"),
        "All accounts of a customer share a counter.",
        _count_by(lambda access: (access.now.date(), access.resource, access.psu)),
    ),
    Fault(
        "counted-per-account-not-method",
        "state",
        ("QUO-14",),
        "All methods of an account share a counter.",
        _count_by(lambda access: (access.now.date(), access.psu, access.resource_id)),
    ),
    Fault(
        "counted-per-customer-only",
        "state",
        ("QUO-13", "QUO-14", "QUO-15"),
        "All accesses of a customer share a counter.",
        _count_by(lambda access: (access.now.date(), access.psu)),
    ),
    Fault(
        "card-counted-with-its-account",
        "state",
        ("QUO-15",),
        "A card shares the counter of the account behind it.",
        _count_by(
            lambda access: (
                access.now.date(),
                access.resource,
                access.psu,
                _payment_account_id(access.psu, access.resource_id),
            )
        ),
    ),
    Fault(
        "counted-for-all-customers",
        "state",
        ("QUO-16",),
        "All customers share the counter of a method.",
        _count_by(lambda access: (access.now.date(), access.resource, access.resource_id)),
    ),
    Fault(
        "never-renewed",
        "state",
        ("QUO-17",),
        "The accesses are never renewed.",
        _count_by(lambda access: (access.resource, access.psu, access.resource_id)),
    ),
    Fault(
        "renewed-at-midnight-of-greenwich",
        "state",
        ("QUO-17",),
        "The accesses are renewed at midnight UTC.",
        _count_by(lambda access: (access.now.astimezone(UTC).date(), access.resource, access.psu, access.resource_id)),
    ),
    Fault(
        "renewed-at-six-in-the-morning",
        "state",
        ("QUO-17",),
        "The accesses are renewed at six in the morning.",
        _count_by(
            lambda access: ((access.now - timedelta(hours=6)).date(), access.resource, access.psu, access.resource_id)
        ),
    ),
    Fault(
        "renewed-at-noon",
        "state",
        ("QUO-18",),
        "The accesses are renewed at noon as well.",
        _count_by(
            lambda access: (access.now.date(), access.now.hour < 12, access.resource, access.psu, access.resource_id)
        ),
    ),
    Fault(
        "renewed-at-eleven-at-night",
        "state",
        ("QUO-18",),
        "The accesses are renewed an hour before midnight.",
        _count_by(
            lambda access: ((access.now + timedelta(hours=1)).date(), access.resource, access.psu, access.resource_id)
        ),
    ),
    Fault(
        "renewed-every-hour",
        "state",
        ("QUO-18",),
        "The accesses are renewed every hour.",
        _count_by(lambda access: (access.now.date(), access.now.hour, access.resource, access.psu, access.resource_id)),
    ),
    Fault(
        "quota-code-swapped",
        "body",
        ("QUO-19",),
        "The refusal of too many accesses carries another code.",
        override(quota_exceeded=refuse_with(429, "BADS")),
    ),
    Fault(
        "quota-without-a-body",
        "body",
        ("QUO-19",),
        "The refusal of too many accesses has no body.",
        alter_response("", lambda *_: Response(status=429), status=(429,)),
    ),
    Fault(
        "quota-is-403",
        "status",
        ("QUO-20",),
        "Too many accesses are refused with 403.",
        override(quota_exceeded=refuse_with(403, "TMRQ")),
    ),
    Fault(
        "quota-is-500",
        "status",
        ("QUO-20", "QUO-01"),
        "Too many accesses break the bank.",
        override(quota_exceeded=refuse_with(500, "INTE")),
    ),
    Fault(
        "counted-by-query",
        "state",
        ("QUO-23",),
        "Each query has a counter of its own.",
        override_in_context(
            quota_key=lambda self, access: (*Rules.quota_key(self, access), tuple(sorted(self.request.query)))
        ),
    ),
    Fault(
        "counted-by-token",
        "state",
        ("QUO-24",),
        "Each access token has a counter of its own.",
        override_in_context(quota_key=lambda self, access: (*Rules.quota_key(self, access), self.request.bearer_token)),
    ),
    Fault(
        "cards-counted-together",
        "state",
        ("QUO-26",),
        "All cards of a customer share a counter.",
        _count_by(
            lambda access: (
                access.now.date(),
                access.resource,
                access.psu,
                "cards" if "GFC" in access.resource_id else access.resource_id,
            )
        ),
    ),
    Fault(
        "first-of-a-month-counted-with-the-day-before",
        "state",
        ("QUO-17",),
        "At the end of a month the accesses are not renewed.",
        _count_by(
            lambda access: (
                (access.now - timedelta(days=access.now.day == 1)).date(),
                access.resource,
                access.psu,
                access.resource_id,
            )
        ),
    ),
    Fault(
        "renewed-at-midnight-of-winter-time",
        "state",
        ("QUO-17",),
        "The accesses are renewed at midnight of winter time all year.",
        _count_by(
            lambda access: (
                (access.now.astimezone(UTC) + timedelta(hours=1)).date(),
                access.resource,
                access.psu,
                access.resource_id,
            )
        ),
    ),
    Fault("consents-counted", "state", ("QUO-21",), "More than four consents a day are refused.", CountsConsents),
    Fault(
        "psu-headers-in-capitals-unknown",
        "protocol",
        ("PLU-04", "QUO-08"),
        "PSU-IP-Address is not understood.",
        alter_request("", lambda request: with_header(request, "psu-ip-address", None)),
    ),
)
"""Of the limits of each chapter."""
