"""Archives of browsers, proxies and API tools: what is in them, and what they leave out."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import orjson
import pytest

from conformance.errors import Mistakes
from conformance.har.reading import Recorded, read
from conformance.model import Purpose


def entry(**changed: Any) -> dict[str, Any]:
    """As a browser writes it."""
    request = {"method": "get", "url": "https://bank.example/accounts#top", "headers": [], **changed.pop("request", {})}
    content = {"size": 2, "mimeType": "application/json", "text": "{}", **changed.pop("content", {})}
    content = {name: value for name, value in content.items() if value is not None}
    response = {"status": 200, "headers": [{"name": "A", "value": "b"}], "content": content}
    response |= changed.pop("response", {})
    made = {"startedDateTime": "2026-11-22T13:05:00.000Z", "time": 1000, "request": request, "response": response}
    return made | changed


def archive(path: Path, *entries: Any, mark: bytes = b"") -> Path:
    file = path / "b.har"
    file.write_bytes(mark + orjson.dumps({"log": {"version": "1.2", "entries": entries}}))
    return file


def only(path: Path, **changed: Any) -> Recorded:
    (found,) = read(archive(path, entry(**changed))).recorded
    return found


def test_an_exchange(tmp_path: Path) -> None:
    """In Paris, when its answer came; without the fragment of its address."""
    found = only(tmp_path)
    exchange = found.exchange
    assert (exchange.call.method, exchange.call.url) == ("GET", "https://bank.example/accounts")
    assert exchange.at.isoformat() == "2026-11-22T14:05:01+01:00"
    assert (exchange.status, exchange.data, exchange.number) == (200, {}, 1)
    assert exchange.asker.purpose is Purpose.STEP
    assert found.body
    assert found.headers
    assert not found.encoded


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    """Some proxies write one."""
    assert len(read(archive(tmp_path, entry(), mark=b"\xef\xbb\xbf")).recorded) == 1


def test_a_body_that_is_not_there(tmp_path: Path) -> None:
    """Is another thing than none: a size without a text was not exported."""
    assert not only(tmp_path, content={"text": None}).body
    assert only(tmp_path, content={"text": None, "size": 0}).body
    assert only(tmp_path, content={"text": None}, response={"status": 204}).body
    assert not only(tmp_path, content={"text": "", "size": 12}).body
    length = {"headers": [{"name": "content-length", "value": "12"}]}
    assert not only(tmp_path, content={"text": None, "size": 0}, response=length).body


@pytest.mark.parametrize("response", [None, {"status": 0, "headers": [], "content": {}}])
def test_a_request_that_was_cut_off(tmp_path: Path, response: dict[str, Any] | None) -> None:
    """Has no answer, whichever way that is written."""
    file = archive(tmp_path, {**entry(), "response": response})
    (found,) = read(file).recorded
    assert not found.exchange.answered


def test_a_body_in_base64(tmp_path: Path) -> None:
    """Is decoded."""
    text = base64.b64encode(b'{"a":1}').decode()
    found = only(tmp_path, content={"text": f"{text[:4]}\r\n{text[4:]}", "encoding": "base64"})
    assert found.exchange.data == {"a": 1}
    assert found.encoded


def test_headers_of_http_2(tmp_path: Path) -> None:
    """What HTTP/2 makes of the first line is no header."""
    found = only(tmp_path, response={"headers": [{"name": ":status", "value": "200"}]})
    assert not found.headers


@pytest.mark.parametrize(
    ("data", "content"),
    [
        ({"text": "a=1"}, b"a=1"),
        ({"params": [{"name": "a", "value": "1 2"}, {"name": "b"}]}, b"a=1+2&b="),
        ({"mimeType": "x"}, None),
    ],
)
def test_what_was_sent(tmp_path: Path, data: dict[str, Any], content: bytes | None) -> None:
    """As a text, or by the fields of a form."""
    assert only(tmp_path, request={"postData": data}).exchange.call.content == content


def test_every_mistake_is_told_at_its_place(tmp_path: Path) -> None:
    """All at once."""
    file = archive(
        tmp_path, entry(), 7, entry(response={"status": "200"}), entry(startedDateTime="yesterday"),
        entry(content={"text": "!", "encoding": "base64"}), entry(request={"url": None}),
        entry(request={"url": "http://["}), entry(response={"headers": ["a"]}),
        entry(response={"headers": 1.5}),
    )  # fmt: skip
    with pytest.raises(Mistakes) as wrong:
        read(file)
    told = [one.says.removeprefix(f"{file}: log.entries") for one in wrong.value.mistakes]
    assert told == [
        "[1] has no request",
        "[2].response.status is '200', not a number",
        "[3].startedDateTime is 'yesterday', not a moment",
        "[4].response.content.text is said to be Base64 and is not",
        "[5].request has no method, or no url",
        "[6].request.url is no address: Invalid IPv6 URL",
        "[7].response.headers[0] has no name, or no value",
        "[8].response.headers is no list",
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "it is empty"),
        ('{"log": {"entries": [}', "line 1, column"),
        ('{"log": 1}', "it has no list log.entries"),
        ("[]", "it has no list log.entries"),
    ],
)
def test_what_is_no_archive(tmp_path: Path, text: str, says: str) -> None:
    """With the place and the reason."""
    file = tmp_path / "c.har"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Mistakes, match=says):
        read(file)


def test_what_stands_where_a_value_belongs_is_told_shortly(tmp_path: Path) -> None:
    """Whatever it is, and at the first twenty places only: the rest is not looked at."""
    strange = [entry(response={"status": ["x" * 9_999] * 9_999}), entry(startedDateTime="y" * 9_999)]
    with pytest.raises(Mistakes) as caught:
        read(archive(tmp_path, *strange, *[{}] * 100))
    assert len(caught.value.mistakes) == 20
    assert max(map(len, str(caught.value).splitlines())) < 300 + len(str(tmp_path))


def test_a_file_far_too_large_is_not_read(tmp_path: Path) -> None:
    """A file with a hole in it costs nothing to make."""
    with (tmp_path / "b.har").open("wb") as file:
        file.truncate((1 << 30) + 1)
    with pytest.raises(Mistakes, match="it has more than 1024 MiB, which is not read"):
        read(tmp_path / "b.har")
