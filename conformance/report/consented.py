"""What shows of consents: that something is open that should be closed, or closed that should be open. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from conformance.report.asking import REFUSAL
from conformance.report.circumstances import CONSENTS, LIST, OUTLIVES
from conformance.report.sightings import Sighting, Sightings, Tried
from conformance.symptoms import CODED, Symptom

_CONSENTED: Final = frozenset({"balances", "transactions", "endUserIdentity", "end-user-identity"})
"""What a consent opens: members, links, and the ends of addresses."""
_NOT_CONSENTED: Final = 403
_NOT_THERE: Final = "is missing"
_SEVERAL: Final = 3
"""So many, and chance is no explanation any more."""
_MOSTLY: Final = 3 / 4
_OF_ANY: Final = (*CODED, "schema", "headers")
"""Words of claims on any answer: what a list holds is another matter."""


def is_opened(one: Sighting) -> bool:
    """Whether something is shown that a consent is to open first."""
    looks = one.symptom
    if looks.word == "status":
        return one.status < REFUSAL and looks.turn.endswith("a refusal") and _ends(looks.address) in _CONSENTED
    return looks.word == "lacks" and looks.member in _CONSENTED


def is_closed(one: Sighting) -> bool:
    """Whether something is not shown, or refused as not consented, that a consent opens."""
    looks = one.symptom
    if looks.word in CODED:
        closed = one.finding.got == "NGAC" if looks.word == "error" else looks.likeness.endswith("an answer")
        return closed and one.status == _NOT_CONSENTED and _ends(looks.address) in _CONSENTED
    return looks.essence.endswith(_NOT_THERE) and looks.member in _CONSENTED


def _ends(address: str) -> str:
    return address.rpartition("/")[2]


def ends_with_a_refresh(verdicts: Iterable[Sightings]) -> bool:
    """Whether consents end with a refresh: what they open is found closed after one only, and open never.

    Nothing of it may be open where a token was refreshed since the consent was sent, and nothing closed where none was.
    """
    verdicts = tuple(verdicts)
    found = [one for verdict in verdicts for one in verdict.found if one.tried is not None]
    closed = [one for one in found if one.leads and one.finding.must and is_closed(one)]
    if len({one.scenario for one in closed}) < _SEVERAL or not all(_outlives(one.tried) for one in closed):
        return False
    claims = {(one.tried.claim, one.tried.address) for one in closed if one.tried is not None}
    broken = {(one.tried.claim, one.number) for one in found if one.tried is not None}
    every = (one for verdict in verdicts for one in verdict.tried if (one.claim, one.address) in claims)
    kept = [one for one in every if (one.claim, one.number) not in broken]
    return bool(kept) and not any(_outlives(one) for one in kept)


def kept_otherwise(verdicts: Iterable[Sightings]) -> Iterator[Symptom]:
    """What shows that the bank keeps less of consents than it is told: it neither lists nor opens the rest.

    A bank whose list alone is wrong opens what it hides; one whose other addresses are wrong lists what they refuse.
    """
    musts = [(one, verdict) for verdict in verdicts for one in verdict.found if one.leads and one.finding.must]
    refused = [(one, verdict) for one, verdict in musts if is_closed(one) and one.symptom.word in CODED]
    alike = {one.scenario: verdict.restaged for one, verdict in refused if CONSENTS not in one.after}
    if sum(alike.values()) < max(_SEVERAL, _MOSTLY * len(alike)):
        return
    for one, verdict in musts:
        told = verdict.restaged or CONSENTS in one.after
        if is_closed(one) or (told and one.symptom.address == LIST and one.symptom.word not in _OF_ANY):
            yield one.symptom


def _outlives(one: Tried | None) -> bool:
    """Whether an answer was had with a token that was refreshed after the consent was sent."""
    return one is not None and one.circumstances.get(OUTLIVES) == "yes"
