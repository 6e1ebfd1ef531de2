"""The register of requirements: what each chapter of the documentation promises, sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from conformance.errors import Mistake, Mistakes
from conformance.frozen import dataclass
from conformance.specs import compiled


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One promise of the documentation or of STET."""

    id: str
    chapter: str
    level: str
    """must, should, may or info."""
    says: str
    """One sentence of our own that is true of a conforming bank."""
    of: str = ""
    """Whose rule it is: `bank` for its documentation, or `stet`; '' for the user's."""
    lines: tuple[str, ...] = ()
    """Where the documentation says it: `12` or `12-14`."""
    stet: str = ""
    """Where STET 1.4.2 says it; '' where it is no rule of STET."""
    reading: tuple[str, ...] = ()
    """The ambiguities whose reading was taken here."""
    not_tested: str = ""
    """Why it cannot be tested from outside; '' where it can."""
    own: bool = False
    """Whether it is the user's, and no promise of the bank's."""

    @property
    def acceptance(self) -> bool:
        """Whether it is one of the documented acceptance tests."""
        return self.id.startswith("AT-")

    def source(self, of: str) -> str:
        """Where the text of the bank or of STET says it: `lines 1410`, `STET part 2, Transaction`; '' for nowhere."""
        if of == "bank":
            return f"lines {', '.join(self.lines)}" if self.lines else ""
        return re.sub(r"^Part ", "STET part ", self.stet)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One chapter of the documentation: the lines it spans and those that promise nothing testable."""

    title: str
    lines: str
    """`12-34`; '' for rules of STET alone."""
    prose: tuple[str, ...]


def read_register(folder: Path) -> tuple[dict[str, Requirement], tuple[Chapter, ...]]:
    """The requirements by id, and the chapters, of every file in a folder.

    Raises Mistakes where a file is no YAML or an id stands in two of them.
    """
    found: dict[str, Requirement] = {}
    chapters: list[Chapter] = []
    mistakes: list[Mistake] = []
    for path in sorted(folder.glob("*.yaml")):
        document = compiled.read(path)
        data = document.data
        title = data["chapter"]
        chapters.append(
            Chapter(title=title, lines=str(data.get("lines", "")), prose=tuple(map(str, data.get("prose", ()))))
        )
        for key, value in (data.get("requirements") or {}).items():
            if key in found:
                place = document.key_place(("requirements", key))
                mistakes.append(Mistake(place=place, says=f"{key} is already defined in {found[key].chapter}"))
            found[key] = _requirement(key, title, value)
    if mistakes:
        raise Mistakes(mistakes)
    return found, tuple(chapters)


def _requirement(key: str, chapter: str, data: Mapping[str, Any]) -> Requirement:
    return Requirement(
        id=key,
        chapter=chapter,
        level=data["level"],
        of=data["rule"].lower(),
        says=" ".join(str(data["says"]).split()),
        lines=tuple(map(str, data.get("lines", ()))),
        stet=data.get("stet", ""),
        reading=tuple(data.get("reading", ())),
        not_tested=data.get("not_tested", ""),
    )
