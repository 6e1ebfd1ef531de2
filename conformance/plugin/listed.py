"""The target's list of known deviations, as a run speaks of it."""

from __future__ import annotations

from collections.abc import Callable

from conformance import deviations, rules
from conformance.model import Verdict
from conformance.plugin.settings import Settings


class Listed:
    """The list, and the verdicts that it speaks of."""

    def __init__(self, settings: Settings, whole: frozenset[str], mask: Callable[[str], str]) -> None:
        """`whole`: the names of all scenarios there are, where all were looked at; `mask` over what is told."""
        self._settings, self._whole, self._mask = settings, whole, mask
        self._judged: list[deviations.Judged] = []

    def note(self, verdict: Verdict) -> None:
        """A verdict, should the list speak of it."""
        listed = [one.masked(self._mask) for one in self._settings.deviations]
        if listed:
            self._judged.append(deviations.judged(verdict, listed))

    def annex(self) -> list[dict[str, str]]:
        """The whole list, each with what this run says of it."""
        listed = self._settings.deviations
        found = deviations.annex(listed, self._judged, self._known(), self._settings.today)
        return [{key: self._mask(text) for key, text in one.items()} for one in found]

    def stale(self) -> list[str]:
        """The deviations to take out of the list."""
        listed = self._settings.deviations
        found = deviations.stale(listed, self._judged, self._known(), self._settings.today)
        return [f"{one.deviation.place}: the deviation of {one.deviation.about}: {one.why}" for one in found]

    def _known(self) -> set[str]:
        """Which scenarios and rules there are; known where all are collected."""
        if not self._whole:
            return {one.scenario for one in self._settings.deviations if not one.by_cause}
        return {*self._whole, *(rule.name for rule in rules.load())}
