"""What happened on an account or a card, as it stands on one day in Paris; the same day always tells the same.

A payment account has a ledger of absolute days: its pattern repeats every 91 days, so that any 91 days hold the same
number of transactions while every transaction stays what it was. Its references grow with the rows, so that a filter
can take one for an increment (lines 1387-1388); a row's own id has the form of the samples. Alix's main account and the
cards are laid out around the day instead: the first so that rows stand on every boundary that the documented tests ask
about, the others because their invoices are booked at the end of the month.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import count
from typing import Literal
from zlib import crc32

from conformance.sandbox.customers import Account, Card, Resource
from conformance.sandbox.messages import JSON
from conformance.sandbox.operations import ALL, CARD_PURCHASE, EVERYDAY, Operation
from conformance.sandbox.personas import ALIX, SARL2640

Status = Literal["BOOK", "PDNG", "OTHR"]

PERIOD = 91
"""Days from D-90 to D, both included."""
DAYS_HELD = 120
"""Days of history the bank keeps; it shows fewer."""

ISSUER = "SI EQUINOXE – Banque Populaire"  # noqa: RUF001 - the dash is the bank's
PAYEES = (
    "VADE AUTOMOBILE SAUMUR",
    "PAPETERIE DU PORT",
    "BOULANGERIE LEON",
    "LIBRAIRIE COIFFARD",
    "GARAGE DE L ERDRE",
    "PHARMACIE CENTRALE",
    "MARCHE DE TALENSAC",
    "CLINIQUE DES OISEAUX",
    "THEATRE GRASLIN",
    "QUINCAILLERIE NORD",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """One line: the day it counts for, its reference once booked, its cents, and the JSON it is shown as."""

    day: date
    status: Status
    reference: str | None
    cents: int
    used_on: date
    body: JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionSpec:
    """What a transaction is made from; `id` is its entry reference when it is booked, unless `reference` is."""

    id: str
    reference: str = ""
    day: date
    operation: Operation
    seed: int
    status: Status = "BOOK"
    used_on: date | None = None
    value_on: date | None = None


def make_transaction(spec: TransactionSpec) -> Transaction:
    """The line with its amount and its two lines of text, shown the way its status wants."""
    unpaid = spec.operation.label == "ECHEANCE PRET" and spec.seed % 3 == 0
    cents = 0 if unpaid else (spec.seed * 7919 + 1237) % 48_611 + 1
    kind, used_on = spec.operation.kind, spec.used_on or spec.day - timedelta(days=1)
    body: JSON = {
        "resourceId": spec.id,
        "remittanceInformation": {
            "unstructured": [
                f"{spec.operation.label} {PAYEES[spec.seed % len(PAYEES)]}",
                f"libelle personnel - {kind.side} - {spec.status}",
            ]
        },
        "transactionAmount": {"amount": euros(cents), "currency": "EUR"},
        "bankTransactionCode": {
            "domain": kind.domain,
            "family": kind.family,
            "subFamily": kind.sub_family,
            "code": spec.operation.code,
            "issuer": ISSUER,
        },
        "bookingDate" if spec.status == "BOOK" else "expectedBookingDate": spec.day.isoformat(),
        "valueDate": (spec.value_on or spec.day).isoformat(),
        "transactionDate": used_on.isoformat(),
        "creditDebitIndicator": kind.side,
        "status": spec.status,
    }
    if spec.status == "BOOK":
        body["entryReference"] = spec.reference or spec.id
    return Transaction(
        day=spec.day, status=spec.status, reference=body.get("entryReference"), cents=cents, used_on=used_on, body=body
    )


def euros(cents: int) -> str:
    """An unsigned amount the way the samples write it: no needless zeros."""
    whole, rest = divmod(cents, 100)
    return f"{whole}.{rest:02d}".rstrip("0") if rest else str(whole)


@lru_cache(maxsize=64)
def list_transactions(resource: Resource, today: date) -> tuple[Transaction, ...]:
    """Everything the bank holds about it on that day, newest first."""
    if isinstance(resource, Card):
        lines = _invoices(resource, today)
    elif resource is ALIX.accounts[0]:
        lines = _boundary_lines(today)
    else:
        lines = _ledger(resource, today)
    return tuple(sorted(map(make_transaction, lines), key=lambda row: row.day, reverse=True))


def _ledger(account: Account, today: date) -> Iterator[TransactionSpec]:
    """An ordinary account: on average `rows` transactions in 91 days, the last one of today still pending."""
    kinds = ALL if account in SARL2640.accounts else EVERYDAY
    branch = crc32(account.resource_id.encode()) % 10_000_000
    for age in range(DAYS_HELD):
        day = today - timedelta(days=age)
        first, after = (ordinal * account.rows // PERIOD for ordinal in (day.toordinal(), day.toordinal() + 1))
        for number in range(first, after):
            pending = age == 0 and number == after - 1
            place, serial = f"{day:%Y%j}{number - first + 1:05d}", f"{(branch + number) % 10_000_000:07d}"
            yield TransactionSpec(
                id=f"{place}BD27-{serial}",
                reference=place + serial,
                day=day,
                operation=kinds[number % len(kinds)],
                seed=number + branch,
                status="PDNG" if pending else "BOOK",
                value_on=day + timedelta(days=number % 2),
            )


LOW_REFERENCES = (5, 3, 8, 2, 7, 9, 1, 0, 90, 89)
"""Ages in days of the rows with the references 1, 2, 3 … of Alix's main account: on the boundaries, out of order."""
EXTRA_ROWS = {0: 2, 1: 3, 2: 3, 3: 3, 7: 3, 8: 3, 9: 3, 10: 2, 30: 2, 31: 2, 45: 2, 60: 2, 88: 2, 89: 4, 90: 5}
NOT_BOOKED: tuple[tuple[int, Status], ...] = (
    (-3, "OTHR"),
    (-2, "PDNG"),
    (-1, "PDNG"),
    (0, "PDNG"),
    (0, "OTHR"),
    (1, "PDNG"),
    (2, "OTHR"),
)


def _boundary_lines(today: date) -> Iterator[TransactionSpec]:
    """Alix's main account: references of digits, at least two rows a day, most where a filter may end."""
    low, high = dict(zip(LOW_REFERENCES, count(1), strict=False)), count(len(LOW_REFERENCES) + 1)
    for age in (*range(PERIOD - 1, -1, -1), *range(PERIOD, DAYS_HELD)):
        day = today - timedelta(days=age)
        for index in range(2 + EXTRA_ROWS.get(age, 0)):
            number = low[age] if age in low and index == 0 else next(high)
            yield TransactionSpec(id=str(number), day=day, operation=EVERYDAY[number % len(EVERYDAY)], seed=number)
    for index, (age, status) in enumerate(NOT_BOOKED):
        yield TransactionSpec(
            id=f"00008BD2B-{index + 32:07d}",
            day=today - timedelta(days=age),
            status=status,
            operation=EVERYDAY[index],
            seed=index,
            used_on=today - timedelta(days=max(age, 0) + 1),
        )


def _invoices(card: Card, today: date) -> Iterator[TransactionSpec]:
    """A card: the purchases of a month are booked on its last day, those of this month are not booked yet."""
    branch = crc32(card.identification.encode()) % 10_000
    for months_ago, purchases in enumerate(_purchases(card, today)):
        last = month_end(today, months_ago)
        days = today.day if months_ago == 0 else last.day
        for index in range(purchases):
            used_on = last.replace(day=1 + (days - 1) * (index + 1) // purchases)
            yield TransactionSpec(
                id=f"{used_on:%Y%m%d}-{branch:04d}{index:07d}",
                day=last,
                operation=CARD_PURCHASE,
                seed=branch + index + 31 * used_on.month,
                status="OTHR" if months_ago == 0 else "BOOK",
                used_on=used_on,
            )


def _purchases(card: Card, today: date) -> list[int]:
    """How many there are this month, the month before, and so on; `rows` of them stand within 90 days."""
    if card.dormant:
        return [0, 0, card.rows, card.rows]
    seen = sum(1 for ago in range(1, 5) if month_end(today, ago) >= today - timedelta(days=PERIOD - 1))
    current = 1 + card.rows * today.day // 120
    share, rest = divmod(card.rows - current, seen)
    return [current, *(share + (ago < rest) for ago in range(seen)), share, share]


def month_end(today: date, months_ago: int) -> date:
    """The last day of the month that was so many months ago."""
    year, month = divmod(today.year * 12 + today.month - 1 - months_ago, 12)
    return date(year, month + 1, monthrange(year, month + 1)[1])


def last_used_on(card: Card, today: date) -> date:
    """The day of the card's last purchase."""
    return max(row.used_on for row in list_transactions(card, today))


def sum_invoices(card: Card, today: date, months_ago: int) -> str:
    """The sum of the invoices that a month put together."""
    last = month_end(today, months_ago)
    return euros(sum(row.cents for row in list_transactions(card, today) if row.day == last))
