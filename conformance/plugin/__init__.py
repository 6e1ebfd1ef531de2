"""The pytest plugin: scenarios are collected as items, played in their setup, and told in every report.

It is loaded in every project that has the package installed. It acts on its own options and on YAML files that carry
our schema header, and on nothing else; what it needs is imported where a scenario turns up. Nor does this file import
pytest: our own command opens a run, with what stands beside this file, before it starts a session.
"""
# ruff: noqa: PLC0415 - see above

from __future__ import annotations

from typing import TYPE_CHECKING

from pluggy import HookimplMarker

if TYPE_CHECKING:
    import pytest

_hookimpl = HookimplMarker("pytest")
"""`pytest.hookimpl`."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options, in a group of their own."""
    from conformance.plugin import options

    options.add(parser)


@_hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Before the writers of reports look for their paths: a session that is announced as a run begins as one."""
    from conformance.plugin.discovery import Discovery

    discovery = Discovery(config)
    config.pluginmanager.register(discovery, "stet_conformance_discovery")
    discovery.look()
