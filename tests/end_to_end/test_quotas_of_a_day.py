"""Four batch accesses a day: a bank that gives none back is not blamed for those that our own runs have used up."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from conformance import catalogue, specs
from conformance.model import AskingStep, Request, Scenario, Walk
from conformance.sandbox import Running, start
from tests.support.shell import Shell, shell

__all__ = ["shell"]


@pytest.fixture
def bank() -> Iterator[Running]:
    running = start()
    yield running
    running.stop()


def accesses(scenario: Scenario) -> set[tuple[str, str, str]]:
    """What a scenario uses of a day: the day, the customer, the resource by the names that the file has for it."""
    day = (scenario.given.clock or "").partition("T")[0] if "T" in (scenario.given.clock or "") else "today"
    kept = {name: path for step in scenario.answered for name, path in step.keep.items()}
    found = set()
    for step in scenario.answered:
        if isinstance(step, AskingStep) and step.envelope.batch and not step.envelope.headers:
            several = step.addresses if isinstance(step, Request) and step.method == "GET" else ()
            several = step.starts if isinstance(step, Walk) else several
            for address in several:
                named = re.sub(r"\$([a-z]+)\b(?!\.)", lambda word: kept.get(word[1], word[0]), address)
                found.add((day, step.actor or scenario.persona, named))
    return found


def test_no_two_scenarios_use_the_same_accesses_of_a_day() -> None:
    """So a fresh day is enough for the whole catalogue."""
    users: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for scenario in catalogue.load([specs.scenarios_folder()], specs.load()):
        for access in accesses(scenario):
            users[access].append(scenario.name)
    assert len(users) > 20
    assert {access: names for access, names in users.items() if len(names) > 1} == {}


def outcomes(folder: Path) -> dict[str, str]:
    lines = (folder / "reports" / "ledger.jsonl").read_bytes().splitlines()
    verdicts = [line for line in map(orjson.loads, lines) if line["kind"] == "verdict" and line["origin"] != "rule"]
    return {line["name"]: line["outcome"] for line in verdicts}


def test_a_day_allows_one_run(shell: Shell, bank: Running) -> None:
    """All that counts holds on a fresh day, and is blocked, never failed, by the second run of that day."""
    root = f"{bank.origin}/stet/psd2/oauth"
    (shell.path / "bank.yaml").write_text(
        f"name: my bank\nbase_url: {bank.base_url}\nfeatures: {{quotas: true, clock: true, batch: true}}\n"
        f"oauth: {{authorize_url: '{root}/authorize', token_url: '{root}/token', client_id: PSDFR-ACPR-13807,"
        " redirect_uri: 'https://myAPP.fr/Home/OAuth2Callback'}\n",
        encoding="utf-8",
    )
    using = [one for one in catalogue.load([specs.scenarios_folder()], specs.load()) if accesses(one)]
    counting = {one.name for one in using if one.given.quotas is not None}
    words = [f"--only={one.name}" for one in using]
    assert shell("run", "--target=bank.yaml", *words) == 0, shell.out
    assert set(outcomes(shell.path).values()) == {"passed"}
    assert shell("run", "--target=bank.yaml", *words) == 3
    second = outcomes(shell.path)
    assert set(second.values()) == {"passed", "blocked"}
    spent_to_the_last = {name for name, outcome in second.items() if outcome == "blocked"}
    assert spent_to_the_last == counting - {
        "balances/batch-and-connected-alike",
        "transactions/batch-and-connected-alike",
    }
    assert "were used up before this run, and the target cannot give them back" in shell.out
    assert "four accesses a day allow one run: say `quotas: false`" in shell.out
