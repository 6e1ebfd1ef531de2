"""What makes a bank different: a fault breaks a requirement and says which, a variation is allowed and says by what."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final, Literal, TypeVar

from conformance.sandbox.places import ADDRESSES, BOTH, Place, dimension_of, is_there, read_place
from conformance.sandbox.rules import Rules

AT: Final = "@"
"""Between the name of a fault and the place where it is planted."""

Kind = Literal["status", "body", "state", "rows", "links", "protocol"]
"""Where a fault shows: status, content of a body, what a later call finds, which rows, links, the HTTP around."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A planted defect: the requirements it breaks, what it does in a sentence, and the rules that do it.

    One that breaks a rule wherever it can be broken may be planted at a place only: `name@place`.
    """

    name: str
    kind: Kind
    breaks: tuple[str, ...]
    says: str
    rules: type[Rules]
    places: tuple[str, ...] = ()
    """Where it makes sense to plant it; there it breaks some of what it breaks everywhere, or of `unlike`."""
    unlike: tuple[str, ...] = ()
    """What it breaks only where it is planted at one place: what should be alike there and elsewhere."""
    tour: tuple[str, ...] = ()
    """Requirements of which the scenarios go where a rule is to see it; it breaks none of them."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "rules", _name_class(self.rules, self.name, self.says))


@dataclass(frozen=True, slots=True, eq=False)
class Planted:
    """A fault in its place; everywhere where that is empty."""

    name: str
    """As it was asked for, with its place."""
    fault: Fault
    place: Place = frozenset()

    @property
    def breaks(self) -> tuple[str, ...]:
        """The requirements that it breaks; some of them where it has a place."""
        return (*self.fault.breaks, *self.fault.unlike) if self.place else self.fault.breaks


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


def plant(name: str, table: Mapping[str, Fault]) -> Planted:
    """The fault of a table that is meant by `name` or `name@place`.

    Raises ValueError for a name that is not in the table, and for a place that is none or makes no sense for the fault.
    """
    text, at, where = name.partition(AT)
    fault = table[select_names([text], table, "fault")[0]]
    if not at:
        return Planted(name, fault)
    place = read_place(where)
    if wrong := sorted(place - set(fault.places)):
        known = f"it can be planted at {', '.join(fault.places)}" if fault.places else "it has its place already"
        raise ValueError(f"{text} cannot be planted at {wrong[0]}: {known}")
    if len({dimension_of(one) for one in place}) < len(place):
        raise ValueError(f"no request stands at {where}: name one address, one page, one who, one moment at most")
    return Planted(name, fault, place)


def placements(table: Mapping[str, Fault]) -> dict[str, Planted]:
    """Every fault at every place where it can be planted, as `name@place`."""
    names = (f"{fault.name}{AT}{place}" for fault in table.values() for place in places_of(fault))
    return {name: plant(name, table) for name in names}


def places_of(fault: Fault) -> list[str]:
    """Every place at which it can be planted: each name, and each address with each page, who and moment."""
    addresses = [name for name in fault.places if name in ADDRESSES]
    others = [name for name in fault.places if name not in ADDRESSES]
    return [*fault.places, *(f"{one}{BOTH}{other}" for one in addresses for other in others if is_there(one, other))]


def group_variations(variations: Collection[Variation], size: int) -> list[tuple[str, ...]]:
    """The variations by name, in groups in which none takes the place of another: no two have a rule of the same name.

    What a request or a response passes through one after the other is no such rule. Neighbours, which are of one kind,
    go to different groups. The last comes first: it has the last word on a response, as compression must.
    """
    groups: list[tuple[list[str], set[str]]] = [([], set()) for _ in range(-(-len(variations) // size))]
    for number, one in enumerate(variations):
        own = _own_rules(one.rules)
        first = number % len(groups)
        found = next(
            (group for group in groups[first:] + groups[:first] if len(group[0]) < size and own.isdisjoint(group[1])),
            None,
        )
        if found is None:
            groups.append(([one.name], own))
            continue
        found[0].append(one.name)
        found[1].update(own)
    return [tuple(reversed(names)) for names, _ in groups if names]


def _own_rules(rules: type[Rules]) -> set[str]:
    """The names of all rules that are not as they are at the honest bank."""
    return {
        name for name in dir(Rules) if not name.startswith("_") and getattr(rules, name) is not getattr(Rules, name)
    } - {
        "rewrite_request",
        "rewrite_response",
    }


def _suggest(name: str, table: Collection[str]) -> str:
    near = get_close_matches(name, table, n=1, cutoff=0.5)
    return f" (did you mean {near[0]}?)" if near else ""


def _name_class(rules: type[Rules], name: str, says: str) -> type[Rules]:
    """A class of its own for each difference, so that a traceback names the difference and not what made its rules."""
    members = {"__doc__": says, "__module__": rules.__module__}
    return type("".join(word.capitalize() for word in name.split("-")), (rules,), members)
