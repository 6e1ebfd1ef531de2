"""Failures as entries of a list of known deviations, ready to paste. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from conformance.deviations import Came, claim_of
from conformance.model import JSON, Finding
from conformance.symptoms import CODED, general_wording, wording
from conformance.wording import as_json

_PLAIN: Final = re.compile(r"(?!(?:true|false|null|yes|no|on|off)$)[A-Za-z][A-Za-z0-9_./-]*")
"""Texts that YAML takes for nothing else."""
_PARTICULARS: Final = ("reason", "owner", "ticket", "expires")


def of_scenario(scenario: str, finding: Finding, status: int | None) -> str:
    """The entry for one claim of one step of a scenario."""
    members = {"scenario": scenario, "step": finding.step + 1, "claim": claim_of(finding)}
    return written(members | {"came": pinned(finding, status).told()})


def of_cause(promise: str, asked: str, path: str, finding: Finding, status: int | None) -> str:
    """The entry for a promise that is broken in one way at an address."""
    members: dict[str, JSON] = {"promise": promise, "address": asked} | ({"path": path} if path else {})
    return written(members | {"claim": finding.word, "came": pinned(finding, status).told()})


def pinned(finding: Finding, status: int | None) -> Came:
    """What came, as an entry pins it: the value of a status or an error code, of all else what is wrong with it.

    Other values may differ from one day to the next.
    """
    if finding.word == "status" and status is not None:
        return Came(status=status)
    if finding.word in CODED and isinstance(finding.got, int | str):
        return Came(status=status, value=finding.got, pins_value=True)
    says = general_wording(wording(finding))
    return Came(status=status, says=says, value=finding.got, pins_value=not says and finding.got is not None)


def written(members: Mapping[str, JSON]) -> str:
    """One entry of a list, as its file has it."""
    lines = [f"{name}: {_flow(value)}" for name, value in members.items()]
    return "  - " + "\n    ".join([*lines, *(f"{name}: CHANGE ME" for name in _PARTICULARS)])


def _flow(value: JSON) -> str:
    """A value in YAML on one line."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}: {_flow(member)}' for name, member in value.items())}}}"
    if isinstance(value, str) and _PLAIN.fullmatch(value):
        return value
    return as_json(value)
