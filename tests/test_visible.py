"""What a reader would not see is written out, all else stays."""

from __future__ import annotations

import pytest

from conformance.visible import at_a_terminal, on_one_line, visible


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("\x1b[2J", "\\x1b[2J"),
        ("a\u202eb", "a\\u202eb"),
        ("a\u2028b\u2029", "a\\u2028b\\u2029"),
        ("\r\x00\x85", "\\x0d\\x00\\x85"),
        ("\ufeff\u200b\u2066", "\\ufeff\\u200b\\u2066"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
        ("é – 你好 🙂\t\n", "é – 你好 🙂\t\n"),  # noqa: RUF001 - a dash as people write it
    ],
)
def test_what_nobody_would_see_is_written_out(text: str, told: str) -> None:
    """By its number; letters, signs, tabs and line feeds stay."""
    assert visible(text) == told


def test_on_one_line_nothing_breaks_it() -> None:
    """Where a text stands among others."""
    assert on_one_line("a\n\tb\u2028") == "a\\n\\tb\\u2028"


def test_a_terminal_gets_our_own_colours_and_nothing_else_that_it_obeys() -> None:
    """The line that is written anew begins with a carriage return."""
    assert at_a_terminal("\r\x1b[1;31mFAILED\x1b[0m\n") == "\r\x1b[1;31mFAILED\x1b[0m\n"
    assert at_a_terminal("\x1b[2J\x1b]0;t\x07\x9b\u202e") == "\\x1b[2J\\x1b]0;t\\x07\\x9b\\u202e"


def test_what_python_calls_printable_is_seen() -> None:
    """A text of such signs is handed on without another look, so none of them may be one that is written out."""
    printable = filter(str.isprintable, map(chr, range(0x110000)))
    assert not [sign for sign in printable if visible(f"\0{sign}") != f"\\x00{sign}"]
