"""Evidence that somebody else has packed: nothing leads out of its folder, what unpacks to too much is left in time."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import tarfile

import pytest
import zstandard

from conformance.ledger import in_page, packing
from conformance.ledger.lines import loads
from tests.support.ledger_lines import rewritten
from tests.support.mutations import OUTSIDE
from tests.support.somebodys_files import Project, holds, project

__all__ = ["project"]


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
