"""What can be asked: methods, ids, dates, pages, and how often."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from conformance.sandbox.customers import Customer, Resource
from conformance.sandbox.differences import Fault
from conformance.sandbox.faults.bases import find_owner
from conformance.sandbox.faults.everywhere.spots import LISTS, READ
from conformance.sandbox.hooks import ContextRules, override, override_in_context
from conformance.sandbox.messages import API_ROOT, Request
from conformance.sandbox.places import PRESENCE
from conformance.sandbox.rules import Rules


class ExecutesOtherVerbs(ContextRules):
    """Whatever the HTTP method, a request is executed like the one that the resource has."""

    def rewrite_request(self, request: Request) -> Request:
        """As PUT for consents, as GET for the rest."""
        verb = "PUT" if request.path.rstrip("/").endswith("/consents") else "GET"
        known = request.path.startswith(f"{API_ROOT}/")
        return super().rewrite_request(replace(request, method=verb) if known else request)


def _find_first_account(self: Any, customer: Customer, resource_id: str) -> Resource | None:
    """Not for an id that is somebody's."""
    known = self.on_card or find_owner(resource_id) is not None
    return customer.find_resource(resource_id) if known else customer.accounts[0]


def _find_first_card(self: Any, customer: Customer, resource_id: str) -> Resource | None:
    known = not self.on_card or find_owner(resource_id) is not None
    return customer.find_resource(resource_id) if known else customer.resources[-1]


def _read_loosely(self: Any, text: str) -> date:
    """What is no date is taken for one of last week."""
    try:
        return Rules.read_date(self, text)
    except ValueError:
        today: date = self.clock.today()
        return today - timedelta(days=7)


def _take_any_page(text: str | None, last: int) -> int:
    return int(text) if text is not None and text.isascii() and text.isdigit() and 0 < int(text) <= last else 1


FAULTS = (
    Fault(
        "wrong-verbs-executed",
        "protocol",
        (
            *("AT-ACC-5", "AT-BAL-5", "AT-CON-4", "AT-TRX-5", "ERR-08", "ERR-09", "ERR-10", "ERR-12", "ERR-13"),
            *("ERR-15", "ERR-16", "ERR-17", "ERR-20", "ERR-21", "ERR-22", "ERR-25", "ERR-26", "ERR-27"),
            *("ERR-14", "ERR-28", "ERR-50"),
        ),
        "A wrong verb is answered like the right one.",
        ExecutesOtherVerbs,
        (*READ, "consents", *PRESENCE, "login", "refusal"),
    ),
    Fault(
        "unknown-ids-answered",
        "state",
        ("AT-BAL-3", "AT-TRX-3", "ERR-51"),
        "An unknown account is taken for the first one.",
        override_in_context(find_resource=_find_first_account),
        ("account-balances", "account-transactions", "first", "later", "filtered", *PRESENCE, "login"),
    ),
    Fault(
        "unknown-cards-answered",
        "state",
        ("BAL-17", "TRX-16"),
        "An unknown card is taken for the first one.",
        override_in_context(find_resource=_find_first_card),
        ("card-balances", "card-transactions", "first", "filtered", *PRESENCE, "login"),
    ),
    Fault(
        "old-periods-taken",
        "rows",
        ("AT-TRX-13", "FLT-03", "FLT-33"),
        "Any period is answered, however old or reversed.",
        override(period_is_allowed=lambda *_: True),
        (*LISTS, "later", *PRESENCE, "login"),
    ),
    Fault(
        "malformed-dates-taken",
        "protocol",
        ("AT-TRX-14", "FLT-17", "FLT-18", "FLT-19", "FLT-20", "FLT-21"),
        "What is no date is taken for one of last week.",
        override_in_context(read_date=_read_loosely),
        (*LISTS, "later", *PRESENCE, "login"),
    ),
    Fault(
        "any-page-answered",
        "protocol",
        ("PAG-14", "PAG-15", "PAG-16", "PAG-17", "PAG-25"),
        "A page that is not there is answered with the first.",
        override(is_page=lambda *_: True, page_number=lambda _, text, last: _take_any_page(text, last)),
        ("accounts", *LISTS, "filtered", *PRESENCE, "login", "refusal"),
    ),
    Fault(
        "batch-accesses-not-limited",
        "state",
        ("QUO-01", "QUO-02", "QUO-03", "QUO-04", "QUO-05", "QUO-06"),
        "Batch accesses are counted and never refused.",
        override(batch_accesses=1_000_000),
        (*READ, "filtered", "login"),
        ("QUO-22", "QUO-23"),
    ),
    Fault(
        "batch-accesses-not-counted",
        "state",
        ("QUO-01", "QUO-02", "QUO-03", "QUO-04", "QUO-05", "QUO-06"),
        "Batch accesses are not counted.",
        override(counts_for_quota=lambda *_: False),
        (*READ, "filtered", "login"),
        ("QUO-22", "QUO-23"),
    ),
    Fault(
        "connected-customers-limited",
        "state",
        ("QUO-08", "QUO-09", "QUO-10", "QUO-11"),
        "A connected customer is limited like the batch.",
        override(is_batch=lambda *_: True),
        (*READ, "login"),
    ),
)
