"""Ledgers of version 0.1, told in the lines of today.

There every exchange stood inside the verdict of its scenario, bodies up to 64 KiB with it; no exchange of the run
itself was written down, and no chain held the lines together.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from conformance.ledger.exchange_record import digest

Record = dict[str, Any]


class Upgrade:
    """Tells the lines of one ledger anew, in their order."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._bodies: set[str] = set()

    def lines(self, said: Mapping[str, Any]) -> Iterator[Record]:
        """The lines that tell what this one does."""
        if said["kind"] == "header":
            digests = {"requirements and schemas": said["requirements_sha256"], "scenarios": said["scenarios_sha256"]}
            yield {**said, "judged_by": {"digests": digests}}
            return
        if said["kind"] == "footer":
            yield dict(said)
            return
        numbers: list[int] = []
        for step, exchange in zip(said["steps"], said["exchanges"], strict=True):
            number = next(self._numbers)
            numbers.append(number)
            yield from self._exchange(number, exchange, _asked_by(said["name"], step))
        findings = [{**one, "exchange": _number(one["exchange"], numbers)} for one in said["findings"]]
        verdict = {key: value for key, value in said.items() if key != "steps"}
        yield verdict | {"findings": findings, "exchanges": numbers, "played": []}

    def _exchange(self, number: int, said: Mapping[str, Any], asked_by: Record) -> Iterator[Record]:
        sides: dict[str, Record] = {}
        for name in ("request", "response"):
            side = {
                key: value for key, value in said[name].items() if key not in ("body", "base64", "length", "sha256")
            }
            content = _content(said[name])
            if content is not None and (name == "request" or content):
                side["body"] = found = digest(content)
                if found not in self._bodies:
                    self._bodies.add(found)
                    encoded = base64.b64encode(content).decode()
                    yield {"kind": "body", "sha256": found, "base64": encoded}
            sides[name] = side
        record: Record = {"kind": "exchange", "number": number, "asked_by": asked_by, **sides}
        yield record | {key: said[key] for key in ("elapsed_ms", "at", "note")}


def _asked_by(scenario: str, step: int) -> Record:
    if step < 0:
        return {"purpose": "stage", "scenario": scenario}
    return {"purpose": "step", "scenario": scenario, "step": step}


def _number(index: int, numbers: list[int]) -> int | None:
    return None if index < 0 else numbers[index]


def _content(side: Mapping[str, Any]) -> bytes | None:
    if "base64" in side:
        return base64.b64decode(side["base64"], validate=True)
    text: str | None = side.get("body")
    return None if text is None else text.encode("utf-8", "surrogatepass")
