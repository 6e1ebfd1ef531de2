"""Where the faults of this folder can be planted, and what takes the scenarios there."""

from conformance.sandbox.places import MOMENTS, PAGES, PRESENCE

DETAILS = ("account-balances", "account-transactions", "card-balances", "card-transactions")
LISTS = ("account-transactions", "card-transactions")
READ = ("accounts", *DETAILS, "identity")
AROUND = (*PAGES, *PRESENCE, *MOMENTS)
"""Every page, who and moment."""
WITHOUT_TOKEN = (*PAGES, *PRESENCE, "refusal", "another-consent")
"""Where a request can stand whose token is none: no login and no refresh gave it."""
METHODS = (*PRESENCE, *MOMENTS)
OPEN = ("CON-12", "QUO-04", "QUO-05", "ACC-41", "IDN-10", "PAG-09", "FLT-24", "REF-27")
"""Of these the scenarios ask for all that is open, on every page, at every moment, with and without the customer."""
REFUSED = ("SEC-10", "ERR-29", "ERR-30", "ERR-33", "SEC-09", "TRX-11", "ERR-51", "BAL-17", "PAG-14")
"""Of these the scenarios are refused everywhere."""
