"""verify(path) -> what becomes of a ledger that is judged again from itself alone; the door that reads its files."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path

from conformance.errors import mistake
from conformance.frozen import dataclass
from conformance.ledger import packing
from conformance.ledger.folder import where_one_may_be
from conformance.ledger.ledger import Story, is_ledger, read
from conformance.ledger.reading import Altered
from conformance.report import finished
from conformance.report.finished import Finished
from conformance.report.summary import headline
from conformance.specs import Requirement
from conformance.verification import texts
from conformance.verification.judging import judge
from conformance.verification.result import Verification


def ledger_in(path: Path) -> Path:
    """The ledger that a path names: itself, or the one that stands in the folder. Raises Mistakes."""
    if not path.is_dir():
        if not path.is_file():
            raise mistake(f"there is no file or folder {path}", hint="name the reports folder of a run, or its ledger")
        return path
    found = [one for one in sorted(path.iterdir()) if one.is_file() and _may_be(one) and is_ledger(one)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise mistake(f"no ledger stands in {path}", hint=where_one_may_be(path))
    names = ", ".join(one.name for one in found)
    raise mistake(f"several ledgers stand in {path}: {names}", hint="name one of them")


def _may_be(path: Path) -> bool:
    return path.name.endswith(packing.ENDINGS) and ".previous." not in path.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A ledger, and what became of it when it was judged again."""

    verification: Verification
    story: Story | None = None
    """None where the ledger is not as the run wrote it."""
    finished: Finished | None = None
    register: Mapping[str, Requirement] = field(default_factory=dict)
    """What the documentation promises, by the texts that it was judged by."""


def verify(path: Path, *, today: bool = False) -> Evidence:
    """Judge a ledger again.

    Raises Mistakes where there is no readable evidence: no ledger, one of another format, texts that are gone.
    """
    begun = time.perf_counter()
    try:
        story = read(path)
        ended = finished.read(story)
    except Altered as altered:
        return Evidence(verification=Verification(altered=tuple(map(str, altered.mistakes)), today=today))
    if story.header["format"] == 1:
        raise mistake(f"{path} is a ledger of format 1, which tells too little to judge again", hint="run it anew")
    judges, altered_texts = (texts.of_today(story), ()) if today else texts.as_then(story)
    verdicts = judge(story, judges, today=today)
    verification = Verification(
        run=story.header["run"],
        statement=headline(ended),
        verdicts=verdicts,
        altered=altered_texts,
        texts=judges.says,
        today=today,
        seconds=time.perf_counter() - begun,
    )
    return Evidence(verification=verification, story=story, finished=ended, register=judges.specs.register)
