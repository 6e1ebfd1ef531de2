"""What a whole run came to, for the terminal. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from conformance.catalogue.shipped import Origin
from conformance.frozen import dataclass
from conformance.ledger.ledger import Entry
from conformance.model import Outcome
from conformance.report.coverage import Standing, acceptance, held, standings
from conformance.report.finished import Finished
from conformance.report.statement import Statement, Word
from conformance.report.tally import Result, count
from conformance.report.text import Register, block

_FIRST_NAMES = 4
_NOTABLE_S = 2.0
"""A Date header tells whole seconds, and some servers make it once a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """What the summary says of a verdict that the tests' own sections leave out."""

    outcome: Outcome
    name: str
    reason: str
    text: str
    """Its block; '' where the reason is all there is to tell."""


def aside(entry: Entry, register: Register) -> Aside:
    """Warnings and deviations are told as blocks, what was not played by its reason."""
    verdict = entry.verdict
    text = block(entry, register) if verdict.outcome in (Outcome.WARNED, Outcome.DEVIANT) else ""
    return Aside(outcome=verdict.outcome, name=verdict.scenario.name, reason=verdict.reason, text=text)


def asides(found: Sequence[Aside]) -> Iterator[str]:
    """The blocks, then every reason once with the scenarios it kept from being played."""
    for one in found:
        if one.text:
            yield from one.text.splitlines()
            yield ""
    for outcome in (Outcome.SKIPPED, Outcome.BLOCKED):
        for reason, names in _by_reason(found, outcome).items():
            more = f" and {len(names) - _FIRST_NAMES} more" if len(names) > _FIRST_NAMES else ""
            yield f"{outcome.upper()}  {reason}: {', '.join(names[:_FIRST_NAMES])}{more}"


def _by_reason(found: Iterable[Aside], outcome: Outcome) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for one in found:
        if one.outcome is outcome:
            groups.setdefault(one.reason, []).append(one.name)
    return groups


def summary(
    run: Finished, register: Register, reports: Iterable[str], causes: Iterable[str] = (), *, under_pytest: bool = False
) -> Iterator[str]:
    """The verdict line, the causes, what was counted, the reports, the exit code, its meaning and whose fault it is.

    `causes` are told already, each on a line (report/cause_text). `under_pytest`: the session ends with pytest's own
    code, so that ours is only told.
    """
    yield headline(run)
    yield from (_labelled("hint", hint) for hint in run.header.get("hints", ()))
    yield from (_labelled("" if number else "causes", text) for number, text in enumerate(causes))
    yield from (_labelled(label, text) for label, text in facts(run, standings(register, run.results)) if text)
    yield from (_labelled("reports", text) for text in (", ".join(reports),) if text)
    yield _labelled("exit code", ending(run.statement, under_pytest=under_pytest))


def brief(run: Finished, causes: Iterable[str], found: Iterable[Aside]) -> Iterator[str]:
    """The verdict line, the causes, and what keeps the word from being more than it is: an end too soon, a part only,
    deviations.
    """
    yield headline(run)
    yield from (_labelled("reason", reason) for reason in (run.footer.get("reason"),) if reason)
    yield from (_labelled("" if number else "causes", text) for number, text in enumerate(causes))
    if run.statement.word is Word.PARTIAL:
        yield _labelled("partial", run.statement.meaning)
    for reason, names in _by_reason(found, Outcome.DEVIANT).items():
        yield _labelled("deviant", f"{reason}: {_few(names)}")


def headline(run: Finished) -> str:
    """The word, about whom and when, and how much of the shipped set it speaks of, on one line."""
    target, says = run.header["target"], run.statement
    about = (target["name"], target["base_url"], run.header["api"], when(run.header["started"]), says.scope)
    return f"{says.headline}  {' · '.join(part for part in about if part)}"


def word_alone(says: Statement) -> str:
    """The verdict line of a run that did not come to verdicts: the word, and why."""
    return f"{says.headline}  exit code {ending(says)}"


def ending(says: Statement, *, under_pytest: bool = False) -> str:
    """The exit code, what it means and whose fault it is."""
    meaning = "; ".join(part for part in (says.meaning, says.fault) if part)
    return f"{says.code:d}: {meaning}" + (" (of the run; pytest ends with a code of its own)" if under_pytest else "")


def facts(run: Finished, found: Sequence[Standing]) -> Iterator[tuple[str, str]]:
    """What was counted, label and text."""
    tests, footer = acceptance(found), run.footer
    yield "reason", footer.get("reason", "")
    for stale in footer.get("stale", ()):
        yield "stale", stale
    yield "acceptance tests", f"{held(tests)} of {len(tests)} passed{_not_held(tests)}"
    yield "scenarios", _counted(one for one in run.results if one.origin is Origin.SHIPPED) or "none"
    yield "rules", _counted(one for one in run.results if one.origin is Origin.RULE)
    yield "generated cases", _counted(one for one in run.results if one.origin is Origin.GENERATED)
    own = _counted(one for one in run.results if one.origin is Origin.OWN)
    yield "own scenarios", f"{own}; they prove nothing of the documentation" if own else ""
    yield "requirements", _checked(one for one in found if not one.requirement.own)
    ours = [one for one in found if one.requirement.own]
    yield "own requirements", _checked(ours) if ours else ""
    yield "sharpness", footer.get("sharpness", "")
    yield "run", _identity(run)


def _identity(run: Finished) -> str:
    """Which run it was: its id, who ran it, of which commit, the release examined, how the clocks differ."""
    header, offset = run.header, run.footer.get("clock_offset_s")
    found, release = header.get("identity", {}), header.get("bank", {}).get("release", "")
    parts = [header.get("run", ""), found.get("operator", ""), found.get("ci", ""), found.get("job", "")]
    parts += [f"commit {found['commit'][:12]}"] if "commit" in found else []
    parts += [f"release {release} of the API"] if release else []
    parts += [f"the bank's clock is {offset:+g} s off"] if offset is not None and abs(offset) >= _NOTABLE_S else []
    return " · ".join(part for part in parts if part)


def _checked(found: Iterable[Standing]) -> str:
    """How many of those that can be tested were."""
    testable = [one for one in found if not one.requirement.not_tested and one.requirement.level != "info"]
    return f"{sum(one.checked for one in testable)} of {len(testable)} checked on this run"


def _counted(results: Iterable[Result]) -> str:
    return ", ".join(f"{number} {word}" for word, number in count(results).items() if number)


def _not_held(tests: Iterable[Standing]) -> str:
    """The acceptance tests that did not pass, by the word that says why."""
    groups: dict[str, list[str]] = {}
    for standing in tests:
        if not standing.holds:
            groups.setdefault(standing.word, []).append(standing.requirement.id)
    return "".join(f"; {word}: {_few(ids)}" for word, ids in groups.items())


def _few(ids: Sequence[str], most: int = 6) -> str:
    return ", ".join(ids[:most]) + (f" and {len(ids) - most} more" if len(ids) > most else "")


def when(moment: str) -> str:
    """A moment for people: `22 Nov 2026, 14:05 (Paris)`."""
    return datetime.fromisoformat(moment).strftime("%d %b %Y, %H:%M (Paris)").removeprefix("0")


def _labelled(label: str, text: str) -> str:
    return f"  {label.ljust(18)}{text}"
