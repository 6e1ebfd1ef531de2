"""Scenarios of a user's project, for the tests that run the harness in one."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import allure_pytest.plugin  # noqa: F401 - see below
import httpcore  # noqa: F401 - see below

import conformance

# A run inside this process forgets the modules that it imported; a class imported twice is two classes.
for _module in pkgutil.walk_packages(conformance.__path__, "conformance."):
    if not _module.name.endswith("__main__"):
        importlib.import_module(_module.name)

BY_DAY = ("--now", "2026-11-10T10:00")
"""Where a run is compared, or read to the letter: the bank answers otherwise from 21:00 to 21:50 in Paris."""
HEADER = "# yaml-language-server: $schema=../../specs/scenario.schema.json\n"
# The value-date balance may be missing from 21:00 to 21:50 in Paris: what passes passes then, too.
PASSES = f"""{HEADER}title: Marc's account has three balances
covers: [AT-BAL-1]
as: marc
given: {{consent: everything}}
steps:
  - GET: /accounts/$main.resourceId/balances
    expect:
      status: 200
      count: {{balances: {{least: 2, most: 3}}}}
"""
FAILS = PASSES.replace("{least: 2, most: 3}", "4").replace("has three", "has four").replace("AT-BAL-1", "AT-BAL-2")
WARNS = FAILS.replace("    expect:\n      status: 200\n", "    expect:\n      status: 200\n    should:\n")
SKIPPED = PASSES.replace("given:", "needs: [mtls]\ngiven:")
ADAM = PASSES.replace("marc", "adam").replace("Marc", "Adam").replace("$main", "$busy")


def written(path: Path, **files: str) -> Path:
    folder = path / "scenarios" / "balances"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder.parent
