"""The search for a counter-example: Hypothesis makes cases and shrinks the first that fails; each is played once.

Deterministic by its seed, without a database, and bounded: once a counter-example is known only so many more cases are
played, all others count as kept, so that shrinking ends soon. A case is never played twice, so a bank that is wrong now
and then still yields the case that caught it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from random import Random

import hypothesis
from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis.strategies import SearchStrategy

from conformance.model import Outcome, Verdict
from conformance.properties.property import Case

_SHRINKS = 150
_JUDGED = (Outcome.PASSED, Outcome.WARNED, Outcome.FAILED)

Play = Callable[[str], Verdict]


class RefutedError(Exception):
    """A case does not hold."""


class Search:
    """Plays cases until one does not hold, or one cannot be judged."""

    def __init__(self, play: Play, write: Callable[[Case], str]) -> None:
        self._play, self._write = play, write
        self._known: dict[str, Verdict | None] = {}
        """By the text of a case: the verdict on it where it failed."""
        self._left = _SHRINKS
        self._played = 0
        self.refuted: tuple[str, Verdict] | None = None
        """The text and verdict of the smallest case that failed."""
        self.stopped: Verdict | None = None
        """The verdict on a case that could not be judged; nothing is played after it."""
        self.broken: Exception | None = None
        """What a case raised: our own fault."""

    @property
    def played(self) -> int:
        """How many different cases were played."""
        return self._played

    def look(self, case: Case) -> Verdict:
        """The verdict on a case that must hold before anything is generated. Raises RefutedError where it does not."""
        text = self._write(case)
        self._played += 1
        verdict = self._play(text)
        if verdict.outcome not in _JUDGED:
            self.stopped = verdict
            raise RefutedError
        if verdict.outcome is Outcome.FAILED:
            self.refuted = text, verdict
            raise RefutedError
        return verdict

    def run(self, cases: SearchStrategy[Case], examples: int, seed: int) -> None:
        """Try so many cases; what was found stands in `refuted`, `stopped` or `broken`.

        Each is drawn anew: left to itself, Hypothesis makes five of six cases by changing the one before a little, and
        a few dozen would then see little of what there is.
        """
        seeds = Random(seed)
        for _ in range(examples):
            if self.refuted or self.stopped or self.broken:
                return
            self._draw(cases, seeds.getrandbits(32))

    def _draw(self, cases: SearchStrategy[Case], seed: int) -> None:
        """The simplest case of all, which is played only the first time, and another; shrunk if it fails."""

        @hypothesis.seed(seed)
        @settings(
            max_examples=2,
            database=None,
            deadline=None,
            derandomize=False,
            print_blob=False,
            report_multiple_bugs=False,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
            verbosity=Verbosity.quiet,
        )
        @hypothesis.given(cases)
        def holds(case: Case) -> None:
            if not self._holds(self._write(case)):
                raise RefutedError

        with suppress(RefutedError):
            holds()

    def _holds(self, text: str) -> bool:
        if text not in self._known:
            if self.stopped is not None or self.broken is not None or self._left <= 0:
                return True
            self._left -= self.refuted is not None
            self._known[text] = self._failed(text)
        failed = self._known[text]
        if failed is not None:
            self.refuted = text, failed
        return failed is None

    def _failed(self, text: str) -> Verdict | None:
        """The verdict on a case that failed; None where it did not, or could not be judged."""
        self._played += 1
        try:
            verdict = self._play(text)
        except Exception as error:  # Hypothesis would take it for the bank's, and shrink it
            self.broken = error
            return None
        if verdict.outcome not in _JUDGED:
            self.stopped = verdict
        return verdict if verdict.outcome is Outcome.FAILED else None
