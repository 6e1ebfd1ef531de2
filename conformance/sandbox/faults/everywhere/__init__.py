"""Faults of rules that hold everywhere: each breaks its rule at every place, and can be planted at one place only."""

from conformance.sandbox.faults.everywhere import admission, answers, requests

FAULTS = (*admission.FAULTS, *requests.FAULTS, *answers.FAULTS)
