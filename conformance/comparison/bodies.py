"""The traits of JSON bodies: members, types, forms, values, pages, order. Pure.

A row of a list is noted once for all answers of a kind that have it: how often a bank was asked for it says nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import combinations
from typing import Final

import orjson

from conformance.comparison import hrefs
from conformance.comparison.forms import choice, form
from conformance.comparison.traits import Aspect, Note, Subject
from conformance.frozen import dataclass
from conformance.model import JSON
from conformance.wording import as_json

_LINKS: Final = "_links"
_SHORT: Final = 6
"""Of a list of so many rows the sequence is noted; of a longer one by what it is ordered."""
_FEWEST: Final = 3
"""Fewer rows are in no order."""
_MOST_MEMBERS: Final = 20


@dataclass(slots=True)
class Bodies:
    """The JSON bodies of answers of one kind."""

    note: Note
    objects: Counter[str] = field(default_factory=Counter)
    """How many objects there are at a path."""
    members: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How many of them have a member."""
    _shapes: Counter[tuple[str, tuple[str, ...]]] = field(default_factory=Counter)
    """How many of them have these members in this order."""
    _seen: set[tuple[str, bytes]] = field(default_factory=set)
    rows: Counter[str] = field(default_factory=Counter)
    """How many different rows there are in a list of a body."""

    def take(self, data: JSON, *, url: str, base_url: str, today: date) -> None:
        """Note one body, the answer to a request for this address on this day."""
        _Walk(self, url, base_url, today).value(data, "")
        if isinstance(data, Mapping):
            self._pages(data)

    def first(self, path: str, row: JSON) -> bool:
        """Whether a row of this list has not been seen before."""
        key = (path, _content(row))
        if key in self._seen:
            return False
        self._seen.add(key)
        if "." not in path:
            self.rows[path] += 1
        return True

    def holds(self, path: str, names: tuple[str, ...]) -> None:
        """There is an object with these members at a path."""
        self.objects[path] += 1
        self._shapes[path, names] += 1
        for name in names:
            self.members[path, name] += 1

    def order(self) -> Iterator[tuple[Subject, str, int]]:
        """Which of two members comes first in the objects of a path, and in how many."""
        for (path, names), number in self._shapes.items():
            if len(names) <= _MOST_MEMBERS:
                for one, other in combinations(names, 2):
                    first, last = sorted((one, other))
                    yield Subject(Aspect.MEMBER_ORDER, path, f"{first}, {last}"), one, number

    def _pages(self, body: Mapping[str, JSON]) -> None:
        links = body.get(_LINKS)
        goes_on = isinstance(links, Mapping) and bool(links.get("next"))
        for name, rows in body.items():
            if isinstance(rows, list):
                if goes_on:
                    self.note(Subject(Aspect.PAGE_SIZE, name), str(len(rows)))
                self.note(Subject(Aspect.EMPTY, name), "with rows" if rows else "empty")


@dataclass(frozen=True, slots=True)
class _Walk:
    """The way through one body."""

    bodies: Bodies
    url: str
    base_url: str
    today: date

    def value(self, value: JSON, path: str) -> None:
        """Note a value at a path, and all below it."""
        note = self.bodies.note
        note(Subject(Aspect.TYPE, path), _type(value))
        match value:
            case dict():
                self._object(value, path)
            case list():
                self._list(value, path)
            case str() if not path.endswith(".href"):
                note(Subject(Aspect.FORM, path), form(value))
                told = "" if path.endswith("mount") else choice(value, self.today)
                if told:
                    note(Subject(Aspect.VALUE, path), told)
            case bool() | int():
                note(Subject(Aspect.VALUE, path), as_json(value))

    def _object(self, value: Mapping[str, JSON], path: str) -> None:
        self.bodies.holds(path, tuple(value))
        for name, item in value.items():
            below = f"{path}.{name}" if path else name
            if name == _LINKS and isinstance(item, dict):
                self._links(item, below)
            self.value(item, below)

    def _links(self, links: Mapping[str, JSON], path: str) -> None:
        for name, link in links.items():
            href = link.get("href") if isinstance(link, dict) else link
            if isinstance(href, str):
                where, note = f"{path}.{name}", self.bodies.note
                note(Subject(Aspect.LINK, where), hrefs.manner(href, self.base_url))
                note(Subject(Aspect.LINK_TARGET, where), hrefs.leads_to(href))
                note(Subject(Aspect.LINK_PARAMETERS, where), hrefs.parameters(href, self.url))
                for names, order in hrefs.orders(href, self.url):
                    note(Subject(Aspect.PARAMETER_ORDER, where, names), order)

    def _list(self, rows: Sequence[JSON], path: str) -> None:
        below = f"{path}[*]"
        for row in rows:
            if not isinstance(row, dict) or self.bodies.first(path, row):
                self.value(row, below)
        objects = [row for row in rows if isinstance(row, dict)]
        if len(objects) == len(rows) > 1:
            self._order(objects, path)

    def _order(self, rows: Sequence[Mapping[str, JSON]], path: str) -> None:
        names = [name for name in rows[0] if all(name in row for row in rows)]
        for name in names:
            values = [value for row in rows if (value := _comparable(row[name])) is not None]
            if len(values) == len(rows) >= _FEWEST and len(set(values)) > 1:
                self.bodies.note(Subject(Aspect.ORDER, path, name), _ordered(values))
            texts = [row[name] for row in rows]
            if len(rows) <= _SHORT and all(isinstance(one, str) and one.isalpha() and one.isupper() for one in texts):
                self.bodies.note(Subject(Aspect.SEQUENCE, f"{path}[*].{name}"), ", ".join(texts))


def amounts(data: JSON, account: str) -> Iterator[tuple[Subject, str]]:
    """The amount of each balance in a body, by its account and kind; `account` is the one that was asked about."""
    if not isinstance(data, dict):
        return
    yield from _amounts(data.get("balances"), account)
    accounts = data.get("accounts")
    for one in accounts if isinstance(accounts, list) else ():
        if isinstance(one, dict):
            yield from _amounts(one.get("balances"), str(one.get("resourceId")))


def _amounts(balances: JSON, account: str) -> Iterator[tuple[Subject, str]]:
    for one in balances if isinstance(balances, list) else ():
        match one:
            case {"balanceType": kind, "balanceAmount": {"amount": amount}}:
                yield Subject(Aspect.AMOUNT, "balances", f"{account} {kind} {one.get('name')}"), _plain(amount)


def _plain(amount: JSON) -> str:
    """An amount, however many zeros it is written with."""
    try:
        return format(Decimal(str(amount)).normalize(), "f")
    except InvalidOperation:
        return str(amount)


def _comparable(value: JSON) -> tuple[Decimal, str] | None:
    """What rows may be ordered by: a text, or an amount; None for all else."""
    if isinstance(value, dict):
        try:
            return Decimal(str(value.get("amount"))), ""
        except InvalidOperation:
            return None
    return (Decimal(0), value) if isinstance(value, str) else None


def _ordered(values: Sequence[tuple[Decimal, str]]) -> str:
    rising = sorted(values)
    if rising == list(values):
        return "ascending"
    return "descending" if rising[::-1] == list(values) else "in no order"


def _type(value: JSON) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "text"
        case list():
            return "list"
    return "object"


def _content(row: JSON) -> bytes:
    try:
        return orjson.dumps(row)
    except TypeError:  # numbers beyond 64 bits
        return as_json(row).encode("utf-8", "surrogatepass")
