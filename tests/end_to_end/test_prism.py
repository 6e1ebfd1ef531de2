"""A mock that Prism makes of our description of the API: a run against it tells the truth and never breaks."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from conformance import specs
from conformance.cli import cli
from tests.support import tools

pytestmark = pytest.mark.long("prism")
BODIES = {"accounts", "balances", "transactions", "identity", "errors", "a-hundred-a-page", "two-hundred-a-page"} | {
    "error-status", "no-link-to-beneficiaries", "no-name-in-the-list", "media-type", "error-media-type",
}  # fmt: skip
ECHOES = {"request-id", "error-request-id", "consent-request-id"} | {
    "page-links-of-an-account", "balances-link-of-an-account", "transactions-link-of-an-account",
}  # fmt: skip
"""What depends on the request: Prism has no value for a header, and no links of an account, but the same every time."""


@pytest.fixture(scope="module", params=["static", "dynamic"])
def mock(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Prism with our description: one sample for all, or another one each time, by a seed."""
    path = tmp_path_factory.mktemp("prism") / "bundle.json"
    assert cli.main(["openapi", "--output", str(path)], standalone_mode=False) == 0
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    more = ["--dynamic", "--seed", "stet"] if request.param == "dynamic" else []
    command = [str(tools.node("prism")), "mock", "--port", str(port), "--verboseLevel", "error", *more, str(path)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            listening(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def listening(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert process.poll() is None, "Prism gave up"
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("Prism does not answer")


def test_a_run_against_prism_is_truthful(mock: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Not conform, nothing broken, hardly an acceptance test passes, and of those none that is about the personas.

    What it serves are our own examples, in which no rule about bodies finds anything wrong.
    """
    tokens = {name: {"aisp": f"a-token-of-{name}"} for name in specs.load().cast.personas}
    target = {"name": "prism", "base_url": mock, "tokens": tokens, "features": {"piisp": False}}
    (tmp_path / "prism.yaml").write_text(yaml.safe_dump(target))
    arguments = ["run", "-q", "--target", str(tmp_path / "prism.yaml"), "--reports", str(tmp_path)]
    assert cli.main(arguments, standalone_mode=False) == 1
    lines = [json.loads(line) for line in (tmp_path / "ledger.jsonl").read_text().splitlines()]
    found = [line for line in lines if "outcome" in line and line["origin"] != "rule"]
    outcomes = Counter(line["outcome"] for line in found)
    assert outcomes["broken"] == 0
    assert outcomes["failed"] > 20
    assert outcomes["passed"] < 45  # bodies are the rules' business, and some of them are right
    passed = {covered for line in found if line["outcome"] == "passed" for covered in line["covers"]}
    wrong_verbs = {"AT-ACC-5", "AT-CON-4", "AT-BAL-5", "AT-TRX-5"}
    whoever_asks = {"AT-BEN-1", "AT-IDN-1"}
    assert {one for one in passed if one.startswith("AT-")} <= wrong_verbs | whoever_asks
    if request.node.callspec.params["mock"] == "static":
        rules = {line["name"].removeprefix("rules/"): line["outcome"] for line in lines if line.get("origin") == "rule"}
        assert {name for name in BODIES if rules[name] != "passed"} == set()
        assert {name for name, outcome in rules.items() if outcome == "failed"} == ECHOES
