"""Faults of a bank that answers by rote: whatever is asked for, the same comes.

Rules about all answers of a run together see them.
"""

from conformance.sandbox.differences import Fault
from conformance.sandbox.edits import ACCOUNT_ITEMS, BALANCE_ITEMS, TRANSACTION_ITEMS, convert_member, set_members
from conformance.sandbox.hooks import TRANSACTIONS, alter_body

BALANCE_AMOUNTS = (f"{ACCOUNT_ITEMS}.balances.*.balanceAmount", f"{BALANCE_ITEMS}.balanceAmount")
READ = ("AT-TRX-1", "AT-ACC-1", "AT-ACC-2", "TRX-20")
"""Of these the scenarios read accounts and their transactions."""


def _in_cents(amount: str) -> str:
    return str(round(float(amount) * 100))


FAULTS = (
    Fault(
        "rows-all-debits",
        "rows",
        ("TRX-24",),
        "All transactions are debits.",
        alter_body(TRANSACTIONS, set_members(TRANSACTION_ITEMS, creditDebitIndicator="DBIT")),
        tour=READ,
    ),
    Fault(
        "rows-of-one-amount",
        "rows",
        ("TRX-25",),
        "All transactions have the same amount.",
        alter_body(TRANSACTIONS, set_members(f"{TRANSACTION_ITEMS}.transactionAmount", amount="12.34")),
        tour=READ,
    ),
    Fault(
        "rows-of-one-text",
        "rows",
        ("TRX-26",),
        "All transactions have the same text.",
        alter_body(
            TRANSACTIONS, set_members(TRANSACTION_ITEMS, remittanceInformation={"unstructured": ["LIBELLE", "PERSO"]})
        ),
        tour=READ,
    ),
    Fault(
        "balances-all-alike",
        "body",
        ("BAL-25",),
        "All balances of all accounts are the same.",
        alter_body("", *(set_members(path, amount="1000") for path in BALANCE_AMOUNTS)),
        tour=READ,
    ),
    Fault(
        "rows-in-cents",
        "rows",
        ("TRX-28",),
        "The amounts of transactions are in cents.",
        alter_body(TRANSACTIONS, convert_member(f"{TRANSACTION_ITEMS}.transactionAmount", "amount", _in_cents)),
        tour=READ,
    ),
    Fault(
        "balances-in-cents",
        "body",
        ("BAL-27",),
        "Balances are in cents.",
        alter_body("", *(convert_member(path, "amount", _in_cents) for path in BALANCE_AMOUNTS)),
        tour=(*READ, "AT-BAL-1", "AT-BAL-2"),
    ),
)
