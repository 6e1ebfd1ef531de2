"""Ledgers made by hand, and changed in ways in which no run changes them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jsonschema

from conformance.ledger.facts import footer
from conformance.ledger.ledger import Batch, Ledger
from conformance.ledger.lines import FIRST, LINK, SEAL, dumps, link_of, loads, seal_of
from conformance.ledger.masks import Masks
from conformance.ledger.record import to_record
from conformance.model import Outcome, Verdict
from conformance.specs import grammar
from tests.support import makers

SCHEMA = grammar("ledger")
END = footer(
    {Outcome.FAILED: 1}, exit_code=1, word="NOT CONFORM", end="whole", complete=True, ended=makers.MOMENT.isoformat()
)


def record(verdict: Verdict, masks: Masks | None = None, **more: Any) -> dict[str, Any]:
    """What a run records of a verdict."""
    return to_record(verdict, masks or Masks(), **more) | {"origin": "shipped", "lacking": []}


def written(path: Path, *verdicts: Verdict, end: bool = True, masks: Masks | None = None) -> Path:
    """A ledger of these verdicts, or of one that failed; without an end, of a run that was killed."""
    ledger = Ledger(path, makers.HEADER, b"texts")
    put_on = masks or Masks()
    for verdict in verdicts or (makers.verdict(),):
        ledger.write(Batch.of(verdict.exchanges, put_on, record(verdict, put_on)))
    if end:
        ledger.close(END)
    else:
        ledger.leave()
    return path


def lines(path: Path) -> list[dict[str, Any]]:
    """The lines of a plain ledger."""
    return [loads(line) for line in path.read_bytes().splitlines()]


def rewritten(path: Path, changed: Sequence[Any], *, chained: bool = True) -> Path:
    """A ledger with other lines; `chained`: by somebody who knows how, so that the chain holds."""
    link, text = FIRST, b""
    for line in changed:
        told = {**line, LINK: link} if chained and isinstance(line, dict) and LINK in line else line
        if chained and isinstance(told, dict) and SEAL in told:
            told = {**told, SEAL: seal_of(told, link)}
        link = link_of(told, link) if isinstance(told, dict) else link
        text += dumps(told) + b"\n"
    path.write_bytes(text)
    return path


def valid(told: Any) -> None:
    """One definition at a time: `oneOf` over all would not say which breach matters."""
    schema = {**SCHEMA["definitions"][told["kind"]], "definitions": SCHEMA["definitions"]}
    jsonschema.Draft7Validator(schema).validate(told)
