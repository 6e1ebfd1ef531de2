"""Failures as entries of a list of known deviations, ready to paste. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final

from conformance.deviations import Came, claim_of
from conformance.late import pattern
from conformance.model import JSON, Finding
from conformance.symptoms import CODED, general_wording, wording
from conformance.visible import visible
from conformance.wording import as_json

_PLAIN: Final = pattern(r"(?!(?i:true|false|null|yes|no|on|off)$)[A-Za-z][A-Za-z0-9_./-]*")
"""Texts that YAML takes for nothing else."""
_HALF: Final = pattern("[\ud800-\udfff]")
"""Half a character has no escape in YAML either: what came is then not what is accepted, but the file can be read."""
_LONGEST_KEY: Final = 1_000
_PARTICULARS: Final = ("reason", "owner", "ticket", "expires")


Failure = Mapping[str, JSON]
"""What an entry accepts, by the names of its members."""


def of_scenario(scenario: str, finding: Finding, status: int | None) -> Failure:
    """One claim of one step of a scenario."""
    members = {"scenario": scenario, "step": finding.step + 1, "claim": claim_of(finding)}
    return members | {"came": pinned(finding, status).told()}


def of_cause(promise: str, asked: str, path: str, finding: Finding, status: int | None) -> Failure:
    """A promise that is broken in one way at an address."""
    members: dict[str, JSON] = {"promise": promise, "address": asked} | ({"path": path} if path else {})
    return members | {"claim": finding.word, "came": pinned(finding, status).told()}


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


def written(failures: Sequence[Failure]) -> str:
    """The entry that accepts these, as its file has it: what a person has to fill in stands there once."""
    particulars = [f"{name}: CHANGE ME" for name in _PARTICULARS]
    if len(failures) == 1:
        return "  - " + "\n    ".join([*_members(failures[0]), *particulars])
    lines = [*particulars, "failures:"]
    for one in failures:
        first, *rest = _members(one)
        lines += [f"  - {first}", *(f"    {line}" for line in rest)]
    return "  - " + "\n    ".join(lines)


def _members(failure: Failure) -> list[str]:
    return [f"{name}: {_flow(value)}" for name, value in failure.items()]


def _flow(value: JSON) -> str:
    """A value in YAML on one line; what visible writes out are escapes of YAML too (YAML 1.2.2, section 5.7)."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_key(name)}: {_flow(member)}' for name, member in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    if not isinstance(value, str):
        return as_json(value)
    if _PLAIN.fullmatch(value):
        return value
    return visible(json.dumps(_HALF.sub("\ufffd", value), ensure_ascii=False))


def _key(name: str) -> str:
    """The name of a member, which a bank may have given; YAML wants a long one announced."""
    written = _flow(name)
    return written if len(written) <= _LONGEST_KEY else f"? {written}"
