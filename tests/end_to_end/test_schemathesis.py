"""Schemathesis, which knows nothing of us, reads specs/openapi.yaml and finds nothing wrong with the embedded bank."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig

from conformance import specs
from conformance.model import NOBODY
from conformance.sandbox import start
from conformance.target.load import bare_target
from conformance.world import World, open_world

HEADERS = {"PSU-IP-Address": "192.0.2.7", "X-Request-ID": "a b-c"}
"""Sent with every request: one without the first is a batch access, of which there are four a day."""
CHECKS: dict[str, Any] = {"missing_required_header": {"enabled": False}}  # it may be answered all the same (PLU-10)
MAY_REFUSE = {"positive_data_acceptance": {"expected-statuses": ["2xx", 400, 401, 403, 404]}}
"""A page of the right form may not exist, and a day of the right form be too old."""
NOT_OFFERED = {"not_a_server_error": {"expected-statuses": ["4xx", 501]}}
PATHS: list[str] = []
"""Those that the tests below play."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The embedded bank, and the tokens of two customers who have consented to everything."""

    base_url: str
    marc: str
    adam: str


@pytest.fixture(scope="module")
def bank() -> Iterator[Opened]:
    running = start()
    with open_world(bare_target(running.base_url, {}), specs.load()) as world:
        yield Opened(running.base_url, *(_consented(world, who) for who in ("marc", "adam")))
    running.stop()


def _consented(world: World, who: str) -> str:
    persona = world.cast.personas[who]
    named = [{"iban": account.iban} for account in persona.accounts]
    body = {"balances": named, "transactions": named, "trustedBeneficiaries": False, "psuIdentity": True}
    assert world.consents.give(persona, body, NOBODY).status == 201
    return world.tokens.access(who, "aisp") or ""


@dataclass(frozen=True, slots=True)
class Player:
    """Plays the cases of one path, and knows how each operation was answered."""

    bank: Opened
    statuses: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def play(self, case: schemathesis.Case, token: str) -> None:
        """Every answer is a documented one, with its headers; what is bent is refused, what is right is not."""
        headers = {**HEADERS, "Authorization": f"Bearer {token}"}
        answer = case.call(base_url=self.bank.base_url, headers=headers)
        self.statuses[case.operation.label].add(answer.status_code)
        case.validate_response(answer)
        sent, echoed = answer.request.headers.get("X-Request-ID"), answer.headers.get("x-request-id", [None])
        assert echoed == [sent]


@pytest.fixture
def refusing(bank: Opened) -> Iterator[Player]:
    """For a path that may refuse everything."""
    player = Player(bank)
    yield player
    assert player.statuses, "nothing was played"


@pytest.fixture
def player(refusing: Player) -> Iterator[Player]:
    """For a path that the bank offers: what is found in refusals alone would say little."""
    yield refusing
    assert [label for label, statuses in refusing.statuses.items() if not statuses & {200, 201}] == []


BOUNDED = settings(
    max_examples=20, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


def described(**checks: Any) -> Any:
    """The description, to be looked at by these checks."""
    parameters = {f"header.{name}": value for name, value in HEADERS.items()}
    config = SchemathesisConfig.from_dict({"parameters": parameters, "checks": CHECKS | checks})
    return schemathesis.openapi.from_path(specs.specs_folder() / "openapi.yaml", config=config)


def only(path: str, **checks: Any) -> Any:
    """The cases of one path, in a test of its own: of several under one name xdist would play one."""
    PATHS.append(path)
    return lambda test: described(**checks).include(path=path).parametrize()(BOUNDED(test))


@only("/accounts", **MAY_REFUSE)
def test_accounts(case: schemathesis.Case, player: Player) -> None:
    player.play(case, player.bank.marc)


@only("/accounts/{accountResourceId}/balances")
def test_balances(case: schemathesis.Case, player: Player) -> None:
    player.play(case, player.bank.marc)


@only("/accounts/{accountResourceId}/transactions", **MAY_REFUSE)
def test_transactions(case: schemathesis.Case, player: Player) -> None:
    player.play(case, player.bank.marc)


@only("/consents")
def test_consents(case: schemathesis.Case, player: Player) -> None:
    """Adam's, so that those of Marc, whose accounts are read, stay as they are."""
    player.play(case, player.bank.adam)


@only("/end-user-identity")
def test_identity(case: schemathesis.Case, player: Player) -> None:
    player.play(case, player.bank.marc)


@only("/trusted-beneficiaries", **NOT_OFFERED)
def test_beneficiaries(case: schemathesis.Case, refusing: Player) -> None:
    refusing.play(case, refusing.bank.marc)


def test_every_path_is_played() -> None:
    """None of the description is left out."""
    assert sorted(PATHS) == sorted({operation.ok().path for operation in described().get_all_operations()})
