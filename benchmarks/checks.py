"""Checks of one request each, all reports on, beside a bare loop and plain pytest that send and assert the same.

python benchmarks/checks.py [CHECKS...] [--rounds N]
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import bank
import httpx
import recorded
import yaml
from rich.console import Console
from rich.table import Table

HERE = Path(__file__).resolve().parent
HEAD = "# yaml-language-server: $schema=../../specs/scenario.schema.json\n"
Kinds = Sequence[tuple[str, str, dict[str, object]]]
KINDS: Kinds = [
    ("accounts", "/accounts", {"status": 200, "schema": "accounts", "has": ["accounts[0].resourceId", "_links.self"]}),
    ("balances", "/accounts/$main.resourceId/balances", {"status": 200, "schema": "balances", "has": ["balances[0]"]}),
    ("transactions", "/accounts/$busy.resourceId/transactions", {"status": 200, "schema": "transactions"}),
    ("identity", "/end-user-identity", {"status": 200, "schema": "identity", "has": ["connectedPsu"]}),
    ("no-such-account", "/accounts/nothing/balances", {"status": [403, 404], "schema": "error"}),
    ("once-each", "/accounts", {"status": 200, "unique": ["accounts[*].resourceId"]}),
]  # fmt: skip
"""What is asked and what is claimed; a check in six is a page of 200 transactions."""
BARE = "bare loop"
PAGES = 120


def main(sizes: list[int], rounds: int) -> None:
    """Measure each contestant at each size, in turn."""
    with tempfile.TemporaryDirectory() as name, bank.Bank() as base_url:
        folder = Path(name)
        target = bank.target_with_tokens(base_url, folder / "target.yaml")
        consent_to_everything(base_url, target)
        start = prepare(folder / "one", base_url, target, 1)
        for size in sizes:
            contestants = prepare(folder, base_url, target, size)
            times: dict[str, list[tuple[float, float, float]]] = {name: [] for name in contestants}
            for _, contestant in itertools.product(range(rounds), contestants):
                times[contestant].append(
                    (*cost(contestants[contestant], base_url), bank.to_first_request(start[contestant], base_url))
                )
            show(size, times)
        show_pages(folder, base_url, target, rounds)


def show_pages(folder: Path, base_url: str, target: Path, rounds: int) -> None:
    """What a page of 200 rows takes, got and checked: so many checks of that kind, less the same with one."""
    pages = [kind for kind in KINDS if kind[0] == "transactions"]
    one, many = (prepare(folder / "pages", base_url, target, size, pages) for size in (1, PAGES + 1))
    table = Table("", "total", "processor", title=f"A page of 200 rows, got and checked: medians of {PAGES} each")
    taken = {
        contestant: [_apart(cost(many[contestant], base_url), cost(one[contestant], base_url)) for _ in range(rounds)]
        for contestant in many
    }
    medians = {name: [statistics.median(part) for part in zip(*found, strict=True)] for name, found in taken.items()}
    for name, parts in medians.items():
        times = (
            f"{ms:.2f} ms, {ms / bare:.2f} of the bare loop" for ms, bare in zip(parts, medians[BARE], strict=True)
        )
        table.add_row(name, *times)
    Console(width=120).print(table)


def _apart(many: tuple[float, float], one: tuple[float, float]) -> tuple[float, float]:
    """Milliseconds of one page, of the clock and of the processor."""
    return (many[0] - one[0]) * 1000 / PAGES, (many[1] - one[1]) * 1000 / PAGES


def cost(command: list[str], base_url: str) -> tuple[float, float]:
    """Seconds of the whole process, and of the processor in it."""
    before = os.times()
    seconds = bank.timed(command, base_url)
    after = os.times()
    return seconds, after.children_user + after.children_system - before.children_user - before.children_system


def prepare(folder: Path, base_url: str, target: Path, size: int, kinds: Kinds | None = None) -> dict[str, list[str]]:
    """The command of each contestant, for so many checks, of these kinds in turn."""
    own = folder / str(size) / "scenarios" / "checks"
    write_scenarios(own, size, kinds or KINDS)
    reports = folder / str(size) / "reports"
    ours = [
        *(sys.executable, "-m", "conformance", "run", str(own.parent), "--quiet"),
        *("--target", str(target), "--reports", str(reports)),
    ]
    bank.timed(ours, base_url)
    ledger = recorded.write(recorded.requests(reports / "ledger.jsonl"), folder / f"{size}.jsonl")
    given = [str(ledger), str(target)]
    return {
        "every report": ours,
        "plain pytest, html, allure, junit": [
            sys.executable,
            str(HERE / "plain_pytest.py"),
            *given,
            str(folder / str(size) / "plain"),
        ],
        BARE: [sys.executable, str(HERE / "bare_loop.py"), *given],
    }


def write_scenarios(folder: Path, size: int, kinds: Kinds, **more: object) -> None:
    """So many scenarios of one request each, of these kinds in turn; each with these words more."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, (kind, path, expect) in zip(range(size), itertools.cycle(kinds), strict=False):
        says = {"title": f"Check {number}: {kind}", "as": "adam", **more, "steps": [{"GET": path, "expect": expect}]}
        (folder / f"{number:05d}-{kind}.yaml").write_text(
            HEAD + yaml.safe_dump(says, sort_keys=False), encoding="utf-8"
        )


def consent_to_everything(base_url: str, target: Path) -> None:
    """The customer of the checks lets the accounts, their balances and transactions, and the identity be seen."""
    token = json.loads(target.read_text(encoding="utf-8"))["tokens"]["adam"]["aisp"]
    with httpx.Client(trust_env=False, headers={"Authorization": f"Bearer {token}"}) as client:
        mine = [
            {"iban": account["accountId"]["iban"]} for account in client.get(f"{base_url}/accounts").json()["accounts"]
        ]
        body = {"balances": mine, "transactions": mine, "trustedBeneficiaries": False, "psuIdentity": True}
        client.put(f"{base_url}/consents", json=body).raise_for_status()


def show(size: int, times: dict[str, list[tuple[float, float, float]]]) -> None:
    """What each took beside the bare loop, by the clock and by the processor, and until its first request."""
    headings = ("total", "of the bare loop", "processor", "of the bare loop", "to the first request")
    table = Table("", *headings, title=f"{size} checks, medians")
    medians = {name: [statistics.median(part) for part in zip(*rounds, strict=True)] for name, rounds in times.items()}
    bare = medians[BARE]
    for name, (total, processor, start) in medians.items():
        told = (f"{total:.2f} s", f"{total / bare[0]:.2f}", f"{processor:.2f} s", f"{processor / bare[1]:.2f}")
        table.add_row(name, *told, f"{start:.2f} s")
    Console(width=120).print(table)


if __name__ == "__main__":
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("checks", nargs="*", type=int, default=[120, 1200])
    words.add_argument("--rounds", type=int, default=5)
    given = words.parse_args()
    main(given.checks, given.rounds)
