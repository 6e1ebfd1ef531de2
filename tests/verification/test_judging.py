"""Runs of banks that are reached in other ways than by the robot, judged again without any of what reached them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from conformance import embedded as embedded_bank
from conformance import specs
from conformance.client.sender import Sender
from conformance.clock import Clock
from conformance.model import Outcome
from conformance.sandbox import Running
from conformance.target.load import load_target
from conformance.target.target import OAuth, Target
from conformance.tokens import store
from conformance.tokens.issued import IssuedToken
from conformance.verification.result import Standing
from conformance.verification.verify import verify
from conformance.world import assemble
from tests.support.evidence import played
from tests.support.fakebank import FakeBank, as_json, in_turn

WHO = ("marc", "aisp")


@dataclass(frozen=True)
class Bank:
    """A bank, and the token that a customer of it has."""

    running: Running
    target: Target
    token: IssuedToken

    def file(self, path: Path, more: str) -> Path:
        """A target file that says more of it."""
        path.write_text(f"name: bank\nbase_url: {self.target.base_url}\n{more}", encoding="utf-8")
        return path


@pytest.fixture(scope="module")
def bank() -> Iterator[Bank]:
    running, target = embedded_bank.start()
    with assemble(target, specs.load(), Clock()) as world:
        token = world.tokens.issued(*WHO)
    assert token is not None
    yield Bank(running, target, token)
    running.stop()


def standings(reports: Path) -> set[Standing]:
    """Those that the verdicts of a run have, judged again."""
    found = verify(reports / "ledger.jsonl").verification
    assert found.altered == ()
    return {one.standing for one in found.verdicts}


def test_tokens_of_the_target_file(bank: Bank, shipped: Path, tmp_path: Path) -> None:
    """Under their labels; who has none is blocked again."""
    target = bank.file(tmp_path / "bank.yaml", f"tokens: {{marc: {{aisp: {bank.token.access}}}}}\n")
    assert standings(played(tmp_path / "reports", shipped, f"--target={target}")) == {Standing.SAME}


def test_a_person_has_logged_in(bank: Bank, shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was stored for the run is not looked at again."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    oauth = bank.target.oauth
    assert isinstance(oauth, OAuth)
    urls = f"authorize_url: '{oauth.authorize_url}', token_url: '{oauth.token_url}'"
    client = f"client_id: {oauth.client_id}, redirect_uri: '{oauth.redirect_uri}'"
    target = bank.file(tmp_path / "bank.yaml", f"login: {{kind: person}}\noauth: {{{urls}, {client}}}\n")
    place = store.place(load_target(target))
    store.write(place, {WHO: bank.token})
    reports = played(tmp_path / "reports", shipped, f"--target={target}")
    place.unlink()
    assert standings(reports) == {Standing.SAME}


def test_a_moment_of_the_users_choice(shipped: Path, tmp_path: Path) -> None:
    """The bank's clock is set again as it was, and every day is that of the run."""
    assert standings(played(tmp_path / "reports", shipped, "--now=2026-03-29T01:59")) == {Standing.SAME}


def test_what_was_played_once_more_at_midnight(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both times were recorded, and the second one counts."""
    monkeypatch.setattr(Sender, "rest", lambda *_: None)
    answers = in_turn([as_json({"day": "yesterday"}), as_json({"day": "today"})])
    scenario = tmp_path / "own" / "day.yaml"
    scenario.parent.mkdir()
    scenario.write_text(
        "title: The day is that of today\ncovers: [ACC-01]\nas: marc\ngiven: {token: none}\n"
        "steps:\n  - {GET: /day, expect: {equals: {day: today}}}\n",
        encoding="utf-8",
    )
    with FakeBank(lambda asked: answers(asked) if asked.path.endswith("/day") else as_json({}, 401)) as running:
        words = (f"--base-url={running.target().base_url}", "--now=2026-06-17T23:59:55")
        reports = played(tmp_path / "reports", scenario, *words)
    asked = [one.path for one in running.asked if one.path.endswith("/day")]
    found = verify(reports / "ledger.jsonl")
    assert found.story is not None
    outcomes = {one.verdict.scenario.name: one.verdict.outcome for one in found.story.entries}
    assert (len(asked), outcomes["day"]) == (2, Outcome.PASSED)
    assert standings(reports) == {Standing.SAME}


def test_generated_cases(shipped: Path, tmp_path: Path) -> None:
    """The same cases are generated again, by budget and seed."""
    reports = played(tmp_path / "reports", shipped, "--examples=2", "--only=properties/pages", "--only=identity")
    found = verify(reports / "ledger.jsonl").verification
    assert {one.name: one.standing for one in found.verdicts}["properties/pages"] is Standing.SAME


def test_a_counter_example(shipped: Path, tmp_path: Path) -> None:
    """It is played again as the scenario that it is, and found wrong for the same reasons."""
    running, target = embedded_bank.start(faults=["links-outside-the-api"])
    try:
        words = (f"--base-url={target.base_url}", "--examples=2", "--only=properties/pages", "--only=identity")
        reports = played(tmp_path / "reports", shipped, *words)
    finally:
        running.stop()
    found = verify(reports / "ledger.jsonl")
    assert found.story is not None
    told = next(one.verdict for one in found.story.entries if one.verdict.scenario.name == "properties/pages")
    assert told.counterexample is not None
    again = next(one for one in found.verification.verdicts if one.name == "properties/pages")
    assert (again.standing, again.findings > 0) == (Standing.SAME, True)
