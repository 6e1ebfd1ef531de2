"""Establishments and what they came to, made by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from conformance.errors import ExitCode
from conformance.fleet.examined import CauseSeen, Examined, Times
from conformance.fleet.fleetfile import Establishment, Fleet
from conformance.report.phrase import Phrase
from conformance.target.target import Target


def establishment(short: str, base_url: str = "") -> Establishment:
    """One whose host is its name."""
    url = base_url or f"https://{short.lower()}.example"
    return Establishment(
        code="1", short=short, name="", host=url, target=Target(name=short, base_url=url), described={}
    )


def fleet(*several: Establishment) -> Fleet:
    return Fleet(name="fleet", folder=Path(), establishments=several)


def cause(sentence: str = "it is wrong", promise: str = "AT-1", level: str = "must", verdicts: int = 1) -> CauseSeen:
    return CauseSeen(told=Phrase(sentence), promise=promise, level=level, verdicts=verdicts)


def times(endpoint: str, answers: int = 3, median: float = 20.0) -> Times:
    return Times(endpoint=endpoint, answers=answers, median_ms=median, p95_ms=2 * median)


def examined(short: str, code: ExitCode = ExitCode.CONFORM, word: str = "CONFORM", **more: Any) -> Examined:
    """What an establishment came to."""
    given = {"code": "10807", "name": "", "host": f"{short}.example", "headline": word, "run": "r"}
    return Examined(short=short, word=word, exit_code=code, **{**given, **more})
