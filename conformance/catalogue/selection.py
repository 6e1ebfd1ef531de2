"""Which scenarios `--only` means. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from conformance.model import Scenario


def chosen(scenarios: Sequence[Scenario], wanted: Sequence[str]) -> set[str]:
    """The names of the scenarios that at least one of the words means."""
    return {scenario.name for scenario in scenarios if any(means(word, scenario) for word in wanted)}


def means(word: str, scenario: Scenario) -> bool:
    """Whether a word names a scenario, its folder, a pattern of names, a requirement or a family of them (AT-TRX)."""
    if named(word, scenario.name):
        return True
    upper = word.upper()
    return any(key == upper or key.startswith(upper.rstrip("-") + "-") for key in scenario.covers)


def named(word: str, name: str) -> bool:
    """Whether a word is a name, its folder or a pattern of it."""
    return name == word or name.startswith(word.rstrip("/") + "/") or fnmatchcase(name, word)


def unmatched(scenarios: Sequence[Scenario], wanted: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each word that means nothing, and what may have been meant."""
    for word in wanted:
        if not any(means(word, scenario) for scenario in scenarios):
            from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it

            known = sorted({scenario.name for scenario in scenarios} | {key for one in scenarios for key in one.covers})
            close = get_close_matches(word, known, n=1) or get_close_matches(word.upper(), known, n=1)
            yield word, f"did you mean {close[0]}?" if close else "`stet-conformance list` shows them all"
