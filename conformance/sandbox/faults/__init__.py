"""Named ways for the bank to be wrong: each breaks one promise of the documentation and says which.

One file per chapter, and this one table of all.
"""

from conformance.sandbox.faults import accounts, consents
from conformance.sandbox.faults.fault import Fault, table

__all__ = ["FAULTS", "Fault"]

FAULTS: dict[str, Fault] = table(accounts.FAULTS, consents.FAULTS)
