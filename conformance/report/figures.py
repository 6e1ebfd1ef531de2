"""A run in figures, for programs: its word, what was counted, causes, and how every requirement stands. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from conformance.report.cause import Cause
from conformance.report.coverage import Standing, acceptance, chapters, held, standings
from conformance.report.finished import Finished
from conformance.report.tally import count
from conformance.report.text import Register

Figures = Mapping[str, Any]


def figures(run: Finished, register: Register, causes: Sequence[Cause]) -> Figures:
    """What `coverage --json` prints; counts are of scenarios, rules and generated cases together, by verdict word."""
    says, found = run.statement, standings(register, run.results)
    tests = acceptance(found)
    return {
        "run": run.header.get("run", ""),
        "target": dict(run.header["target"]),
        "word": says.word.value,
        "headline": says.headline,
        "exit_code": int(says.code),
        "scope": says.scope,
        "complete": bool(run.footer["complete"]),
        "counts": {word.value: number for word, number in count(run.results).items()},
        "acceptance_tests": {"held": held(tests), "of": len(tests)},
        "causes": [_cause(one) for one in causes],
        "chapters": [
            {"title": one.title, "requirements": [_requirement(standing) for standing in one.standings]}
            for one in chapters(found)
        ],
    }


def _cause(one: Cause) -> Figures:
    return {
        "number": one.number,
        "sentence": one.sentence,
        "promise": one.promise,
        "level": one.level,
        "source": one.source,
        "answers": one.answers,
        "out_of": one.out_of,
        "first_exchange": one.first,
        "request_id": one.request_id,
        "scenarios": list(one.scenarios),
        "rules": list(one.rules),
    }


def _requirement(one: Standing) -> Figures:
    return {
        "id": one.requirement.id,
        "level": one.requirement.level,
        "stands": one.word.value,
        "says": one.requirement.says,
        "verdicts": {result.name: result.outcome.value for result in one.scenarios},
    }
