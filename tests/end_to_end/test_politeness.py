"""How a bank is treated: told about in advance, asked gently, left as it was found."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import orjson
import pytest

from conformance import runner, specs
from conformance.clock import PARIS
from conformance.model import JSON, NOBODY, Asker, Exchange
from conformance.sandbox import Running, start
from conformance.specs import Persona, maintenance
from conformance.target.load import bare_target
from conformance.world import World, consent_shown, open_world
from tests.support.fakebank import FakeBank, as_json
from tests.support.projects import ADAM, HEADER, PASSES, SKIPPED, written
from tests.support.shell import Shell, shell

__all__ = ["shell"]

BATCH = f"""{HEADER}title: Marc's accounts are answered four times a day in batch
covers: [QUO-01]
as: marc
needs: [quotas]
steps:
  - GET: /accounts
    batch: true
    expect: {{status: 200}}
"""


@pytest.fixture
def bank() -> Iterator[Running]:
    running = start()
    yield running
    running.stop()


# ------------------------------------------------------------------------------------------------------- in advance


def test_explain_tells_what_a_run_would_send_and_sends_nothing(shell: Shell) -> None:
    """Every request, and its cost; what the target does not offer costs nothing, what uses up a quota is told."""
    written(shell.path, batch=BATCH, passes=PASSES, skipped=SKIPPED)
    with FakeBank(lambda _: as_json({})) as server:
        (shell.path / "bank.yaml").write_text(
            f"name: b\nbase_url: {server.origin}/stet/psd2/v1.4.2\ntokens: {{marc: {{aisp: given-token}}}}\n"
            "features: {quotas: true}\n"
        )
        names = ("balances/batch", "balances/passes", "balances/skipped")
        assert shell("explain", "--target=bank.yaml", *names) == 0
        assert server.asked == []
    assert "GET " + server.origin + "/stet/psd2/v1.4.2/accounts  (batch true)" in shell.out
    assert "1 request, 0 logins, 1 batch access; uses up the 4 batch accesses of a day" in shell.out
    assert "skipped, nothing is sent: the target does not declare mtls" in shell.out
    assert "2 scenarios: 3 requests, 0 logins, 1 batch access, 1 more skipped" in shell.out
    assert "1 batch access by marc: the bank grants 4 a day for each of its resources" in shell.out


@pytest.mark.parametrize(
    ("moment", "says"),
    [
        ("2026-11-23T00:59", ""),
        ("2026-11-23T01:00", "begins within the hour"),
        ("2026-11-23T02:00", "is under weekly maintenance now"),
        ("2026-11-23T05:59", "is under weekly maintenance now"),
        ("2026-11-23T06:00", ""),
        ("2026-11-24T03:00", ""),
    ],
)
def test_the_weekly_maintenance_is_told(moment: str, says: str) -> None:
    """On Mondays from two to six in Paris, and an hour before."""
    told = maintenance.notice(datetime.fromisoformat(moment).replace(tzinfo=PARIS))
    assert says in told
    assert bool(told) == bool(says)


def test_a_run_into_the_maintenance_says_so_first_and_in_its_reports(shell: Shell, bank: Running) -> None:
    """Against a bank that is not the embedded one; that one is never under maintenance."""
    written(shell.path, passes=PASSES)
    words = ("run", "scenarios", "--now", "2026-11-23T03:00")
    assert shell(*words, "--base-url", bank.base_url) in (0, 1)
    hint = "hint: the bank is under weekly maintenance now (Mondays 2:00 to 6:00 (Paris))"
    assert shell.out.index(hint) < shell.out.index("balances")
    page = (shell.path / "reports" / "dossier.html").read_text(encoding="utf-8")
    assert page.count("under weekly maintenance now") == 1
    assert "Mondays 2:00 to 6:00 (Paris)" in page
    head = orjson.loads((shell.path / "reports" / "ledger.jsonl").read_bytes().splitlines()[0])
    assert head["maintenance"] == "Mondays 2:00 to 6:00 (Paris)"
    assert shell(*words) == 0
    assert "maintenance" not in shell.out


# --------------------------------------------------------------------------------------------- left as it was found


CONSENT = {"balances": ["main"], "transactions": ["main", "third"]}


def world_of(bank: Running) -> World:
    return open_world(bare_target(bank.base_url, {}), specs.load())


def consented(bank: Running) -> object:
    """What Marc's accounts show of his consent now."""
    with world_of(bank) as world:
        return consent_shown(world.api.ask("GET", "/accounts", world.cast.personas["marc"], NOBODY).data)


@pytest.fixture
def before(bank: Running) -> object:
    """A consent that somebody gave before the run."""
    with world_of(bank) as world:
        marc = world.cast.personas["marc"]
        accounts = {account.nickname: account.iban for account in marc.accounts}
        body = {kind: [{"iban": accounts[name]} for name in names] for kind, names in CONSENT.items()}
        whole = {**body, "trustedBeneficiaries": False, "psuIdentity": True}
        world.api.ask("PUT", "/consents", marc, NOBODY, whole)
    found = consented(bank)
    assert found != consent_shown({})
    return found


def test_the_consent_found_is_put_back(shell: Shell, bank: Running, before: object) -> None:
    """After an ordinary run."""
    written(shell.path, passes=PASSES)
    assert shell("run", "scenarios", "--base-url", bank.base_url) == 0
    assert consented(bank) == before


@pytest.mark.parametrize(("raised", "code"), [(KeyboardInterrupt, 130), (ValueError, 4), (MemoryError, 4)])
def test_the_consent_is_put_back_whatever_happens(
    shell: Shell, bank: Running, before: object, raised: type[BaseException], code: int
) -> None:
    """Ctrl-C, and a crash of ours in the middle of a scenario."""
    real = runner.play

    def play(scenario, world, shortfalls=()):  # type: ignore[no-untyped-def] # the runner's own signature
        real(scenario, world, shortfalls)
        raise raised("in the middle")

    shell.monkeypatch.setattr(runner, "play", play)
    written(shell.path, passes=PASSES)
    assert shell("run", "scenarios", "--base-url", bank.base_url) == code
    assert consented(bank) == before


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "a job that is cancelled"])
def test_a_stopped_process_leaves_the_bank_as_it_was(
    bank: Running, before: object, tmp_path: Path, how: signal.Signals
) -> None:
    """A real process and a real signal; exit code 130, and a ledger that says it is incomplete."""
    written(tmp_path, a=PASSES, b=ADAM)
    (tmp_path / "slowly.py").write_text(
        "import time\nimport conformance.runner as runner\nreal = runner.play\n"
        "def play(scenario, world, shortfalls=()):\n    verdict = real(scenario, world, shortfalls)\n"
        "    print('waiting', flush=True)\n    time.sleep(30)\n    return verdict\n"
        "runner.play = play\nfrom conformance.cli import main\nmain()\n"
    )
    command = [sys.executable, "slowly.py", "run", "scenarios", "--base-url", bank.base_url]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert any("waiting" in line for line in process.stdout)
        process.send_signal(how)
        process.stdout.read()
        assert process.wait(20) == 130
    foot = orjson.loads((tmp_path / "reports" / "ledger.jsonl").read_bytes().splitlines()[-1])
    assert (foot["kind"], foot["complete"]) == ("footer", False)
    assert consented(bank) == before


def test_one_persona_that_cannot_be_put_back_does_not_keep_the_others(
    bank: Running, before: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Best effort: a fault of ours included."""
    with world_of(bank) as world:
        for name in ("adam", "marc"):
            world.consents.meet(world.cast.personas[name], NOBODY)
            nothing = {"balances": [], "transactions": [], "trustedBeneficiaries": False, "psuIdentity": False}
            world.consents.give(world.cast.personas[name], nothing, NOBODY)
        real = world.api.ask

        def ask(method: str, path: str, persona: Persona, asker: Asker, body: JSON = None) -> Exchange:
            if persona.id == "adam":
                raise ValueError("no such thing")
            return real(method, path, persona, asker, body)

        monkeypatch.setattr(world.api, "ask", ask)
    assert consented(bank) == before


# ------------------------------------------------------------------------------------------------------- in one place


def test_time_outs_and_pauses_stand_in_one_place() -> None:
    """Nobody else waits for the wire, or decides how long; what waits for another run or process sends nothing."""
    folder = Path(runner.__file__).parent
    elsewhere = {
        str(path.relative_to(folder))
        for path in folder.rglob("*.py")
        if re.search(r"\btimeout\s*=|time\.sleep\(", path.read_text(encoding="utf-8"))
    }
    allowed = {"client/sender.py", "client/wire.py", "login/browser.py", "login/person.py", "client/sockets.py"}
    sandbox = {name for name in elsewhere if name.startswith("sandbox/")}
    others = {"commands/sandbox.py", "locks.py", "fleet/flying.py", "history/database.py"}
    assert elsewhere - sandbox <= allowed | others


@pytest.mark.parametrize("in_flight", [1, 4])
def test_a_rate_limit_is_kept_over_a_whole_run(bank: Running, in_flight: int) -> None:
    """Ten requests at fifty a second take a fifth of a second at least, from however many threads."""
    target = bare_target(bank.base_url, {})
    target = replace(target, limits=replace(target.limits, rate_per_s=50))
    with open_world(target, specs.load()) as world, ThreadPoolExecutor(in_flight) as pool:
        marc = world.cast.personas["marc"]
        world.api.ask("GET", "/accounts", marc, NOBODY)
        began = datetime.now(PARIS)
        answers = list(pool.map(lambda _: world.api.ask("GET", "/accounts", marc, NOBODY), range(10)))
        assert (datetime.now(PARIS) - began).total_seconds() > 0.17
    assert len(answers) == 10
