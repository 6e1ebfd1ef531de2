"""Whatever stands in a file that a user names, a command ends with one of its exit codes, and says what is wrong where.

Never as a fault of this harness, never with a traceback, never without end; nothing is written outside the folder it
works in, and nothing is printed of what is in a file that is none of ours.
"""

from __future__ import annotations

import base64
import contextlib
import gzip
import hashlib
import io
import json
import os
import shutil
import sqlite3
import sys
import tarfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance import cli, specs
from conformance.commands import fleet as fleet_command
from conformance.errors import ExitCode
from conformance.ledger import in_page, packing
from conformance.ledger.lines import loads
from tests.support import mutations
from tests.support.evidence import small_set
from tests.support.ledger_lines import rewritten
from tests.support.mutations import OUTSIDE
from tests.support.projects import FAILS, PASSES, written

CODES: Final = frozenset(ExitCode) - {ExitCode.BROKEN}
"""All that are documented, but for our own fault."""
BOUND_S: Final = 10.0
"""Of one command; most take a hundredth of a second."""
AWAY: Final = "http://127.0.0.1:9/stet/psd2/v1.4.2"
CANARY: Final = "c4n4ry-of-a-file-of-somebody-else"
SCENARIO: Final = "# yaml-language-server: $schema=scenario.schema.json\n"
OWN: Final = "# yaml-language-server: $schema=own-requirement.schema.json\n"


@dataclass(frozen=True)
class Project:
    """A folder of a user's with the reports of a run in it, and one beside it that is nobody's business."""

    home: Path
    ledger: bytes
    archive: bytes
    """The texts that judged."""
    har: bytes
    history: bytes
    signed: dict[str, bytes]
    """A folder with a certificate."""

    @property
    def certificate(self) -> bytes:
        return self.signed["certificate.json"]

    def fresh(self) -> None:
        """As it was before any command was tried."""
        for path in self.home.iterdir():
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        for folder in ("scenarios", "requirements", "reports", "signed"):
            (self.home / folder).mkdir()
        for name in ("ledger.jsonl", "judged-by.tar.gz", "certificate.json"):
            (self.home / "signed" / name).write_bytes(self.signed[name])
        (self.home / "reports" / "ledger.jsonl").write_bytes(self.ledger)
        (self.home / "reports" / "judged-by.tar.gz").write_bytes(self.archive)
        (self.home / "good.jsonl").write_bytes(self.ledger)
        (self.home / "scenarios" / "one.yaml").write_text(PASSES, encoding="utf-8")
        (self.home / "cast.yaml").write_bytes(mutations.in_yaml(CAST))
        (self.home / "deviations.yaml").write_bytes(mutations.in_yaml(DEVIATIONS))
        (self.home / "bank.yaml").write_bytes(mutations.in_yaml(TARGET))


def said(*words: str) -> tuple[int, str]:
    """The exit code of a command in this process, and all that it has printed."""
    out = io.StringIO()
    before, sys.argv = sys.argv, ["stet-conformance", *words]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out), pytest.raises(SystemExit) as left:
            cli.main()
    finally:
        sys.argv = before
    return int(left.value.code or 0), out.getvalue()


def below(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def holds(project: Project, *words: str) -> str:
    """What a command says; it ended as it may."""
    began = time.process_time()
    code, out = said(*words)
    assert time.process_time() - began < BOUND_S, words
    assert code in CODES, (words, code, out[-2_000:])
    assert "Traceback" not in out, (words, out[-2_000:])
    assert code != ExitCode.MISTAKE or out.strip(), words
    assert "\x1b" not in out, (words, out[-2_000:])
    beside = project.home.parent
    assert {path.name for path in beside.iterdir()} == {project.home.name, OUTSIDE}, words
    assert below(beside / OUTSIDE) == {"theirs": b"theirs"}, words
    return out


# ------------------------------------------------------------------------------------------------------- what was good

TARGET: Final = {
    "name": "my bank",
    "base_url": AWAY,
    "oauth": {
        "authorize_url": "http://127.0.0.1:9/authorize",
        "token_url": "http://127.0.0.1:9/token",
        "client_id": "PSDFR-ACPR-13807",
        "redirect_uri": "https://myAPP.fr/Home/OAuth2Callback",
    },
    "cast": "cast.yaml",
    "deviations": "deviations.yaml",
    "features": {"piisp": False},
    "limits": {"timeout_s": 30, "rate_per_s": 2, "body_mib": 4},
    "links": {"hosts": ["cdn.bank.example"]},
    "tokens": {"marc": {"aisp": "a-token-of-marc"}},
}
CAST: Final = yaml.safe_load((specs.specs_folder() / "cast.yaml").read_text(encoding="utf-8"))
DEVIATIONS: Final = {
    "deviations": [
        {"scenario": "balances/one", "reason": "it is known", "owner": "me", "ticket": "T-1", "expires": "2099-01-01"}
    ]
}
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


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """What a run has left; every command works there."""
    base = tmp_path_factory.mktemp("hostile")
    home = base / "home"
    home.mkdir()
    (base / OUTSIDE).mkdir()
    (base / OUTSIDE / "theirs").write_bytes(b"theirs")
    with pytest.MonkeyPatch.context() as patch, small_set(tmp_path_factory.mktemp("set"), "identity/marc-by-name"):
        for name in [name for name in os.environ if name.startswith(("STET_", "PYTEST_"))]:
            patch.delenv(name)
        patch.chdir(home)
        patch.setattr(fleet_command, "flown", lambda *_, **__: False)  # what is read is read before that
        made, signed = home / "reports", home / "signed"
        assert said("run", "-q", "--reports", "signed")[0] == 0
        assert said("keygen", "key.pem")[0] == 0
        assert said("certify", "signed", "--key", "key.pem", "--operator", "me")[0] == 0
        written(home, two=FAILS)
        code, out = said("run", "scenarios", "-q", "--har", "--history", "h.sqlite")
        assert code == 1, out
        yield Project(
            home=home,
            ledger=(made / "ledger.jsonl").read_bytes(),
            archive=(made / "judged-by.tar.gz").read_bytes(),
            har=(made / "traffic.har").read_bytes(),
            history=(home / "h.sqlite").read_bytes(),
            signed={path.name: path.read_bytes() for path in signed.iterdir() if path.is_file()},
        )


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


# ---------------------------------------------------------------------------------------------------- packs and bombs


def packed(members: dict[str, bytes], *others: tarfile.TarInfo) -> bytes:
    """An archive; `others` have no content."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.PAX_FORMAT) as made:
        for name, content in members.items():
            one = tarfile.TarInfo(name)
            one.size = len(content)
            made.addfile(one, io.BytesIO(content))
        for other in others:
            made.addfile(other)
    return gzip.compress(plain.getvalue(), 1, mtime=0)


def beside(project: Project, archive: bytes, name: str = "judged-by.tar.gz") -> None:
    """A folder of evidence with these texts, and a ledger that names them, and was judged by none that are here."""
    project.fresh()
    reports = project.home / "reports"
    lines = [loads(line) for line in project.ledger.splitlines()]
    told = lines[0]["judged_by"]
    told["archive"] = {"name": name, "sha256": hashlib.sha256(archive).hexdigest()}
    told["digests"] = dict.fromkeys(told["digests"], "1" * 64)
    rewritten(reports / "ledger.jsonl", lines)
    (reports / "judged-by.tar.gz").write_bytes(archive)


def test_texts_that_lead_out_of_their_folder_are_not_unpacked(project: Project) -> None:
    """Whoever hands over a folder of evidence writes no file of whoever verifies it."""
    outside = (project.home.parent / OUTSIDE / "written").as_posix()
    for name in (
        f"rules/{outside}",
        f"rules/../../../{OUTSIDE}/written",
        "rules/..\\..\\x",
        "rules/C:\\x",
        "rules/\\x",
        "rules",
    ):
        beside(project, packed({"rules/a.yaml": b"a: 1\n", name: b"written"}))
        assert "does not belong there" in holds(project, "verify", "reports"), name
    link, device = tarfile.TarInfo("rules/link"), tarfile.TarInfo("rules/device")
    link.type, link.linkname = tarfile.SYMTYPE, outside
    device.type = tarfile.CHRTYPE
    for other in (link, device):
        beside(project, packed({}, other))
        assert "does not belong there" in holds(project, "verify", "reports")


@pytest.mark.parametrize("name", ["", ".", "..", "../outside/theirs", "/etc/passwd", "a/b", "..\\x", "C:x", "\0"])
def test_an_archive_stands_beside_its_ledger(project: Project, name: str) -> None:
    """Whatever the ledger calls it."""
    beside(project, project.archive, name or "/")
    holds(project, "verify", "reports")
    holds(project, "merge", "reports", "good.jsonl", "--into", "merged", "-q")


def test_what_is_packed_badly_or_too_well(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small file that unpacks to a large one is left in time; one that is broken is said to be."""
    broken = bytearray(project.archive)
    broken[len(broken) // 2] ^= 0xFF
    for archive in (bytes(broken), project.archive[:-40], gzip.compress(b"x"), b"no archive", b""):
        beside(project, archive)
        assert "cannot be read" in holds(project, "verify", "reports"), archive[:20]
    beside(project, gzip.compress(bytes(70 << 20), 1))
    assert "it is too large" in holds(project, "verify", "reports")
    monkeypatch.setattr(packing, "LARGEST", 1 << 20)
    monkeypatch.setattr(in_page, "LARGEST", 1 << 20)
    bomb = b"[" * (2 << 20)
    for file in (gzip.compress(bomb, 1), zstandard.compress(bomb)):
        (project.home / "bomb.gz").write_bytes(file)
        assert "unpacked it has more than 1 MiB" in holds(project, "report", "bomb.gz")
    for pieces, order in ((bomb, "0,1"), (b"x" * 70_000 + b"}", "0,1 " * 20)):
        scripts = (
            f'<script id="{name}">{base64.b64encode(gzip.compress(text, 1)).decode()}</script>'
            for name, text in ((in_page.PIECES, pieces), (in_page.ORDER, order.encode()), (in_page.VARYING, b""))
        )
        (project.home / "bomb.html").write_text("<!doctype html>" + "".join(scripts), encoding="utf-8")
        assert "unpacked it has more than 1 MiB" in holds(project, "coverage", "bomb.html")


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
