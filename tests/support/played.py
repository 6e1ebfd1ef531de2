"""Scenarios written in a test, played against a bank that answers as the test tells it to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import pytest

from conformance import catalogue, specs, yamlfile
from conformance.clock import PARIS, Clock
from conformance.model import Exchange, Finding, Scenario, Verdict
from conformance.runner import play
from conformance.target.target import Target
from conformance.world import World, assemble
from tests.support.fakebank import Asked, FakeBank, Reply, as_json

ROOT = "/stet/psd2/v1.4.2"
NOON: Final = datetime(2026, 6, 17, 12, tzinfo=PARIS)
OK: Final = as_json({"accounts": [{"resourceId": "a"}], "_links": {"self": {"href": f"{ROOT}/accounts"}}})
Answerer = Reply | Callable[[Asked], Reply]


def written(steps: str, head: str = "") -> Scenario:
    """The scenario of Marc that has these steps, at `s.yaml`; the first step stands in line 5 (after the head)."""
    text = f"title: A sentence that is true\ncovers: [AT-TRX-1]\nas: marc\n{head}steps:\n{steps}"
    return catalogue.parse(yamlfile.parse(text, "s.yaml"), "s", specs.load())


@dataclass(slots=True)
class Bank:
    """A bank by its routes: `GET /accounts` -> what it answers; 404 for all others."""

    server: FakeBank
    routes: dict[str, Answerer] = field(default_factory=dict)
    clock: Clock = field(default_factory=lambda: Clock(NOON))
    """By day: what finds anything at midnight is played twice."""
    changes: dict[str, Any] = field(default_factory=dict)

    def answer(self, asked: Asked) -> Reply:
        """What the route of a request says."""
        route = self.routes.get(f"{asked.method} {asked.path.removeprefix(ROOT)}")
        if route is None:
            return as_json({"message": "no such route"}, 404)
        return route(asked) if callable(route) else route

    @property
    def target(self) -> Target:
        """A mock without tokens, unless the test says otherwise."""
        return self.server.target(**{"oauth": None, **self.changes})

    @contextmanager
    def world(self) -> Iterator[World]:
        """A run against this bank."""
        with assemble(self.target, specs.load(), self.clock) as world:
            yield world

    def play(self, steps: str, head: str = "") -> Verdict:
        """What a scenario with these steps comes to, in a run of its own."""
        with self.world() as world:
            return play(written(steps, head), world)

    @property
    def asked(self) -> list[str]:
        """What was asked, in its order: `GET /accounts?page=2`."""
        return [self.shown(one) for one in self.server.asked]

    @staticmethod
    def shown(asked: Asked) -> str:
        """A request in short."""
        query = "&".join(f"{name}={value}" for name, value in asked.query.items())
        return f"{asked.method} {asked.path.removeprefix(ROOT)}{'?' if query else ''}{query}"


@pytest.fixture(scope="module")
def server() -> Iterator[FakeBank]:
    """One server for all tests of a file."""
    with FakeBank(lambda _: Reply(status=500)) as running:
        yield running


@pytest.fixture
def bank(server: FakeBank) -> Bank:
    """A bank with one account and nothing else."""
    server.asked.clear()
    bank = Bank(server, {"GET /accounts": OK})
    server.answer = bank.answer
    return bank


def said(verdict: Verdict) -> list[str]:
    """The findings in short: `8:5 follow ?where: what`, with a question mark where it is advice."""
    return [_line(finding) for finding in verdict.findings]


def shown(verdict: Verdict) -> Exchange:
    """The exchange that shows the first finding."""
    exchange = verdict.findings[0].exchange
    assert exchange is not None
    return exchange


def _line(finding: Finding) -> str:
    place = f"{finding.place.line}:{finding.place.column}"
    return f"{place} {finding.word} {'' if finding.must else '?'}{finding.where}: {finding.says}"
