"""Allure's results, where they are ours to write and not allure-pytest's."""

from __future__ import annotations

from pathlib import Path

from conformance.report.results_folder import ResultsFolder


class AllureResults:
    """Where they go."""

    def __init__(self) -> None:
        self.folder: Path | None = None
        """None where they are not ours to write."""
        self._results: ResultsFolder | None = None

    def begun(self) -> ResultsFolder | None:
        """What writes them, from the first result on; None where they are not ours to write. Raises OSError."""
        if self._results is None and self.folder is not None:
            self._results = ResultsFolder(self.folder)
        return self._results

    def close(self) -> None:
        """Nothing more is written."""
        if self._results is not None:
            self._results.close()
