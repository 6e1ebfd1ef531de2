"""Scenarios kept from an earlier reading: the same ones, and never one whose file, or whose reader, has changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from conformance import catalogue, specs, yamlfile
from conformance.catalogue.compiled import Compiled
from conformance.errors import Mistakes
from conformance.model import Scenario
from tests.support.projects import PASSES, written


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two scenarios."""
    return written(tmp_path, one=PASSES, two=PASSES.replace("title: ", "title: Also "))


class Reader:
    """Reads a folder as a run does, with a cache folder of its own, and counts the files that were read as YAML."""

    def __init__(self, folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder, self.cache, self.parsed = folder, cache, 0
        parse = yamlfile.parse

        def counted(text: str, name: str) -> yamlfile.Document:
            self.parsed += "scenarios" in name
            return parse(text, name)

        monkeypatch.setattr(yamlfile, "parse", counted)

    def read(self) -> tuple[Scenario, ...]:
        self.parsed = 0
        with Compiled([self._folder], {"XDG_CACHE_HOME": str(self.cache)}) as compiled:
            return catalogue.load([self._folder], specs.load(), compiled)

    @property
    def kept(self) -> Path:
        """The one file of the cache."""
        (found,) = self.cache.rglob("*.json")
        return found


@pytest.fixture
def reader(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    """One with an empty cache."""
    return Reader(folder, tmp_path / "cache", monkeypatch)


def test_every_shipped_scenario_is_the_same_from_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """To the last place of a claim; and none of them is read as YAML the second time."""
    shipped = Reader(specs.scenarios_folder(), tmp_path, monkeypatch)
    read = shipped.read()
    assert shipped.parsed >= len(read)
    assert shipped.read() == read
    assert shipped.parsed == 0


def test_only_what_has_changed_is_read_again(reader: Reader, folder: Path) -> None:
    """By its content: a date says nothing."""
    reader.read()
    (folder / "balances" / "two.yaml").write_text(PASSES.replace("title: ", "title: Now "), encoding="utf-8")
    (folder / "balances" / "one.yaml").touch()
    assert [one.title[:4] for one in reader.read()] == [PASSES.partition("title: ")[2][:4], "Now "]
    assert reader.parsed == 1


def test_a_mistake_is_told_each_time(reader: Reader, folder: Path) -> None:
    """Nothing is kept of a file that is refused."""
    reader.read()
    (folder / "balances" / "two.yaml").write_text(PASSES.replace("title: ", "titel: "), encoding="utf-8")
    for _ in range(2):
        with pytest.raises(Mistakes):
            reader.read()


def test_what_a_scenario_may_speak_of_belongs_to_it(reader: Reader, folder: Path) -> None:
    """The same file beside another register of the user's is another scenario: it may cover what is not there."""
    (folder.parent / "requirements").mkdir()
    own = "chapter: Ours\nrequirements:\n  MINE-01: {says: It is quick.}\n"
    head = "# yaml-language-server: $schema=own-requirement.schema.json\n"
    (folder.parent / "requirements" / "mine.yaml").write_text(head + own, encoding="utf-8")
    reader.read()
    assert reader.parsed == 2
    reader.read()
    assert reader.parsed == 0


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"reader": 1}', b"\x00" * 100])
def test_what_nobody_can_read_is_not_believed(reader: Reader, content: bytes) -> None:
    """A cache that somebody has written into is no reason to fail, and is mended."""
    read = reader.read()
    reader.kept.write_bytes(content)
    assert reader.read() == read
    assert reader.parsed == 2
    reader.read()
    assert reader.parsed == 0


def _records(found: dict[str, dict[str, object]]) -> Iterator[dict[str, object]]:
    yield {key: {**one, "place": "here"} for key, one in found.items()}
    yield {key: {**one, "scenario": []} for key, one in found.items()}
    yield {key: {} for key in found}


@pytest.mark.parametrize("which", range(3))
def test_a_record_that_is_none_is_not_believed(reader: Reader, which: int) -> None:
    """Its file is read instead."""
    read = reader.read()
    said = orjson.loads(reader.kept.read_bytes())
    said["scenarios"] = list(_records(said["scenarios"]))[which]
    reader.kept.write_bytes(orjson.dumps(said))
    assert reader.read() == read
    assert reader.parsed == 2


def test_another_program_reads_for_itself(reader: Reader) -> None:
    """A version, a schema or a persona may be another: what was right before may be a mistake now."""
    reader.read()
    said = orjson.loads(reader.kept.read_bytes())
    reader.kept.write_bytes(orjson.dumps({**said, "reader": "another"}))
    reader.read()
    assert reader.parsed == 2


def test_where_nothing_can_be_kept_it_is_read_each_time(reader: Reader) -> None:
    """A cache folder that is none is not the user's concern."""
    reader.cache.write_text("a file", encoding="utf-8")
    assert reader.read() == reader.read()
    assert reader.parsed == 2


@pytest.mark.parametrize(("limit", "most"), [("_SETS", 3), ("_BYTES", 5_000)])
def test_only_the_sets_read_last_are_kept(
    reader: Reader, folder: Path, monkeypatch: pytest.MonkeyPatch, limit: str, most: int
) -> None:
    """So that the folder grows neither in number nor in size for ever."""
    monkeypatch.setattr(f"conformance.catalogue.compiled.{limit}", most)
    names = []
    for number in range(8):
        with Compiled([folder, folder / f"{number}"], {"XDG_CACHE_HOME": str(reader.cache)}) as compiled:
            catalogue.load([folder], specs.load(), compiled)
        kept = {path.name for path in reader.cache.rglob("*.json")}
        names += kept - set(names)
    assert names[-1] in kept
    assert names[0] not in kept
    assert len(names) == 8
