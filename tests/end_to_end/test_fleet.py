"""Whole fleets of reference banks: the right word for each; killed and started again, the same overview."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from conformance.certificates import issuing
from conformance.history import database
from conformance.sandbox import Running, start
from conformance.verification.result import Standing
from conformance.verification.verify import verify

TARGET = """\
name: a fleet
target:
  base_url: http://$HOST/stet/psd2/v1.4.2
  oauth:
    authorize_url: http://$HOST/stet/psd2/oauth/authorize
    token_url: http://$HOST/stet/psd2/oauth/token
    client_id: PSDFR-ACPR-13807
    redirect_uri: https://myAPP.fr/Home/OAuth2Callback
establishments:
"""
LATENCY = (0.02, 0.02)
ROWS = ("-k", "transactions/two-pages")
"""What is played of the set where one bank has a fault in its rows."""
BANKS = 14
QUICK = ("-k", "identity/marc-by-name", "-k", "accounts/alix-with-cards")
SPLIT = (*QUICK, "-k", "balances/of-another-customer")
"""Two shares of it: what is one persona's, and what two act in."""
MOMENTS = 10


def written(path: Path, hosts: Sequence[tuple[str, str]], differs: dict[str, str] | None = None) -> Path:
    """The fleet file of banks by their short names."""
    lines = []
    for short, host in hosts:
        more = f", differs: {differs[short]}" if differs and short in differs else ""
        lines.append(f'  - {{code: "1", short: {short}, host: "{host}"{more}}}\n')
    path.write_text(TARGET + "".join(lines), encoding="utf-8")
    return path


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "conformance", *words]


def host(bank: Running) -> str:
    return bank.origin.partition("//")[2]


@contextmanager
def running(*several: dict[str, Any]) -> Iterator[list[Running]]:
    """Banks that differ."""
    with ExitStack() as stack:
        banks = [start(port=0, **one) for one in several]
        for bank in banks:
            stack.callback(bank.stop)
        yield banks


@pytest.mark.long
def test_fourteen_banks_have_the_right_word_each(tmp_path: Path) -> None:
    """One with a fault, one away, one slow, one with a certificate that nobody trusts; the others conform."""
    certificates = tmp_path / "certificates"
    issuing.issue(certificates)
    honest: dict[str, Any] = {"latency": LATENCY}
    fault, slow = honest | {"faults": ("rows-in-dollars",)}, {"latency": (0.06, 0.06)}
    with running(fault, slow, {"tls": certificates}, *[honest] * (BANKS - 4)) as banks:
        names = ["FAULT", "SLOW", "STRANGER", *(f"B{number}" for number in range(BANKS - 4))]
        hosts = [*zip(names, map(host, banks), strict=True), ("AWAY", "127.0.0.1:9")]
        file = written(tmp_path / "fleet.yaml", hosts, {"STRANGER": "{base_url: https://$HOST/stet/psd2/v1.4.2}"})
        words = ("fleet", str(file), *ROWS, "--banks-at-once", str(BANKS), "--in-flight=1", "-q")
        done = subprocess.run(command(*words), cwd=tmp_path, capture_output=True, text=True, check=False)
    found = json.loads((tmp_path / "fleet" / "fleet.json").read_bytes())
    said = {one["short"]: one["word"] for one in found["establishments"]}
    expected = dict.fromkeys(names, "PARTIAL")
    expected |= {"FAULT": "NOT CONFORM", "AWAY": "COULD NOT RUN", "STRANGER": "COULD NOT RUN"}
    assert (said, done.returncode) == (expected, 1)
    reasons = {one["short"]: one["reason"] for one in found["establishments"]}
    assert "certificate" in reasons["STRANGER"]
    assert "refuses the connection" in reasons["AWAY"]
    assert [one["establishments"] for one in found["causes"]] == [["FAULT"]]


def steady(reports: Path) -> dict[str, Any]:
    """An overview without what is another each time."""
    found: dict[str, Any] = json.loads((reports / "fleet.json").read_bytes())
    for one in found["establishments"]:
        for name in ("run", "started", "ended", "resumed"):
            one.pop(name)
        one["times"] = [(each["endpoint"], each["answers"]) for each in one["times"]]
    return found


@pytest.mark.long
def test_killed_and_started_again_it_comes_to_the_same(tmp_path: Path) -> None:
    """At ten moments, with no time to say anything; what was finished is not examined again, and that is said."""
    with running({}, {"faults": ("links-outside-the-api",)}) as banks:
        file = written(tmp_path / "fleet.yaml", list(zip(("A", "B"), map(host, banks), strict=True)))
        words = ("fleet", str(file), *QUICK, "--banks-at-once=1")
        begun = time.perf_counter()
        whole = subprocess.run(command(*words, "--reports=whole"), cwd=tmp_path, capture_output=True, check=False)
        took = time.perf_counter() - begun
        resumed = 0
        for number in range(MOMENTS):
            reports = f"killed-{number}"
            with subprocess.Popen(
                command(*words, f"--reports={reports}"), cwd=tmp_path, stdout=subprocess.PIPE
            ) as first:
                try:
                    first.wait(took * (number + 1) / (MOMENTS + 1))
                except subprocess.TimeoutExpired:
                    os.kill(first.pid, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
            again = subprocess.run(
                command(*words, f"--reports={reports}", f"--history={number}.sqlite"),
                cwd=tmp_path, capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert again.returncode == whole.returncode == 1
            assert steady(tmp_path / reports) == steady(tmp_path / "whole")
            resumed += "goes on where it stopped" in again.stdout
            assert {run.bank for run in database.read(tmp_path / f"{number}.sqlite")} == {"A", "B"}
    assert resumed


@pytest.mark.long
def test_the_shards_of_a_fleet_are_joined_bank_by_bank(tmp_path: Path) -> None:
    """To the words and causes of the fleet that was not split; what was joined is judged again the same."""
    with running({}, {"faults": ("links-outside-the-api",)}) as banks:
        hosts = [*zip(("A", "B"), map(host, banks), strict=True), ("AWAY", "127.0.0.1:9")]
        file = str(written(tmp_path / "fleet.yaml", hosts))

        def ended(*words: str) -> int:
            return subprocess.run(command(*words, "-q"), cwd=tmp_path, capture_output=True, check=False).returncode

        codes = [ended("fleet", file, *SPLIT, "--reports=whole")]
        codes += [ended("fleet", file, *SPLIT, f"--shard={n}/2", f"--reports=f{n}") for n in (1, 2)]
        codes.append(ended("merge", "f2", "f1", "--into=joined", "--history=h.sqlite"))
    assert codes == [1, 1, 3, 1]
    whole, joined = (steady(tmp_path / name) for name in ("whole", "joined"))
    split = ("times", "scope")
    assert [{k: v for k, v in one.items() if k not in split} for one in joined["establishments"]] == [
        {k: v for k, v in one.items() if k not in split} for one in whole["establishments"]
    ]
    assert joined["causes"] == whole["causes"]
    for short in ("A", "B"):
        verification = verify(tmp_path / "joined" / short / "ledger.jsonl").verification
        assert {one.standing for one in verification.verdicts} == {Standing.SAME}
    assert sorted(run.bank for run in database.read(tmp_path / "h.sqlite")) == ["A", "AWAY", "B"]
