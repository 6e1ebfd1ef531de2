"""Scenarios kept from an earlier reading: the same ones, and never one whose file, or whose reader, has changed."""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterator, Mapping
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
    """Reads a folder as a run does, with folders of a user of its own, and counts the files that were read as YAML."""

    def __init__(self, folder: Path, users: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder, self.cache, self.state, self.parsed = folder, users / "cache", users / "state", 0
        parse = yamlfile.parse

        def counted(text: str, name: str) -> yamlfile.Document:
            self.parsed += "scenarios" in name
            return parse(text, name)

        monkeypatch.setattr(yamlfile, "parse", counted)

    def read(self) -> tuple[Scenario, ...]:
        self.parsed = 0
        with Compiled([self._folder], self.environ) as compiled:
            return catalogue.load([self._folder], specs.load(), compiled)

    @property
    def environ(self) -> Mapping[str, str]:
        """Names the folders."""
        return {"XDG_CACHE_HOME": str(self.cache), "XDG_STATE_HOME": str(self.state)}

    @property
    def kept(self) -> Path:
        """The one file of the cache."""
        (found,) = self.cache.rglob("*.json")
        return found

    @property
    def key(self) -> Path:
        """The file of the key."""
        return self.state / "stet-conformance" / "scenarios.key"

    def said(self) -> dict[str, dict[str, dict[str, object]]]:
        """What the file of the cache says."""
        said: dict[str, dict[str, dict[str, object]]] = orjson.loads(self.kept.read_bytes().partition(b"\n")[2])
        return said

    def say(self, said: object) -> None:
        """Let it say something else, under the right code."""
        content = said if isinstance(said, bytes) else orjson.dumps(said)
        code = hmac.digest(self.key.read_bytes(), content, "sha256").hex().encode()
        self.kept.write_bytes(code + b"\n" + content)


@pytest.fixture
def reader(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    """One with an empty cache."""
    return Reader(folder, tmp_path / "users", monkeypatch)


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
@pytest.mark.parametrize("ours", [True, False])
def test_what_nobody_can_read_is_not_believed(reader: Reader, content: bytes, ours: bool) -> None:
    """A cache that somebody has written into is no reason to fail, and is mended."""
    read = reader.read()
    reader.say(content) if ours else reader.kept.write_bytes(content)
    assert reader.read() == read
    assert reader.parsed == 2
    reader.read()
    assert reader.parsed == 0


def _records(found: dict[str, dict[str, object]]) -> Iterator[dict[str, object]]:
    yield {key: {**one, "place": "here"} for key, one in found.items()}
    yield {key: {**one, "scenario": []} for key, one in found.items()}
    yield {key: {} for key in found}
    yield {key: {**one, "title": 5} for key, one in found.items()}
    yield {key: {**one, "covers": "HAL-01"} for key, one in found.items()}
    yield {key: {**one, "scope": None} for key, one in found.items()}
    yield {key: {**one, "steps": [1]} for key, one in found.items()}
    yield dict.fromkeys(found, 5)


@pytest.mark.parametrize("which", range(8))
def test_a_record_that_is_none_is_not_believed(reader: Reader, which: int) -> None:
    """Its file is read instead."""
    read = reader.read()
    said = reader.said()
    said["scenarios"] = list(_records(said["scenarios"]))[which]
    reader.say(said)
    assert reader.read() == read
    assert reader.parsed == 2


@pytest.mark.parametrize("steps", ["", "5", "[5]", "[{}]", '[{"place": 1}]'])
def test_steps_that_are_none_are_read_from_the_file(reader: Reader, steps: str) -> None:
    """When somebody asks for them."""
    read = reader.read()
    said = reader.said()
    reader.say({**said, "scenarios": {key: {**one, "steps": steps} for key, one in said["scenarios"].items()}})
    assert [list(one.steps) for one in reader.read()] == [list(one.steps) for one in read]


def test_another_program_reads_for_itself(reader: Reader) -> None:
    """A version, a schema or a persona may be another: what was right before may be a mistake now."""
    reader.read()
    reader.say({**reader.said(), "reader": "another"})
    reader.read()
    assert reader.parsed == 2


def test_claims_that_somebody_has_emptied_are_not_believed(reader: Reader) -> None:
    """A scenario that claims nothing always holds, and who may write into a cache that is shared decides no verdict."""
    read = reader.read()
    reader.say({**reader.said(), "scenarios": {key: _without_claims(one) for key, one in _of(reader).items()}})
    believed = reader.read()
    assert reader.parsed == 0, "the code is right"
    assert believed != read
    reader.kept.write_bytes(b"0" * 64 + reader.kept.read_bytes()[64:])
    assert reader.read() == read
    assert reader.parsed == 2


def _of(reader: Reader) -> dict[str, dict[str, object]]:
    return reader.said()["scenarios"]


def _without_claims(record: dict[str, object]) -> dict[str, object]:
    return orjson.loads(orjson.dumps(record).replace(b'\\"claims\\":[', b'\\"claims\\":[],\\"was\\":['))  # type: ignore[no-any-return]


@pytest.mark.skipif(os.name != "posix", reason="files have no such modes here")
def test_the_key_is_the_users_own(reader: Reader) -> None:
    """One that others may read is replaced, and what was kept under it is not believed any more."""
    reader.read()
    key = reader.key.read_bytes()
    assert reader.key.stat().st_mode & 0o777 == 0o600
    reader.key.chmod(0o644)
    reader.read()
    assert reader.parsed == 2
    assert reader.key.stat().st_mode & 0o777 == 0o600
    assert reader.key.read_bytes() != key
    reader.read()
    assert reader.parsed == 0


@pytest.mark.parametrize("which", ["kept", "key"])
@pytest.mark.parametrize("instead", ["a pipe", "a device", "a large file"])
def test_what_never_ends_is_not_read(reader: Reader, which: str, instead: str) -> None:
    """Something in place of one of its files keeps no run from beginning."""
    if not hasattr(os, "mkfifo"):
        pytest.skip("there are no named pipes in folders here")
    read = reader.read()
    path: Path = getattr(reader, which)
    path.unlink()
    if instead == "a pipe":
        os.mkfifo(path)
    elif instead == "a device":
        path.symlink_to("/dev/zero")
    else:
        path.touch(mode=0o600)
        os.truncate(path, 1 << 40)
    assert reader.read() == read
    assert reader.parsed == 2
    reader.read()
    assert reader.parsed == 0


@pytest.mark.parametrize("which", ["cache", "state"])
def test_where_nothing_can_be_kept_it_is_read_each_time(reader: Reader, which: str) -> None:
    """A folder that is none is not the user's concern; without a key nothing is kept."""
    folder: Path = getattr(reader, which)
    folder.parent.mkdir()
    folder.write_text("a file", encoding="utf-8")
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
        with Compiled([folder, folder / f"{number}"], reader.environ) as compiled:
            catalogue.load([folder], specs.load(), compiled)
        kept = {path.name for path in reader.cache.rglob("*.json")}
        names += kept - set(names)
    assert names[-1] in kept
    assert names[0] not in kept
    assert len(names) == 8


def test_only_our_own_files_are_thrown_away(
    reader: Reader, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What lies beside them is somebody else's, and so is all that a link leads to; what a killed write left goes."""
    reader.read()
    kept = reader.kept
    left, fresh = (kept.with_name(f".{'0' * 24}.json.0000000{number}") for number in (1, 2))
    theirs = [kept.with_name(name) for name in ("notes.json", ".hidden.json.12345678", f"{'a' * 24}.txt")]
    for path in (left, fresh, *theirs):
        path.write_text("{}", encoding="utf-8")
        os.utime(path, (0, 0))
    fresh.touch()
    monkeypatch.setattr("conformance.catalogue.compiled._SETS", 0)
    (folder / "balances" / "two.yaml").write_text(PASSES.replace("title: ", "title: Now "), encoding="utf-8")
    reader.read()
    assert [path.exists() for path in (kept, left, fresh, *theirs)] == [False, False, True, True, True, True]
    elsewhere = tmp_path / "elsewhere"
    kept.parent.rename(elsewhere)
    kept.parent.symlink_to(elsewhere)
    reader.read()
    assert (elsewhere / kept.name).exists()


def test_a_folder_that_is_relative_is_ignored(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """XDG Base Directory Specification: it would be another one in each folder that a run is begun in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    with Compiled([folder], {"XDG_CACHE_HOME": "cache", "XDG_STATE_HOME": "./state"}) as compiled:
        catalogue.load([folder], specs.load(), compiled)
    assert not (tmp_path / "cache").exists()
    assert not (tmp_path / "state").exists()
    assert len(list((tmp_path / "home" / ".cache" / "stet-conformance").rglob("*.json"))) == 1
