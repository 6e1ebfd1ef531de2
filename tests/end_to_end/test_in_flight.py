"""The same verdicts, however many are played at once: in threads or by workers, against a bank of another process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import orjson
import pytest

from conformance import catalogue, specs
from conformance.catalogue import casting
from conformance.catalogue.selection import chosen as select
from conformance.catalogue.turns import turn_of
from conformance.model import Outcome, Scenario
from conformance.plugin.threads import Task, Threads
from conformance.runner import open_world, play
from conformance.sandbox import start
from conformance.target.load import bare_target
from conformance.target.target import Features, Target
from tests.support.ledgers import lines
from tests.support.projects import ADAM, BY_DAY, FAILS, PASSES, written

ALL = str(specs.scenarios_folder())
CAST = specs.load().cast


@contextmanager
def bank_elsewhere(folder: Path, *words: str) -> Iterator[Path]:
    """The reference bank in a process of its own, and a target file for it: logins, a clock, quotas."""
    command = [sys.executable, "-u", "-m", "conformance", "sandbox", "--port", "0", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        root = process.stdout.readline().split(" answers at ")[1].split()[0]
        oauth, origin = root.removesuffix("/v1.4.2"), root.removesuffix("/stet/psd2/v1.4.2")
        target = {
            "name": "a bank elsewhere",
            "base_url": root,
            "oauth": {
                "authorize_url": f"{oauth}/oauth/authorize", "token_url": f"{oauth}/oauth/token",
                "revoke_url": f"{oauth}/oauth/revoke", "client_id": "PSDFR-ACPR-13807",
                "redirect_uri": "https://myAPP.fr/Home/OAuth2Callback",
            },
            "features": {
                "quotas": True, "clock": True, "revocation": True, "batch": True, "fallback": True, "refusal": True,
                "second_client": "PSDFR-ACPR-12345",
            },
            "quotas_url": f"{origin}/_sandbox/quotas",
        }  # fmt: skip
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "target.yaml"
        file.write_bytes(orjson.dumps(target))
        try:
            yield file
        finally:
            process.terminate()


def run(target: Path, *words: str, pytest_itself: bool = False, check: int | None = None) -> dict[str, Any]:
    """What a run has come to: the word, the verdicts, the causes."""
    reports = target.parent / "reports"
    program = ["-m", "pytest"] if pytest_itself else ["-m", "conformance", "run"]
    command = [sys.executable, *program, *words, *BY_DAY, "--target", str(target), "--reports", str(reports)]
    environ = os.environ | {"XDG_STATE_HOME": str(target.parent / "state")}
    done = subprocess.run(command, cwd=target.parent, env=environ, capture_output=True, text=True, check=False)
    assert check is None or done.returncode == check, done.stdout + done.stderr
    told = lines(reports / "ledger.jsonl")
    verdicts = {one["name"]: one["outcome"] for one in told if one["kind"] == "verdict"}
    causes = [line for line in done.stdout.splitlines() if line.lstrip()[:2] in {f"{n}." for n in range(1, 10)}]
    return {"verdicts": verdicts, "causes": causes, "told": told, "foot": told[-1], "out": done.stdout}


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with bank_elsewhere(tmp_path_factory.mktemp("elsewhere")) as target:
        yield target


@pytest.fixture(scope="module")
def own(elsewhere: Path) -> str:
    """A folder of a user's own scenarios."""
    return str(written(elsewhere.parent / "own", a=PASSES, b=ADAM, c=PASSES, d=ADAM, e=FAILS))


WAYS = {
    "one-by-one": ((ALL,), False),
    "in-flight": (("--in-flight", "4", ALL), False),
    "workers": (("-n", "2", ALL), False),
    "pytest": (("-n", "2"), True),
}
CHOSEN = ("--only=personas/accounts-*", "--only=refresh/after*", "--only=quotas/accounts-four-a-day", "--only=journey")
CHOSEN += ("--only=access/without-a-token-*", "--only=accounts/batch-and-connected-alike")


@pytest.mark.long
def test_every_way_comes_to_the_same(elsewhere: Path) -> None:
    """Logins, a clock that is moved and quotas that are used up among them; each verdict once, behind its exchanges."""
    found = {name: run(elsewhere, *words, *CHOSEN, pytest_itself=theirs) for name, (words, theirs) in WAYS.items()}
    first = found["one-by-one"]
    assert len(first["verdicts"]) > 20
    assert set(first["verdicts"].values()) <= {"passed", "skipped"}
    for name, one in found.items():
        assert one["verdicts"] == first["verdicts"], name
        assert one["foot"]["complete"], name
        numbers = [line["number"] for line in one["told"] if line["kind"] == "exchange"]
        assert numbers == list(range(1, len(numbers) + 1)), name
        assert "at best in 0." in one["out"], name


def test_the_order_of_the_session_stays(elsewhere: Path, own: str) -> None:
    """In the ledger by the answers; in pytest's reports as it was. After `-x` all that was played is told, too."""
    found = run(elsewhere, own, "--in-flight", "4", "-v", pytest_itself=True)
    told = [line.split("::")[1].split()[0] for line in found["out"].splitlines() if line.startswith("balances::")]
    assert told == [f"balances/{name}" for name in "abcde"]
    times = [line["at"] for line in found["told"] if line["kind"] == "exchange"]
    assert times == sorted(times)
    cut = run(elsewhere, own, "--in-flight", "2", "--maxfail=1", pytest_itself=True)
    assert not cut["foot"]["complete"] or set(cut["verdicts"]) >= {f"balances/{name}" for name in "abcde"}
    assert cut["foot"]["written"]["verdict"] == len(cut["verdicts"])


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
def test_interrupted_it_tells_what_was_played(elsewhere: Path) -> None:
    """Consents are put back, and no thread goes on."""
    reports = elsewhere.parent / "cut"
    words = ["run", "--target", str(elsewhere), "--reports", str(reports), "--in-flight", "4", ALL]
    environ = os.environ | {"XDG_STATE_HOME": str(elsewhere.parent / "state")}
    command = [sys.executable, "-m", "conformance", *words]
    with subprocess.Popen(command, cwd=elsewhere.parent, env=environ, stdout=subprocess.PIPE, text=True) as process:
        ledger = reports / "ledger.jsonl"
        ends = time.monotonic() + 60
        while not (ledger.exists() and b'"verdict"' in ledger.read_bytes()):
            assert time.monotonic() < ends
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=60)
    assert process.returncode == 130, out
    told = lines(ledger)
    assert told[-1]["kind"] == "footer"
    assert not told[-1]["complete"]
    assert told[-1]["written"]["verdict"] == sum(line["kind"] == "verdict" for line in told) > 0
    restored = [line for line in told if line["kind"] == "exchange" and line["asked_by"]["purpose"] == "restoring"]
    assert restored


# ------------------------------------------------------------------------------------------------------------ at length

DEFECTS = {
    "amounts-with-a-comma": "balances", "pages-of-100": "pagination", "any-token": "access",
    "consent-merges": "consents", "identity-of-another": "identity", "code-reusable": "tokens",
    "access-token-lives-for-ever": "refresh", "five-a-day": "quotas", "request-id-not-echoed": "headers",
    "other-scope-reads-balances": "access",
}  # fmt: skip
"""One of each kind, and the room of the scenarios that see it."""


@pytest.mark.long
def test_the_whole_catalogue_comes_to_the_same(tmp_path: Path) -> None:
    """Against an honest bank."""
    with bank_elsewhere(tmp_path) as target:
        found = _every_way(target)
    assert set(found.values()) <= {"passed", "skipped"}


@pytest.mark.long
@pytest.mark.parametrize(("fault", "room"), DEFECTS.items())
def test_a_defect_is_found_every_way(tmp_path: Path, fault: str, room: str) -> None:
    """By the same scenarios and rules, as the same causes."""
    with bank_elsewhere(tmp_path, "--fault", fault) as target:
        found = _every_way(target, f"--only={room}", "--only=personas")
    assert "failed" in found.values()


def _every_way(target: Path, *words: str) -> dict[str, str]:
    """The verdicts, which are the same each way, like the causes."""
    found = {name: run(target, *way, *words, pytest_itself=theirs) for name, (way, theirs) in WAYS.items()}
    first = found["one-by-one"]
    for name, one in found.items():
        assert one["verdicts"] == first["verdicts"], name
        assert one["causes"] == first["causes"], name
    verdicts: dict[str, str] = first["verdicts"]
    return verdicts


@pytest.mark.long
def test_two_hundred_rounds_come_to_one_set_of_verdicts() -> None:
    """At random delays of 0 to 20 ms: a small selection in which consents, logins and the clock are changed."""
    chosen = (
        "consents/replaced-not-merged",
        "refresh/after-181-days",
        "access/*token*",
        "personas/accounts-*",
        "journey",
    )
    everything = [casting.assigned(one, CAST, CAST) for one in catalogue.load([specs.scenarios_folder()], specs.load())]
    several = [one for one in everything if one.name in select(everything, chosen)]
    bank = start(latency=(0.0, 0.02))
    try:
        features = Features(clock=True, refusal=True, second_client="PSDFR-ACPR-12345")
        target = replace(bare_target(bank.base_url, {}), features=features)
        sets = {frozenset(_round(target, several).items()) for _ in range(200)}
    finally:
        bank.stop()
    assert [dict(one) for one in sets] == [dict.fromkeys((one.name for one in several), Outcome.PASSED)]


def _round(target: Target, several: list[Scenario]) -> dict[str, Outcome]:
    with open_world(target, specs.load()) as world:
        tasks = [Task(turn=turn_of(one), play=partial(play, one, world)) for one in several]
        threads = Threads(dict(enumerate(tasks)), 8, lambda: world.sender.exchanges.last)
        found: dict[str, Outcome] = {}
        while len(found) < len(several):
            threads.wait()
            found |= {verdict.scenario.name: verdict.outcome for _, verdict, _ in threads.tellable()}
        threads.stop()
        return found
