"""Tokens kept between runs in a file that only their owner may read, so that a person need not log in each time.

The file stands in the user's state folder, not beside the target file: what lies there may be committed.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from conformance.errors import Unreachable, mistake
from conformance.ownfiles import KEY_FILE, content, named
from conformance.target.target import Target
from conformance.tokens.issued import IssuedToken

Issued = Mapping[tuple[str, str], IssuedToken]
"""(persona, scope) -> token."""


def place(target: Target, environ: Mapping[str, str] = os.environ) -> Path:
    """The file for one bank and one client_id."""
    state = named(environ, "XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    client = target.oauth.client_id if target.oauth else ""
    mark = hashlib.sha256(f"{target.base_url}\n{client}".encode()).hexdigest()[:12]
    name = re.sub(r"[^a-z0-9]+", "-", target.name.lower()).strip("-") or "bank"
    return Path(state) / "stet-conformance" / f"{name}-{mark}.json"


def read(path: Path) -> dict[tuple[str, str], IssuedToken]:
    """What was kept; nothing where there is no file. Raises Mistakes if it is broken or others may read it."""
    try:
        mode = path.stat().st_mode & 0o777
        if os.name == "posix" and mode & 0o077:  # elsewhere a mode says nothing of others
            raise mistake(f"{path} holds tokens and may be read by others (mode {mode:o})", hint=f"chmod 600 {path}")
        data = json.loads(content(path, KEY_FILE))
        return {(persona, scope): _token(each) for persona, scopes in data.items() for scope, each in scopes.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise mistake(
            f"{path}: the stored tokens cannot be read: {error}", hint="delete the file and log in again"
        ) from None


def write(path: Path, tokens: Issued) -> None:
    """Keep tokens, mode 0600 from the first byte on, whole or not at all. Raises Unreachable where that cannot be."""
    data: dict[str, dict[str, Any]] = {}
    for (persona, scope), token in sorted(tokens.items()):
        expires = token.expires.isoformat() if token.expires else None
        data.setdefault(persona, {})[scope] = {"access": token.access, "refresh": token.refresh, "expires": expires}
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(data, file, indent=1)
        fresh.replace(path)
    except OSError as error:
        raise Unreachable(f"the tokens cannot be stored in {path}: {error.strerror}") from None


def _token(data: Mapping[str, Any]) -> IssuedToken:
    expires = data.get("expires")
    return IssuedToken(
        access=str(data["access"]),
        refresh=data.get("refresh"),
        expires=datetime.fromisoformat(expires) if expires else None,
    )
