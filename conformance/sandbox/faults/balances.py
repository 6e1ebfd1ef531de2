"""Faults of the balances: which there are, whose they are, what they tell."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time

from conformance.sandbox.consents import Consent
from conformance.sandbox.customers import Account, Card, Customer, Resource
from conformance.sandbox.differences import Fault
from conformance.sandbox.edits import BALANCE_ITEMS, Document, Edit, convert_member, drop_members, nodes_at, set_members
from conformance.sandbox.faults.bases import find_account_of_anybody, on_cards
from conformance.sandbox.hooks import (
    BALANCES,
    ContextRules,
    alter_body,
    alter_response,
    execute_as,
    override,
    refuse_with,
)
from conformance.sandbox.messages import JSON, Request, Response, json_response
from conformance.sandbox.rules import Rules


def _override_balances(chosen: Callable[[list[JSON]], list[JSON]], kinds: tuple[type, ...] = (Account,)) -> type[Rules]:
    """Other balances, in the list and in the call."""

    def balances(self: Rules, resource: Resource, now: datetime) -> list[JSON]:
        rows = Rules.balances(self, resource, now)
        return chosen(rows) if isinstance(resource, kinds) else rows

    return override(balances=balances)


def _drop_balances(kind: str) -> type[Rules]:
    return _override_balances(lambda rows: [row for row in rows if row["balanceType"] != kind])


def _on_accounts(change: Edit) -> Edit:
    return lambda document, request: None if "/038-GFC" in request.path else change(document, request)


def _link_to_neighbour(name: str) -> Edit:
    """The link leads to an account whose id ends in the next digit."""
    return convert_member(f"_links.{name}", "href", lambda href: href.replace("38-CPT30019654051", "38-CPT30019654052"))


class OpensForeignBalances(ContextRules):
    """Accounts are found by their id, whosever they are; what is consented for any account opens them."""

    def find_resource(self, customer: Customer, resource_id: str) -> Resource | None:
        """Anybody's."""
        found = super().find_resource(customer, resource_id)
        return found or (find_account_of_anybody(resource_id) if self.finds_foreign_accounts() else None)

    def finds_foreign_accounts(self) -> bool:
        """Always."""
        return True

    def opens_balances(self, consent: Consent, payment_account: Account) -> bool:
        """With any consent."""
        return super().opens_balances(consent, payment_account) or (
            self.is_for(BALANCES) and bool(consent.balances) and self.is_foreign(payment_account)
        )

    def is_foreign(self, payment_account: Account) -> bool:
        """Whether it belongs to another than the bearer."""
        token = self.request.headers.get("authorization", "").partition(" ")[2]
        grant = self.memory.tokens.by_access_token.get(token)
        return grant is not None and payment_account not in grant.customer.accounts


class OpensForeignTransactions(OpensForeignBalances):
    """The same for transactions."""

    def opens_balances(self, consent: Consent, payment_account: Account) -> bool:
        """As it should be."""
        return Rules.opens_balances(self, consent, payment_account)

    def opens_transactions(self, consent: Consent, payment_account: Account) -> bool:
        """With any consent."""
        return super().opens_transactions(consent, payment_account) or (
            bool(consent.transactions) and self.is_foreign(payment_account)
        )


class OpensForeignLaterPages(OpensForeignTransactions):
    """The owner of an account is checked on its first page only."""

    def finds_foreign_accounts(self) -> bool:
        """Page two and later."""
        return any(name == "page" for name, _ in self.request.query)


def _override_balances_between(start: time, end: time, rows: Callable[[Rules, list[JSON]], list[JSON]]) -> type[Rules]:
    """Other balances at a time of the day."""

    def balances(self: Rules, resource: Resource, now: datetime) -> list[JSON]:
        found = Rules.balances(self, resource, now)
        return rows(self, found) if isinstance(resource, Account) and start <= now.time() < end else found

    return override(balances=balances)


def _refuse(rules: Rules, _: list[JSON]) -> list[JSON]:
    raise rules.internal_error()


def _drop_cents(document: Document, _: Request) -> None:
    for node in nodes_at(document, f"{BALANCE_ITEMS}.balanceAmount"):
        node["amount"] = node["amount"].partition(".")[0]


def _refuse_cards_with(code: str, status: int = 404) -> Callable[[Response, Request], Response]:
    """An unknown card is answered with another code."""
    return lambda response, request: (
        json_response(status, {"status": status, "message": code, "error": "?"})
        if ("/038-GFC" in request.path)
        else response
    )


def _break_on_strange_id(response: Response, request: Request) -> Response:
    name = request.path.split("/")[-2]
    return (
        response
        if name.startswith("038-C") and name.isascii() and len(name) < 40
        else json_response(500, {"status": 500, "message": "INTE"})
    )


FAULTS = (
    Fault(
        "value-balance-missing",
        "body",
        ("AT-BAL-1", "AT-BAL-2", "BAL-01", "BAL-05"),
        "There is no value-date balance.",
        _drop_balances("VALU"),
    ),
    Fault(
        "booked-balance-missing",
        "body",
        ("AT-BAL-1", "AT-BAL-2", "BAL-02"),
        "There is no accounting balance.",
        _drop_balances("CLBD"),
    ),
    Fault(
        "instant-balance-missing",
        "body",
        ("AT-BAL-1", "AT-BAL-2", "BAL-03"),
        "There is no instant balance.",
        _drop_balances("OTHR"),
    ),
    Fault(
        "zero-balances-left-out",
        "body",
        ("AT-BAL-2",),
        "A balance of zero is left out.",
        _override_balances(lambda rows: [row for row in rows if row["balanceAmount"]["amount"] != "0"] or rows[:1]),
    ),
    Fault(
        "zero-balance-not-zero",
        "body",
        ("AT-BAL-2",),
        "A balance of zero is told as a cent.",
        alter_body(
            BALANCES,
            convert_member(f"{BALANCE_ITEMS}.balanceAmount", "amount", lambda text: "0.01" if text == "0" else text),
        ),
    ),
    Fault(
        "booked-balance-twice",
        "body",
        ("BAL-21", "AT-BAL-1"),
        "The accounting balance is told twice.",
        _override_balances(lambda rows: [*rows, *(row for row in rows if row["balanceType"] == "CLBD")]),
    ),
    Fault(
        "balances-refused-in-the-evening",
        "status",
        ("BAL-04",),
        "While the accounting runs the balances are refused.",
        _override_balances_between(*Rules.evening_pause, _refuse),
    ),
    Fault(
        "booked-balance-missing-in-the-evening",
        "body",
        ("BAL-04",),
        "While the accounting runs the accounting balance is missing too.",
        _override_balances_between(
            *Rules.evening_pause, lambda _, rows: [row for row in rows if row["balanceType"] == "OTHR"]
        ),
    ),
    Fault(
        "evening-pause-too-long",
        "body",
        ("BAL-05",),
        "The value-date balance is missing from a quarter to nine till eleven.",
        override(evening_pause=(time(20, 45), time(23, 0))),
    ),
    Fault(
        "value-balance-missing-after-the-accounting",
        "body",
        ("BAL-05",),
        "The value-date balance does not come back before midnight.",
        override(evening_pause=(time(21, 0), time(23, 59, 59))),
    ),
    Fault(
        "card-amounts-of-another-type",
        "body",
        ("BAL-07",),
        "The outstanding amounts of a card are expected balances.",
        alter_body(BALANCES, on_cards(set_members(BALANCE_ITEMS, balanceType="XPCD"))),
    ),
    Fault(
        "card-with-four-amounts",
        "body",
        ("BAL-07",),
        "A card has four outstanding amounts.",
        _override_balances(lambda rows: [*rows, *rows][:4], (Card,)),
    ),
    Fault(
        "balances-self-of-another",
        "links",
        ("BAL-09", "AT-BAL-1"),
        "The self link of balances leads to another account.",
        alter_body(BALANCES, _link_to_neighbour("self")),
    ),
    Fault(
        "somebody-elses-balances",
        "state",
        ("BAL-16",),
        "Another customer's balances open with any consent of one's own.",
        OpensForeignBalances,
    ),
    Fault(
        "somebody-elses-transactions",
        "state",
        ("TRX-15", "SEC-09"),
        "Another customer's transactions open with any consent of one's own.",
        OpensForeignTransactions,
    ),
    Fault(
        "somebody-elses-second-page",
        "state",
        ("SEC-09",),
        "The owner of an account is looked at on its first page only.",
        OpensForeignLaterPages,
    ),
    Fault(
        "unknown-card-code-swapped",
        "body",
        ("BAL-17", "TRX-16"),
        "An unknown card is answered with the code of a page.",
        alter_response("", _refuse_cards_with("IPGN"), status=(404,)),
    ),
    Fault(
        "unknown-card-403",
        "status",
        ("BAL-17", "TRX-16"),
        "An unknown card is answered with 403.",
        alter_response("", _refuse_cards_with("NGAC", 403), status=(404,)),
    ),
    Fault(
        "balances-transactions-link-elsewhere",
        "links",
        ("BAL-18", "AT-BAL-1"),
        "The transactions link of balances leads to another account.",
        alter_body(BALANCES, _link_to_neighbour("transactions")),
    ),
    Fault(
        "balances-parent-list-missing",
        "links",
        ("BAL-19", "AT-BAL-1", "AT-BAL-2"),
        "Balances have no link to the list of accounts.",
        alter_body(BALANCES, drop_members("_links", "parent-list")),
    ),
    Fault(
        "balances-parent-list-elsewhere",
        "links",
        ("BAL-19", "AT-BAL-1"),
        "The parent-list link of balances leads to the account.",
        alter_body(BALANCES, set_members("_links.parent-list", href=lambda link: link["href"] + "/038-CPT30019654051")),
    ),
    Fault(
        "balances-refused-in-batch",
        "status",
        ("BAL-22",),
        "Without PSU-IP-Address the balances are refused.",
        alter_response(
            BALANCES,
            lambda response, request: (
                response
                if "psu-ip-address" in request.headers
                else json_response(403, {"status": 403, "message": "NGAC"})
            ),
        ),
    ),
    Fault(
        "value-date-missing",
        "body",
        ("BAL-23",),
        "The value-date balance does not tell its date.",
        alter_body(BALANCES, drop_members(BALANCE_ITEMS, "referenceDate")),
    ),
    Fault(
        "balances-post-answered",
        "protocol",
        ("AT-BAL-5",),
        "POST on balances is answered like GET.",
        execute_as("GET", verb="POST", where=BALANCES),
    ),
    Fault(
        "balances-put-answered",
        "protocol",
        ("ERR-15",),
        "PUT on balances is answered like GET.",
        execute_as("GET", verb="PUT", where=BALANCES),
    ),
    Fault(
        "balances-patch-answered",
        "protocol",
        ("ERR-16",),
        "PATCH on balances is answered like GET.",
        execute_as("GET", verb="PATCH", where=BALANCES),
    ),
    Fault(
        "balances-delete-answered",
        "protocol",
        ("ERR-17",),
        "DELETE on balances is answered like GET.",
        execute_as("GET", verb="DELETE", where=BALANCES),
    ),
    Fault(
        "balances-post-not-found",
        "status",
        ("AT-BAL-5", "AT-TRX-5"),
        "POST on an account is answered with 404.",
        alter_response(
            "",
            lambda response, request: replace(response, status=404) if "/accounts/" in request.path else response,
            status=(405,),
        ),
    ),
    Fault(
        "unknown-account-is-empty",
        "body",
        ("AT-BAL-3", "AT-TRX-3", "ERR-18"),
        "An unknown account is answered with 204.",
        alter_response(
            "",
            lambda response, request: Response(status=204) if "/accounts/" in request.path else response,
            status=(404,),
        ),
    ),
    Fault(
        "unknown-account-403",
        "status",
        ("AT-BAL-3", "AT-TRX-3"),
        "An unknown account is refused with 403.",
        override(unknown_account=refuse_with(403, "AC01")),
    ),
    Fault(
        "unknown-account-code-swapped",
        "body",
        ("AT-BAL-3", "AT-TRX-3", "ERR-18"),
        "An unknown account is refused with the code of one that is not consented.",
        override(unknown_account=refuse_with(404, "NGAC")),
    ),
    Fault(
        "impossible-account-id-500",
        "status",
        ("ERR-19",),
        "An account id that cannot be one breaks the bank.",
        alter_response(BALANCES, _break_on_strange_id, status=()),
    ),
    Fault(
        "balances-in-whole-euros",
        "body",
        ("ACC-37",),
        "The balances page drops the cents that the list shows.",
        alter_body(BALANCES, _on_accounts(_drop_cents)),
    ),
    Fault(
        "balances-in-dollars",
        "body",
        ("LIM-02",),
        "Balances are told in dollars.",
        alter_body(BALANCES, set_members(f"{BALANCE_ITEMS}.balanceAmount", currency="USD")),
    ),
    Fault(
        "card-amounts-in-dollars",
        "body",
        ("LIM-02",),
        "Outstanding amounts of cards are told in dollars.",
        alter_body(BALANCES, on_cards(set_members(f"{BALANCE_ITEMS}.balanceAmount", currency="USD"))),
    ),
)
"""Of the chapter GET /accounts/{accountResourceId}/balances."""
