"""The specs as they were compiled say what their files say, or are not used."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from conformance import specs, yamlfile
from conformance.errors import Mistakes
from conformance.specs import compiled

SPECS = specs.specs_folder()


def test_compiled_after_the_last_change() -> None:
    """`make compiled` writes it."""
    assert compiled.written(SPECS) == (SPECS / compiled.NAME).read_bytes()


def test_without_their_yaml(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until a place is asked for, which is that of the file."""
    path, true = SPECS / "ambiguities.yaml", yamlfile.read(SPECS / "ambiguities.yaml")
    with monkeypatch.context() as without:
        without.setattr(yamlfile, "decoded", None)
        told = compiled.read(path)
        assert told.data == true.data
    assert dict(told.places) == dict(true.places)
    assert dict(told.keys) == dict(true.keys)
    assert told.key_place(("ambiguities", "A1")) == true.key_place(("ambiguities", "A1"))


def test_rules_stand_where_they_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is read without its YAML, places and all."""
    paths = sorted((SPECS / "rules").glob("*.yaml"))
    true = [yamlfile.read(path, "a name") for path in paths]
    monkeypatch.setattr(yamlfile, "decoded", None)
    for path, one in zip(paths, true, strict=True):
        told = compiled.read(path, "a name")
        assert (told.file, told.data) == (one.file, one.data)
        assert (dict(told.places), dict(told.keys)) == (dict(one.places), dict(one.keys))


def test_another_checkout_is_the_same_and_a_change_another(tmp_path: Path) -> None:
    """Line ends do not count; whatever else was changed is read from the YAML, and told where it stands."""
    path = tmp_path / "errors.yaml"
    shutil.copy(SPECS / "errors.yaml", path)
    text = path.read_bytes()
    path.write_bytes(text.replace(b"\n", b"\r\n"))
    assert compiled.read(path).data == yamlfile.read(path).data
    path.write_bytes(text + b"more: yes\n")
    assert compiled.read(path).data["more"] == "yes"
    path.write_bytes(text + b"more: [\n")
    with pytest.raises(Mistakes, match=r"errors\.yaml:\d+"):
        compiled.read(path)
