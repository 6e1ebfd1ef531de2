"""The documentation as a few pure rules: what a consent opens, how many pages a list has, which tokens live.

Nothing in here knows HTTP, YAML or the embedded bank. `None` stands for what the text leaves open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from conformance.checks.selects import in_known_order, selection
from conformance.frozen import dataclass
from conformance.model import JSON

KINDS = ("balances", "transactions")


# ------------------------------------------------------------------------------------------------------------ consents


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """An account or a deferred-debit card of the customer."""

    resource: str
    """Its resourceId: a `$word` where the cast knows it."""
    account: str
    """The nickname of the account: its own, or that of the account behind the card."""
    card: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What the customer lets the third party see; accounts by their nicknames (chapter PUT /consents)."""

    balances: frozenset[str] = frozenset()
    transactions: frozenset[str] = frozenset()
    identity: bool = False

    @property
    def accounts(self) -> frozenset[str]:
        """The accounts that are consented for anything."""
        return self.balances | self.transactions

    def opens(self, kind: str, holding: Holding) -> bool:
        """Whether balances or transactions may be read: a card goes with its account (lines 927-930, 938-946)."""
        return holding.account in (self.balances if kind == "balances" else self.transactions)

    def lists(self, holding: Holding) -> bool | None:
        """Whether GET /accounts lists it: all accounts while none is consented, then these and their cards."""
        if not self.accounts:
            return None if holding.card else True
        return holding.account in self.accounts

    @property
    def tells_identity(self) -> bool | None:
        """Whether GET /end-user-identity answers (line 926); open where the identity alone is consented (D5)."""
        return None if self.identity and not self.accounts else self.identity

    @property
    def links_identity(self) -> bool | None:
        """Whether the list links to it (line 648); open while no account is consented (G1)."""
        return self.identity if self.accounts else None


# --------------------------------------------------------------------------------------------------------------- pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """The pages of a list by the number of their rows (chapter GET transactions, lines 1404-1406)."""

    sizes: tuple[int, ...]

    @property
    def last(self) -> int:
        """The number of the last page; the first is 1."""
        return len(self.sizes)

    def leads(self, page: int, link: str) -> int | None:
        """The page that a link of a page leads to; None where there is no such link."""
        to = {"self": page, "first": 1, "last": self.last, "prev": page - 1, "next": page + 1}[link]
        return to if 1 <= to <= self.last and (link == "self" or self.last > 1) else None


def filtered(pages: Pages, rows: Sequence[JSON], query: Mapping[str, str]) -> Pages | None:
    """The pages that the rows of a filter fill; None where the text does not say which rows these are."""
    selects = selection(query, known_order=in_known_order(rows, query))
    chosen = [selects(row) for row in rows]
    full = pages.sizes[0]
    if None in chosen or set(pages.sizes[:-1]) - {full} or pages.last == 1:
        return None
    number = chosen.count(True)
    return Pages(sizes=tuple(min(full, number - start) for start in range(0, number, full))) if number else None


# -------------------------------------------------------------------------------------------------------------- tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyring:
    """Which tokens of one customer live (chapter "Rafraîchir votre jeton", lines 2130-2155)."""

    owners: tuple[int, ...] = ()
    """For each access token the login it comes from."""
    access: tuple[bool | None, ...] = ()
    """For each access token whether it lives."""
    refresh: tuple[bool | None, ...] = ()
    """For each login whether its refresh token lives."""

    def login(self) -> Keyring:
        """There is one valid pair: a new one ends those before."""
        ended = self.ended(*range(len(self.refresh)))
        return replace(ended, refresh=(*ended.refresh, True)).added(len(ended.refresh))

    def refreshed(self, login: int) -> Keyring:
        """A new access token ends the one before; the refresh token stays."""
        return self._marked(False, (login,), refresh=False).added(login)

    def ended(self, *logins: int) -> Keyring:
        """Revoking either token of a pair ends both."""
        return self._marked(False, logins, refresh=True)

    def doubtful(self, login: int) -> Keyring:
        """A code used twice may end the pair it was exchanged for (RFC 6749, 4.1.2)."""
        return self._marked(None, (login,), refresh=True) if self.refresh[login] else self

    def added(self, login: int) -> Keyring:
        """One more living access token."""
        return replace(self, owners=(*self.owners, login), access=(*self.access, True))

    def _marked(self, lives: bool | None, logins: tuple[int, ...], *, refresh: bool) -> Keyring:
        """What lived of these logins, marked otherwise; what is dead stays dead."""
        pairs = zip(self.access, self.owners, strict=True)
        access = tuple(lives if alive is not False and owner in logins else alive for alive, owner in pairs)
        numbered = enumerate(self.refresh)
        refreshing = tuple(lives if refresh and alive is not False and n in logins else alive for n, alive in numbered)
        return replace(self, access=access, refresh=refreshing)
