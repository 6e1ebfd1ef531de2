"""Named ways for the bank to be wrong: each breaks one promise of the documentation and says which.

One file per chapter, and this one table of all.
"""

from conformance.sandbox.faults import (
    access,
    accounts,
    addresses,
    authorize,
    balances,
    beneficiaries,
    bodies,
    consents,
    dates,
    fallback,
    filters,
    flaky,
    headers,
    identity,
    opened,
    pages,
    parties,
    quotas,
    refresh,
    tokens,
    transactions,
)
from conformance.sandbox.faults.fault import Fault, table

__all__ = ["FAULTS", "Fault"]

FAULTS: dict[str, Fault] = table(
    accounts.FAULTS,
    consents.FAULTS,
    opened.FAULTS,
    balances.FAULTS,
    transactions.FAULTS,
    filters.FAULTS,
    dates.FAULTS,
    pages.FAULTS,
    identity.FAULTS,
    beneficiaries.FAULTS,
    authorize.FAULTS,
    tokens.FAULTS,
    refresh.FAULTS,
    access.FAULTS,
    quotas.FAULTS,
    headers.FAULTS,
    addresses.FAULTS,
    bodies.FAULTS,
    flaky.FAULTS,
    fallback.FAULTS,
    parties.FAULTS,
)
