"""Why a text is not YAML, in words for somebody who writes it seldom, at the place that is to be mended.

The parser says where it could not go on and which token it would have liked. Most such mistakes are one of few: a tab,
a bracket or a colon within a text, a missing space, an indentation that fits nowhere, a quote that is never closed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import yaml

from conformance.frozen import dataclass
from conformance.late import pattern

_QUOTE: Final = "put the text in quotes"
_PATHS: Final = "put the text in quotes, or write each entry on a line of its own"
_NO_BLANK: Final = pattern(r"(?P<before>\s*(?:- +)*[\w$][\w$-]*):(?=\S)(?!//)")
_KEY: Final = pattern(r"\s*(?:- +)*(?:\"[^\"]*\"|'[^']*'|[^\s#'\"\[{][^:#]*?):(?=\s|$)")
_QUOTED: Final = pattern(r"\s*(?:- +)*(?:[^\s#'\"\[{][^:]*:\s+)?(?P<open>['\"\[{])")
_DASH: Final = pattern(r"(?P<before>\s*)-(?=[^\s-])")
_MARKER: Final = pattern(r"(---|\.\.\.)(\s|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trap:
    """What is wrong in a text that is not YAML, where (line and column count from 1), and what to do."""

    line: int
    column: int
    says: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stop:
    """Where the parser stopped, counted from 0, what it says, and where what it was reading began."""

    lines: list[str]
    line: int
    column: int
    problem: str
    begun: tuple[int, int]

    @property
    def text(self) -> str:
        return self._at(self.line)

    @property
    def sign(self) -> str:
        """The character it stopped at; '' at the end of a line."""
        return self.text[self.column : self.column + 1]

    @property
    def opened(self) -> str:
        """The character where what it was reading began."""
        line, column = self.begun
        return self._at(line)[column : column + 1]

    @property
    def first(self) -> bool:
        """Whether nothing but blanks and list dashes stands before it on its line."""
        return not self.text[: self.column].strip(" -")

    def above(self) -> int | None:
        """The nearest line above that says something; None where there is none."""
        return next((at for at in range(self.line - 1, -1, -1) if self._at(at).split("#")[0].strip()), None)

    def _at(self, line: int) -> str:
        return self.lines[line] if 0 <= line < len(self.lines) else ""

    def here(self, says: str, hint: str = "", column: int | None = None) -> Trap:
        """The trap at the place where it stopped, or at another column of that line."""
        at = self.column if column is None else column
        return Trap(line=self.line + 1, column=at + 1, says=says, hint=hint)

    def there(self, says: str, hint: str = "") -> Trap:
        """The trap at the place where what it was reading began."""
        return Trap(line=self.begun[0] + 1, column=self.begun[1] + 1, says=says, hint=hint)


def explain(text: str, error: yaml.YAMLError) -> Trap:
    """What is wrong with a text that a YAML parser refused with this error."""
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        context = error.context_mark or mark
        stop = _Stop(
            lines=text.splitlines(),
            line=mark.line if mark else 0,
            column=mark.column if mark else 0,
            problem=" ".join(str(error.problem or error.context).split()),
            begun=(context.line, context.column) if context else (0, 0),
        )
        found = next((trap for one in _TRAPS if (trap := one(stop)) is not None), None)
        return found or stop.here(stop.problem)
    position = getattr(error, "position", None)
    sign = getattr(error, "character", None)
    if isinstance(position, int) and sign is not None:
        code = sign if isinstance(sign, int) else ord(str(sign)[:1] or "\0")
        line, column = _place(text, text.find(chr(code)))
        return Trap(line=line, column=column, says=f"the control character U+{code:04X} is not allowed in YAML")
    return Trap(line=1, column=1, says=" ".join(str(error).split()))


def _place(text: str, at: int) -> tuple[int, int]:
    before = text[: max(at, 0)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _tab(stop: _Stop) -> Trap | None:
    indent = stop.text[: len(stop.text) - len(stop.text.lstrip())]
    if "\t" in indent:
        return stop.here("a tab indents this line", "use spaces", indent.index("\t"))
    return stop.here("a tab is not allowed here", "use spaces") if stop.sign == "\t" else None


def _path(stop: _Stop) -> Trap | None:
    """A bracket, a brace, a star or a question mark within a text between brackets or braces."""
    between = "',' or ']'" in stop.problem or "',' or '}'" in stop.problem
    inner = stop.opened == "*" and stop.text[: stop.begun[1]].endswith("[")
    if inner or (between and stop.sign in tuple("[{?")):
        sign = "[" if inner else stop.sign
        return stop.here(f"`{sign}` within a text is not allowed between brackets or braces", _PATHS, _start_of(stop))
    return None


def _start_of(stop: _Stop) -> int:
    """Where the word begins in which the parser stopped."""
    before = stop.text[: stop.begun[1] if stop.opened == "*" else stop.column]
    return max(before.rfind(sign) for sign in " ,") + 1 if re.search(r"[ ,]", before) else stop.column


def _unclosed(stop: _Stop) -> Trap | None:
    if "end of stream" in stop.problem and stop.opened in tuple("'\""):
        return stop.there("the quote that opens here is never closed")
    between = "',' or ']'" in stop.problem or "',' or '}'" in stop.problem
    if between and (stop.line > stop.begun[0] or not stop.sign):
        return stop.there(f"the `{stop.opened}` that opens here is never closed")
    return None


def _colon(stop: _Stop) -> Trap | None:
    """A colon that ends no key."""
    if "mapping values" not in stop.problem and stop.sign != ":":
        return None
    key = _KEY.match(stop.text)
    if key is not None and key.end() <= stop.column:
        return stop.here("a colon followed by a space is not allowed within a text", _QUOTE)
    above = stop.above()
    if above is not None and (missing := _no_blank(stop, above)) is not None:
        return missing
    return _indentation(stop) if "mapping values" in stop.problem else None


def _no_blank(stop: _Stop, line: int) -> Trap | None:
    found = _NO_BLANK.match(stop.lines[line])
    if found is None:
        return None
    says = "a space is missing after the colon"
    return Trap(line=line + 1, column=len(found["before"]) + 1, says=says)


def _no_colon(stop: _Stop) -> Trap | None:
    """A line that is no key with its value."""
    if "expected ':'" not in stop.problem:
        return None
    says = "this line is not of the form `key: value`"
    return _no_blank(stop, stop.begun[0]) or stop.there(says, "a text of several lines needs quotes, or `|`")


def _document(stop: _Stop) -> Trap | None:
    """A second document in one file."""
    marker = next((at for at, line in enumerate(stop.lines[: stop.line + 1]) if at and _MARKER.match(line)), None)
    if marker is None or not re.search("another document|document start", stop.problem):
        return None
    says = f"`{stop.lines[marker][:3]}` starts another document, and a file holds one"
    return Trap(line=marker + 1, column=1, says=says, hint="remove it, or make two files")


def _after_the_end(stop: _Stop) -> Trap | None:
    """Something behind a quoted text, a list or a mapping that has ended."""
    if stop.sign and stop.sign in "]}" and _lost(stop):
        return stop.here(f"this `{stop.sign}` closes nothing")
    quoted = _QUOTED.match(stop.text)
    if stop.first or quoted is None or quoted.start("open") >= stop.column or not _lost(stop):
        return None
    opened = quoted["open"]
    if opened in "'\"":
        says = f"the text ended before this at its closing {opened}"
        hint = "write '' for a ' within single quotes" if opened == "'" else 'write \\" for a " within double quotes'
        return stop.here(says, hint)
    return stop.here(f"a text that starts with `{opened}` needs quotes", column=quoted.start("open"))


def _lost(stop: _Stop) -> bool:
    return bool(
        re.search(r"expected (key|'-' indicator|<block end>|<document start>|'<document start>')", stop.problem)
    )


def _indentation(stop: _Stop) -> Trap | None:
    """A line that is indented like none that it could belong to, or a list item among keys."""
    if not (_lost(stop) or "mapping values" in stop.problem):
        return None
    indent, above = len(stop.text) - len(stop.text.lstrip()), stop.above()
    line = stop.lines[above] if above is not None else ""
    if above is not None and (dash := _DASH.match(line)) is not None:
        return Trap(line=above + 1, column=len(dash["before"]) + 1, says="a space is missing after the dash")
    if above is not None and _bare(line, indent):
        return Trap(line=above + 1, column=indent + 1, says="this line is not of the form `key: value`")
    if not indent and stop.text.startswith("- ") and line[:1] not in ("-", " "):
        return stop.here("a list item (`- …`) among keys (`key: …`)", "indent it below the key it belongs to", indent)
    if not indent and line.startswith("- "):
        return stop.here("a key (`key: …`) among list items (`- …`)", "indent it below the item it belongs to", indent)
    says = "the indentation of this line fits none of the lines above it"
    return stop.here(says, "give it as many spaces as the line it stands beside", indent)


def _bare(line: str, indent: int) -> bool:
    """Whether a line that is indented like the next one is neither a key nor a list item."""
    return len(line) - len(line.lstrip()) == indent and _KEY.match(line) is None and not line[indent:].startswith("-")


def _sign(stop: _Stop) -> Trap | None:
    """A text that starts with a character which means something in YAML."""
    if "block scalar" in stop.problem or stop.opened in tuple("|>") or "comment or line break" in stop.problem:
        return stop.there(f"a text that starts with `{stop.opened}` needs quotes")
    if "escape" in stop.problem:
        says = "this backslash makes no escape in double quotes"
        return stop.here(says, "use single quotes, in which a backslash is a backslash")
    if stop.opened == "*" or "undefined alias" in stop.problem:
        return stop.there("a text that starts with `*` needs quotes")
    if "cannot start any token" in stop.problem:
        return stop.here(f"a text that starts with `{stop.sign}` needs quotes")
    return stop.here("there is a comma too many") if stop.sign == "," and "node content" in stop.problem else None


_TRAPS: Final[tuple[Callable[[_Stop], Trap | None], ...]] = (
    *(_tab, _document, _path, _unclosed, _colon, _no_colon, _sign, _after_the_end, _indentation),
)
"""What is asked one after the other; the first that knows the mistake tells it."""
