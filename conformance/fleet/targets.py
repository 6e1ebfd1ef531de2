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
from conformance.late import pattern

_ENV: Final = pattern(r"\$ENV\{([^{}]*)\}")
_FILES: Final = (
    ("cast",), ("deviations",), ("tls", "certificate"), ("tls", "key"), ("tls", "ca"), ("signature", "key"),
)  # fmt: skip

_Way = tuple[str, ...]
"""The keys that lead to a value."""


def write(fleet: Fleet, reports: Path) -> Mapping[str, Path]:
    """The files below the reports folder, by short name. JSON, which is YAML too; no secret stands in them,
    but the variable that `secrets` gives it.

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
    told = _moved(one.described, origin, folder)
    for way in _secrets(told):
        _put(told, way, f"$ENV{{{_variable(way)}}}")
    text = json.dumps(told, ensure_ascii=False, indent=1)
    if not path.is_file() or path.read_text(encoding="utf-8", errors="replace") != text:
        path.write_text(text, encoding="utf-8")
    return path


def secrets(one: Establishment, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What the fleet file says of an establishment that is secret, by the variables that stand for it in the target
    file: the process that examines it has these in its environment. Variables within are filled in.
    """
    found = _secrets(one.described)
    return {_variable(way): _with_variables(value, environ) for way, value in found.items()}


def _with_variables(text: str, environ: Mapping[str, str]) -> str:
    return _ENV.sub(lambda found: environ.get(found[1], ""), text)


def _secrets(described: Mapping[str, Any]) -> dict[_Way, str]:
    """Tokens, passphrases and the proxy with a password, where they are written out, if only in part, by where they
    stand."""
    tls = described.get("tls", {})
    tokens = [("tokens", persona, scope) for persona, scopes in described.get("tokens", {}).items() for scope in scopes]
    bad = [("tls", "bad", name, "passphrase") for name in tls.get("bad", {})]
    found: dict[_Way, str] = {}
    for way in (*tokens, *bad, ("tls", "passphrase"), ("signature", "passphrase"), ("proxy",)):
        value: Any = described
        for key in way:
            value = value.get(key, {})
        if isinstance(value, str) and _written_out(_password(value) if way == ("proxy",) else value):
            found[way] = value
    return found


def _written_out(secret: str) -> bool:
    """Whether anything of it stands beside its variable."""
    return bool(secret) and _ENV.fullmatch(secret) is None


def _password(proxy: str) -> str:
    """What stands before its `@`, but for the user; '' where there is none."""
    user, at, _ = proxy.rpartition("@")
    return user.rpartition("//")[2].partition(":")[2] if at else ""


def _variable(way: _Way) -> str:
    return "STET_FLEET_" + re.sub(r"[^A-Z0-9]", "_", "_".join(way).upper())


def _put(told: dict[str, Any], way: _Way, value: str) -> None:
    *above, last = way
    for key in above:
        told = told[key]
    told[last] = value


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
    named = _with_variables(text, os.environ)
    if named.startswith("~") or Path(named).is_absolute():
        return text
    try:
        return Path(os.path.relpath(origin / named, folder.resolve())).as_posix()
    except ValueError:  # another drive of Windows: no path leads there but the whole one
        return (origin / named).as_posix()
