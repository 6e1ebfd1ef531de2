"""The pytest plugin: scenarios are collected as items, played in their setup, and told in every report.

It is loaded in every project that has the package installed. It acts on its own options and on YAML files that carry
our schema header, and on nothing else; what it needs is imported where a scenario turns up.
"""

from __future__ import annotations

import pytest

from conformance.plugin import options
from conformance.plugin.discovery import Discovery


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options, in a group of their own."""
    options.add(parser)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Before the writers of reports look for their paths: a session that is announced as a run begins as one."""
    discovery = Discovery(config)
    config.pluginmanager.register(discovery, "stet_conformance_discovery")
    discovery.look()
