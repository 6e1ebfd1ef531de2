"""What was sent and what came back, printed from a ledger: by scenario, by number, and never obeyed by a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from conformance.commands.exchanges import command
from conformance.errors import Mistakes
from conformance.ledger.ledger import Batch, Ledger
from conformance.ledger.masks import Masks
from conformance.ledger.record import to_record
from conformance.model import NOT_JSON
from tests.support import makers


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger with one verdict, whose second answer would clear a screen."""
    ledger = Ledger(tmp_path / "ledger.jsonl", makers.HEADER, b"")
    verdict = makers.verdict(exchanges=(makers.exchange(), makers.exchange(content=b"\x1b[2Jx", data=NOT_JSON)))
    levels = dict.fromkeys(verdict.scenario.covers, "must")
    record = {**to_record(verdict, Masks(), levels=levels), "origin": "shipped", "lacking": []}
    ledger.write(Batch.of(verdict.exchanges, Masks(), record))
    ledger.leave()
    return ledger.path


def printed(path: Path, *wanted: str) -> str:
    result = CliRunner().invoke(command, [str(path), *wanted], standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return result.output


def test_a_scenario_has_all_of_its_exchanges(path: Path) -> None:
    """Requests and answers in their order, bodies laid out."""
    text = printed(path, "transactions/two-pages")
    assert text.count(">>> GET ") == text.count("<<< 200") == 2
    assert '  "transactions": [' in text
    assert text.index("--- exchange 1,") < text.index("--- exchange 2,")


def test_an_exchange_goes_by_its_number_and_stays_a_text(path: Path) -> None:
    """An escape sequence of the bank's is shown."""
    text = printed(path, "2")
    assert "--- exchange 2," in text
    assert "--- exchange 1," not in text
    assert "\\x1b[2Jx" in text
    assert "\x1b" not in text


def test_what_is_not_there_is_named(path: Path) -> None:
    """All of it at once."""
    with pytest.raises(Mistakes) as told:
        printed(path, "no/such", "1", "3")
    no_such, third = str(told.value).splitlines()
    assert "no scenario and no exchange called no/such" in no_such
    assert third.endswith("called 3 (exchanges are counted from 1 to 2)")
