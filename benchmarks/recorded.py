"""A ledger's requests in the form that the bare loop reads: a line for each scenario, bodies where they were sent."""

from __future__ import annotations

import json
from pathlib import Path


def requests(ledger: Path) -> list[dict]:
    """Each scenario's requests, in the order of the answers."""
    bodies: dict[str, dict] = {}
    exchanges: dict[int, dict] = {}
    scenarios: list[dict] = []
    with ledger.open(encoding="utf-8") as lines:
        for line in map(json.loads, lines):
            if line["kind"] == "body":
                bodies[line["sha256"]] = line
            elif line["kind"] == "exchange":
                exchanges[line["number"]] = line
            elif line["kind"] == "verdict":
                scenarios.append(line)
    return [
        {"name": line["name"], "exchanges": [_sent(exchanges[number], bodies) for number in line["exchanges"]]}
        for line in scenarios
    ]


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
