"""Every decision of the documentation, as a small method or value that can be replaced alone.

A fault is a subclass of `Rules` with one method or value of its own; the honest bank never asks whether it is honest.
"""

from conformance.sandbox.rules.access import AccessRules
from conformance.sandbox.rules.client_authentication import ClientRules
from conformance.sandbox.rules.consent import ConsentRules
from conformance.sandbox.rules.history import HistoryRules
from conformance.sandbox.rules.hooks import HookRules
from conformance.sandbox.rules.money import MoneyRules
from conformance.sandbox.rules.pages import PageRules
from conformance.sandbox.rules.refusals import Refusal, RefusalRules

__all__ = ["Refusal", "Rules"]


class Rules(AccessRules, ConsentRules, HistoryRules, MoneyRules, PageRules, ClientRules, RefusalRules, HookRules):
    """The rules of the bank, chapter by chapter."""
