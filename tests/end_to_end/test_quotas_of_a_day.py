"""Four batch accesses a day: a bank that gives none back is not blamed for those that our own runs have used up."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
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


Access = tuple[str, str, str]
"""The day, the customer, the resource by the names that the file has for it."""


def is_refused(step: AskingStep) -> bool:
    """Whether nothing but a refusal will do, and not that of too many accesses: such a request uses up none."""
    wanted = [claim.wanted for claim in step.claims if claim.must and claim.word == "status"]
    statuses = {status for one in wanted for status in (one if isinstance(one, list) else [one])}
    return bool(statuses) and min(statuses) >= 400 and 429 not in statuses


def is_content(scenario: Scenario) -> bool:
    """Whether it takes a refusal of what it asks without the customer as well."""
    steps = [step for step in scenario.answered if isinstance(step, AskingStep) and step.envelope.batch]
    wanted = [[claim.wanted for claim in one.claims if claim.must and claim.word == "status"] for one in steps]
    return all(any(isinstance(one, list) and {200, 429} <= set(one) for one in each) for each in wanted)


def accesses(scenario: Scenario) -> Counter[Access]:
    """What a scenario uses of a day, and how often."""
    day = (scenario.given.clock or "").partition("T")[0] if "T" in (scenario.given.clock or "") else "today"
    kept = {name: path for step in scenario.answered for name, path in step.keep.items()}
    found: Counter[Access] = Counter()
    for step in scenario.answered:
        alone = isinstance(step, AskingStep) and step.envelope.batch and not step.envelope.headers
        if isinstance(step, AskingStep) and alone and not is_refused(step):
            several = step.addresses if isinstance(step, Request) and step.method == "GET" else ()
            several = step.starts if isinstance(step, Walk) else several
            for address in several:
                named = re.sub(
                    r"\$([a-z]+)\b(?!\.)", lambda word: kept.get(word[1], word[0]), address.partition("?")[0]
                )
                found[day, step.actor or scenario.persona, named] += step.times
    return found


def test_a_day_is_enough_for_the_whole_catalogue() -> None:
    """Who counts the accesses of a day shares them with nobody; the others take four of each together."""
    users: dict[Access, dict[str, int]] = defaultdict(dict)
    counting = set()
    for scenario in catalogue.load([specs.scenarios_folder()], specs.load()):
        for access, times in accesses(scenario).items():
            users[access][scenario.name] = times
            counting |= {access} if scenario.given.quotas is not None else set()
    shared = {access: names for access, names in users.items() if len(names) > 1}
    assert len(users) > 20
    assert {access: names for access, names in shared.items() if access in counting or sum(names.values()) > 4} == {}


def outcomes(folder: Path) -> dict[str, str]:
    lines = (folder / "reports" / "ledger.jsonl").read_bytes().splitlines()
    verdicts = [line for line in map(orjson.loads, lines) if line["kind"] == "verdict" and line["origin"] != "rule"]
    return {line["name"]: line["outcome"] for line in verdicts}


def test_a_day_allows_one_run(shell: Shell, bank: Running) -> None:
    """All holds on a fresh day; a second run of it blocks, and never fails, what takes more than half of one."""
    root = f"{bank.origin}/stet/psd2/oauth"
    (shell.path / "bank.yaml").write_text(
        f"name: my bank\nbase_url: {bank.base_url}\n"
        "features: {quotas: true, clock: true, batch: true, second_client: PSDFR-ACPR-12345}\n"
        f"oauth: {{authorize_url: '{root}/authorize', token_url: '{root}/token', client_id: PSDFR-ACPR-13807,"
        " redirect_uri: 'https://myAPP.fr/Home/OAuth2Callback'}\n",
        encoding="utf-8",
    )
    using = [one for one in catalogue.load([specs.scenarios_folder()], specs.load()) if accesses(one)]
    words = ["--now=2026-11-25T10:00", *(f"--only={one.name}" for one in using)]
    assert shell("run", "--target=bank.yaml", *words) == 0, shell.out
    assert set(outcomes(shell.path).values()) == {"passed"}
    assert shell("run", "--target=bank.yaml", *words) == 3, shell.out
    second = outcomes(shell.path)
    assert set(second.values()) == {"passed", "blocked"}
    spent_to_the_last = {name for name, outcome in second.items() if outcome == "blocked"}
    used = sum((accesses(one) for one in using), Counter[Access]())
    content = {one.name for one in using if is_content(one)}
    too_many = {one.name for one in using if any(used[access] > 2 for access in accesses(one))}
    assert spent_to_the_last - content == too_many - content
    assert "were used up before this run, and the target cannot give them back" in shell.out
    assert "four accesses a day allow one run: say `quotas: false`" in shell.out
