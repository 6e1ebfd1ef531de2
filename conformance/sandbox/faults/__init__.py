"""Named ways for the bank to be wrong: each breaks one promise of the documentation and says which."""

from conformance.sandbox.faults.fault import Fault

FAULTS: dict[str, Fault] = {}
