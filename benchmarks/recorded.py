"""A ledger's requests in the form that the bare loop reads: bodies where they were sent."""

from __future__ import annotations

import json
from pathlib import Path


def requests(ledger: Path) -> list[dict]:
    """All that a run has asked and was answered, in the order of the answers, each with the scenario it was for."""
    bodies: dict[str, dict] = {}
    found: list[dict] = []
    with ledger.open(encoding="utf-8") as lines:
        for line in map(json.loads, lines):
            if line["kind"] == "body":
                bodies[line["sha256"]] = line
            elif line["kind"] == "exchange" and "response" in line:
                found.append({"name": line["asked_by"].get("scenario", ""), "exchanges": [_sent(line, bodies)]})
    return found


def _sent(exchange: dict, bodies: dict[str, dict]) -> dict:
    request = dict(exchange["request"])
    if "body" in request:
        body = bodies[request["body"]]
        request["body"] = body["text"] if "text" in body else json.dumps(body["json"])
    return {"request": request, "response": {"status": exchange["response"]["status"]}}


def write(scenarios: list[dict], file: Path) -> Path:
    """The file that bare_loop.py reads."""
    file.write_text("".join(json.dumps(line) + "\n" for line in scenarios), encoding="utf-8")
    return file
