"""Named ways for the bank to be wrong: each breaks one promise of the documentation and says which.

One file per chapter, and this one table of all.
"""

from conformance.sandbox.differences import Fault, index_by_name
from conformance.sandbox.faults import (
    access,
    accounts,
    addresses,
    authorize,
    balances,
    beneficiaries,
    bodies,
    client_authentication,
    consent_scope,
    consents,
    dates,
    fallback,
    filters,
    flaky,
    headers,
    identity,
    pages,
    quotas,
    refresh,
    tokens,
    transactions,
)

__all__ = ["FAULTS", "Fault"]

FAULTS: dict[str, Fault] = index_by_name(
    accounts.FAULTS,
    consents.FAULTS,
    consent_scope.FAULTS,
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
    client_authentication.FAULTS,
)
