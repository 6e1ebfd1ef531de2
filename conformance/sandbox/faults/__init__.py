"""Named ways for the bank to be wrong: each breaks one promise of the documentation and says which.

One file per chapter, and this one table of all.
"""

from conformance.sandbox.faults import accounts, balances, bodies, consents, dates, oauth, pages, plumbing, quotas, transactions
from conformance.sandbox.faults.fault import Fault, table

__all__ = ["FAULTS", "Fault"]

FAULTS: dict[str, Fault] = table(accounts.FAULTS, consents.FAULTS, balances.FAULTS, transactions.FAULTS,
                                 dates.FAULTS, pages.FAULTS, oauth.FAULTS, quotas.FAULTS,
                                 plumbing.FAULTS, bodies.FAULTS)
