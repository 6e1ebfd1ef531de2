"""Progress where a person watches: one line, written again and again, and gone at the end."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.plugin.progress import Progress


class Terminal:
    """What pytest's reporter is to a person."""

    isatty = True
    showfspath = True

    def __init__(self) -> None:
        self.written: list[str] = []

    def rewrite(self, line: str, *, erase: bool) -> None:
        assert erase
        self.written.append(line)

    def write(self, text: str) -> None:
        self.written.append(text)

    def write_sep(self, sep: str, title: str | None = None, **more: Any) -> None:  # noqa: ARG002 - theirs
        self.written.append(title or sep)


def report(name: str, word: str) -> pytest.TestReport:
    made = pytest.TestReport(f"x::{name}", ("", 0, ""), {}, "passed", None, "call")
    made.__dict__["stet_outcome"] = word
    return made


def test_a_line_that_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The chapter, the number and the time that is left; what others say of their files is left out."""
    now = iter(range(0, 1000, 10))
    monkeypatch.setattr("conformance.plugin.progress.time.monotonic", lambda: float(next(now)))
    terminal = Terminal()
    progress = Progress(terminal, verbose=False)
    progress.pytest_xdist_node_collection_finished([f"a::a/{number}@persona=marc" for number in range(20)])
    for number in range(10):
        progress.pytest_runtest_logreport(report(f"a/{number}", "failed" if number == 1 else "passed"))
    assert terminal.written[0] == "a  1 of 20"
    assert terminal.written[-1] == "a  10 of 20, 1 failed, about 100 s left"
    progress.pytest_sessionfinish()
    assert terminal.written[-2:] == ["", "\r"]
    terminal.write_sep("-", "generated xml file: /home/me/junit.xml")
    terminal.write_sep("=", "1 cause")
    assert terminal.written[-1] == "1 cause"
