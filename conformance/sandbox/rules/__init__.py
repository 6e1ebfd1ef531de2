"""Every decision of the documentation, as a small method or value that can be replaced alone.

A fault is a subclass of `Rules` with one method or value of its own; the honest bank never asks whether it is honest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.sandbox.rules.access import AccessRules
from conformance.sandbox.rules.consent import ConsentRules
from conformance.sandbox.rules.history import HistoryRules
from conformance.sandbox.rules.money import MoneyRules
from conformance.sandbox.rules.pages import PageRules
from conformance.sandbox.rules.parties import PartyRules
from conformance.sandbox.rules.refusals import Refusal, RefusalRules

if TYPE_CHECKING:
    from conformance.sandbox.bank import Bank

__all__ = ["Refusal", "Rules"]


class Rules(AccessRules, ConsentRules, HistoryRules, MoneyRules, PageRules, PartyRules, RefusalRules):
    """The rules of the bank, chapter by chapter."""

    bank: Bank
    """Where they are in force; they do not look at it, a fault may."""
