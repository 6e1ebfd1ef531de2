"""Named ways for the bank to be wrong: each breaks one promise of the documentation and says which.

One file per chapter, and this one table of all.
"""

from conformance.sandbox.differences import Fault, index_by_name
from conformance.sandbox.faults import (
    access,
    account_bodies,
    account_items,
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
    mock,
    page_links,
    pages,
    places,
    quotas,
    refresh,
    stored_consents,
    token_responses,
    tokens,
    transactions,
)

__all__ = ["FAULTS", "Fault"]

FAULTS: dict[str, Fault] = index_by_name(
    accounts.FAULTS,
    account_items.FAULTS,
    consents.FAULTS,
    stored_consents.FAULTS,
    consent_scope.FAULTS,
    balances.FAULTS,
    transactions.FAULTS,
    filters.FAULTS,
    dates.FAULTS,
    pages.FAULTS,
    places.FAULTS,
    mock.FAULTS,
    page_links.FAULTS,
    identity.FAULTS,
    beneficiaries.FAULTS,
    authorize.FAULTS,
    tokens.FAULTS,
    token_responses.FAULTS,
    refresh.FAULTS,
    access.FAULTS,
    quotas.FAULTS,
    headers.FAULTS,
    addresses.FAULTS,
    account_bodies.FAULTS,
    bodies.FAULTS,
    flaky.FAULTS,
    fallback.FAULTS,
    client_authentication.FAULTS,
)
