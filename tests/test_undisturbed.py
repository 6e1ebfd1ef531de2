"""An interruption that comes where something must not be left half done is raised at its end."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from typing import Any

import pytest
from _pytest._code.code import ExceptionInfo

from conformance import embedded
from conformance.client.exchanges import Exchanges
from conformance.commands.stopping import stoppable
from conformance.model import Exchange
from conformance.plugin.played import Recorded
from conformance.plugin.player import Player
from conformance.plugin.run import Run
from conformance.rules.gathering import Together
from conformance.sandbox import Running
from conformance.target.target import Target
from conformance.undisturbed import undisturbed
from conformance.world.consents import Consents
from tests.support.answers import exchange
from tests.support.ledgers import lines
from tests.support.projects import ADAM, PASSES, written
from tests.support.shell import Shell, shell

__all__ = ["shell"]


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Ctrl-C raises, however the tests were started."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_is_heard_at_the_end_and_once(number: signal.Signals) -> None:
    """What was begun is done by then; afterwards it is heard at once again."""
    done = []

    def twice() -> None:
        with undisturbed():
            signal.raise_signal(number)
            signal.raise_signal(number)
            done.append(1)

    with stoppable():
        with pytest.raises(KeyboardInterrupt):
            twice()
        assert done == [1]
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(number)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize(("words", "told"), [((), 0), (("--in-flight", "2"), 1)], ids=["alone", "in flight"])
def test_a_run_that_is_interrupted_while_a_verdict_is_made_has_its_exchanges(
    shell: Shell, words: tuple[str, ...], told: int
) -> None:
    """And is read again; also where pytest cannot tell where the interruption came."""
    real, unable = Player.recorded, TypeError("unsupported operand")
    numbers: list[int] = []

    def recorded(player: Player, *given: object) -> Recorded:
        found = real(player, *given)  # type: ignore[arg-type]
        numbers.extend(one.number for one in found.batch.exchanges)
        signal.raise_signal(signal.SIGINT)
        return found

    def shown(*_: object, **__: object) -> None:
        raise unable

    shell.monkeypatch.setattr(Player, "recorded", recorded)
    shell.monkeypatch.setattr(ExceptionInfo, "getrepr", shown)
    written(shell.path, a=PASSES, b=ADAM)
    assert shell("run", "scenarios", *words) == 130
    assert "INCOMPLETE  " in shell.out
    found = lines(shell.path / "reports" / "ledger.jsonl")
    assert {one["number"] for one in found if one["kind"] == "exchange"} >= set(numbers) != set()
    assert sum(one["kind"] == "verdict" and one["origin"] != "rule" for one in found) >= told
    shell.monkeypatch.undo()
    shell.monkeypatch.chdir(shell.path)
    assert shell("report", "-q", "reports/ledger.jsonl") == 130


@pytest.mark.usefixtures("interruptible")
def test_what_a_worker_has_brought_is_counted_by_rules_where_it_is_written(shell: Shell) -> None:
    """The run is interrupted while a verdict of a worker is written; judged again it comes to the same."""
    real, (bank, target) = Run.record, embedded.start()

    def record(run: Run, *given: object) -> None:
        real(run, *given)  # type: ignore[arg-type]
        signal.raise_signal(signal.SIGINT)

    shell.monkeypatch.setattr(Run, "record", record)
    written(shell.path, a=PASSES, b=ADAM)
    try:
        assert shell("run", "scenarios", "-n", "2", "--base-url", target.base_url) == 130
    finally:
        bank.stop()
    assert shell("verify", "reports") == 0, shell.out
    assert "SAME  " in shell.out


@pytest.mark.usefixtures("interruptible")
def test_an_answer_is_heard_by_all_who_listen_or_by_none() -> None:
    """What is going to be written is going to be judged, too."""
    exchanges = Exchanges()
    exchanges.tell(Interrupting())
    behind = exchanges.listen()
    with pytest.raises(KeyboardInterrupt):
        exchanges.add(exchange({}))
    assert [one.number for one in behind.exchanges] == [1]


class Interrupting:
    """Somebody interrupts the run when this one hears an answer."""

    def hear(self, _: Exchange) -> None:
        signal.raise_signal(signal.SIGINT)

    def amend(self, _: Exchange) -> None:
        raise AssertionError("there is nothing more to tell")


def verifies_though_interrupted(shell: Shell, bank: Running, target: Target) -> None:
    """A run against this bank is interrupted, and comes to the same when it is judged again."""
    written(shell.path, a=PASSES, b=ADAM)
    try:
        assert shell("run", "scenarios", "--base-url", target.base_url) == 130
    finally:
        bank.stop()
    shell.monkeypatch.undo()
    shell.monkeypatch.chdir(shell.path)
    assert shell("verify", "reports") == 0, shell.out
    assert "SAME  " in shell.out


@pytest.mark.usefixtures("interruptible")
def test_an_answer_is_counted_by_all_of_its_rules_or_by_none(shell: Shell) -> None:
    """A run is interrupted while one is counted; judged again, it comes to the same."""
    write, count, (bank, target) = Run.record, Together.hear, embedded.start()
    recorded, interrupted = list[object](), list[bool]()

    def record(*given: Any) -> None:
        write(*given)
        recorded.append(given)

    def hear(*given: Any) -> None:
        count(*given)
        if recorded and not interrupted:
            interrupted.append(True)
            signal.raise_signal(signal.SIGINT)

    shell.monkeypatch.setattr(Run, "record", record)
    shell.monkeypatch.setattr(Together, "hear", hear)
    verifies_though_interrupted(shell, bank, target)


@pytest.mark.usefixtures("interruptible")
def test_what_rules_have_found_is_told_where_putting_back_is_interrupted(shell: Shell) -> None:
    """Somebody does not want to wait for it: the run, judged again, comes to the same."""
    bank, target = embedded.start()

    def put_back(_: Consents) -> None:
        signal.raise_signal(signal.SIGINT)

    shell.monkeypatch.setattr(Consents, "put_back", put_back)
    verifies_though_interrupted(shell, bank, target)
