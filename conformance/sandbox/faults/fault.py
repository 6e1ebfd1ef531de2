"""What a fault is."""

from dataclasses import dataclass
from typing import Literal

from conformance.sandbox.rules import Rules

Kind = Literal["status", "body", "state", "rows", "links", "protocol"]


@dataclass(frozen=True, slots=True)
class Fault:
    """A way to be wrong: the requirements it breaks, what it does in a sentence, and the rules that do it."""

    name: str
    kind: Kind
    breaks: tuple[str, ...]
    says: str
    rules: type[Rules]


def table(*chapters: tuple[Fault, ...]) -> dict[str, Fault]:
    """All faults by their names, each of which stands for one."""
    found: dict[str, Fault] = {}
    for fault in (fault for chapter in chapters for fault in chapter):
        if fault.name in found:
            raise ValueError(f"two faults are called {fault.name}")
        found[fault.name] = fault
    return found
