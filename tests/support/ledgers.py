"""The verdicts of a ledger with what was exchanged for them, as plain data."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

Line = dict[str, Any]


def lines(path: Path) -> list[Line]:
    """All lines, whichever reader the product has."""
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def verdicts(path: Path) -> list[Line]:
    """The lines of the verdicts, each with its exchanges in it and their bodies as text in these."""
    bodies: dict[str, str] = {}
    exchanges: dict[int, Line] = {}
    found = []
    for line in lines(path):
        if line["kind"] == "body":
            bodies[line["sha256"]] = _text(line)
        elif line["kind"] == "exchange":
            for side in (line["request"], line.get("response", {})):
                if "body" in side:
                    side["body"] = bodies[side["body"]]
            exchanges[line["number"]] = line
        elif line["kind"] == "verdict" and line.get("origin") != "rule":
            found.append(line | {"exchanges": [exchanges[number] for number in line["exchanges"]]})
    return found


def _text(body: Line) -> str:
    if "json" in body:
        return json.dumps(body["json"], ensure_ascii=False, separators=(",", ":"))
    return str(body["text"]) if "text" in body else base64.b64decode(body["base64"]).decode("latin-1")
