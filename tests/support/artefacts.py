"""A finished run of another process, and all that it printed and wrote."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Ran:
    """A finished run, all that it printed and wrote, and what must not be in it."""

    path: Path
    code: int
    told: str
    secrets: frozenset[str]
    arguments: str
    """The command lines of the run and of what it started."""

    @property
    def outcomes(self) -> set[str]:
        """The words of its verdicts."""
        lines = (self.path / "reports" / "ledger.jsonl").read_bytes().splitlines()
        return {line["outcome"] for line in map(json.loads, lines) if line["kind"] == "verdict"}

    def artefacts(self) -> Iterator[tuple[str, str]]:
        """Each by its name, with its text; archives text by text."""
        yield "the terminal", self.told
        yield "the process list", self.arguments
        for path in sorted((self.path / "reports").rglob("*")):
            if path.suffix == ".gz":
                with tarfile.open(path) as archive:
                    for entry in archive:
                        text = archive.extractfile(entry)
                        assert text is not None
                        yield f"{path.name}: {entry.name}", text.read().decode()
            elif path.is_file():
                yield str(path.relative_to(self.path)), path.read_text(encoding="utf-8")
