"""Lines folded to the width of a terminal between words, what belongs together below itself. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from conformance.late import pattern

_LABEL: Final = pattern(r"\s*\S+(?: \S+)*?(?: {2,}|   )(?=\S)")
"""What a line begins with when its text has a column of its own: `  acceptance tests  `, `    wanted   `."""
_SOURCE: Final = pattern(r"\s*\d+ \| ")
_COMMAND: Final = pattern(r"(?P<before>\s*(?:replay\s+)?)(?P<line>(?:printf '[^']*' \| )?curl -sS .*)", re.DOTALL)
_WORD: Final = pattern(r"(?:'[^']*'|\"[^\"]*\"|\S)+")
_DEEPEST: Final = 24


def folded(lines: Iterable[str], width: int) -> Iterator[str]:
    """Each line in pieces of at most this width; a word that is longer stays whole, quoted source stays as it is.

    A curl line is folded by backslashes between its words, so that it can still be pasted.
    """
    for line in lines:
        command = _COMMAND.fullmatch(line)
        if len(line) <= width or _SOURCE.match(line):
            yield line
        elif command is not None:
            before = command["before"]
            yield from _joined(_WORD.findall(command["line"]), before, " " * len(before), width, " \\")
        else:
            label = _LABEL.match(line)
            start = label[0] if label is not None else re.match(r"\s*", line)[0]  # type: ignore[index] # it always matches
            indent = len(start) if len(start) <= _DEEPEST else len(line) - len(line.lstrip()) + 4
            yield from _joined(line[len(start) :].split(" "), start, " " * indent, width, "")


def _joined(words: Iterable[str], start: str, indent: str, width: int, end: str) -> Iterator[str]:
    line, empty = start, True
    for word in words:
        if not empty and len(line) + 1 + len(word) + len(end) > width:
            yield line + end
            line, empty = indent, True
        line, empty = line + ("" if empty else " ") + word, False
    yield line
