"""The table of places: which rules can be asked where, and why not where they are not (`specs/places.yaml`).

A place is an address, a page of it, and what went before; a cell of the table is a rule in a place, with the customer
present or absent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from conformance import yamlfile
from conformance.errors import Mistake, Mistakes
from conformance.frozen import dataclass
from conformance.grammar import Grammar, did_you_mean
from conformance.model import Place
from conformance.specs.folders import grammar
from conformance.yamlfile import Document, KeyPath

PAGES: Final = ("first", "later", "linked", "filtered")
"""The first page, a later one by its number, one that a link leads to, one of a filtered list."""
MOMENTS: Final = ("login", "refresh", "refusal", "another-consent")
"""After a login and nothing else, after a refresh, after a refused request, after another customer's consent."""
WHO: Final = ("present", "absent")
"""Whether the customer is there when it is asked, or it is a batch access."""


class Cell(NamedTuple):
    """One rule in one place."""

    rule: str
    address: str
    page: str
    moment: str
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """What shows that a step of a scenario claims a rule: all of this; what is empty says nothing."""

    covers: frozenset[str]
    """The step is about one of these requirements."""
    refused: bool | None = None
    """Whether a refusal is wanted, or nothing but an answer."""
    verbs: frozenset[str] = frozenset()
    tokens: frozenset[str] = frozenset()
    """The words for what it carries; `kept` is a token that was had before."""
    other_scope: bool = False
    """Whether the token is of another scope than aisp."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedRule:
    """A rule that can be asked in many places: a row of the table."""

    name: str
    says: str
    claims: tuple[Claimed, ...]
    """Each of them alone shows it."""
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why some cells need no scenario: those of all these; what is empty is every one."""

    because: str
    rules: frozenset[str]
    addresses: frozenset[str]
    pages: frozenset[str]
    moments: frozenset[str]
    who: frozenset[str]
    place: Place

    def holds(self, cell: Cell) -> bool:
        """Whether it is a reason for this cell."""
        asked = zip((self.rules, self.addresses, self.pages, self.moments, self.who), cell, strict=True)
        return all(not named or one in named for named, one in asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceTable:
    """The rules, the addresses with their pages, and the reasons."""

    rules: tuple[AskedRule, ...]
    addresses: Mapping[str, tuple[str, ...]]
    """The pages of each address, the first of them always."""
    reasons: tuple[Reason, ...]

    def cells(self) -> Iterator[Cell]:
        """Every cell, rule by rule."""
        for rule in self.rules:
            for address, pages in self.addresses.items():
                for page in pages:
                    yield from (Cell(rule.name, address, page, moment, who) for moment in MOMENTS for who in WHO)

    def reason(self, cell: Cell) -> Reason | None:
        """The first that holds for a cell."""
        return next((one for one in self.reasons if one.holds(cell)), None)


def read_places(path: Path, requirements: Collection[str]) -> PlaceTable:
    """The table of a file; `requirements` are the ids of the register.

    Raises Mistakes, all there are: what the schema does not allow, unknown requirements and rules.
    """
    document = yamlfile.read(path, f"specs/{path.name}")
    wrong = Grammar(grammar("places")).mistakes(document) or list(_unknown(document, requirements))
    if wrong:
        raise Mistakes(wrong)
    data = document.data
    return PlaceTable(
        rules=tuple(_rule(name, entry, document) for name, entry in data["rules"].items()),
        addresses={name: tuple(one["pages"]) for name, one in data["addresses"].items()},
        reasons=tuple(_reason(entry, document, index) for index, entry in enumerate(data["reasons"])),
    )


def _unknown(document: Document, requirements: Collection[str]) -> Iterator[Mistake]:
    rules = document.data["rules"]
    for name, entry in rules.items():
        for number, claim in enumerate(entry["claims"]):
            path: KeyPath = ("rules", name, "claims", number, "covers")
            yield from _strangers(document, path, claim["covers"], requirements, "requirement")
    for index, reason in enumerate(document.data["reasons"]):
        yield from _strangers(document, ("reasons", index, "rules"), reason.get("rules", ()), rules, "rule")


def _strangers(
    document: Document, path: KeyPath, named: list[str], known: Collection[str], what: str
) -> Iterator[Mistake]:
    for index, one in enumerate(named):
        if one not in known:
            place = document.place((*path, index))
            yield Mistake(place=place, says=f"`{one}` is not a known {what}", hint=did_you_mean(one, known))


def _rule(name: str, entry: Mapping[str, Any], document: Document) -> AskedRule:
    return AskedRule(
        name=name,
        says=" ".join(entry["says"].split()),
        claims=tuple(_claimed(one) for one in entry["claims"]),
        place=document.key_place(("rules", name)),
    )


def _claimed(entry: Mapping[str, Any]) -> Claimed:
    return Claimed(
        covers=frozenset(entry["covers"]),
        refused=entry.get("refused"),
        verbs=frozenset(entry.get("verbs", ())),
        tokens=frozenset(entry.get("tokens", ())),
        other_scope=entry.get("scope") == "other",
    )


def _reason(entry: Mapping[str, Any], document: Document, index: int) -> Reason:
    named = {key: frozenset(entry.get(key, ())) for key in ("rules", "addresses", "pages", "moments", "who")}
    return Reason(**named, because=" ".join(entry["because"].split()), place=document.place(("reasons", index)))
