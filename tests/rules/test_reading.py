"""The rules as files: the shipped ones, and what is told of wrong ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from conformance import rules, specs
from conformance.errors import Mistakes

SCHEMAS = specs.specs_folder() / "stet-1.4.2"


def promises(node: Any) -> Iterator[str]:
    """Every requirement that a schema names."""
    if isinstance(node, dict):
        said = node.get("x-promise", ())
        yield from [said] if isinstance(said, str) else said.values() if isinstance(said, dict) else ()
        for value in node.values():
            yield from promises(value)
    elif isinstance(node, list):
        for value in node:
            yield from promises(value)


def test_a_schema_names_requirements_that_there_are() -> None:
    found = {one for path in SCHEMAS.glob("*.json") for one in promises(orjson.loads(path.read_bytes()))}
    assert found <= set(specs.load().register)


@pytest.mark.parametrize("rule", rules.load(), ids=lambda rule: rule.name)
def test_a_rule_covers_what_its_documents_promise(rule: rules.Rule) -> None:
    """So that no finding of it is about a requirement that it does not claim to prove."""
    for name in rule.documents:
        for path in SCHEMAS.glob(f"{name}*.json"):
            found = set(promises(orjson.loads(path.read_bytes())))
            assert found <= set(rule.scenario.covers), path.name


def test_every_mistake_of_every_file_is_told_at_its_place(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        "title: What is true of all of them\ncovers: [SCH-99]\nwhen: {method: GET, address: /accounts, status: 200}\n"
        "expect: {schema: accounts}\n"
    )
    (tmp_path / "b.yaml").write_text(
        "title: What is true of all of them\ncovers: [SCH-01]\nwhen: {method: GOT, address: /accounts, status: 200}\n"
        "expect: {schema: accounts}\n"
    )
    with pytest.raises(Mistakes) as wrong:
        rules.read(tmp_path, specs.load())
    assert [str(one.place) for one in wrong.value.mistakes] == ["specs/rules/a.yaml:2:10", "specs/rules/b.yaml:3:16"]
