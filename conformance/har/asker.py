"""Who asked for an exchange, in the comment of its entry: so that a run's own archive is read back as it was. Pure."""

from __future__ import annotations

from typing import Final

from conformance.late import pattern
from conformance.model import NOBODY, Asker, Purpose

_FORM: Final = pattern(
    r"(?P<purpose>[a-z-]+)"
    r"(?: (?P<step>\d+))?(?: of (?P<scenario>[^\s,]+))?"
    r"(?:, as (?P<persona>[A-Za-z0-9_.-]+) \((?P<scope>[A-Za-z0-9_.-]*)\))?"
)


def comment(asker: Asker, persona: str, scope: str) -> str:
    """What an entry says of who asked for it: `step 2 of balances/three-kinds, as marc (aisp)`; steps count from 1."""
    step = "" if asker.step is None else f" {asker.step + 1}"
    scenario = f" of {asker.scenario}" if asker.scenario else ""
    return f"{asker.purpose.value}{step}{scenario}" + (f", as {persona} ({scope})" if persona else "")


def asked_by(text: str) -> tuple[Asker, str, str]:
    """Who asked, as which persona, with which scope; nobody where a comment says something else."""
    found = _FORM.fullmatch(text)
    if found is None or found["purpose"] not in {one.value for one in Purpose}:
        return NOBODY, "", ""
    step = None if found["step"] is None else int(found["step"]) - 1
    asker = Asker(purpose=Purpose(found["purpose"]), scenario=found["scenario"] or "", step=step)
    return asker, found["persona"] or "", found["scope"] or ""
