"""A YAML file as plain data plus the place of every key and value in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conformance.errors import Mistakes
from conformance.yamlfile import parse, read


def mistakes(text: str) -> list[str]:
    with pytest.raises(Mistakes) as caught:
        parse(text, "f.yaml")
    return [str(mistake) for mistake in caught.value.mistakes]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("12:30", "12:30"),
        ("2026-01-01", "2026-01-01"),
        ("0o17", "0o17"),
        ("017", "017"),
        ("1_000", "1_000"),
        ("1e3", "1e3"),
        (".5", ".5"),
        (".nan", ".nan"),
        ("True", "True"),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-7", -7),
        ("0", 0),
        ("-0.50", -0.5),
        ("1234567890123456789012", "1234567890123456789012"),
        ("'12'", "12"),
        ('"true"', "true"),
        ("|\n  12\n", "12\n"),
        ("$today-92d", "$today-92d"),
    ],
)
def test_scalars_are_those_of_yaml_1_2(text: str, value: Any) -> None:
    """What only looks like a switch, a time, a date or an odd number is a text."""
    found = parse(f"a: {text}", "f.yaml").data["a"]
    assert (type(found), found) == (type(value), value)


def test_keys_are_always_texts() -> None:
    """Also where they look like numbers."""
    assert parse("200: a\ntrue: b\n", "f.yaml").data == {"200": "a", "true": "b"}


def test_every_key_and_value_has_its_place() -> None:
    """Line and column count from 1; characters count, not bytes."""
    document = parse("a: 1\nlist:\n  - é: x\n  - {b: [c, d]}\n", "f.yaml")
    assert str(document.place(("list", 1, "b", 1))) == "f.yaml:4:13"
    assert str(document.key_place(("list", 0, "é"))) == "f.yaml:3:5"
    assert str(document.place(("list", 0, "é"))) == "f.yaml:3:8"
    assert str(document.place(())) == "f.yaml:1:1"


def test_what_is_not_there_has_the_place_of_what_is_around_it() -> None:
    """So a missing key can be told as well."""
    document = parse("a:\n  b: 1\n", "f.yaml")
    assert document.place(("a", "gone", 3)) == document.place(("a",))
    assert document.key_place(("a", "gone")) == document.place(("a",))


@pytest.mark.parametrize("text", ["", "# only a remark\n", "---\n"])
def test_an_empty_file_is_null_at_its_start(text: str) -> None:
    """And has a place all the same."""
    document = parse(text, "f.yaml")
    assert document.data is None
    assert document.place(("a",)).file == "f.yaml"


def test_what_is_not_yaml_is_told_at_its_place() -> None:
    """In our words (tests/test_yamltraps.py has them all)."""
    assert mistakes("a: 1\nb: [1, 2\n") == ["f.yaml:2:4: this is not YAML: the `[` that opens here is never closed"]


def test_all_breaches_of_plain_yaml_are_told_at_once() -> None:
    """In the order of the file: keys that stand twice, keys that are no words, tags, anchors."""
    assert mistakes("a: 1\n? [k]\n: 2\nb: !!str 3\na: &x 4\n") == [
        "f.yaml:2:3: a list or mapping cannot be a key",
        "f.yaml:4:4: a YAML tag (`!name`) is not allowed here (leave it out; a text that starts with `!` needs quotes)",
        "f.yaml:5:1: the key `a` occurs twice (the first is in line 1)",
        "f.yaml:5:4: a YAML anchor (`&name`) is not allowed here"
        " (leave it out; a text that starts with `&` needs quotes)",
    ]


@pytest.mark.parametrize("text", ["a: &x [*x]", "a: &x {b: *x}"])
def test_a_node_within_itself_is_refused_like_any_alias(text: str) -> None:
    """It does not send the reader round in circles."""
    assert [line.split(" is not allowed here")[0].split(": ")[1] for line in mistakes(text)] == [
        "a YAML anchor (`&name`)",
        "a YAML alias (`*name`)",
    ]


def test_aliases_of_aliases_are_refused_before_they_grow() -> None:
    """A file of ten lines does not become a billion values."""
    text = "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12))
    assert len(mistakes(text)) == 12 + 11 * 9


@pytest.mark.parametrize("text", ["a: 'x & y'", "a: what!", "a: x&y", "b: accounts[*]", "<<: {a: 1}"])
def test_what_only_looks_like_more_than_plain_yaml_is_plain(text: str) -> None:
    """An ampersand, a star or an exclamation mark within a text."""
    assert parse(text, "f.yaml").data


def test_half_of_a_surrogate_pair_is_told_at_its_text() -> None:
    """YAML can write it, but nothing could send it."""
    (told,) = mistakes('a: b\nc: "\\ud83d"\n')
    assert told.startswith("f.yaml:2:")
    assert "surrogate" in told or "escape" in told


def test_a_file_that_cannot_be_read_is_a_mistake(tmp_path: Path) -> None:
    """Missing, or a folder."""
    for path in (tmp_path / "gone.yaml", tmp_path):
        with pytest.raises(Mistakes, match="cannot be read"):
            read(path)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            "a: b\ntitle: été".encode("cp1252"),
            "f.yaml:2:8: this file is not UTF-8: it has the byte 0xE9 here (save it as UTF-8)",
        ),
        ("title: été".encode("utf-16"), "f.yaml:1:1: this file is UTF-16, not UTF-8 (save it as UTF-8)"),
        (b"a: b\nc: d\x00", "f.yaml:2:5: this is not YAML: the control character U+0000 is not allowed in YAML"),
    ],
)
def test_a_file_in_another_encoding_is_told_at_its_byte(tmp_path: Path, content: bytes, told: str) -> None:
    """With what to do."""
    path = tmp_path / "f.yaml"
    path.write_bytes(content)
    with pytest.raises(Mistakes) as caught:
        read(path, "f.yaml")
    assert str(caught.value) == told


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    """Some editors write them."""
    path = tmp_path / "windows.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb:\r\n  - c\r\n")
    document = read(path, "shown.yaml")
    assert document.data == {"a": 1, "b": ["c"]}
    assert str(document.place(("b", 0))) == "shown.yaml:3:5"
