"""What a user names as a file may be none, and may never end."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from conformance import yamlfile
from conformance.errors import Mistakes
from conformance.har.reading import read as read_archive
from conformance.ledger import ledger
from tests.support.shell import Shell, shell

__all__ = ["shell"]

READERS = {"yaml": yamlfile.read, "archive": read_archive, "ledger": ledger.read}
ENDLESS = [path for path in ("/dev/zero",) if Path(path).exists()]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes in folders here")
@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_a_pipe_is_not_waited_for(tmp_path: Path, reader: Callable[[Path], object]) -> None:
    """Nobody may ever write into it."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(Mistakes, match="it is a pipe or a device, and not a file"):
        reader(pipe)


@pytest.mark.parametrize("words", [("report",), ("audit",), ("explain", "--target"), ("fleet",)])
@pytest.mark.parametrize("path", ENDLESS)
def test_a_device_that_never_ends_is_not_read(shell: Shell, words: tuple[str, ...], path: str) -> None:
    """By no command; exit code 2."""
    assert shell(*words, path) == 2
    assert "it is a pipe or a device" in shell.out + shell.err


def test_a_file_of_ours_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    """Reading YAML costs thirty times its size."""
    file = tmp_path / "large.yaml"
    with file.open("wb") as large:
        large.truncate(17 * 1024**2)
    with pytest.raises(Mistakes, match="it has more than 16 MiB, which is not read"):
        yamlfile.read(file)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: " + "[" * 50_000 + "]" * 50_000, 1),
        ("a: " + '{"a":' * 5_000 + "1" + "}" * 5_000, 1),
        ("".join("  " * deep + "a:\n" for deep in range(3_000)), 101),
        ("".join(" " * deep + "a:\n" for deep in range(300)), 101),
        ("- " * 5_000 + "a", 1),
        ("? " * 5_000 + "a", 1),
    ],
)
def test_what_is_nested_too_deep_is_not_read(text: str, line: int) -> None:
    """Composing it would need more stack than there is."""
    with pytest.raises(Mistakes, match="nested more than 100 levels deep, which is not read") as wrong:
        yamlfile.parse(text, "deep.yaml")
    place = wrong.value.mistakes[0].place
    assert place is not None
    assert place.line == line


def test_a_text_that_is_far_indented_is_no_nesting() -> None:
    """Nor are brackets inside of texts, or many beside each other."""
    text = "a: |\n" + " " * 150 + "far\nb: '" + "[" * 200 + "'\nc: [" + "[], " * 200 + "[]]\n"
    assert yamlfile.parse(text, "a.yaml").data == {"a": "far\n", "b": "[" * 200, "c": [[]] * 201}
