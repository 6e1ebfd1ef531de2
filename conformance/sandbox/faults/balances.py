"""Faults of the balances: which there are, whose they are, what they tell."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time

from conformance.sandbox.altering import (
    BALANCES,
    Change,
    Document,
    Watching,
    answer,
    at,
    body,
    drop,
    put,
    rule,
    says,
    taken_for,
    turn,
)
from conformance.sandbox.consents import Consent
from conformance.sandbox.exchange import JSON, Answer, Call, json_answer
from conformance.sandbox.faults.fault import Fault
from conformance.sandbox.people import PEOPLE, Account, Card, Person, Resource
from conformance.sandbox.rules import Rules

ROWS = "balances.*"


def _shown(chosen: Callable[[list[JSON]], list[JSON]], kinds: tuple[type, ...] = (Account,)) -> type[Rules]:
    """Other balances, in the list and in the call."""

    def balances(self: Rules, resource: Resource, now: datetime) -> list[JSON]:
        rows = Rules.balances(self, resource, now)
        return chosen(rows) if isinstance(resource, kinds) else rows

    return rule(balances=balances)


def _without(kind: str) -> type[Rules]:
    return _shown(lambda rows: [row for row in rows if row["balanceType"] != kind])


def _on_account(change: Change) -> Change:
    return lambda document, call: None if "/038-GFC" in call.path else change(document, call)


def _on_card(change: Change) -> Change:
    return lambda document, call: change(document, call) if "/038-GFC" in call.path else None


def _to_neighbour(name: str) -> Change:
    """The link leads to an account whose id ends in the next digit."""
    return turn(f"_links.{name}", "href", lambda href: href.replace("38-CPT30019654051", "38-CPT30019654052"))


class SomebodyElses(Watching):
    """Accounts are found by their id, whosever they are; what is consented for any account opens them."""

    def resource(self, person: Person, resource_id: str) -> Resource | None:
        """Anybody's."""
        found = super().resource(person, resource_id)
        others = (account for other in PEOPLE for account in other.accounts if account.resource_id == resource_id)
        return found or (next(others, None) if self.finds_others() else None)

    def finds_others(self) -> bool:
        """Always."""
        return True

    def opens_balances(self, consent: Consent, support: Account) -> bool:
        """With any consent."""
        return super().opens_balances(consent, support) or (
            self.asks(BALANCES) and bool(consent.balances) and self.is_foreign(support)
        )

    def is_foreign(self, support: Account) -> bool:
        """Whether it belongs to another than the bearer."""
        token = self.asked.headers.get("authorization", "").partition(" ")[2]
        grant = self.bank.vault.by_access.get(token)
        return grant is not None and support not in grant.person.accounts


class SomebodyElsesTransactions(SomebodyElses):
    """The same for transactions."""

    def opens_balances(self, consent: Consent, support: Account) -> bool:
        """As it should be."""
        return Rules.opens_balances(self, consent, support)

    def opens_transactions(self, consent: Consent, support: Account) -> bool:
        """With any consent."""
        return super().opens_transactions(consent, support) or (bool(consent.transactions) and self.is_foreign(support))


class SomebodyElsesSecondPage(SomebodyElsesTransactions):
    """The owner of an account is looked at on its first page only."""

    def finds_others(self) -> bool:
        """Page two and later."""
        return any(name == "page" for name, _ in self.asked.query)


def _during(start: time, end: time, rows: Callable[[Rules, list[JSON]], list[JSON]]) -> type[Rules]:
    """Other balances at a time of the day."""

    def balances(self: Rules, resource: Resource, now: datetime) -> list[JSON]:
        found = Rules.balances(self, resource, now)
        return rows(self, found) if isinstance(resource, Account) and start <= now.time() < end else found

    return rule(balances=balances)


def _refused(rules: Rules, _: list[JSON]) -> list[JSON]:
    raise rules.our_fault()


def _cents_lost(document: Document, _: Call) -> None:
    for node in at(document, f"{ROWS}.balanceAmount"):
        node["amount"] = node["amount"].partition(".")[0]


def _other_code(code: str, status: int = 404) -> Callable[[Answer, Call], Answer]:
    """An unknown card is answered with another code."""
    return lambda given, call: (
        json_answer(status, {"status": status, "message": code, "error": "?"}) if ("/038-GFC" in call.path) else given
    )


def _impossible(given: Answer, call: Call) -> Answer:
    name = call.path.split("/")[-2]
    return (
        given
        if name.startswith("038-C") and name.isascii() and len(name) < 40
        else json_answer(500, {"status": 500, "message": "INTE"})
    )


EVENING = (time(21, 0), time(21, 50))

FAULTS = (
    Fault(
        "value-balance-missing",
        "body",
        ("AT-BAL-1", "AT-BAL-2", "BAL-01", "BAL-05"),
        "There is no value-date balance.",
        _without("VALU"),
    ),
    Fault(
        "booked-balance-missing",
        "body",
        ("AT-BAL-1", "AT-BAL-2", "BAL-02"),
        "There is no accounting balance.",
        _without("CLBD"),
    ),
    Fault(
        "instant-balance-missing",
        "body",
        ("AT-BAL-1", "AT-BAL-2", "BAL-03"),
        "There is no instant balance.",
        _without("OTHR"),
    ),
    Fault(
        "zero-balances-left-out",
        "body",
        ("AT-BAL-2",),
        "A balance of zero is left out.",
        _shown(lambda rows: [row for row in rows if row["balanceAmount"]["amount"] != "0"] or rows[:1]),
    ),
    Fault(
        "zero-balance-not-zero",
        "body",
        ("AT-BAL-2",),
        "A balance of zero is told as a cent.",
        body(BALANCES, turn(f"{ROWS}.balanceAmount", "amount", lambda text: "0.01" if text == "0" else text)),
    ),
    Fault(
        "booked-balance-twice",
        "body",
        ("BAL-21", "AT-BAL-1"),
        "The accounting balance is told twice.",
        _shown(lambda rows: [*rows, *(row for row in rows if row["balanceType"] == "CLBD")]),
    ),
    Fault(
        "balances-refused-in-the-evening",
        "status",
        ("BAL-04",),
        "While the accounting runs the balances are refused.",
        _during(*EVENING, _refused),
    ),
    Fault(
        "booked-balance-missing-in-the-evening",
        "body",
        ("BAL-04",),
        "While the accounting runs the accounting balance is missing too.",
        _during(*EVENING, lambda _, rows: [row for row in rows if row["balanceType"] == "OTHR"]),
    ),
    Fault(
        "evening-pause-too-long",
        "body",
        ("BAL-05",),
        "The value-date balance is missing from a quarter to nine till eleven.",
        rule(evening_pause=(time(20, 45), time(23, 0))),
    ),
    Fault(
        "value-balance-missing-after-the-accounting",
        "body",
        ("BAL-05",),
        "The value-date balance does not come back before midnight.",
        rule(evening_pause=(time(21, 0), time(23, 59, 59))),
    ),
    Fault(
        "card-amounts-of-another-type",
        "body",
        ("BAL-07",),
        "The outstanding amounts of a card are expected balances.",
        body(BALANCES, _on_card(put(ROWS, balanceType="XPCD"))),
    ),
    Fault(
        "card-with-four-amounts",
        "body",
        ("BAL-07",),
        "A card has four outstanding amounts.",
        _shown(lambda rows: [*rows, *rows][:4], (Card,)),
    ),
    Fault(
        "balances-self-of-another",
        "links",
        ("BAL-09", "AT-BAL-1"),
        "The self link of balances leads to another account.",
        body(BALANCES, _to_neighbour("self")),
    ),
    Fault(
        "somebody-elses-balances",
        "state",
        ("BAL-16",),
        "Another customer's balances open with any consent of one's own.",
        SomebodyElses,
    ),
    Fault(
        "somebody-elses-transactions",
        "state",
        ("TRX-15", "SEC-09"),
        "Another customer's transactions open with any consent of one's own.",
        SomebodyElsesTransactions,
    ),
    Fault(
        "somebody-elses-second-page",
        "state",
        ("SEC-09",),
        "The owner of an account is looked at on its first page only.",
        SomebodyElsesSecondPage,
    ),
    Fault(
        "unknown-card-code-swapped",
        "body",
        ("BAL-17", "TRX-16"),
        "An unknown card is answered with the code of a page.",
        answer("", _other_code("IPGN"), status=(404,)),
    ),
    Fault(
        "unknown-card-403",
        "status",
        ("BAL-17", "TRX-16"),
        "An unknown card is answered with 403.",
        answer("", _other_code("NGAC", 403), status=(404,)),
    ),
    Fault(
        "balances-transactions-link-elsewhere",
        "links",
        ("BAL-18", "AT-BAL-1"),
        "The transactions link of balances leads to another account.",
        body(BALANCES, _to_neighbour("transactions")),
    ),
    Fault(
        "balances-parent-list-missing",
        "links",
        ("BAL-19", "AT-BAL-1", "AT-BAL-2"),
        "Balances have no link to the list of accounts.",
        body(BALANCES, drop("_links", "parent-list")),
    ),
    Fault(
        "balances-parent-list-elsewhere",
        "links",
        ("BAL-19", "AT-BAL-1"),
        "The parent-list link of balances leads to the account.",
        body(BALANCES, put("_links.parent-list", href=lambda link: link["href"] + "/038-CPT30019654051")),
    ),
    Fault(
        "balances-refused-in-batch",
        "status",
        ("BAL-22",),
        "Without PSU-IP-Address the balances are refused.",
        answer(
            BALANCES,
            lambda given, call: (
                given if "psu-ip-address" in call.headers else json_answer(403, {"status": 403, "message": "NGAC"})
            ),
        ),
    ),
    Fault(
        "value-date-missing",
        "body",
        ("BAL-23",),
        "The value-date balance does not tell its date.",
        body(BALANCES, drop(ROWS, "referenceDate")),
    ),
    Fault(
        "balances-post-answered",
        "protocol",
        ("AT-BAL-5",),
        "POST on balances is answered like GET.",
        taken_for("POST", BALANCES, "GET"),
    ),
    Fault(
        "balances-put-answered",
        "protocol",
        ("ERR-15",),
        "PUT on balances is answered like GET.",
        taken_for("PUT", BALANCES, "GET"),
    ),
    Fault(
        "balances-patch-answered",
        "protocol",
        ("ERR-16",),
        "PATCH on balances is answered like GET.",
        taken_for("PATCH", BALANCES, "GET"),
    ),
    Fault(
        "balances-delete-answered",
        "protocol",
        ("ERR-17",),
        "DELETE on balances is answered like GET.",
        taken_for("DELETE", BALANCES, "GET"),
    ),
    Fault(
        "balances-post-not-found",
        "status",
        ("AT-BAL-5", "AT-TRX-5"),
        "POST on an account is answered with 404.",
        answer(
            "", lambda given, call: replace(given, status=404) if "/accounts/" in call.path else given, status=(405,)
        ),
    ),
    Fault(
        "unknown-account-is-empty",
        "body",
        ("AT-BAL-3", "AT-TRX-3", "ERR-18"),
        "An unknown account is answered with 204.",
        answer("", lambda given, call: Answer(status=204) if "/accounts/" in call.path else given, status=(404,)),
    ),
    Fault(
        "unknown-account-403",
        "status",
        ("AT-BAL-3", "AT-TRX-3"),
        "An unknown account is refused with 403.",
        rule(unknown_account=says(403, "AC01")),
    ),
    Fault(
        "unknown-account-code-swapped",
        "body",
        ("AT-BAL-3", "AT-TRX-3", "ERR-18"),
        "An unknown account is refused with the code of one that is not consented.",
        rule(unknown_account=says(404, "NGAC")),
    ),
    Fault(
        "impossible-account-id-500",
        "status",
        ("ERR-19",),
        "An account id that cannot be one breaks the bank.",
        answer(BALANCES, _impossible, status=()),
    ),
    Fault(
        "balances-in-whole-euros",
        "body",
        ("ACC-37",),
        "The balances page drops the cents that the list shows.",
        body(BALANCES, _on_account(_cents_lost)),
    ),
    Fault(
        "balances-in-dollars",
        "body",
        ("LIM-02",),
        "Balances are told in dollars.",
        body(BALANCES, put(f"{ROWS}.balanceAmount", currency="USD")),
    ),
    Fault(
        "card-amounts-in-dollars",
        "body",
        ("LIM-02",),
        "Outstanding amounts of cards are told in dollars.",
        body(BALANCES, _on_card(put(f"{ROWS}.balanceAmount", currency="USD"))),
    ),
)
"""Of the chapter GET /accounts/{accountResourceId}/balances."""
