"""A pytest plugin that writes down when a phase of a run has ended, and what was held until then, for `long_run.py`.

It is named with `-p phases`; the file that it writes is named by the variable PHASES.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Final

import pytest

_PAGES: Final = 1 << 20 if sys.platform == "darwin" else 1 << 10
"""The peak is told in bytes there, in KiB elsewhere."""
_MARKS: Final[dict[str, tuple[float, float, float]]] = {}


def mark(name: str) -> None:
    """It is now; so much of the processor was used, and so much was held at most until now, in MiB."""
    _MARKS[name] = time.time(), time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _PAGES
    Path(os.environ["PHASES"]).write_text(json.dumps(_MARKS), encoding="utf-8")


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What is played is known."""
    mark("collected")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish() -> None:
    """The last scenario was played; now the reports are written."""
    mark("played")


def pytest_unconfigure() -> None:
    """All was written."""
    mark("written")
