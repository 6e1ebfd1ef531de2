"""Several faults and variations in one bank."""

from collections.abc import Collection, Iterable
from difflib import get_close_matches

from conformance.sandbox.rules import Rules


def known(names: Iterable[str], table: Collection[str], kind: str) -> list[str]:
    """The names, all of which stand in the table; ValueError with what may have been meant."""
    asked = list(dict.fromkeys(names))
    if unknown := [name for name in asked if name not in table]:
        raise ValueError("; ".join(f"unknown {kind}: {name}{_meant(name, table)}" for name in unknown))
    return asked


def _meant(name: str, table: Collection[str]) -> str:
    near = get_close_matches(name, table, n=1, cutoff=0.5)
    return f" (did you mean {near[0]}?)" if near else ""


def mixed(*parts: type[Rules]) -> Rules:
    """The rules of a bank with all of these, which go together where they are about different rules."""
    if not parts:
        return Rules()
    rules: Rules = type("MixedRules", tuple(dict.fromkeys(parts)), {})()
    return rules
