"""Stands here so that the folder of the checkout is on the path: tests import each other's helpers by `tests.`."""

from __future__ import annotations

import os

import pytest


@pytest.fixture(scope="session", autouse=True)
def state_folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test leaves locks, tokens or scenarios in the folders of whoever runs it."""
    os.environ["XDG_STATE_HOME"] = str(tmp_path_factory.mktemp("state"))
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))
