"""A run's exchanges as an archive: what HAR 1.2 demands of it, and back again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

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
REQUIRED = {
    "request": {"method", "url", "httpVersion", "cookies", "headers", "queryString", "headersSize", "bodySize"},
    "response": {
        "status", "statusText", "httpVersion", "cookies", "headers", "content", "redirectURL", "headersSize",
        "bodySize",
    },
    "timings": {"send", "wait", "receive"},
    "cache": set(),
}  # fmt: skip


def written(path: Path, exchanges: list[Exchange]) -> Any:
    writing.write(path / "a.har", exchanges)
    return orjson.loads((path / "a.har").read_bytes())["log"]


def test_every_entry_has_what_the_format_demands(tmp_path: Path) -> None:
    """HAR 1.2, the members without which a browser refuses it."""
    log = written(tmp_path, EXCHANGES)
    assert log["version"] == "1.2"
    assert log["creator"]["name"] == "stet-conformance"
    assert len(log["entries"]) == 3
    for entry in log["entries"]:
        assert datetime.fromisoformat(entry["startedDateTime"]).tzinfo is not None
        assert entry["time"] >= 0
        for part, members in REQUIRED.items():
            assert members <= entry[part].keys()
        assert {"size", "mimeType"} <= entry["response"]["content"].keys()
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
