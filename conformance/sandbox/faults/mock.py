"""Faults of a bank that answers by rote: whatever is asked for, the same comes."""

from conformance.sandbox.differences import Fault
from conformance.sandbox.edits import ACCOUNT_ITEMS, BALANCE_ITEMS, TRANSACTION_ITEMS, set_members
from conformance.sandbox.hooks import TRANSACTIONS, alter_body

BALANCE_AMOUNTS = (f"{ACCOUNT_ITEMS}.balances.*.balanceAmount", f"{BALANCE_ITEMS}.balanceAmount")

FAULTS = (
    Fault(
        "rows-all-debits",
        "rows",
        ("TRX-24",),
        "All transactions are debits.",
        alter_body(TRANSACTIONS, set_members(TRANSACTION_ITEMS, creditDebitIndicator="DBIT")),
    ),
    Fault(
        "rows-of-one-amount",
        "rows",
        ("TRX-25",),
        "All transactions have the same amount.",
        alter_body(TRANSACTIONS, set_members(f"{TRANSACTION_ITEMS}.transactionAmount", amount="12.34")),
    ),
    Fault(
        "rows-of-one-text",
        "rows",
        ("TRX-26",),
        "All transactions have the same text.",
        alter_body(
            TRANSACTIONS, set_members(TRANSACTION_ITEMS, remittanceInformation={"unstructured": ["LIBELLE", "PERSO"]})
        ),
    ),
    Fault(
        "balances-all-alike",
        "body",
        ("BAL-25",),
        "All balances of all accounts are the same.",
        alter_body("", *(set_members(path, amount="1000") for path in BALANCE_AMOUNTS)),
    ),
)
