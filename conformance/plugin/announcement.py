"""What announces a run: options, and a short look at the paths. It imports nothing: every session pays for it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from enum import Enum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from conformance.ownfiles import look_at

if TYPE_CHECKING:
    import pytest

COMMAND: Final = "stet_conformance_command"
"""The name of the plugin by which the command line learns what a run came to."""
ADDED: Final = "stet_added"
"""What a worker of xdist is to collect beside what the user named, as its controller tells it."""
DISTRIBUTION: Final = "stet_distribution"
"""How its controller shares out what there is: xdist's word for it, or BY_PERSONA."""
BY_PERSONA: Final = "by-persona"
_JSON_OR_PACKED: Final = (b"{", b"\xef\xbb\xbf", b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"<!")
"""How a file of JSON lines begins, as it is, packed or inside a page."""
_MARK: Final = b"scenario.schema.json"
_BEGINNING: Final = 300
_LOOKED_AT: Final = 50
"""How many YAML files of a folder are opened to find out whether it holds scenarios."""


class Occasion(Enum):
    """Why a run begins."""

    ASKED = "asked"
    """A bank was named without paths, or our own command started the session: it is a run, whatever turns up."""
    EXPECTED = "expected"
    """The paths or options promise scenarios: it is a run if one of them is selected."""
    MET = "met"
    """A scenario has turned up that nothing promised: it is played, but fills no report of others."""


def given_to_worker(config: pytest.Config) -> Mapping[str, Any]:
    """What a worker of xdist was told by its controller; nothing in any other process."""
    found: Mapping[str, Any] = getattr(config, "workerinput", {})
    return found


def aimed(config: pytest.Config) -> bool:
    """Whether the command line names a bank; a base URL in an ini file or the environment may be for other tests."""
    given = config.invocation_params.args
    return config.getoption("stet_target") is not None or any(
        str(arg).partition("=")[0] == "--base-url" for arg in given
    )


def scenario_meant(arg: str) -> str:
    """The scenario whose id a word of the command line is, as pytest prints it (`access::access/no-token`); else ''."""
    folder, _, name = arg.partition("::")
    return name if name and folder == (name.rpartition("/")[0] or "scenarios") else ""


def announced(config: pytest.Config) -> bool:
    """Whether scenarios are what a session is for, as far as its options and a short look at its paths tell."""
    if config.getoption("stet_target") or config.getoption("stet_reports"):
        return True
    where = [Path(arg.partition("::")[0]) for arg in config.args]
    if config.args_source is not config.ArgsSource.ARGS:
        where = [path / "scenarios" for path in where]
    passed_over: list[str] = config.getini("norecursedirs")
    return any(_promising(path, passed_over) for path in where)


def _promising(path: Path, passed_over: list[str]) -> bool:
    if path.is_file():
        return may_be_scenario(path) or may_be_ledger(path)
    return any(may_be_scenario(file) for file in islice(_yaml(path, passed_over), _LOOKED_AT))


def _yaml(folder: Path, passed_over: list[str]) -> Iterator[Path]:
    """The YAML files of a folder, without those of folders that pytest collects nothing from."""
    for here, below, files in os.walk(folder):
        below[:] = sorted(name for name in below if not any(Path(here, name).match(one) for one in passed_over))
        yield from (Path(here, name) for name in sorted(files) if name.endswith((".yaml", ".yml")))


def may_be_scenario(path: Path) -> bool:
    """Whether a YAML file begins like a scenario: a look that needs none of our other rooms."""
    if path.suffix not in (".yaml", ".yml"):
        return False
    try:
        look_at(path)
        with path.open("rb") as file:
            return _MARK in file.readline(_BEGINNING)
    except OSError:
        return False


def may_be_ledger(path: Path) -> bool:
    """Whether a file begins as JSON lines do, whatever it is called; as short a look."""
    try:
        look_at(path)
        with path.open("rb") as file:
            return file.read(16).lstrip().startswith(_JSON_OR_PACKED)
    except OSError:
        return False
