"""What makes a bank different: a fault breaks a requirement and says which, a variation is allowed and says by what."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal, TypeVar

from conformance.sandbox.rules import Rules

Kind = Literal["status", "body", "state", "rows", "links", "protocol"]
"""Where a fault shows: status, content of a body, what a later call finds, which rows, links, the HTTP around."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A planted defect: the requirements it breaks, what it does in a sentence, and the rules that do it."""

    name: str
    kind: Kind
    breaks: tuple[str, ...]
    says: str
    rules: type[Rules]

    def __post_init__(self) -> None:
        object.__setattr__(self, "rules", _name_class(self.rules, self.name, self.says))


@dataclass(frozen=True, slots=True)
class Variation:
    """A difference that is no fault: what it does, the text or its gap that allows it, and the rules that do it."""

    name: str
    says: str
    allowed: str
    rules: type[Rules]

    def __post_init__(self) -> None:
        object.__setattr__(self, "rules", _name_class(self.rules, self.name, self.says))


Difference = TypeVar("Difference", Fault, Variation)


def index_by_name(*chapters: tuple[Difference, ...]) -> dict[str, Difference]:
    """All of them by their names. Raises ValueError where two have the same name."""
    found: dict[str, Difference] = {}
    for one in (one for chapter in chapters for one in chapter):
        if one.name in found:
            raise ValueError(f"two {type(one).__name__.lower()}s are called {one.name}")
        found[one.name] = one
    return found


def select_names(names: Iterable[str], table: Collection[str], kind: str) -> list[str]:
    """The names, each once. Raises ValueError for those not in the table, with what may have been meant."""
    distinct = list(dict.fromkeys(names))
    if unknown := [name for name in distinct if name not in table]:
        raise ValueError("; ".join(f"unknown {kind}: {name}{_suggest(name, table)}" for name in unknown))
    return distinct


def _suggest(name: str, table: Collection[str]) -> str:
    near = get_close_matches(name, table, n=1, cutoff=0.5)
    return f" (did you mean {near[0]}?)" if near else ""


def _name_class(rules: type[Rules], name: str, says: str) -> type[Rules]:
    """A class of its own for each difference, so that a traceback names the difference and not what made its rules."""
    members = {"__doc__": says, "__module__": rules.__module__}
    return type("".join(word.capitalize() for word in name.split("-")), (rules,), members)
