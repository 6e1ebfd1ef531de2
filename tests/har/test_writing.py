"""A run's exchanges as an archive: what HAR 1.2 demands of it, and back again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from jsonschema import Draft6Validator
from referencing import Registry
from referencing.jsonschema import DRAFT6

from conformance.har import reading, writing
from conformance.model import NO_ANSWER, Exchange
from tests.support import makers
from tests.support.stories import answer

FORM = makers.call(
    method="POST", content=b"grant_type=x", headers=(("Content-Type", "text/plain"),), persona="", scope=""
)
EXCHANGES = [
    answer("/accounts?page=2", {"accounts": []}, elapsed_ms=20.5, number=1),
    answer(content=b"\xff\xfe", headers=(("location", "https://a.example/"),), status=302, number=2),
    replace(answer(status=NO_ANSWER, number=3, note="no answer came"), call=FORM),
]
SCHEMA = Path(__file__).with_name("har-schema")


@cache
def archives() -> Draft6Validator:
    """What HAR 1.2 demands of an archive; its moments are RFC 3339's."""
    parts = {path.name: json.loads(path.read_bytes()) for path in SCHEMA.glob("*.json")}
    registry = Registry[Any]().with_resources((name, DRAFT6.create_resource(part)) for name, part in parts.items())
    return Draft6Validator(parts["har.json"], registry=registry, format_checker=Draft6Validator.FORMAT_CHECKER)


def written(path: Path, exchanges: list[Exchange]) -> Any:
    writing.write(path / "a.har", exchanges)
    return orjson.loads((path / "a.har").read_bytes())["log"]


def test_every_entry_has_what_the_format_demands(tmp_path: Path) -> None:
    """HAR 1.2, by the schema that its tools are tested with (har-schema)."""
    log = written(tmp_path, EXCHANGES)
    assert [error.message for error in archives().iter_errors({"log": log})] == []
    assert not archives().is_valid({"log": {**log, "entries": [{**log["entries"][0], "timings": {}}]}})
    assert log["version"] == "1.2"
    assert log["creator"]["name"] == "stet-conformance"
    assert len(log["entries"]) == 3
    assert all(datetime.fromisoformat(entry["startedDateTime"]).tzinfo is not None for entry in log["entries"])
    assert log["entries"][0]["request"]["queryString"] == [{"name": "page", "value": "2"}]
    assert log["entries"][1]["response"]["redirectURL"] == "https://a.example/"
    assert log["entries"][1]["response"]["content"]["encoding"] == "base64"


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    """The same exchanges, asked for by the same; only what a transport adds is not in the format."""
    written(tmp_path, EXCHANGES)
    found = reading.read(tmp_path / "a.har")
    assert found.own
    assert [replace(one.exchange, note="") for one in found.recorded] == [replace(one, note="") for one in EXCHANGES]


def test_a_run_of_nothing_is_an_archive(tmp_path: Path) -> None:
    """Of no entries."""
    assert written(tmp_path, [])["entries"] == []
