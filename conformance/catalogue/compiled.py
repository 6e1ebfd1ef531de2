"""Scenarios as they were read before: a file that has not changed since need not be read as YAML again.

They are kept as JSON in the user's cache folder, each under the SHA-256 of its file, which is looked at each time; and
believed only where all else that reads and refuses scenarios is as it was. A cache may be shared or restored by others,
and what stands there decides verdicts: so it is believed only under a code (HMAC, RFC 2104) made with a key that lies
in the user's state folder. What vouches for a run (`verify`, a certificate) and what looks for mistakes (`lint`) reads
the files themselves.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import orjson

from conformance import __version__, ownfiles
from conformance.catalogue import own_register, scenario_record
from conformance.late import LateTuple, pattern
from conformance.model import Scenario, Step
from conformance.specs import Requirement, specs_folder

Record = dict[str, Any]

_PACKAGE: Final = Path(__file__).resolve().parent.parent
_SETS: Final = 500
_BYTES: Final = 64 * 1024**2
"""So many sets of scenarios are kept, of so many bytes together: those that were read anew last."""
_KEY_BYTES: Final = 32
_SET: Final = pattern(r"[0-9a-f]{24}\.json")
"""What the file of a set is called."""
_LEFT: Final = pattern(r"\.[0-9a-f]{24}\.json\.[0-9a-f]{8}")
"""And what it is called while it is written."""
_WRITES_S: Final = 3_600
"""Nobody writes for so long."""


class Compiled:
    """What is kept of one set of scenarios; a context manager that keeps what was read anew."""

    def __init__(self, named: Iterable[Path], environ: Mapping[str, str] = os.environ) -> None:
        """`named`: the files and folders that the set is of."""
        said = "\n".join(sorted(str(path.absolute()) for path in named))
        self._path = _folder(environ, "XDG_CACHE_HOME", ".cache") / "scenarios" / f"{_digest(said.encode())[:24]}.json"
        self._key_file = _folder(environ, "XDG_STATE_HOME", ".local", "state") / "scenarios.key"
        self._reader = _reader()
        self._known = self._read()
        self._used: dict[str, Record] = {}
        self._is_new = False

    def __enter__(self) -> Compiled:
        return self

    def __exit__(self, *_: object) -> None:
        if self._is_new or len(self._used) < len(self._known):
            self._write()

    def scenario(
        self, content: bytes, file: str, name: str, own: Mapping[str, Requirement], read: Callable[[], Scenario]
    ) -> Scenario:
        """The scenario of a file with this content, called so, beside the user's own register; `read` reads it anew.

        Raises Mistakes as `read` does: of a file with a mistake nothing is kept.
        """
        key = _digest(content) + _of_register(own)
        record = self._known.get(key)
        if record is not None:
            with suppress(KeyError, ValueError, TypeError, AttributeError):  # somebody has written into it
                found = _scenario(record, file, name, read)
                self._used[key] = record
                return found
        found = read()
        self._used[key], self._is_new = _record(found), True
        return found

    def _read(self) -> Mapping[str, Record]:
        try:
            key = _key(self._key_file)
            code, _, said = ownfiles.content(self._path, _BYTES).partition(b"\n")
            found: object = orjson.loads(said) if hmac.compare_digest(code, _code(key, said)) else None
        except (OSError, ValueError):
            return {}
        if not isinstance(found, dict) or found.get("reader") != self._reader:
            return {}
        known = found.get("scenarios")
        return known if isinstance(known, dict) else {}

    def _write(self) -> None:
        """Whole or not at all; where nothing can be kept, the files are read again the next time."""
        said = orjson.dumps({"reader": self._reader, "scenarios": self._used})
        with suppress(OSError):
            key = _key_or_new(self._key_file)
            _write_whole(self._path, _code(key, said) + b"\n" + said)
            for old in _superfluous(self._path.parent):
                old.unlink(missing_ok=True)


def _folder(environ: Mapping[str, str], variable: str, *else_below_home: str) -> Path:
    """The folder of this program's below one of the user's."""
    below_home = os.path.expanduser(os.path.join("~", *else_below_home))  # noqa: PTH111, PTH118
    return Path(ownfiles.named(environ, variable) or below_home) / "stet-conformance"


def _code(key: bytes, said: bytes) -> bytes:
    """The code that nobody can make without the key."""
    return hmac.digest(key, said, "sha256").hex().encode()


def _key(path: Path) -> bytes:
    """The user's key. Raises OSError where there is none, or where it is none: one that others may read is nobody's."""
    mode = path.stat().st_mode
    key = ownfiles.content(path, _KEY_BYTES)
    if len(key) != _KEY_BYTES or (os.name == "posix" and stat.S_IMODE(mode) & 0o077):
        raise OSError(f"{path} is no key")
    return key


def _key_or_new(path: Path) -> bytes:
    """The user's key, made where there is none yet. Raises OSError where it cannot be kept."""
    try:
        return _key(path)
    except OSError:
        key = secrets.token_bytes(_KEY_BYTES)
        _write_whole(path, key)
        return key


def _write_whole(path: Path, said: bytes) -> None:
    """Mode 0600 from the first byte on. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(said)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _superfluous(folder: Path) -> Iterator[Path]:
    """The files of sets that were read long ago, and what a process left that was ended while it wrote.

    Only files of our own names, and nothing where the folder is a link: what it leads to is somebody else's.
    """
    if folder.is_symlink():
        return
    with os.scandir(folder) as entries:
        files = [(one, one.stat(follow_symlinks=False)) for one in entries if one.is_file(follow_symlinks=False)]
    before = time.time() - _WRITES_S
    yield from (Path(one) for one, seen in files if seen.st_mtime < before and _LEFT.fullmatch(one.name))
    sets = sorted((-seen.st_mtime, one.path, seen.st_size) for one, seen in files if _SET.fullmatch(one.name))
    together = 0
    for number, (_, path, size) in enumerate(sets):
        together += size
        if number >= _SETS or together > _BYTES:
            yield Path(path)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _of_register(own: Mapping[str, Requirement]) -> str:
    """What the user's register adds to the key of a scenario that may speak of it."""
    return _digest(json.dumps(own_register.written(own), sort_keys=True).encode()) if own else ""


@lru_cache(maxsize=1)
def _reader() -> str:
    """Names all that decides what a file means and whether it is refused: this program, and what the bank promises.

    By name, size and date: to read them would take as long as what is to be saved.
    """
    folders = (_PACKAGE, _PACKAGE / "catalogue", _PACKAGE / "checks", _PACKAGE / "model", *_folders(specs_folder()))
    seen = sorted(f"{entry.path}:{size}:{date}" for folder in folders for entry, size, date in _files(folder))
    return _digest("\n".join((__version__, *seen)).encode())


def _folders(folder: Path) -> Iterator[Path]:
    yield folder
    yield from (Path(where, name) for where, names, _ in os.walk(folder) for name in names if name != "__pycache__")


def _files(folder: Path) -> Iterator[tuple[os.DirEntry[str], int, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_file():
                found = entry.stat()
                yield entry, found.st_size, found.st_mtime_ns


def _record(scenario: Scenario) -> Record:
    """All that a scenario says but its name and its file's, which are known by where it lies.

    The steps are a text of their own: those of scenarios that are not played are not even parsed.
    """
    said = scenario_record.written(scenario)
    steps = orjson.dumps(said.pop("steps")).decode()
    return {
        "title": scenario.title,
        "place": f"{scenario.place.line}:{scenario.place.column}",
        "covers": scenario.covers,
        "persona": scenario.persona,
        "scope": scenario.scope,
        "scenario": said,
        "steps": steps,
    }


def _scenario(record: Record, file: str, name: str, read: Callable[[], Scenario]) -> Scenario:
    """Raises KeyError, ValueError, TypeError or AttributeError for a record that is none."""
    said: str = record["steps"]

    def steps() -> tuple[Step, ...]:
        with suppress(KeyError, ValueError, TypeError, AttributeError):
            return scenario_record.read_steps(orjson.loads(said), file)
        return tuple(read().steps)

    texts = (record["title"], record["persona"], record["scope"], said, *record["covers"])
    if not isinstance(record["covers"], list) or not all(isinstance(text, str) for text in texts):
        raise TypeError("it has no such record")
    return scenario_record.read({**record, "name": name, "place": f"{file}:{record['place']}"}, LateTuple(steps))
