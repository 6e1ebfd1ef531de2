"""The description of the API in one document, in the hands of other tools: linters, a mock, a generated client."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from conformance import embedded, specs
from conformance.cli import cli
from conformance.world import World, open_world
from tests.support import tools
from tests.support.validators import refusals

BODIES = {
    "accounts": "accounts",
    "accounts/:accountResourceId/balances": "balances",
    "accounts/:accountResourceId/transactions": "transactions",
    "end-user-identity": "identity",
}


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `stet-conformance openapi` writes."""
    path = tmp_path_factory.mktemp("described") / "api.json"
    assert cli.main(["openapi", "--output", str(path)], standalone_mode=False) == 0
    return path


def run(words: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    return subprocess.run(
        words, cwd=folder, capture_output=True, text=True, timeout=100, check=False, env={**os.environ, "PATH": path}
    )


@pytest.mark.long("redocly")
def test_redocly_finds_it_valid(described: Path) -> None:
    """By the rules that it recommends; of beneficiaries there is no good answer."""
    done = run([str(tools.node("redocly")), "lint", "--format=json", described.name], described.parent)
    assert done.returncode == 0, done.stdout + done.stderr
    said = orjson.loads(done.stdout[done.stdout.index("{") : done.stdout.rindex("}") + 1])
    assert [problem["ruleId"] for problem in said["problems"]] == ["operation-2xx-response"]


@pytest.mark.long("spectral")
def test_spectral_finds_no_error(described: Path) -> None:
    """By its rules for OpenAPI."""
    (described.parent / "spectral.yaml").write_text("extends: ['spectral:oas']\n", encoding="utf-8")
    words = [str(tools.node("spectral")), "lint", "-r", "spectral.yaml", "-f", "json", described.name]
    done = run(words, described.parent)
    assert done.returncode == 0, done.stdout + done.stderr
    said = orjson.loads(done.stdout[: done.stdout.rindex("]") + 1])
    assert {problem["code"] for problem in said} == {"info-contact", "operation-success-response"}


@pytest.mark.long("mockoon-cli")
def test_mockoon_makes_a_mock_of_it_that_serves_right_bodies(described: Path) -> None:
    """What it answers where nothing is chosen is one of our examples."""
    words = [str(tools.node("mockoon-cli")), "import", "--input", described.name, "--output", "mock.json"]
    done = run(words, described.parent)
    assert done.returncode == 0, done.stdout + done.stderr
    routes = orjson.loads((described.parent / "mock.json").read_bytes())["routes"]
    usual = {
        route["endpoint"]: next(one["body"] for one in route["responses"] if one["default"])
        for route in routes
        if route["method"] == "get"
    }
    assert {endpoint: refusals(name, orjson.loads(usual[endpoint])) for endpoint, name in BODIES.items()} == {
        endpoint: set() for endpoint in BODIES
    }


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """The embedded bank, with what a customer needs to log in."""
    bank, target = embedded.start()
    with open_world(target, specs.load()) as opened:
        yield opened
    bank.stop()


@pytest.mark.long("openapi_python_client")
def test_a_generated_client_talks_to_the_bank(described: Path, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """It transmits a consent and reads all that this opens; what it makes of an answer is the whole answer."""
    words = ["openapi-python-client", "generate", "--path", described.name, "--output-path", "generated_bank"]
    done = run([*words, "--meta", "none"], described.parent)
    assert (done.returncode, "WARNING" in done.stdout + done.stderr) == (0, False), done.stdout + done.stderr
    monkeypatch.syspath_prepend(str(described.parent))

    def module(name: str) -> Any:
        return importlib.import_module(f"generated_bank.{name}")

    marc = world.cast.personas["marc"]
    ids = [{"iban": account.iban} for account in marc.accounts]
    consent = {"balances": ids, "transactions": ids, "trustedBeneficiaries": False, "psuIdentity": True}
    sent: dict[str, Any] = {"x_request_id": "7b1c", "psu_ip_address": "192.0.2.7"}
    token = world.tokens.access("marc", "aisp") or ""
    with module("client").AuthenticatedClient(base_url=world.target.base_url, token=token) as client:
        body = module("models").ReplaceConsentBody.from_dict(consent)
        stored = module("api.consents.replace_consent").sync_detailed(client=client, body=body, **sent)
        assert stored.status_code == 201

        def got(name: str, *address: str) -> Any:
            answer = module(f"api.{name}").sync_detailed(*address, client=client, **sent)
            assert (answer.status_code, answer.headers["X-Request-ID"]) == (200, "7b1c")
            assert answer.parsed.to_dict() == orjson.loads(answer.content)
            return answer.parsed

        accounts = got("accounts.list_accounts").accounts
        assert [account.account_id.iban for account in accounts] == [account.iban for account in marc.accounts]
        assert len(got("accounts.list_balances", accounts[0].resource_id).balances) >= 2
        assert got("accounts.list_transactions", accounts[0].resource_id).transactions
        assert got("customer.get_identity").connected_psu == "MALLOW MARC"
        refused = module("api.customer.list_trusted_beneficiaries").sync(client=client, **sent)
        assert (refused.status, refused.message) == (501, "NIMP")
