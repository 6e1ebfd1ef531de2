"""The lines of a ledger's file: none so long, and none so many without anything on them, that reading never ends."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from conformance.errors import Mistakes
from conformance.ledger import parsed
from conformance.ledger.reading import ends_complete

HEADER = b'{"kind": "header"}\n'
FOOTER = b'{"kind": "footer", "complete": true}\n'


def lines(path: Path, content: bytes) -> list[int]:
    """The numbers of the lines that were read."""
    path.write_bytes(content)
    return [line.place.line for line in parsed.parsed(path)]


def test_blank_lines_are_passed_over(tmp_path: Path) -> None:
    """And counted, as an editor counts them."""
    assert lines(tmp_path / "l.jsonl", b"\n \r\n" + HEADER + b"\n" + FOOTER) == [3, 5]


def test_a_first_line_without_end_is_not_read(tmp_path: Path) -> None:
    """Two kilobytes may stand for hundreds of megabytes, all of which would be held at once."""
    with pytest.raises(Mistakes, match="a line has more than 4 MiB, which is not read"):
        lines(tmp_path / "l.jsonl.gz", gzip.compress(b"x" * (5 << 20)))


def test_a_later_line_without_end_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may be longer than the first: it holds a body."""
    monkeypatch.setattr(parsed, "_LONGEST_LINE", 5 << 20)
    long = b'{"a": "' + b"x" * (5 << 20) + b'"}\n'
    assert lines(tmp_path / "l.jsonl", HEADER + long[:8] + long[20:] + FOOTER) == [1, 2, 3]
    with pytest.raises(Mistakes, match="a line has more than 5 MiB, which is not read"):
        lines(tmp_path / "l.jsonl", HEADER + long + FOOTER)


def test_blank_lines_without_end_are_not_counted_to_their_end(tmp_path: Path) -> None:
    """A packed kilobyte may be a million of them."""
    with pytest.raises(Mistakes, match="does not belong in a ledger") as caught:
        lines(tmp_path / "l.jsonl.gz", gzip.compress(HEADER + b"\n" * 1_000_000))
    assert ":100002:1: " in str(caught.value)


@pytest.mark.parametrize(
    ("content", "complete"),
    [
        (HEADER + FOOTER, True),
        (HEADER + FOOTER.rstrip(), True),
        (HEADER + FOOTER + b"\n\n", True),
        (HEADER + FOOTER + HEADER, False),
        (HEADER + FOOTER[:20], False),
        (b"", False),
        (b"\n", False),
        (b"x" * (5 << 20), False),
    ],
)
def test_whether_the_last_line_tells_an_end(content: bytes, complete: bool, tmp_path: Path) -> None:
    """Whatever stands before it, and however long that is."""
    (tmp_path / "l.jsonl").write_bytes(content)
    assert ends_complete(tmp_path / "l.jsonl") is complete
