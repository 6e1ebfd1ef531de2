"""What announces a run, and that the tests of this project do not: `reports/` stays as `make certify` left it."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.plugin.announcement import announced

HOUSE = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("tests", False),
        (".", True),
        ("scenarios", True),
        ("scenarios/transactions", True),
        ("tests/golden/catalogue", True),
        ("tests/test_words.py::test_x", False),
        ("specs", False),
        ("nowhere", False),
    ],
)
def test_a_folder_announces_a_run_by_the_scenarios_that_are_collected_from_it(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, path: str, wanted: bool
) -> None:
    """Not those in a folder of `norecursedirs`, unless that is asked for by name; nor other YAML files."""
    config = request.config
    monkeypatch.setattr(config, "args", [str(HOUSE / path)])
    monkeypatch.setattr(config, "args_source", pytest.Config.ArgsSource.ARGS)
    assert announced(config) is wanted
