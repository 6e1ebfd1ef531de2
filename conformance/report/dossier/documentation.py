"""The bank's own wording of a promise, where the user has its documentation at hand; it ships nowhere."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from conformance.errors import mistake
from conformance.frozen import dataclass
from conformance.ownfiles import content
from conformance.specs import Requirement

SHA256: Final = "78aaf6ca568d97abe57f36ba7d3fe4df2b7a475dadf8106fdaaabb796ee80bcc"
"""Of the documentation that the register cites by its lines."""
_MOST: Final = 12
"""How many lines of it a promise shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The documentation, line by line."""

    lines: tuple[str, ...]

    def of(self, promise: Requirement) -> tuple[str, ...]:
        """The lines that a promise stands on, each with its number; as many as are read at a glance."""
        numbers = dict.fromkeys(number for span in promise.lines for number in _span(span))
        told = [f"{number}  {self.lines[number - 1].strip()}" for number in numbers if self._says(number)]
        return (*told[:_MOST], "…") if len(told) > _MOST else tuple(told)

    def _says(self, number: int) -> bool:
        return 0 < number <= len(self.lines) and bool(self.lines[number - 1].strip())


def _span(text: str) -> Iterator[int]:
    first, _, last = text.partition("-")
    yield from range(int(first), int(last or first) + 1)


_LARGEST: Final = 16 << 20


def read(path: Path) -> Wording:
    """The documentation of a file. Raises Mistakes where it cannot be read, or is another text than the one cited."""
    try:
        said = content(path, _LARGEST)
    except OSError as error:
        raise mistake(f"--documentation {path} cannot be read: {error.strerror}") from None
    found = hashlib.sha256(said).hexdigest()
    if found != SHA256:
        raise mistake(
            f"--documentation {path} is another text than the one whose lines are cited: its SHA-256 is {found}",
            hint=f"the documentation of STET 1.4.2.17 as plain text has {SHA256}",
        )
    return Wording(lines=tuple(said.decode("utf-8", "replace").split("\n")))
