"""The options of the plugin, and what follows from those that were given: paths to collect, reports to write."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

import pytest

_MARK = b"scenario.schema.json"
_BEGINNING = 300


def add(parser: pytest.Parser) -> None:
    """`--base-url` is pytest-base-url's; it stands for a target without a file."""
    group = parser.getgroup("stet-conformance", "conformance of a PSD2 account-information API (STET)")
    group.addoption(
        "--target",
        metavar="FILE",
        dest="stet_target",
        help="examine the bank that this target file describes; without paths: by the whole catalogue",
    )
    group.addoption("--reports", metavar="DIR", dest="stet_reports", help="where a run writes its reports (reports/)")
    group.addoption(
        "--now", metavar="MOMENT", dest="stet_now", help="run as if it were this moment, e.g. 2026-03-29T21:30 (Paris)"
    )
    group.addoption(
        "--mask-personal-data",
        action="store_true",
        dest="stet_mask_personal",
        help="names like IBAN-1 and NAME-3 in place of personal data in every report",
    )
    group.addoption(
        "--examples",
        metavar="BUDGET",
        dest="stet_examples",
        help="generated cases beside the scenarios: quick, deep, or how many for each property",
    )
    group.addoption(
        "--examples-seed", metavar="N", type=int, default=0, dest="stet_seed", help="other cases: another seed (0)"
    )
    group.addoption(
        "--keep-examples",
        metavar="DIR",
        dest="stet_keep_examples",
        help="write each counter-example as a scenario into this folder",
    )
    group.addoption(
        "--only", metavar="NAME", action="append", default=[], dest="stet_only",
        help="only the scenarios of this name, folder or requirement id (may be repeated)",
    )  # fmt: skip


def aimed(config: pytest.Config) -> bool:
    """Whether the command line names a bank; a base URL in an ini file or the environment may be for other tests."""
    given = config.invocation_params.args
    return config.getoption("stet_target") is not None or any(
        str(arg).partition("=")[0] == "--base-url" for arg in given
    )


def base_url(config: pytest.Config) -> str | None:
    """The base URL, whoever gave it; None without one, or without pytest-base-url."""
    if not hasattr(config.option, "base_url"):
        return None
    given = config.getoption("base_url") or config.getini("base_url")
    return str(given) if given else None


def moment(config: pytest.Config) -> datetime | None:
    """The moment of `--now`. Raises ValueError."""
    text = config.getoption("stet_now")
    return datetime.fromisoformat(text) if text else None


def paths_given(config: pytest.Config) -> bool:
    """Whether the command line says what to collect."""
    return config.args_source is pytest.Config.ArgsSource.ARGS


def holds_scenarios(config: pytest.Config) -> bool:
    """Whether what is collected has scenarios or a ledger in it, as far as a short look tells."""
    where = [Path(arg.partition("::")[0]) for arg in config.args]
    if not paths_given(config):
        where = [path / "scenarios" for path in where]
    return any(_promising(path) for path in where)


def _promising(path: Path) -> bool:
    if path.is_file():
        return may_be_scenario(path) or path.suffix == ".jsonl"
    return any(may_be_scenario(file) for file in islice(_yaml(path), 50))


def _yaml(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*.y*ml") if path.suffix in (".yaml", ".yml"))


def may_be_scenario(path: Path) -> bool:
    """Whether a YAML file begins like a scenario: a look that needs none of our other rooms."""
    if path.suffix not in (".yaml", ".yml"):
        return False
    try:
        with path.open("rb") as file:
            return _MARK in file.readline(_BEGINNING)
    except OSError:
        return False
