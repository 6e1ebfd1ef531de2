"""The file of a history: what was kept comes back, several may write at once, and other files are left alone."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from conformance.errors import ExitCode, Mistakes, Unreachable
from conformance.history import database
from conformance.history.kept import of_examined
from tests.support.fleets import cause, examined, times

FULL = examined(
    "BPGO", ExitCode.NOT_CONFORM, "NOT CONFORM", run="run-1", started="2026-11-22T14:05:00+01:00", scope="3 of 3",
    causes=(cause(),), times=(times("GET /accounts", 5), times("GET /end-user-identity", 2)),
    requirements={"AT-1": "broken", "AT-2": "kept"},
)  # fmt: skip
WRITES = """
import sys
from pathlib import Path
from conformance.history import database
from tests.support.fleets import examined
for number in range(20):
    database.add(Path(sys.argv[1]), [examined(sys.argv[2], run=f"{sys.argv[2]}-{number}", started="2026")])
"""


def test_what_was_kept_comes_back(tmp_path: Path) -> None:
    """The oldest first; what is kept already stays as it is."""
    path = tmp_path / "history.sqlite"
    later = examined("BPN", run="run-2", started="2026-11-23T14:05:00+01:00")
    database.add(path, [later, FULL], fleet="group")
    database.add(path, [FULL])
    assert database.read(path) == (of_examined(FULL, "group"), of_examined(later, "group"))


def test_a_run_that_came_to_no_ledger_is_kept_too(tmp_path: Path) -> None:
    """Each time it is another one."""
    path = tmp_path / "history.sqlite"
    away = examined("BPGO", ExitCode.COULD_NOT_RUN, "COULD NOT RUN", run="")
    for _ in range(2):
        database.add(path, [away])
    assert [one.word for one in database.read(path)] == ["COULD NOT RUN", "COULD NOT RUN"]


def test_two_processes_write_at_once(tmp_path: Path) -> None:
    """None of what they keep is lost."""
    path = tmp_path / "history.sqlite"
    writers = [subprocess.Popen([sys.executable, "-c", WRITES, str(path), name]) for name in ("one", "other")]
    assert [one.wait(60) for one in writers] == [0, 0]
    assert sorted(run.run for run in database.read(path)) == sorted(
        f"{name}-{number}" for name in ("one", "other") for number in range(20)
    )


def test_where_others_share_no_memory_it_is_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file system that knows no write-ahead log: one waits for the other."""

    class NoWal(sqlite3.Connection):
        def execute(self, sql: str, *more: object) -> sqlite3.Cursor:
            if "WAL" in sql:
                raise sqlite3.OperationalError("locking protocol")
            return super().execute(sql, *more)  # type: ignore[arg-type] # as it was called

    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *words, **more: connect(*words, **more, factory=NoWal))
    path = tmp_path / "history.sqlite"
    database.add(path, [FULL])
    assert len(database.read(path)) == 1


def test_another_file_is_left_as_it_is(tmp_path: Path) -> None:
    """A text, another program's database, a later format; and where there is none, that is said."""
    text, other, later = (tmp_path / name for name in ("text", "other.sqlite", "later.sqlite"))
    text.write_text("a text of more than a hundred characters " * 9)
    base = sqlite3.connect(other)
    base.execute("CREATE TABLE mine (it)")
    base.close()
    database.add(later, [FULL])
    base = sqlite3.connect(later)
    base.execute("PRAGMA user_version=3")
    base.close()
    files = text, other, later
    before = [path.read_bytes() for path in files]
    for path, says in ((text, "is no history"), (other, "another program's"), (later, "history of format 3")):
        with pytest.raises(Mistakes, match=says):
            database.add(path, [FULL])
        with pytest.raises(Mistakes, match=says):
            database.read(path)
    assert [path.read_bytes() for path in files] == before
    (tmp_path / "empty").touch()
    with pytest.raises(Mistakes, match="it is empty"):
        database.read(tmp_path / "empty")
    with pytest.raises(Mistakes, match="there is no history"):
        database.read(tmp_path / "none")
    with pytest.raises(Unreachable, match="cannot be written"):
        database.add(tmp_path / "no folder" / "history.sqlite", [FULL])


@pytest.mark.parametrize("says", ["unable to open database file", "attempt to write a readonly database"])
def test_what_lies_where_nobody_can_write_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, says: str) -> None:
    """SQLite would put files of its own beside it, or into it; what stands beside it already is not left out."""
    path = tmp_path / "history.sqlite"
    database.add(path, [FULL])
    connect = sqlite3.connect

    def read_only(name: str, **more: Any) -> sqlite3.Connection:
        base = connect(name, **more)
        if "immutable" not in name:
            base.close()
            raise sqlite3.OperationalError(says)
        return base

    monkeypatch.setattr(sqlite3, "connect", read_only)
    assert [run.bank for run in database.read(path)] == ["BPGO"]
    (tmp_path / "history.sqlite-wal").write_bytes(b"more")
    with pytest.raises(Unreachable, match=r"its last runs still stand in history\.sqlite-wal"):
        database.read(path)


def test_a_writer_who_does_not_end_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading goes on meanwhile."""
    path = tmp_path / "history.sqlite"
    database.add(path, [FULL])
    monkeypatch.setattr(database, "_PATIENCE_S", 0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unreachable, match="cannot be written: database is locked"):
            database.hold(path)
        assert len(database.read(path)) == 1
