"""Personal data of a run that is masked: in no artefact by their names, and nothing else of the run is another."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from conformance import specs
from conformance.masking import iban
from conformance.sandbox import Running, start
from tests.support import ledger_lines
from tests.support.artefacts import Ran
from tests.support.ledgers import verdicts
from tests.support.projects import FAILS, HEADER, PASSES

MASKED = {
    "passes": PASSES,
    "fails": FAILS,
    "rows": f"""{HEADER}title: Adam's transactions after one of them
covers: [AT-TRX-1]
as: adam
given: {{consent: everything}}
steps:
  - GET: /accounts/$busy.resourceId/transactions
    expect:
      status: 200
      none: {{"transactions[*].resourceId": ["1", "200"]}}
      equals:
        transactions[0].remittanceInformation.unstructured[0]: another
        transactions[3].entryReference: "1"
    keep: {{reference: "transactions[5].entryReference"}}
  - GET: /accounts/$busy.resourceId/transactions
    query: {{entryReferenceFrom: $reference}}
    expect: {{status: 418}}
  - GET: /end-user-identity
    expect:
      equals: {{connectedPsu: NOBODY, connectedPsuFirstName: Nemo}}
  - GET: /accounts
    expect:
      equals: {{"accounts[0].name": NOBODY, "accounts[0].accountId.iban": FR7630001007941234567890185}}
""",
    "consent": f"""{HEADER}title: Adam consents to an account of Marc's
covers: [AT-BAL-1]
as: adam
steps:
  - PUT: /consents
    body:
      balances: [{{iban: $marc.main.iban}}]
      transactions: []
      trustedBeneficiaries: false
      psuIdentity: false
    expect: {{status: 418}}
""",
}


@pytest.fixture(scope="module")
def bank() -> Iterator[Running]:
    running = start()
    yield running
    running.stop()


@pytest.mark.parametrize(
    "workers", [pytest.param([], id="alone"), pytest.param(["-n", "2"], id="workers", marks=pytest.mark.long)]
)
def test_personal_data_goes_by_other_names(bank: Running, tmp_path: Path, workers: list[str]) -> None:
    """In every artefact; the same value by the same name; nothing else of the run is changed."""
    folder = tmp_path / "scenarios" / "balances"
    folder.mkdir(parents=True)
    for name, text in MASKED.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    runs = {}
    for reports, option in (("plain", []), ("reports", ["--mask-personal-data"])):
        command = [sys.executable, "-m", "conformance", "run", "scenarios", f"--reports={reports}", *option, *workers]
        command += ["--base-url", bank.base_url]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        runs[reports] = verdicts(tmp_path / reports / "ledger.jsonl")
        assert done.returncode == 1, done.stdout + done.stderr
    personal = {one for one in people() | set(bodies(runs["plain"])) if len(one) >= 4 and not one.islower()}
    assert len(personal) > 100
    ran = Ran(tmp_path, 1, done.stdout + done.stderr, frozenset(), "")
    for name, text in ran.artefacts():
        if name.startswith("judged-by.tar.gz: ") and "own " not in name:
            continue  # what is shipped, and says nothing of a run
        words = set(re.findall(r"[\w-]+", unquote(text)))
        leaked = [one for one in personal if (one in words if re.fullmatch(r"[\w-]+", one) else one in text)]
        assert not leaked, f"{name}: {leaked[:5]}"
    assert {shape(one) for one in runs["plain"]} == {shape(one) for one in runs["reports"]}
    told = {line["name"]: line for line in runs["reports"]}
    [number] = set(re.findall(r"/accounts/038-CPT(\d{11})/balances", json.dumps(told["balances/passes"])))
    assert f"/accounts/038-CPT{number}/" in json.dumps(told["balances/fails"])
    assert re.search(rf"FR\d\d99999\d{{5}}{number}\d\d", json.dumps(told["balances/consent"]))
    assert len(accounts(told["balances/rows"])) >= 2
    for line in runs["reports"]:
        truly = next(one for one in runs["plain"] if one["name"] == line["name"])
        for new, old in zip(accounts(line), accounts(truly), strict=True):
            assert_alike(new, old)
            assert f"/accounts/{new['resourceId']}/" in json.dumps(line)
    references = [
        re.findall(r'"entryReference\\*": ?\\*"([^"\\]*)', json.dumps(runs[one])) for one in ("plain", "reports")
    ]
    assert references[0] == references[1] != []


def accounts(line: dict[str, Any]) -> list[dict[str, Any]]:
    """The cash accounts that a scenario was shown."""
    pages = [
        one["response"].get("body", "") for one in line["exchanges"] if one["request"]["url"].endswith("/accounts")
    ]
    rows = [row for page in pages if "accounts" in page for row in json.loads(page)["accounts"]]
    return [row for row in rows if "iban" in row["accountId"]]


def assert_alike(new: dict[str, Any], old: dict[str, Any]) -> None:
    """An account under another IBAN: right where the true one is, with its number still in the resource id."""
    one, two = new["accountId"]["iban"], old["accountId"]["iban"]
    assert (one[:2], len(one), one[4:9]) == (two[:2], len(two), "99999")
    assert (iban.remainder(one) == 1) == (iban.remainder(two) == 1)
    assert (one[14:25] in new["resourceId"]) == (two[14:25] in old["resourceId"])
    assert len(new["name"]) == len(old["name"])


def people() -> set[str]:
    personas = specs.load().cast.personas.values()
    ibans = {account.iban for one in personas for account in one.accounts}
    return ibans | {one[14:25] for one in ibans} | {one.login for one in personas} | {"MALLOW", "BARDE"}


def bodies(lines: list[dict[str, object]]) -> Iterator[str]:
    """The personal values of all bodies, read from the run that told them as they are."""
    text = json.dumps([line["exchanges"] for line in lines]).replace('\\\\\\"', '"').replace('\\"', '"')
    keys = "iban|identification|connectedPsu|connectedPsuFirstName|connectedPsuLastName"
    yield from re.findall(rf'"(?:{keys})": ?"([^"\\]+)"', text)
    for texts in re.findall(r'"unstructured": ?\[([^\]]+)\]', text):
        yield from re.findall(r'"([^"\\]+)"', texts)


def shape(line: dict[str, object]) -> str:
    """What must be the same with and without other names."""
    findings = [(one["word"], one["must"], one["place"], one["where"]) for one in line["findings"]]  # type: ignore[attr-defined]
    statuses = [one["response"]["status"] for one in line["exchanges"]]  # type: ignore[attr-defined]
    return json.dumps([line["name"], line["outcome"], line["covers"], line["place"], findings, statuses])


def test_a_masked_ledger_is_drawn_again_masked(bank: Running, tmp_path: Path) -> None:
    """With the names that it has: also in sentences of the documentation, and without an option."""
    folder = tmp_path / "scenarios" / "balances"
    folder.mkdir(parents=True)
    (folder / "fails.yaml").write_text(FAILS.replace("AT-BAL-2", "AT-ACC-2"))
    door = [sys.executable, "-m", "conformance"]
    for words in (
        ["run", "scenarios", "--mask-personal-data", "--base-url", bank.base_url],
        ["report", "reports/ledger.jsonl", "--reports=again"],
    ):
        subprocess.run([*door, *words], cwd=tmp_path, capture_output=True, check=False)
    pages = [(tmp_path / where / "dossier.html").read_text(encoding="utf-8") for where in ("reports", "again")]
    assert not [page for page in pages if re.search(r"\bMarc\b", page)]
    [line] = verdicts(tmp_path / "reports" / "ledger.jsonl")
    name = line["title"].partition("'")[0]
    assert re.fullmatch("[A-Z][a-z]{3}", name)
    promise = f"{name} gets his three accounts on one page"
    assert [page.count(promise) > 0 for page in pages] == [True, True]
    told = ledger_lines.lines(tmp_path / "reports" / "ledger.jsonl")
    assert told[0]["sentences"]["AT-ACC-2"].startswith(promise)
    older = [{key: value for key, value in told[0].items() if key != "sentences"}, *told[1:]]
    ledger_lines.rewritten(tmp_path / "older.jsonl", older)
    subprocess.run([*door, "report", "older.jsonl", "--reports=older"], cwd=tmp_path, capture_output=True, check=False)
    page = (tmp_path / "older" / "dossier.html").read_text(encoding="utf-8")
    assert "This sentence names people" in page
    assert not re.search(r"\bMarc\b", page)
