"""The error codes and the scenarios agree: none wants a code under a status that the table does not let it have."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from conformance import specs

HOUSE = Path(__file__).parents[2]
TABLE: dict[str, Any] = yaml.safe_load((HOUSE / "specs" / "errors.yaml").read_text(encoding="utf-8"))["codes"]
OPERATIONS = {
    "/balances": "balances",
    "/transactions": "transactions",
    "/consents": "consents",
    "/trusted-beneficiaries": "beneficiaries",
    "/end-user-identity": "identity",
    "/accounts": "accounts",
}
"""What an address is about, by a part of it; the first that fits."""
VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class Refusal(NamedTuple):
    """A status that a step lets a refusal have, and the codes that may come with it there."""

    scenario: str
    operation: str
    status: int
    codes: tuple[str, ...]
    strictly: bool
    """Whether nothing milder is said: what is only let through is no reason to warn."""


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def refusals() -> Iterator[Refusal]:
    for path in sorted((HOUSE / "scenarios").rglob("*.yaml")):
        for step in yaml.safe_load(path.read_text(encoding="utf-8"))["steps"]:
            must, should = step.get("expect") or {}, step.get("should") or {}
            error = must.get("error", should.get("error"))
            statuses = should.get("status", must.get("status"))
            if error is None or statuses is None:
                continue
            address = str(next((step[verb] for verb in VERBS if verb in step), ""))
            operation = next((name for part, name in OPERATIONS.items() if part in address), "")
            for status in (int(one) for one in listed(statuses) if int(one) >= 400):
                codes = error.get(status, error.get(str(status), [])) if isinstance(error, dict) else error
                found = tuple(str(code) for code in listed(codes))
                yield Refusal(path.stem, operation, status, found, "status" in should)


def lets(code: str, operation: str, status: int, *, strictly: bool) -> bool:
    statuses = TABLE[code].get("except", {}).get(operation, TABLE[code])["statuses"]
    kinds = ("must", "accept") if strictly else ("must", "accept", "warn")
    return any(status in statuses.get(kind, ()) for kind in kinds)


REFUSALS = sorted(set(refusals()))


def test_there_are_refusals() -> None:
    """Of most codes."""
    assert len({code for one in REFUSALS for code in one.codes}) >= 9


@pytest.mark.parametrize("one", REFUSALS, ids=lambda one: f"{one.scenario}-{one.status}")
def test_a_scenario_wants_what_the_table_lets_be(one: Refusal) -> None:
    """One of the wanted codes at least may come with each wanted status."""
    assert any(lets(code, one.operation, one.status, strictly=one.strictly) for code in one.codes), one


def test_a_code_is_known_by_its_other_spellings() -> None:
    """TMRQ is TQMR in one of the tables (ambiguity C1)."""
    assert specs.load().codes["TMRQ"].variants == ("TQMR",)
