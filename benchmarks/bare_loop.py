"""The contestant: the requests of a ledger sent again by a bare loop; status and schema asserted, nothing written.

python benchmarks/bare_loop.py LEDGER TARGET
"""

from __future__ import annotations

import sys
from pathlib import Path

import httpx
import jsonschema_rs
import orjson
import yaml

SPECS = Path(__file__).resolve().parent.parent / "specs" / "stet-1.4.2"
KINDS = {
    "accounts": "accounts",
    "balances": "balances",
    "transactions": "transactions",
    "end-user-identity": "identity",
}


def validators() -> dict[str, jsonschema_rs.Draft202012Validator]:
    """The compiled schema of every kind of body."""
    documents = [orjson.loads(path.read_bytes()) for path in SPECS.glob("*.json")]
    registry = jsonschema_rs.Registry([(document["$id"], document) for document in documents])
    return {
        kind: jsonschema_rs.Draft202012Validator(
            orjson.loads((SPECS / f"{kind}.json").read_bytes()), registry=registry, validate_formats=True
        )
        for kind in KINDS.values()
    }


def main(ledger: Path, target: Path) -> None:
    """Send everything once."""
    tokens = yaml.safe_load(target.read_text())["tokens"]
    known = validators()
    with httpx.Client(trust_env=False) as client:
        for line in ledger.open("rb"):
            entry = orjson.loads(line)
            for exchange in entry.get("exchanges", ()):
                replay(client, exchange, tokens, known)


def replay(client: httpx.Client, exchange: dict, tokens: dict, known: dict) -> None:
    """One request again, judged by what it must be."""
    request, response = exchange["request"], exchange["response"]
    headers = [(name, value) for name, value in request["headers"] if name.lower() != "authorization"]
    if request.get("persona") and len(headers) < len(request["headers"]):
        headers.append(("Authorization", f"Bearer {tokens[request['persona']][request['scope']]}"))
    elif len(headers) < len(request["headers"]):
        headers.append(("Authorization", "Bearer no-token-of-anybody"))
    body = request.get("body")
    answer = client.request(request["method"], request["url"], headers=headers, content=body)
    assert answer.status_code == response["status"], (request["method"], request["url"], answer.status_code)
    if answer.status_code == 200:
        data = orjson.loads(answer.content)
        kind = KINDS.get(request["url"].partition("?")[0].rstrip("/").rpartition("/")[2])
        assert kind is None or known[kind].is_valid(data)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
