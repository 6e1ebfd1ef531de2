"""The file of a history: SQLite, into which several processes may write at once."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, Final

from conformance.errors import Unreachable, mistake
from conformance.fleet.examined import CauseSeen, Examined, Times
from conformance.history.kept import KeptRun, of_examined
from conformance.report.phrase import Phrase

_VERSION: Final = 2
_APPLICATION: Final = 0x53544554
"""Says that a file is ours: "STET" in ASCII."""
_PATIENCE_S: Final = 60.0
"""How long one waits for another one who is writing."""
_NAME_ANOTHER: Final = "name another file"
_TABLES: Final = """
CREATE TABLE runs (
  id TEXT PRIMARY KEY, fleet TEXT NOT NULL, bank TEXT NOT NULL, host TEXT NOT NULL, started TEXT NOT NULL,
  ended TEXT NOT NULL, word TEXT NOT NULL, exit_code INTEGER NOT NULL, scope TEXT NOT NULL,
  reason TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE causes (
  run TEXT NOT NULL REFERENCES runs(id), level TEXT NOT NULL, promise TEXT NOT NULL, sentence TEXT NOT NULL,
  verdicts INTEGER NOT NULL, PRIMARY KEY (run, level, promise, sentence)
) WITHOUT ROWID;
CREATE TABLE times (
  run TEXT NOT NULL REFERENCES runs(id), endpoint TEXT NOT NULL, answers INTEGER NOT NULL, median_ms REAL NOT NULL,
  p95_ms REAL NOT NULL, PRIMARY KEY (run, endpoint)
) WITHOUT ROWID;
CREATE TABLE requirements (
  run TEXT NOT NULL REFERENCES runs(id), id TEXT NOT NULL, stands TEXT NOT NULL, PRIMARY KEY (run, id)
) WITHOUT ROWID;
"""


def hold(path: Path) -> None:
    """Make sure that it can be written into, before anything is played that would be lost.

    Raises Mistakes where the file is no history, Unreachable where it cannot be written.
    """
    with _opened(path):
        pass


def add(path: Path, several: Iterable[Examined], *, fleet: str = "") -> None:
    """Keep what runs came to; one that is kept already stays as it is. All of them, or none.

    Raises Mistakes where the file is no history, Unreachable where it cannot be written.
    """
    runs = [of_examined(one, fleet) for one in several]
    with _opened(path) as base:
        for run in runs:
            _insert(base, run)


def read(path: Path) -> tuple[KeptRun, ...]:
    """All runs, the oldest first. Raises Mistakes where there is no history."""
    if not path.is_file():
        raise mistake(f"there is no history {path}", hint="`run --history FILE` begins one")
    with _told(path, "read"), closing(_readable(path)) as base:
        _hold_to_version(base, path)
        return tuple(_runs(base, path))


@contextmanager
def _told(path: Path, what: str) -> Iterator[None]:
    """What SQLite says, as it is told. Raises Mistakes or Unreachable."""
    try:
        yield
    except sqlite3.OperationalError as error:
        says = "the file, or its folder, may only be read" if "readonly" in str(error) else str(error)
        raise Unreachable(f"the history {path} cannot be {what}: {says}") from None
    except sqlite3.DatabaseError as error:
        raise mistake(f"{path} is no history: {error}", hint=_NAME_ANOTHER) from None


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """To write into, all or nothing; another program's file stays as it is."""
    with _told(path, "written"), closing(sqlite3.connect(path, timeout=_PATIENCE_S, isolation_level=None)) as base:
        if not _is_new(base):
            _hold_to_version(base, path)
        with suppress(sqlite3.OperationalError):  # where the file system has no shared memory: one waits for another
            base.execute("PRAGMA journal_mode=WAL")
        base.execute("BEGIN IMMEDIATE")
        if _is_new(base):
            _make_tables(base)
        yield base
        base.execute("COMMIT")


def _readable(path: Path) -> sqlite3.Connection:
    """Nothing of it is changed; it may lie where nobody can write, not even what SQLite puts beside it.

    Raises Unreachable where it may only be read, and not all of it stands in the file.
    """
    address = path.resolve().as_uri()
    try:
        return _connected(f"{address}?mode=ro")
    except sqlite3.OperationalError as error:
        if not any(says in str(error) for says in ("unable to open", "readonly")):
            raise
        unfinished = path.with_name(f"{path.name}-wal")
        if unfinished.is_file() and unfinished.stat().st_size:
            says = f"the history {path} may only be read, and its last runs still stand in {unfinished.name}"
            hint = "copy both files to where you may write"
            raise Unreachable(says, hint) from None
        return _connected(f"{address}?immutable=1")


def _connected(address: str) -> sqlite3.Connection:
    base = sqlite3.connect(address, uri=True, timeout=_PATIENCE_S, isolation_level=None)
    try:
        base.execute("BEGIN")
        base.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.DatabaseError:
        base.close()
        raise
    return base


def _is_new(base: sqlite3.Connection) -> bool:
    """Whether nobody has written anything into it."""
    (tables,), (application,) = (
        base.execute(text).fetchone() for text in ("SELECT count(*) FROM sqlite_master", "PRAGMA application_id")
    )
    return not tables and not application


def _make_tables(base: sqlite3.Connection) -> None:
    for statement in _TABLES.split(";"):
        base.execute(statement)
    base.execute(f"PRAGMA application_id={_APPLICATION}")
    base.execute(f"PRAGMA user_version={_VERSION}")


def _hold_to_version(base: sqlite3.Connection, path: Path) -> None:
    """Raises Mistakes where the file is something else."""
    (application,), (version,) = (
        base.execute(f"PRAGMA {name}").fetchone() for name in ("application_id", "user_version")
    )
    if _is_new(base):
        raise mistake(f"{path} is no history: it is empty", hint="`run --history FILE` begins one")
    if application != _APPLICATION:
        raise mistake(f"{path} is no history: it is another program's", hint=_NAME_ANOTHER)
    if version != _VERSION:
        says = f"{path} is a history of format {version}, this version knows {_VERSION}"
        raise mistake(says, hint="use the version of stet-conformance that wrote it")


def _insert(base: sqlite3.Connection, run: KeptRun) -> None:
    name = run.run or str(uuid.uuid4())
    told = (run.fleet, run.bank, run.host, run.started, run.ended, run.word, run.exit_code, run.scope, run.reason)
    if not base.execute("INSERT OR IGNORE INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (name, *told)).rowcount:
        return
    base.executemany(
        "INSERT OR IGNORE INTO causes VALUES (?, ?, ?, ?, ?)",
        [(name, one.level, one.promise, one.sentence, one.verdicts) for one in run.causes],
    )
    base.executemany(
        "INSERT INTO times VALUES (?, ?, ?, ?, ?)",
        [(name, one.endpoint, one.answers, one.median_ms, one.p95_ms) for one in run.times],
    )
    base.executemany(
        "INSERT INTO requirements VALUES (?, ?, ?)", [(name, key, stands) for key, stands in run.requirements.items()]
    )


def _runs(base: sqlite3.Connection, path: Path) -> Iterator[KeptRun]:
    """Raises Mistakes where a value is of another kind than a run writes: SQLite holds any in each column."""
    rows = partial(_rows, base, path)
    found = rows(
        (str, str, str, str, str, str, str, int, str, str),
        "SELECT id, fleet, bank, host, started, ended, word, exit_code, scope, reason FROM runs ORDER BY started, id",
    )
    for name, fleet, bank, host, started, ended, word, code, scope, reason in found:
        causes = rows((str, str, str, int), "SELECT level, promise, sentence, verdicts FROM causes WHERE run=?", name)
        times = rows(
            (str, int, float, float),
            "SELECT endpoint, answers, median_ms, p95_ms FROM times WHERE run=? ORDER BY answers DESC, endpoint",
            name,
        )
        stands = rows((str, str), "SELECT id, stands FROM requirements WHERE run=?", name)
        yield KeptRun(
            run=name,
            fleet=fleet,
            bank=bank,
            host=host,
            started=started,
            ended=ended,
            word=word,
            exit_code=code,
            scope=scope,
            reason=reason,
            causes=tuple(
                CauseSeen(told=Phrase(sentence), level=level, promise=promise, verdicts=verdicts)
                for level, promise, sentence, verdicts in causes
            ),
            times=tuple(
                Times(endpoint=endpoint, answers=answers, median_ms=median, p95_ms=p95)
                for endpoint, answers, median, p95 in times
            ),
            requirements=dict(stands),
        )


def _rows(
    base: sqlite3.Connection, path: Path, kinds: Sequence[type], query: str, *given: str
) -> list[tuple[Any, ...]]:
    found = base.execute(query, given).fetchall()
    if not all(isinstance(value, kind) for row in found for value, kind in zip(row, kinds, strict=True)):
        raise mistake(f"{path} is no history: a value in it is of another kind than runs write", hint=_NAME_ANOTHER)
    return found
