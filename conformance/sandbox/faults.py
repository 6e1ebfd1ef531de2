"""Named ways for the bank to be wrong: each replaces one rule and says which promise it breaks."""

from collections.abc import Iterable
from dataclasses import dataclass

from conformance.sandbox.rules import Rules


@dataclass(frozen=True, slots=True)
class Fault:
    """A class that overrides one rule, and what it breaks in a few words."""

    breaks: str
    wrong: type[Rules]


FAULTS: dict[str, Fault] = {}


def rules_with(names: Iterable[str]) -> Rules:
    """The rules of a bank with these faults, several at once where they are about different rules."""
    names = tuple(names)
    if unknown := [name for name in names if name not in FAULTS]:
        raise ValueError(f"unknown fault: {', '.join(unknown)}")
    if not names:
        return Rules()
    wrong: Rules = type("FaultyRules", tuple(FAULTS[name].wrong for name in names), {})()
    return wrong
