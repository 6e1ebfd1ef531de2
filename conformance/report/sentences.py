"""What is wrong with an answer, as a sentence about the bank: for whoever has never read a scenario. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from conformance.late import pattern
from conformance.model import JSON, Finding
from conformance.report.phrase import Phrase, code, phrase
from conformance.report.sightings import Sighting
from conformance.symptoms import ANY, CODED, general_path
from conformance.wording import either, plain

_MISSING: Final = pattern(r"(?:`([^`]+)`|(\S+)) is missing")
_PRESENT: Final = pattern(r"\S+ is present")
_MORE: Final = pattern(r" \(and \S+ more like it\)$")
_PROVES_NOTHING: Final = ", which proves nothing"
_NO_ANSWER: Final = 0
_SHORT: Final = 40
_LONGEST: Final = 160
_PLAINLY: Final = frozenset({"the status is wrong", "the error code is wrong", "the value is different"})
"""Says no more than what was wanted and what came."""


def sentence(
    one: Sighting, addresses: Sequence[str], others: Iterable[Sighting] = (), *, general: bool = False
) -> Phrase:
    """What is wrong, and where; `others` are findings of the same cause, `general` leaves out numbers and ids.

    Those of the others that miss a member at the same place of the same answer are told with it.
    """
    what = _what(one, tuple(others), general=general)
    if not addresses:
        return what
    where = _where(addresses)
    if what.text.startswith("{came}"):  # says what the bank answers
        answers = "{where} answers {what}" if len(addresses) == 1 else "{where} answer {what}"
        return phrase(answers, where=where, what=what)
    return phrase("{where}: {what}", where=where, what=what)


def _where(addresses: Sequence[str]) -> Phrase | str:
    """What was asked for; of several the first."""
    number = len(addresses) - 1
    if not number:
        return addresses[0]
    if number == 1:
        return phrase("{first} and {second}", first=addresses[0], second=addresses[1])
    return phrase("{first} and {n} other addresses", first=addresses[0], n=number)


def _what(one: Sighting, others: Sequence[Sighting], *, general: bool) -> Phrase:
    finding = one.finding
    says = one.symptom.wording.replace(ANY, "…") if general else _MORE.sub("", finding.says)
    if finding.word == "status":
        return _of_status(finding, says)
    if finding.word == "error" and says == "the error code is wrong" and _short(finding.got):
        return phrase("{came} as its error code, where {wanted} is due", came=str(finding.got), wanted=wished(finding))
    if says.endswith(_PROVES_NOTHING):
        reason = says.removesuffix(_PROVES_NOTHING)
        return phrase("{reason}, so that this could not be checked", reason=Phrase(reason))
    if _PRESENT.fullmatch(says):
        return phrase("{path} is there, and must not be", path=f"`{general_path(finding.where or finding.key)}`")
    if missing := _MISSING.fullmatch(says):
        return _lacking(finding, missing[1] or missing[2], others)
    return _generally(finding, says)


def _of_status(finding: Finding, says: str) -> Phrase:
    came = Phrase("nothing") if finding.got in (None, _NO_ANSWER) else str(finding.got)
    if says in _PLAINLY or says.endswith(f"instead of {finding.wanted}"):
        return phrase("{came} where {wanted} is due", came=came, wanted=wished(finding))
    return phrase("{came} where {wanted} is due: {says}", came=came, wanted=wished(finding), says=Phrase(says))


def _lacking(finding: Finding, member: str, others: Sequence[Sighting]) -> Phrase:
    """A member that is missing, or several."""
    place = general_path(finding.where or finding.key)
    alike = (each.finding for each in others)
    near = [each for each in alike if each.word == finding.word and general_path(each.where or each.key) == place]
    found = [match[1] or match[2] for each in near if (match := _MISSING.fullmatch(_MORE.sub("", each.says)))]
    members = tuple(dict.fromkeys([member, *found]))
    if finding.word == "balances" and member != place:
        if len(members) == 1:
            return phrase("no balance of the type {members} in {path}", members=members, path=f"`{place}`")
        return phrase("no balances of the types {members} in {path}", members=members, path=f"`{place}`")
    named = code([general_path(each) for each in members])
    there = _in("" if member in (place, finding.where) else place)
    if len(members) > 1:
        return phrase("{members} are missing{place}", members=named, place=there)
    return phrase("{members} is missing{place}", members=named, place=there)


def _in(place: str) -> Phrase:
    return phrase(" in {path}", path=f"`{place}`") if place else Phrase("")


def _generally(finding: Finding, says: str) -> Phrase:
    place = general_path(finding.where or finding.key)
    got = "" if finding.got is None or re.search(rf"\b{re.escape(str(finding.got))}\b", says) else _clipped(finding.got)
    wanted = "" if finding.wanted is None else wished(finding)
    told = Phrase(says or "it is not as wanted")
    named = place and place not in says
    what = phrase("{path}: {says}", path=f"`{place}`", says=told) if named else told
    if got and wanted:
        return phrase("{what} (wanted {wanted}, came {came})", what=what, wanted=wanted, came=got)
    if wanted:
        return phrase("{what} (wanted {wanted})", what=what, wanted=wanted)
    if got:
        return phrase("{what} (came {came})", what=what, came=got)
    return what


def wished(finding: Finding) -> str:
    """What was wanted: of a list any of its values would do, where the word is about one value."""
    wanted = finding.wanted
    if finding.word in CODED and not isinstance(wanted, list):
        return str(wanted)
    if isinstance(wanted, list) and finding.word in ("pages", "error", "status", "count", "distinct"):
        wanted = either(wanted)
    return _clipped(wanted)


def _clipped(value: JSON) -> str:
    text = plain(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _short(value: JSON) -> bool:
    return isinstance(value, str) and len(value) <= _SHORT
