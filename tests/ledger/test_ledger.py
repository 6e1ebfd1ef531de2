"""The file: in its order, each body once, on disk at once, and never lost to a run that did not come to its end."""

from __future__ import annotations

import errno
import gzip
import json
import os
import shutil
import sys
import tempfile
import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conformance.errors import Mistakes, Unreachable
from conformance.ledger import file
from conformance.ledger.ledger import Batch, Ledger, ends_complete, is_ledger, name_of_a_ledger, read
from conformance.ledger.lines import dumps, loads
from conformance.ledger.masks import Masks
from conformance.ledger.packing import unpacked
from conformance.model import NOT_JSON, Asker, Outcome, Purpose
from tests.ledger.test_file import removable
from tests.support import makers
from tests.support.ledger_lines import END, lines, record, valid, written


@pytest.mark.parametrize("name", ["ledger.jsonl", "ledger.jsonl.gz", "ledger.jsonl.zst"])
def test_a_ledger_is_read_back(tmp_path: Path, name: str) -> None:
    """Header, exchanges, verdicts and footer come back; packed as its ending says."""
    path = written(tmp_path / "deep" / name)
    story = read(path)
    assert story.complete
    assert story.header == makers.HEADER
    assert list(story.entries) == [makers.entry(makers.verdict(), sources={}, levels={})]
    assert list(story.exchanges) == [1]
    assert is_ledger(path)
    assert path.read_bytes()[:2] == {"jsonl": b'{"', "gz": b"\x1f\x8b", "zst": b"\x28\xb5"}[name.rpartition(".")[2]]


def test_every_line_is_valid(tmp_path: Path) -> None:
    """By the published schema."""
    told = lines(written(tmp_path / "ledger.jsonl"))
    assert [line["kind"] for line in told] == ["header", "body", "exchange", "verdict", "footer"]
    for line in told:
        valid(line)
    assert told[-1]["written"] == {"exchange": 1, "body": 1, "verdict": 1}


def test_each_body_stands_there_once(tmp_path: Path) -> None:
    """However often it came; exchanges refer to it, the request's own too."""
    sent = replace(makers.call(), method="PUT", content=makers.exchange().content)
    verdicts = [
        makers.verdict(scenario=makers.scenario(name=name), exchanges=(makers.exchange(), makers.exchange(call=sent)))
        for name in ("a", "b")
    ]
    told = lines(written(tmp_path / "ledger.jsonl", *verdicts))
    (body,) = [line for line in told if line["kind"] == "body"]
    exchanges = [line for line in told if line["kind"] == "exchange"]
    assert [line["number"] for line in exchanges] == [1, 2, 3, 4]
    assert {line["response"]["body"] for line in exchanges} == {body["sha256"]} == {exchanges[1]["request"]["body"]}
    assert [line["exchanges"] for line in told if line["kind"] == "verdict"] == [[1, 2], [3, 4]]


@pytest.mark.parametrize(
    ("content", "member"),
    [
        (b'{"b":1,"a":[1.5,true,null,"\xc3\xa9"]}', "json"),
        (b'{"b": 1}', "text"),
        (b'{"a":1,"a":2}', "text"),
        (b'{"a":1.0e2}', "text"),
        (b'"only a text"', "text"),
        (b"<html></html>", "text"),
        (b'{"a":"\\ud800"}', "text"),
        (bytes(range(256)), "base64"),
    ],
)
def test_a_body_comes_back_to_the_byte(tmp_path: Path, content: bytes, member: str) -> None:
    """As JSON where that makes the same bytes; a body of any length."""
    exchange = makers.exchange(content=content, data=NOT_JSON)
    path = written(tmp_path / "ledger.jsonl", makers.verdict(exchanges=(exchange,)))
    (line,) = [line for line in lines(path) if line["kind"] == "body"]
    assert member in line
    assert read(path).exchanges[1].content == content


def test_a_long_body_is_kept_whole(tmp_path: Path) -> None:
    """Up to the target's own limit; nothing is cut."""
    content = dumps([{"row": number} for number in range(100_000)])
    path = written(tmp_path / "ledger.jsonl", makers.verdict(exchanges=(makers.exchange(content=content),)))
    assert read(path).exchanges[1].content == content


def test_what_the_run_itself_exchanged_is_told(tmp_path: Path) -> None:
    """Before the verdict of the next scenario, in the order in which it came; and at the end."""
    path = tmp_path / "ledger.jsonl"
    login = replace(makers.exchange(asker=Asker(purpose=Purpose.LOGIN)), number=7)
    restoring = replace(makers.exchange(asker=Asker(purpose=Purpose.RESTORING)), number=8)
    verdict = makers.verdict()
    ledger = Ledger(path, makers.HEADER, b"")
    ledger.write(Batch.of((login, *verdict.exchanges), Masks(), record(verdict)))
    ledger.write(Batch.of((restoring,), Masks()))
    ledger.close(END)
    story = read(path)
    assert [one.asker.purpose.value for one in story.exchanges.values()] == ["login", "step", "restoring"]
    assert story.entries[0].verdict.exchanges == (story.exchanges[2],)


def test_batches_of_workers_are_numbered_in_the_order_of_their_arrival(tmp_path: Path) -> None:
    """Each worker counts for itself; a finding still names its exchange."""
    path = tmp_path / "ledger.jsonl"
    ledger = Ledger(path, makers.HEADER, b"")
    for name in ("a", "b"):
        verdict = makers.verdict(scenario=makers.scenario(name=name))
        packed = Batch.of(verdict.exchanges, Masks(), record(verdict), source=name).packed()
        ledger.write(Batch.unpacked(*packed))
    ledger.close({**END, "counts": {**END["counts"], "failed": 2}})
    told = [line for line in lines(path) if line["kind"] == "verdict"]
    assert [(line["exchanges"], line["findings"][0]["exchange"]) for line in told] == [([1], 1), ([2], 2)]


def test_a_verdict_may_speak_of_an_earlier_exchange(tmp_path: Path) -> None:
    """What blocked one scenario blocks the next; it stands in the ledger once, and belongs to both verdicts."""
    path = tmp_path / "ledger.jsonl"
    ledger = Ledger(path, makers.HEADER, b"")
    first = makers.verdict(Outcome.BLOCKED, scenario=makers.scenario(name="a"))
    again = replace(first, scenario=makers.scenario(name="b"))
    other = replace(makers.exchange(), number=1)
    ledger.write(Batch.of((other,), Masks(), source="gw0"))
    ledger.write(Batch.of(first.exchanges, Masks(), record(first), source="gw1"))
    ledger.write(Batch.unpacked(*Batch.of((), Masks(), record(again), again.exchanges, "gw1").packed()))
    ledger.close({**END, "counts": {**END["counts"], "failed": 0, "blocked": 2}})
    assert [line["exchanges"] for line in lines(path) if line["kind"] == "verdict"] == [[2], [2]]
    assert [len(entry.verdict.exchanges) for entry in read(path).entries] == [1, 1]


def test_every_line_is_on_disk_at_once(tmp_path: Path) -> None:
    """Nothing that was measured waits in a buffer for an end that may never come; packed or not."""
    for name in ("ledger.jsonl", "ledger.jsonl.gz", "ledger.jsonl.zst"):
        ledger = Ledger(tmp_path / name, makers.HEADER, b"")
        verdict = makers.verdict()
        ledger.write(Batch.of(verdict.exchanges, Masks(), record(verdict)))
        story = read(tmp_path / name)
        ledger.leave()
        assert len(story.records) == 1
        assert story.footer is None
        assert not story.complete
        assert len(read(tmp_path / name).records) == 1


def test_a_line_that_a_crash_cut_off_is_left_out(tmp_path: Path) -> None:
    """What stands before it is still read; of a packed one all that can be unpacked."""
    path = written(tmp_path / "ledger.jsonl", end=False)
    with path.open("ab") as file:
        file.write(b'{"kind":"verdict","na')
    assert len(read(path).records) == 1
    for ending in ("gz", "zst"):
        packed = written(tmp_path / f"ledger.jsonl.{ending}")
        packed.write_bytes(packed.read_bytes()[:-30])
        assert not read(packed).complete


def test_a_complete_ledger_is_set_aside_until_there_is_another(tmp_path: Path) -> None:
    """A run that does not come to its end leaves the last whole one, and its texts."""
    path, aside = tmp_path / "ledger.jsonl", tmp_path / "ledger.previous.jsonl"
    written(path, makers.verdict(scenario=makers.scenario(name="first")))
    written(path, makers.verdict(scenario=makers.scenario(name="second")), end=False)
    assert not ends_complete(path)
    assert [record["name"] for record in read(aside).records] == ["first"]
    assert (tmp_path / "judged-by.previous.tar.gz").read_bytes() == b"texts"
    written(path, makers.verdict(scenario=makers.scenario(name="third")), end=False)
    assert [record["name"] for record in read(aside).records] == ["first"]
    written(path)
    assert {one.name for one in tmp_path.iterdir()} == {"ledger.jsonl", "judged-by.tar.gz"}


@pytest.mark.parametrize(("first", "second"), [("ledger.jsonl", "ledger.jsonl.zst"), ("run.jsonl.gz", "run.jsonl")])
def test_packed_or_not_one_takes_the_place_of_the_other(tmp_path: Path, first: str, second: str) -> None:
    """They have one archive of texts beside them; ledgers of other names have another one, and stay."""
    written(tmp_path / "other.jsonl")
    written(tmp_path / first)
    written(tmp_path / second, end=False)
    stem, _, endings = first.partition(".")
    assert read(tmp_path / f"{stem}.previous.{endings}").complete
    written(tmp_path / second)
    archive = "judged-by.tar.gz" if stem == "ledger" else f"{stem}.judged-by.tar.gz"
    assert {one.name for one in tmp_path.iterdir()} == {second, archive, "other.jsonl", "other.judged-by.tar.gz"}


@removable
@pytest.mark.parametrize("name", ["ledger.jsonl", "ledger.jsonl.gz", "ledger.jsonl.zst"])
def test_a_folder_that_is_removed_meanwhile(tmp_path: Path, name: str) -> None:
    """One sentence; the ledger stands there again with all that was measured, texts beside it, and gets its end."""
    path = tmp_path / "reports" / name
    ledger = Ledger(path, makers.HEADER, b"texts")
    verdict = makers.verdict()
    shutil.rmtree(path.parent)
    with pytest.raises(Unreachable, match=f"folder .* was removed while the run went on; .* stands in .*{name}$"):
        ledger.write(Batch.of(verdict.exchanges, Masks(), record(verdict)))
    assert len(read(path).records) == 1
    assert (path.parent / "judged-by.tar.gz").read_bytes() == b"texts"
    path.unlink()
    with pytest.raises(Unreachable, match=f"{name} was removed"):
        ledger.close(END)
    ledger.close(END)
    assert read(path).complete


@removable
def test_a_folder_that_cannot_be_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The ledger goes on in a folder for temporary files, and the message says where."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    path = tmp_path / "reports" / "ledger.jsonl"
    ledger = Ledger(path, makers.HEADER, b"texts")
    shutil.rmtree(path.parent)
    path.parent.write_text("")
    with pytest.raises(Unreachable, match="was removed") as told:
        ledger.close(END)
    ledger.close(END)
    assert ledger.path.is_relative_to(tmp_path / "temporary")
    assert str(told.value).endswith(str(ledger.path))
    assert read(ledger.path).complete


def test_what_found_no_room_is_not_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ledger that could not be written for a while is whole, but for what came in that while."""
    path = tmp_path / "ledger.jsonl"
    ledger = Ledger(path, makers.HEADER, b"")
    verdict = makers.verdict()
    batch = Batch.of(verdict.exchanges, Masks(), record(verdict))
    with monkeypatch.context() as full:
        full.setattr(file.LinesFile, "write", no_room)
        with pytest.raises(Unreachable, match=r"cannot be written: No space left on device"):
            ledger.write(batch)
    ledger.write(batch)
    ledger.close(END)
    assert len(read(path).records) == 1


def test_what_is_written_while_a_run_is_interrupted_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A signal is heard when the write returns: the chain, the counts and the bodies know of these lines by then."""
    path = tmp_path / "ledger.jsonl"
    ledger = Ledger(path, makers.HEADER, b"")
    verdict = makers.verdict()
    batch = Batch.of(verdict.exchanges, Masks(), record(verdict))
    real = file.LinesFile.write

    def interrupted(self: file.LinesFile, content: bytes) -> None:
        real(self, content)
        raise KeyboardInterrupt

    with monkeypatch.context() as signalled:
        signalled.setattr(file.LinesFile, "write", interrupted)
        with pytest.raises(KeyboardInterrupt):
            ledger.write(batch)
    ledger.write(Batch.of(verdict.exchanges, Masks()))
    ledger.close({**END, "complete": False})
    told = lines(path)
    assert told[-1]["written"] == {kind: sum(one["kind"] == kind for one in told) for kind in told[-1]["written"]}
    assert len(read(path).records) == 1


def no_room(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.long
@pytest.mark.parametrize("name", ["ledger.jsonl", "ledger.jsonl.gz", "ledger.jsonl.zst"])
def test_ten_thousand_scenarios_take_no_more_memory_than_a_thousand(tmp_path: Path, name: str) -> None:
    """What is written is let go of: only of each different body its digest stays."""
    ledger = Ledger(tmp_path / name, makers.HEADER, b"")
    verdict = makers.verdict()
    told = record(verdict)
    held = []
    tracemalloc.start()
    for number in range(1, 10_001):
        exchange = replace(verdict.exchanges[0], number=number, content=b"[%d]" % (number % 100))
        line = {**told, "name": f"soak/{number}", "exchanges": [number], "findings": []}
        ledger.write(Batch.of((exchange,), Masks(), line))
        if number in (1_000, 10_000):
            held.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    ledger.leave()
    assert held[1] - held[0] < 16_384, held
    assert b"".join(unpacked(tmp_path / name)).count(b'{"kind":"verdict"') == 10_000


def test_the_texts_that_judge_stand_beside_it(tmp_path: Path) -> None:
    """As one file."""
    written(tmp_path / "ledger.jsonl")
    assert (tmp_path / "judged-by.tar.gz").read_bytes() == b"texts"


def test_a_ledger_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """In one sentence, with what to do."""
    (tmp_path / "file").write_text("")
    with pytest.raises(Unreachable, match=r"reports folder .* cannot be written: .*--reports"):
        Ledger(tmp_path / "file" / "ledger.jsonl", makers.HEADER, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="there no file leads to a device")
def test_a_ledger_is_no_device(tmp_path: Path) -> None:
    """What is written there is kept nowhere; a pipe would make the run wait for a reader as well."""
    (tmp_path / "x.jsonl").symlink_to(os.devnull)
    with pytest.raises(Unreachable, match=r"x\.jsonl cannot be written: it is a pipe or a device"):
        Ledger(tmp_path / "x.jsonl", makers.HEADER, b"texts")


@pytest.mark.parametrize("name", ["a/ledger.jsonl", "ledger.json", "../ledger.jsonl", "ledger.jsonl.xz", ""])
def test_a_ledger_has_a_name_that_says_how_it_is_packed(name: str) -> None:
    """No folder in it: --reports says where."""
    with pytest.raises(Mistakes, match=r"ends in \.jsonl, \.jsonl\.gz or \.jsonl\.zst"):
        name_of_a_ledger(name)
    assert name_of_a_ledger("run.jsonl.gz") == "run.jsonl.gz"


def test_what_only_the_slow_writer_takes_is_written(tmp_path: Path) -> None:
    """Numbers beyond 64 bits and lone surrogates: a bank may send them; the chain holds all the same."""
    odd: Any = {"n": 10**400, "s": "\ud800", "f": 1.0}
    finding = makers.finding(got=odd)
    path = written(tmp_path / "ledger.jsonl", makers.verdict(findings=(finding,)))
    assert read(path).entries[0].verdict.findings[0].got["s"] == "\ud800"
    assert loads(dumps(odd))["f"] == 1.0


def test_a_json_tool_may_write_it_anew(tmp_path: Path) -> None:
    """Other blanks, escapes and order of members, another name, packed: what it says is what counts."""
    path = written(tmp_path / "ledger.jsonl")
    story = read(path)
    text = "".join(
        json.dumps(loads(line), sort_keys=True, indent=None) + "\r\n" for line in path.read_bytes().splitlines()
    )
    again = tmp_path / "ledger.bak"
    again.write_bytes(b"\xef\xbb\xbf" + text.encode("ascii"))
    assert replace(read(again), path=path) == story
    packed = tmp_path / "anything"
    packed.write_bytes(gzip.compress(again.read_bytes()))
    assert replace(read(packed), path=path) == story
    assert is_ledger(again)
    assert is_ledger(packed)
