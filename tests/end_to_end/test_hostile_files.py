"""Whatever stands in a file that a user names, a command ends with one of its exit codes, and says what is wrong where.

Never as a fault of this harness, never with a traceback, never without end; nothing is written outside the folder it
works in, and nothing is printed of what is in a file that is none of ours.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from typing import Any, Final

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance.ledger.lines import loads
from tests.support import mutations
from tests.support.ledger_lines import rewritten
from tests.support.projects import PASSES
from tests.support.somebodys_files import CAST, DEVIATIONS, TARGET, Project, holds, project

__all__ = ["project"]

CANARY: Final = "c4n4ry-of-a-file-of-somebody-else"
SCENARIO: Final = "# yaml-language-server: $schema=scenario.schema.json\n"
OWN: Final = "# yaml-language-server: $schema=own-requirement.schema.json\n"


# ------------------------------------------------------------------------------------------------------- what was good

REQUIREMENTS: Final = {"chapter": "What we ask", "requirements": {"MINE-01": {"says": "Three balances are enough."}}}
FLEET: Final = {
    "name": "two banks",
    "target": {"base_url": "http://$HOST/stet/psd2/v1.4.2", "oauth": TARGET["oauth"], "cast": "cast.yaml"},
    "establishments": [
        {"code": "10807", "short": "BPBFC", "name": "One", "host": "127.0.0.1:9"},
        {"code": "16807", "short": "BPAURA", "name": "Two", "host": "localhost:9", "differs": {"live": False}},
    ],
}
STEPS: Final = yaml.safe_load(PASSES)


class Subject:
    """A file, the commands that read it, and what it is while it is good: as data, or as it stands."""

    def __init__(self, file: str, *commands: str, data: Any = None, head: str = "", kind: str = "yaml") -> None:
        self.file, self.commands = file, [line.split() for line in commands]
        self.data, self.head, self.kind = data, head, kind

    def drawn(self, data: st.DataObject, project: Project) -> bytes:
        """Some content."""
        good = getattr(project, self.kind, b"") or mutations.in_yaml(self.data, self.head)
        if data.draw(st.booleans()):
            return data.draw(mutations.bytes_of(good))
        if self.kind == "ledger":
            return _other_lines(data, project)
        if self.kind in ("har", "certificate"):
            return mutations.in_json(data.draw(mutations.documents(json.loads(good))))
        if self.kind == "yaml":
            return mutations.in_yaml(data.draw(mutations.documents(self.data)), self.head)
        return _other_cell(data, project)


COLUMNS: Final = {
    "runs": "id fleet bank host started ended word exit_code scope reason",
    "causes": "run level promise sentence verdicts",
    "times": "run endpoint answers median_ms p95_ms",
    "requirements": "run id stands",
}


def _other_cell(data: st.DataObject, project: Project) -> bytes:
    """A history in which a column says something else."""
    path = project.home / "changed.sqlite"
    path.write_bytes(project.history)
    table = data.draw(st.sampled_from(sorted(COLUMNS)))
    column, value = data.draw(st.sampled_from(COLUMNS[table].split())), data.draw(mutations.VALUES)
    refused = contextlib.suppress(sqlite3.Error, OverflowError, UnicodeEncodeError)
    with contextlib.closing(sqlite3.connect(path)) as base, refused:
        known = value if isinstance(value, str | int | float | None) else json.dumps(value).encode()
        base.execute(f"UPDATE OR IGNORE {table} SET {column}=?", (known,))
        base.commit()
    return path.read_bytes()


def _other_lines(data: st.DataObject, project: Project) -> bytes:
    """A ledger with one line that is another, by somebody who makes the chain anew."""
    lines = [loads(line) for line in project.ledger.splitlines()]
    at = data.draw(st.integers(0, len(lines) - 1))
    lines[at] = data.draw(mutations.documents(lines[at]))
    path = project.home / "chained.jsonl"
    try:
        return rewritten(path, lines).read_bytes()
    except (TypeError, ValueError):  # a number, or half a letter, that no ledger could hold
        return b"\n".join(json.dumps(line).encode() for line in lines) + b"\n"


SUBJECTS: Final = {
    "target": Subject(
        "bank.yaml",
        "lint scenarios --target bank.yaml",
        "explain identity/marc-by-name --target bank.yaml",
        data=TARGET,
    ),
    "cast": Subject("cast.yaml", "lint scenarios --target bank.yaml", data=CAST),
    "deviations": Subject("deviations.yaml", "lint scenarios --target bank.yaml", data=DEVIATIONS),
    "scenario": Subject("scenarios/one.yaml", "lint scenarios", "list scenarios", "lint", data=STEPS, head=SCENARIO),
    "requirements": Subject("requirements/mine.yaml", "lint", data=REQUIREMENTS, head=OWN),
    "fleet": Subject("fleet.yaml", "fleet fleet.yaml -q", data=FLEET),
    "archive": Subject("traffic.har", "audit traffic.har", "audit traffic.har --target bank.yaml", kind="har"),
    "ledger": Subject(
        "reports/ledger.jsonl",
        "verify reports",
        "verify reports --today",
        "audit reports",
        "coverage reports/ledger.jsonl",
        "diff good.jsonl reports/ledger.jsonl",
        "diff reports/ledger.jsonl good.jsonl",
        "exchanges reports/ledger.jsonl balances/two",
        "export curl balances/two --ledger reports/ledger.jsonl",
        "export http balances/two --ledger reports/ledger.jsonl",
        "merge reports good.jsonl --into merged -q",
        kind="ledger",
    ),
    "report": Subject("reports/ledger.jsonl", "report reports/ledger.jsonl -q --reports again", kind="ledger"),
    "history": Subject(
        "h.sqlite", "history h.sqlite", "history h.sqlite --trend AT-BAL-2", "history h.sqlite --export json",
        "history h.sqlite --export csv", kind="history",
    ),
    "certificate": Subject("signed/certificate.json", "verify signed", kind="certificate"),
}  # fmt: skip
SLOW: Final = {"report": 10, "fleet": 3, "certificate": 2}
"""How many times the work of the others one takes."""


def tried(project: Project, name: str, examples: int) -> None:
    """So many contents of a file."""
    subject = SUBJECTS[name]

    @settings(
        max_examples=examples, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(data=st.data())
    def each(data: st.DataObject) -> None:
        project.fresh()
        content = subject.drawn(data, project)
        path = project.home / subject.file
        path.write_bytes(content)
        for words in subject.commands:
            holds(project, *words)

    each()


@pytest.mark.parametrize("name", SUBJECTS)
def test_a_file_of_somebody_else(project: Project, name: str) -> None:
    """A few contents of each kind of file."""
    tried(project, name, max(2, 12 // SLOW.get(name, 1)))


@pytest.mark.long
@pytest.mark.parametrize("name", SUBJECTS)
def test_many_files_of_somebody_else(project: Project, name: str) -> None:
    """Hundreds of them."""
    tried(project, name, int(os.environ.get("EXAMPLES", "150")) // SLOW.get(name, 1))


# ------------------------------------------------------------------------------------------------- what is none of ours

SHADOW: Final = f"root:$6${CANARY}$x:19000:0:99999:7:::\n{CANARY}:!:19000:0:99999:7:::\n"
NONE_OF_OURS: Final = {
    "shadow": SHADOW,
    "key": f"-----BEGIN PRIVATE KEY-----\n{CANARY}{CANARY}\n-----END PRIVATE KEY-----\n",
    "environment": f"PASSWORD={CANARY}\nURL=https://me:{CANARY}@bank.example/x?a=b&c=*d\n",
    "ini": f"[database]\npassword = {CANARY}\n",
    "values": f'{{"password": "{CANARY}", "more": ["{CANARY}", {{"x": "{CANARY}"}}]}}\n',
    "text": f"Dear {CANARY},\n\tno YAML at all: {CANARY}: {{\n",
    "lines": f"- {CANARY}\n- {CANARY}: !!x {CANARY}\n",
    "table": f"name;password\nme;{CANARY}\n",
    "bytes": f"\x00\x01{CANARY}\x00",
}


@pytest.mark.parametrize("name", SUBJECTS)
def test_nothing_is_told_of_a_file_that_is_none_of_ours(project: Project, name: str) -> None:
    """Whoever may choose a file's name does not get to read it so."""
    subject = SUBJECTS[name]
    for content in NONE_OF_OURS.values():
        project.fresh()
        (project.home / subject.file).write_text(content, encoding="utf-8")
        for words in subject.commands:
            assert CANARY not in holds(project, *words), (words, content)


# ---------------------------------------------------------------------------------------------- what never ends


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes in folders here")
def test_a_pipe_is_waited_for_nowhere(project: Project) -> None:
    """By no command that is given a file, nor by one that finds files in a folder."""
    beside_others = {
        "scenarios/a.yaml": ["lint scenarios", "list scenarios", "run scenarios -q"],
        "requirements/a.yaml": ["lint"],
        "reports/judged-by.tar.gz": ["verify reports", "merge reports good.jsonl --into merged -q"],
        "key.pem": ["verify signed --key key.pem", "certify signed --key key.pem --operator me"],
    }
    for file, lines in [
        *beside_others.items(),
        *((one.file, map(" ".join, one.commands)) for one in SUBJECTS.values()),
    ]:
        project.fresh()
        (project.home / file).unlink(missing_ok=True)
        os.mkfifo(project.home / file)
        for line in lines:
            holds(project, *line.split())
