"""What a run keeps of its ledger is what is read back, to the last member; where it is not, the file is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.ledger import kept
from conformance.ledger.in_page import packed
from conformance.ledger.ledger import Batch, Ledger, read
from conformance.ledger.masks import Masks
from conformance.ledger.reading import Altered
from conformance.model import Outcome
from tests.support import makers
from tests.support.ledger_lines import END, record


def _numbered(ledger: Ledger, name: str, number: int, earlier: tuple[int, ...] = ()) -> None:
    """Write a verdict on one exchange of that number, which is shown by earlier ones too."""
    before = tuple(replace(makers.exchange(), number=one) for one in earlier)
    own = (replace(makers.exchange(), number=number),)
    verdict = replace(makers.verdict(Outcome.PASSED, scenario=makers.scenario(name=name)), exchanges=(*before, *own))
    batch = Batch.of(own, Masks(), record(verdict), before)
    ledger.write(batch, batch.entry)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """One with two verdicts, of which the second refers to what was exchanged for the first."""
    begun = Ledger(tmp_path / "ledger.jsonl", makers.HEADER, b"texts")
    _numbered(begun, "a", 1)
    _numbered(begun, "b", 2, (1,))
    yield begun
    begun.leave()


def _reads_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> None:
        raise AssertionError("the ledger is read")

    monkeypatch.setattr("conformance.ledger.ledger.read", refuse)


def test_a_run_tells_its_ledger_as_it_would_be_read(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """While it is written and once it has its end, without reading it."""
    half = read(ledger.path)
    with monkeypatch.context() as patched:
        _reads_nothing(patched)
        assert ledger.story() == half
    ledger.close(END)
    whole = read(ledger.path)
    _reads_nothing(monkeypatch)
    assert ledger.story() == whole


def test_what_is_kept_is_packed_as_it_is_written(ledger: Ledger) -> None:
    """As a page holds it in the end, whatever was packed by then; what is not kept is packed from the file."""
    while ledger.pack_a_little():
        pass
    ledger.close(END)
    kept_so = ledger.packed()
    assert kept_so == packed(ledger.path.read_bytes())


def test_a_ledger_that_somebody_has_changed_is_not_told_from_memory(ledger: Ledger) -> None:
    """What stands in the file counts."""
    text = ledger.path.read_bytes()
    ledger.path.write_bytes(text.replace(b'"a"', b'"x"'))
    with pytest.raises(Altered):
        ledger.story()


def test_of_several_senders_nothing_is_kept(ledger: Ledger) -> None:
    """They count their exchanges for themselves, so that verdicts tell other numbers than the lines do."""
    _numbered(ledger, "c", 1)
    assert ledger.story() == read(ledger.path)


def test_a_verdict_that_nobody_has_told_is_read(ledger: Ledger) -> None:
    """From the file."""
    verdict = makers.verdict(Outcome.PASSED, scenario=makers.scenario(name="c"), exchanges=())
    ledger.write(Batch.of((), Masks(), record(verdict)))
    assert [one.verdict.scenario.name for one in ledger.story().entries] == ["a", "b", "c"]


@pytest.mark.parametrize(("most", "value"), [("_MOST_VERDICTS", 2), ("_MOST_BYTES", 100)])
def test_of_a_long_ledger_nothing_is_kept(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, most: str, value: int
) -> None:
    """What a run holds does not grow with it."""
    monkeypatch.setattr(kept, most, value)
    _numbered(ledger, "c", 3)
    assert ledger.story() == read(ledger.path)
    assert not ledger.pack_a_little()
    assert ledger.packed() == packed(ledger.path.read_bytes())
    _reads_nothing(monkeypatch)
    with pytest.raises(AssertionError, match="is read"):
        ledger.story()
