"""What the verdicts of a run say of causes, worked out from the first on that has found something wrong.

Where nothing was found there is no cause, and nothing is worked out. As soon as something is, what held before is
wanted too, for how many answers were right: it is read from the ledger, where it stands already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from conformance.ledger.entry import Entry
from conformance.report.cause import Cause
from conformance.specs import Requirement

if TYPE_CHECKING:
    from conformance.report.sightings import Sightings


class Sighted:
    """What the verdicts so far say of causes."""

    def __init__(self, written: Callable[[], Iterable[Entry]]) -> None:
        """`written`: the verdicts that stand in the ledger, in any order."""
        self._written = written
        self._silent: set[str] = set()
        """The scenarios told so far, as long as nothing was found wrong."""
        self._found: list[Sightings] = []

    def note(self, entry: Entry) -> None:
        """A verdict that was told."""
        if not self._found and not entry.verdict.findings:
            self._silent.add(entry.verdict.scenario.name)
            return
        from conformance.report.sightings import sightings  # noqa: PLC0415 - see above

        self._found += (sightings(one) for one in (*self._held(), entry))

    def _held(self) -> Iterable[Entry]:
        names, self._silent = self._silent, set()
        return [one for one in self._written() if one.verdict.scenario.name in names] if names else ()

    @property
    def all(self) -> Sequence[Sightings]:
        """What each verdict says; nothing as long as nothing was found wrong."""
        return self._found


def causes_of(found: Sequence[Sightings], register: Mapping[str, Requirement]) -> tuple[Cause, ...]:
    """The causes of what was seen, the gravest first."""
    if not found:
        return ()
    from conformance.report.causes import causes  # noqa: PLC0415 - see above

    return causes(found, register)


def seen_in(entries: Sequence[Entry]) -> list[Sightings]:
    """What the verdicts of a ledger say of causes."""
    if not any(entry.verdict.findings for entry in entries):
        return []
    from conformance.report.sightings import of_run  # noqa: PLC0415 - see above

    return of_run(entries)
