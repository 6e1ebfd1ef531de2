"""The bank: its rules, its clock, and its memory."""

from collections.abc import Callable
from dataclasses import dataclass

from conformance.sandbox.clock import Clock
from conformance.sandbox.memory import Memory
from conformance.sandbox.messages import Request, Response
from conformance.sandbox.rules import Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """One bank; two of them share nothing but their documentation."""

    rules: Rules
    clock: Clock
    memory: Memory
    faults: tuple[str, ...] = ()
    variations: tuple[str, ...] = ()


Endpoint = Callable[[Bank, Request], Response]
"""What answers the requests to one address."""
