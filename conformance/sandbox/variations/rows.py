"""Other rows, other accounts, another order: what the documentation leaves to the bank."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from random import Random

from conformance.sandbox.customers import Account, Resource
from conformance.sandbox.differences import Variation
from conformance.sandbox.edits import TRANSACTION_ITEMS, convert_member, drop_members, edit_where, set_members
from conformance.sandbox.hooks import TRANSACTIONS, ContextRules, alter_body, derive, override
from conformance.sandbox.messages import Request, Response
from conformance.sandbox.personas import ALIX, SARL2640
from conformance.sandbox.rules import Rules
from conformance.sandbox.rules.history import Filters
from conformance.sandbox.rules.pages import Item
from conformance.sandbox.transactions import Transaction

DOCUMENTED_COUNTS = (
    "038-CPT30319665742",
    "038-CPT30421008479",
    "038-CPT06021917866",
    "038-CPT30321656392",
    "038-CPT30921016530",
    "038-CPT30921523550",
    "038-GFC",
)
"""Whose numbers of rows are documented."""
LONG = 5
"""Digits of a reference that is none of the low ones of the documented tests."""


class OtherRows(ContextRules):
    """Other rows where their number is not documented."""

    def select_transactions(self, rows: tuple[Transaction, ...], filters: Filters, today: date) -> list[Transaction]:
        """Before they are filtered."""
        counted = any(name in self.request.path for name in DOCUMENTED_COUNTS)
        return super().select_transactions(rows if counted else tuple(self.replace_rows(rows)), filters, today)

    def replace_rows(self, rows: tuple[Transaction, ...]) -> list[Transaction]:
        """The replace_rows."""
        return list(rows)


class MoreRows(OtherRows):
    """Twice as many."""

    def replace_rows(self, rows: tuple[Transaction, ...]) -> list[Transaction]:
        """Each row and its duplicate."""
        return [one for row in rows for one in (row, self.duplicate(row))]

    def duplicate(self, row: Transaction) -> Transaction:
        """The same with other ids."""
        number = (
            f"{500_000 + int(row.reference)}"
            if row.reference and row.reference.isdigit()
            else f"{row.body['resourceId']}b"
        )
        own = {"resourceId": number} | ({"entryReference": number} if row.reference else {})
        return replace(row, reference=number if row.reference else None, body=row.body | own)


class FewerRows(OtherRows):
    """A tenth of them."""

    def replace_rows(self, rows: tuple[Transaction, ...]) -> list[Transaction]:
        """Every tenth one; the low references of the documented tests stay."""
        return [
            row
            for index, row in enumerate(rows)
            if index % 10 == 1 or len(row.reference or row.body["resourceId"]) < LONG
        ]


class CardsUsedThisMonthOnly(ContextRules):
    """Cards that were used for the first time this month; they have a row of this month at least."""

    def select_transactions(self, rows: tuple[Transaction, ...], filters: Filters, today: date) -> list[Transaction]:
        """Before they are filtered."""
        counted = SARL2640.cards[0].resource_id in self.request.path
        kept = rows if counted or not self.on_card else tuple(row for row in rows if row.status != "BOOK")
        return super().select_transactions(kept, filters, today)


SAMPLE_CARD, OTHER_CARD = "w{}pPEk8N32abYfHO0xRDlA", "pV3xQd8L0RtYc6hKn2BsJg"
"""What tells the card of a sample from one of Alix's; the sign in the first depends on where it stands."""


class SampleCardOfAlix(Rules):
    """The card of the documentation's sample and one of Alix's change their ids."""

    def rewrite_request(self, request: Request) -> Request:
        """Back again."""
        return super().rewrite_request(replace(request, path=_swap_cards(request.path)))

    def rewrite_response(self, request: Request, response: Response) -> Response:
        """In every body."""
        response = super().rewrite_response(request, response)
        return replace(
            response,
            body=_swap_cards(response.body.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape"),
        )


def _swap_cards(text: str) -> str:
    for sign in "_/":
        text = text.replace(SAMPLE_CARD.format(sign), f"\0{sign}")
    text = text.replace(OTHER_CARD, SAMPLE_CARD.format("_"))
    return text.replace("\0_", OTHER_CARD).replace("\0/", OTHER_CARD)


class PagesOfThree(ContextRules):
    """The account of the acceptance test on pages has three rows a page; it holds those of the last days only."""

    DAYS = 10

    def select_transactions(self, rows: tuple[Transaction, ...], filters: Filters, today: date) -> list[Transaction]:
        """Fewer, that a walk may end soon; the low references of the documented tests stay."""
        first = today - timedelta(days=self.DAYS)
        few = tuple(row for row in rows if row.day >= first or len(row.reference or row.body["resourceId"]) < 2)
        return super().select_transactions(few if self.is_tested else rows, filters, today)

    @property
    def is_tested(self) -> bool:
        """Whether it is that account."""
        return ALIX.accounts[0].resource_id in self.request.path

    def count_pages(self, items: int, *, size: int) -> int:
        """Of three rows."""
        return super().count_pages(items, size=3 if self.is_tested else size)

    def page(self, items: Sequence[Item], *, number: int, size: int) -> Sequence[Item]:
        """As well."""
        return super().page(items, number=number, size=3 if self.is_tested else size)


class RowsArrive(OtherRows):
    """Now and then something happens on an account whose number of rows is not documented."""

    EVERY = 41

    def __init__(self) -> None:
        super().__init__()
        self._readings = count(1)
        self._arrived = 0

    def replace_rows(self, rows: tuple[Transaction, ...]) -> list[Transaction]:
        """What has come in before stays, each time as the newest row."""
        if next(self._readings) % self.EVERY == 0:
            self._arrived += 1
        newest = next((row for row in rows if row.status == "BOOK"), None)
        return [*(self.repeat(newest, number) for number in range(self._arrived, 0, -1) if newest), *rows]

    def repeat(self, row: Transaction, number: int) -> Transaction:
        """The same operation once more, later."""
        reference = str(int(row.reference or 0) + 700_000 + number)
        ids = {"resourceId": f"{row.body['resourceId']}-{number}", "entryReference": reference}
        return replace(row, reference=reference, body=row.body | ids)


class ReferencesOfTheSamples(Rules):
    """The reference of a row is its id, in the form that all samples have."""

    def select_transactions(self, rows: tuple[Transaction, ...], filters: Filters, today: date) -> list[Transaction]:
        """Before they are filtered."""
        return super().select_transactions(tuple(map(self.refer_like_the_samples, rows)), filters, today)

    def refer_like_the_samples(self, row: Transaction) -> Transaction:
        """The row under its id; one whose id is a number gets such an id first, which does not grow with the number."""
        if row.reference is None:
            return row
        known = row.body["resourceId"]
        shown = f"20190200{int(known):04d}BD27-{4_772_000 + int(known) * 613 % 1000}" if known.isdigit() else known
        return replace(row, reference=shown, body=row.body | {"resourceId": shown, "entryReference": shown})


class ReferencesInAnOrderOfTheirOwn(ReferencesOfTheSamples):
    """As well; they are compared from their ends."""

    def compare(self, one: str, other: str) -> int:
        """By the number of the day's operation, which stands last."""
        return super().compare(one[::-1], other[::-1])


def _drop_rows_of(status: str) -> type[Rules]:
    """No rows of this status."""
    return derive(OtherRows, replace_rows=lambda _, rows: [row for row in rows if row.status != status])


def _order_rows(order: Callable[[list[Transaction]], list[Transaction]]) -> type[Rules]:
    return override(
        select_transactions=lambda self, rows, filters, today: order(
            Rules.select_transactions(self, rows, filters, today)
        )
    )


def _order_items(order: Callable[[list[Resource]], list[Resource]]) -> type[Rules]:
    return override(list_resources=lambda self, *given: order(Rules.list_resources(self, *given)))


def _shuffle(rows: list[Transaction]) -> list[Transaction]:
    return sorted(rows, key=lambda row: Random(row.body["resourceId"]).random())


VARIATIONS = (
    Variation(
        "rows-oldest-first",
        "The oldest transaction comes first.",
        "F21: no order is promised",
        _order_rows(lambda rows: rows[::-1]),
    ),
    Variation(
        "rows-shuffled",
        "Transactions come in an order of their own, the same on every page.",
        "F21",
        _order_rows(_shuffle),
    ),
    Variation(
        "rows-by-amount",
        "Transactions are ordered by their amount.",
        "F21",
        _order_rows(lambda rows: sorted(rows, key=lambda row: (row.cents, row.body["resourceId"]))),
    ),
    Variation(
        "more-rows",
        "Accounts whose number of rows is not documented have twice as many.",
        "PER-14: the data are a snapshot",
        MoreRows,
    ),
    Variation(
        "fewer-rows",
        "Accounts whose number of rows is not documented have a tenth of them.",
        "PER-14",
        FewerRows,
    ),
    Variation(
        "references-of-the-samples",
        "References have the form that they have in all samples.",
        "F2: lines 1542, 1558",
        ReferencesOfTheSamples,
    ),
    Variation(
        "references-in-an-order-of-their-own",
        "References have the form of the samples, and an order that is not that of their signs.",
        "F2: their order is not told",
        ReferencesInAnOrderOfTheirOwn,
    ),
    Variation(
        "cards-used-this-month-only",
        "No invoice of a card whose number of rows is not documented is booked yet.",
        "ACC-32: this month or the month before; F7",
        CardsUsedThisMonthOnly,
    ),
    Variation(
        "card-of-the-sample-is-alix-own",
        "The card of the documentation's sample belongs to Alix.",
        "line 1564: no persona is named for it",
        SampleCardOfAlix,
    ),
    Variation(
        "rows-without-an-id",
        "Rows have no resourceId.",
        "STET: optional",
        alter_body(TRANSACTIONS, drop_members(TRANSACTION_ITEMS, "resourceId")),
    ),
    Variation(
        "three-rows-a-page",
        "The account of the acceptance test on pages has three rows a page.",
        "E2: line 1645",
        PagesOfThree,
    ),
    Variation(
        "rows-arrive",
        "Transactions arrive while the accounts are read.",
        "PER-14: the data are a snapshot; line 1184",
        RowsArrive,
    ),
    Variation("no-pending-rows", "No transaction is pending.", "TRX-03: none is promised", _drop_rows_of("PDNG")),
    Variation(
        "no-other-rows", "No transaction of an account has the status OTHR.", "lines: 1410-1418", _drop_rows_of("OTHR")
    ),
    Variation(
        "pending-rows-with-a-booking-date",
        "Pending rows keep a booking date.",
        "F4",
        alter_body(
            TRANSACTIONS,
            edit_where(
                lambda row: row["status"] == "PDNG",
                TRANSACTION_ITEMS,
                lambda row: row.update(bookingDate=row["expectedBookingDate"]),
            ),
        ),
    ),
    Variation(
        "pending-rows-with-an-empty-reference",
        "Pending rows have an empty reference.",
        "F3",
        alter_body(
            TRANSACTIONS,
            edit_where(
                lambda row: row["status"] == "PDNG", TRANSACTION_ITEMS, lambda row: row.update(entryReference="")
            ),
        ),
    ),
    Variation(
        "no-operation-codes",
        "Rows have no bank transaction code.",
        "F9: two rows of a sample lack it",
        alter_body(TRANSACTIONS, drop_members(TRANSACTION_ITEMS, "bankTransactionCode")),
    ),
    Variation(
        "operation-codes-bare",
        "Bank transaction codes have neither issuer nor code.",
        "STET: both optional",
        alter_body(TRANSACTIONS, drop_members(f"{TRANSACTION_ITEMS}.bankTransactionCode", "issuer", "code")),
    ),
    Variation(
        "no-remittance-information",
        "Rows have no remittance information.",
        "STET: optional",
        alter_body(TRANSACTIONS, drop_members(TRANSACTION_ITEMS, "remittanceInformation")),
    ),
    Variation(
        "remittance-a-bare-list",
        "The remittance information is a bare list.",
        "F19",
        alter_body(
            TRANSACTIONS,
            set_members(
                TRANSACTION_ITEMS, remittanceInformation=lambda row: row["remittanceInformation"]["unstructured"]
            ),
        ),
    ),
    Variation(
        "no-value-dates",
        "Rows have neither value date nor day of the operation.",
        "STET: both optional",
        alter_body(TRANSACTIONS, drop_members(TRANSACTION_ITEMS, "valueDate", "transactionDate")),
    ),
    Variation(
        "dates-with-a-time",
        "Dates of rows have a time.",
        "U3",
        alter_body(
            TRANSACTIONS,
            *(
                convert_member(TRANSACTION_ITEMS, name, lambda text: f"{text}T00:00:00.000+01:00")
                for name in ("bookingDate", "valueDate", "transactionDate")
            ),
        ),
    ),
    Variation(
        "accounts-backwards",
        "The list begins with the last item.",
        "no order is promised",
        _order_items(lambda items: items[::-1]),
    ),
    Variation(
        "cards-first",
        "The list begins with the cards.",
        "no order is promised",
        _order_items(lambda items: sorted(items, key=lambda item: isinstance(item, Account))),
    ),
    Variation(
        "cards-beside-their-accounts",
        "Each card stands behind its account.",
        "no order is promised",
        _order_items(lambda items: sorted(items, key=lambda item: getattr(item, "linked", item.resource_id))),
    ),
)
