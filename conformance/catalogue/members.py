"""Paths that no documented body has, where it can be known which body a step gets: the bank is blamed for them else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from conformance import paths
from conformance.catalogue.steps import REQUESTS, verb_of
from conformance.frozen import dataclass
from conformance.grammar import did_you_mean
from conformance.model import JSON
from conformance.specs import Members

_BODIES: Final = {
    r"/accounts": ("accounts",),
    r"/accounts/[^/]+/balances": ("balances",),
    r"/accounts/[^/]+/transactions": ("transactions",),
    r"/end-user-identity": ("identity",),
    r"/trusted-?[bB]eneficiaries": ("beneficiaries",),
    r"/consents": (),
    r"\$oauth\.token": ("token", "oauth-error"),
}
"""Whose bodies an address is answered with, beside the error body (chapters on the methods)."""
_BEHIND: Final = {
    "balances": "balances",
    "transactions": "transactions",
    "parent-list": "accounts",
    "endUserIdentity": "identity",
}
_PAGES: Final = ("self", "first", "last", "next", "prev")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What is known of the body that a step gets."""

    bodies: tuple[Members, ...]
    called: str

    def unknown(self, path: str) -> Iterator[tuple[str, str]]:
        """What is wrong with the names of a path, and what was perhaps meant.

        The first name must be a documented one. Below it a bank may add members: only one that is nearly a documented
        one is wrong.
        """
        for above, name in paths.names(path):
            there = [found for one in self.bodies if (found := one.at(above)) is not None]
            known = {key for one in there for key in one.below}
            if name in known:
                continue
            if "$" in name:
                return
            meant = did_you_mean(name, known)
            if not above:
                yield f"`{path}`: no body of {self.called} has `{name}`", meant
            elif meant:
                yield f"`{path}`: `{'.'.join(above)}` has no `{name}`", meant
            return


def answered(step: Mapping[str, Any], bodies: Mapping[str, Members], before: Answered | None) -> Answered | None:
    """What is known of the body that a step as written gets, after one that got `before`; None where nothing is."""
    verb = verb_of(step)
    if verb == "follow" or (verb == "walk" and _is_link(step[verb])):
        return _behind(step[verb], bodies, before)
    if verb not in (*REQUESTS, "walk"):
        return None
    addresses = step[verb] if isinstance(step[verb], list) else [step[verb]]
    found = [_named(address) for address in addresses]
    known = {name for names in found if names is not None for name in names}
    if None in found:
        return None
    return _of({*known, "error"}, bodies, f"{'GET' if verb == 'walk' else verb} {addresses[0]}")


def _is_link(start: JSON) -> bool:
    return isinstance(start, str) and start[:1] not in "/$"


def _behind(link: str, bodies: Mapping[str, Members], before: Answered | None) -> Answered | None:
    """What a link leads to: told by its name, or a page of the same list."""
    name = re.sub(r"\[[^\]]*\]", "", link).rpartition(".")[2]
    if name in _PAGES:
        return before
    body = _BEHIND.get(name)
    return _of({body, "error"}, bodies, f"what `{link}` leads to") if body is not None else None


def _named(address: JSON) -> tuple[str, ...] | None:
    path = re.sub(r"[?#].*", "", str(address)).rstrip("/")
    return next((names for form, names in _BODIES.items() if re.fullmatch(form, path)), None)


def _of(names: set[str], bodies: Mapping[str, Members], called: str) -> Answered:
    return Answered(bodies=tuple(bodies[name] for name in sorted(names) if name in bodies), called=called)
