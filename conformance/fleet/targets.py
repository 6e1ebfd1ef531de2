"""The target file of an establishment, for the process that examines it and for whoever logs in there."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from conformance.errors import Unreachable
from conformance.fleet.fleetfile import TARGETS, Establishment, Fleet

_ENV: Final = re.compile(r"\$ENV\{([^{}]*)\}")
_FILES: Final = (
    ("cast",), ("deviations",), ("tls", "certificate"), ("tls", "key"), ("tls", "ca"), ("signature", "key"),
)  # fmt: skip


def write(fleet: Fleet, reports: Path) -> Mapping[str, Path]:
    """The files below the reports folder, by short name. JSON, which is YAML too; no secret stands in them.

    Raises Unreachable where they cannot be written.
    """
    folder = reports / TARGETS
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return {one.short: _written(one, fleet.folder, folder) for one in fleet.establishments}
    except OSError as error:
        raise Unreachable(f"{folder} cannot be written: {error.strerror}", "give another one with --reports") from None


def _written(one: Establishment, origin: Path, folder: Path) -> Path:
    path = folder / f"{one.short}.yaml"
    text = json.dumps(_moved(one.described, origin, folder), ensure_ascii=False, indent=1)
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
    return path


def _moved(described: Mapping[str, Any], origin: Path, folder: Path) -> dict[str, Any]:
    """The same, its paths counted from the folder."""
    found: dict[str, Any] = json.loads(json.dumps(described))
    bad = found.get("tls", {}).get("bad", {})
    for way in (*_FILES, *(("tls", "bad", name, file) for name in bad for file in ("certificate", "key"))):
        *above, last = way
        inside = found
        for key in above:
            inside = inside.get(key, {})
        if last in inside:
            inside[last] = _path_from(inside[last], origin, folder)
    return found


def _path_from(text: str, origin: Path, folder: Path) -> str:
    named = _ENV.sub(lambda found: os.environ.get(found[1], ""), text)
    if named.startswith("~") or Path(named).is_absolute():
        return text
    try:
        return Path(os.path.relpath(origin / named, folder.resolve())).as_posix()
    except ValueError:  # another drive of Windows: no path leads there but the whole one
        return (origin / named).as_posix()
