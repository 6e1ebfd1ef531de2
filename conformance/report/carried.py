"""What a bank told wrongly, and was then asked for, or held to: what comes of that follows from it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from conformance.late import pattern
from conformance.report.circumstances import LIST
from conformance.report.grouping import OF_VALUES, Group
from conformance.report.sightings import Sighting, Sightings

_LONG: Final = 12
"""A value as long as that is hardly met by chance."""
_UNKNOWN: Final = 404
_IDS: Final = "accounts[*].resourceId"
"""Where a bank says how its accounts are called."""
_TOO_MANY: Final = "too many: "
_MORE: Final = pattern(r" and \S+ others?$")


class Carried:
    """The wrong values of a run: an id, the address of a link; and the groups of findings that tell of them."""

    def __init__(self, groups: Sequence[Group], verdicts: Iterable[Sightings]) -> None:
        self._values = [
            (came, at)
            for at, group in enumerate(groups)
            for came in {text for one in group.sightings for text in _came(one)}
            if len(came) >= _LONG and " " not in came
        ]
        self._ids = {
            at
            for at, group in enumerate(groups)
            if any(one.place == _IDS and one.word in (*OF_VALUES, "values") for one in group.symptoms)
        }
        self._listed = {account.account for verdict in verdicts for account in verdict.listed}

    def into(self, one: Sighting) -> set[int]:
        """The groups whose wrong values were asked for where a finding shows, or due there as the bank said.

        An account that the bank does not know by the id that it lists itself is called otherwise by it: where ids are
        wrong in its lists, that is why. A link that is held to such an id is wrong for the same reason.
        """
        asked = one.tried.request if one.tried is not None else ""
        due = str(one.finding.wanted)
        by = {at for value, at in self._values if value in asked or value in due}
        unknown = one.status == _UNKNOWN and _account(one) in self._listed
        of_list = one.symptom.word == "link" and one.symptom.address == LIST
        linked = of_list and not self._listed.isdisjoint(due.split("/"))
        return by | self._ids if unknown or linked else by


def _came(one: Sighting) -> Iterator[str]:
    """What came where another value was due; of a list what is too many in it."""
    if isinstance(one.finding.got, str):
        yield one.finding.got
    if one.symptom.word == "values" and one.symptom.member:
        yield from _MORE.sub("", one.finding.says.partition(_TOO_MANY)[2]).split(", ")


def _account(one: Sighting) -> str:
    """The resourceId that was asked for; '' where none was."""
    return one.tried.circumstances.get("account", "") if one.tried is not None else ""
