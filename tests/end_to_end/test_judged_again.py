"""Whole runs judged again: all is the same, from a masked ledger too; one changed answer differs, by name."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from conformance import embedded, specs
from conformance.catalogue.shipped import shipped_set
from conformance.ledger.in_page import ledger_of
from conformance.report.dossier import drawing
from conformance.verification.result import Standing, Verification
from conformance.verification.verify import verify
from tests.support.evidence import Lines, changed, copy_of, played, second_bank
from tests.support.ledger_lines import lines

FAULTS = ("dates-without-hyphens", "links-outside-the-api", "card-self-of-its-account")
MASKED = "--mask-personal-data"
PARTS = 3
"""An answer to each scenario is changed in one of so many copies."""
THIRD = 3
"""Of the second bank and the foreign one every third scenario is played with masks: those cost as much again."""


@contextmanager
def _embedded(_: Path) -> Iterator[tuple[str, ...]]:
    yield ()


@contextmanager
def _second(folder: Path) -> Iterator[tuple[str, ...]]:
    with second_bank(folder) as target:
        yield (f"--target={target}",)


@contextmanager
def _foreign(_: Path) -> Iterator[tuple[str, ...]]:
    bank, target = embedded.start(faults=FAULTS)
    try:
        yield (f"--base-url={target.base_url}",)
    finally:
        bank.stop()


BANKS = {"embedded": _embedded, "second": _second, "foreign": _foreign}


def judged(reports: Path) -> Verification:
    """The run of a folder, judged again."""
    return verify(reports / "ledger.jsonl").verification


def run(folder: Path, bank: str, *words: str, every: int = 1) -> Path:
    """The reports of a run of the whole set, or of every so-manieth scenario of it."""
    folder.mkdir(parents=True, exist_ok=True)
    shipped = specs.scenarios_folder()
    chosen = [shipped] if every == 1 else sorted(shipped.rglob("*.yaml"))[::every]
    with ExitStack() as stack:
        more = stack.enter_context(BANKS[bank](folder))
        return played(folder / "reports", chosen[0], *more, *words, *map(str, chosen[1:]))


def all_the_same(reports: Path) -> set[str]:
    """What of a run was judged again, where nothing differs and nothing is left unsaid."""
    found = judged(reports)
    assert (found.altered, found.of(Standing.DIFFERS), found.of(Standing.CANNOT)) == ((), (), ())
    return {one.name for one in found.verdicts}


@pytest.fixture(scope="module")
def embedded_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports of a whole run."""
    return run(tmp_path_factory.mktemp("embedded"), "embedded")


@pytest.mark.long
def test_every_verdict_is_the_same(embedded_run: Path) -> None:
    """Of every scenario of the shipped set and every rule."""
    assert all_the_same(embedded_run) >= shipped_set().files.keys()


@pytest.mark.long
def test_a_ledger_is_no_larger_than_it_has_to_be(embedded_run: Path) -> None:
    """With whole bodies, each once: 5.1 kB for each request, and 0.5 kB where it is packed; inside the dossier 0.3 kB:
    it is a sixth below the two megabytes at which the ledger would have to stand beside it.
    """
    content = (embedded_run / "ledger.jsonl").read_bytes()
    requests = sum(line["kind"] == "exchange" for line in lines(embedded_run / "ledger.jsonl"))
    assert len(content) / requests < 6_500
    assert len(gzip.compress(content)) / requests < 700
    assert ledger_of((embedded_run / "dossier.html").read_bytes()) == content
    assert (embedded_run / "dossier.html").stat().st_size < 5 / 6 * drawing.MOST


@pytest.mark.long
def test_from_a_masked_ledger_too(tmp_path: Path) -> None:
    """Of every scenario of the shipped set and every rule."""
    assert all_the_same(run(tmp_path, "embedded", MASKED)) >= shipped_set().files.keys()


@pytest.mark.long
@pytest.mark.parametrize("bank", ["second", "foreign"])
def test_of_other_banks(bank: str, tmp_path: Path) -> None:
    """Whatever they are like, with masks and without."""
    assert all_the_same(run(tmp_path / "plain", bank)) >= shipped_set().files.keys()
    assert len(all_the_same(run(tmp_path / "masked", bank, MASKED, every=THIRD))) > len(shipped_set().files) / THIRD


@pytest.mark.long
def test_one_changed_answer_differs_by_name(embedded_run: Path, tmp_path: Path) -> None:
    """For every scenario that was played, and every rule that has met an answer; the chain is made anew."""
    names, rules, silent = _asked(embedded_run), set[str](), set[str]()
    for part in range(PARTS):
        wanted = set(sorted(names)[part::PARTS])
        differs = _differing(embedded_run, tmp_path / f"teapots-{part}", _teapots(wanted))
        silent |= wanted - differs
        rules |= {name for name in differs if name.startswith("rules/")}
    # Some are about a refusal on the bank's screens, and a teapot refuses too: there a code is given instead.
    assert silent - _differing(embedded_run, tmp_path / "codes", _codes(silent)) == set()
    assert rules == {
        one["name"] for one in _verdicts(embedded_run) if one["origin"] == "rule" and any(one["tally"].values())
    }


def _differing(reports: Path, to: Path, change: Callable[[Lines], None]) -> set[str]:
    """What differs in a copy that was changed so."""
    copy = copy_of(reports, to)
    changed(copy, change, chained=True)
    return {one.name for one in judged(copy).of(Standing.DIFFERS)}


def _verdicts(reports: Path) -> Lines:
    return [line for line in lines(reports / "ledger.jsonl") if line["kind"] == "verdict"]


def _asked(reports: Path) -> set[str]:
    """The scenarios that have asked something."""
    return {one["name"] for one in _verdicts(reports) if one["origin"] == "shipped" and one["played"]}


def _teapots(names: set[str]) -> Callable[[Lines], None]:
    """The last answer that a step of each of these got becomes another one (RFC 2324)."""

    def change(found: Lines) -> None:
        for line in _last_answers(found, names):
            line["response"] |= {"status": 418, "headers": []}

    return change


def _codes(names: set[str]) -> Callable[[Lines], None]:
    """The last answer that a step of each of these got sends the customer back with a code."""

    def change(found: Lines) -> None:
        callback = found[0]["bank"]["client"]["redirect_uri"]
        for line in _last_answers(found, names):
            line["response"] |= {"status": 302, "headers": [["location", f"{callback}?code=a-code-for-anybody"]]}

    return change


def _last_answers(found: Lines, names: set[str]) -> Lines:
    last = {}
    for line in found:
        if line["kind"] == "exchange" and line["asked_by"]["purpose"] == "step" and "response" in line:
            last[line["asked_by"]["scenario"]] = line
    return [line for name, line in last.items() if name in names]
