"""The last word on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from conformance.report import summary as drawn
from conformance.report.text import colours

if TYPE_CHECKING:
    from conformance.plugin.session import Door


def summary(door: Door, reporter: pytest.TerminalReporter) -> None:
    """What the tests' own sections leave out, then the verdict."""
    register = door.bench.register
    reporter.section("conformance", "=", bold=True)
    for line in drawn.asides(door.book.asides):
        for text, markup in colours(line):
            reporter.write(text, **markup)
        reporter.write_line("")
    for line in drawn.summary(door.book.header, door.book.footer or {}, door.book.results, register, door.reports()):
        for text, markup in colours(line):
            reporter.write(text, **markup)
        reporter.write_line("")
