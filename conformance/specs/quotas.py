"""How often a day the bank answers a service whose customer is not there (chapter "Consommer l'API", lines 252-266)."""

from typing import Final

GRANTED: Final = 4
"""The batch accesses of a calendar day for each customer, resource and method (requirements QUO-01 to QUO-06)."""
