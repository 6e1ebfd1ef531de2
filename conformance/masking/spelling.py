"""How a secret may stand in a text beside the escapes that a `Reading` resolves: Base64, hexadecimal, other cases."""

from __future__ import annotations

import base64
from collections.abc import Hashable, Iterable, Iterator
from typing import Final

from conformance.frozen import dataclass
from conformance.late import pattern
from conformance.masking.reading import Reading, fold
from conformance.masking.same_end import Run, repeated_end

_TAIL: Final = 48
"""So much of the end of a value tells the end of each of its spellings."""
_LONG: Final = 1_000
_SIGNS: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"
_ALONE_FROM: Final = 8
"""A value so long is found wherever it stands; a shorter code only where it is a word or a number of its own."""
_NUMBER_BELOW: Final = 16
"""Digits alone, and fewer than these, may be a part of any number: an id, an amount, a date has them by chance."""
_NUMBER_BEFORE: Final = pattern(rb"\d\.?\Z")
_NUMBER_AFTER: Final = pattern(rb"\.?\d|-\d\d-\d\d")
_EDGE: Final = 8
"""So far from the edges of a run nothing of what is beside it tells whether a value stands there."""
_WORD_BELOW: Final = 16
"""Letters alone, and fewer than these, may be a word: only found as it is written, not in another case."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way in which a value may be written: as it is ("", "upper", "utf-16-be", …), "hex", or Base64 at an offset.

    Base64 is searched for without the letters that also tell of the neighbours in what was encoded: so it is found
    inside `Basic`, where a user's name stands before it.
    """

    value: bytes
    label: str
    kind: str = ""
    offset: int = 0

    def end(self) -> bytes:
        """The last bytes of what is to be searched for, folded; the whole of a short one."""
        if self.is_word:
            return self.value
        # Cut by threes, so that the end in Base64 stays what it is.
        skip = max(0, len(self.value) - _TAIL) // 3 * 3
        return self._form(self.value[skip:], whole=skip == 0)

    def whole(self) -> bytes:
        """All that is to be searched for."""
        return self.value if self.is_word else self._form(self.value, whole=True)

    @property
    def shape(self) -> Hashable:
        """How it is told where it ends: of two of one shape, one the end of the other, nobody sees the shorter one."""
        edges = (self.offset > 0, (self.offset + len(self.value)) % 3) if self.kind.startswith("base64") else ()
        return not self.kind, edges

    @property
    def is_word(self) -> bool:
        """Whether it is only found as it is written: to be searched for in the plain text."""
        return not self.kind and self.value.isalpha() and len(self.value) < _WORD_BELOW

    def spans(self, reading: Reading, runs: Iterable[Run]) -> Iterator[tuple[int, int, str]]:
        """Where it stands, of the places where it may end."""
        form, last = self._form(self.value, whole=True), 0
        span: tuple[int, int] | None = None
        for run in sorted(runs):
            # A long one that repeats itself is compared once for all that overlap, not again for each.
            if run.first - len(form) < last and run.first == run.last and len(form) > _LONG:
                continue
            for first, end in self._standing(form, reading, run):
                last = end
                found = self._widened(reading.plain, first - len(form), end)
                # All that overlap are one: a text may be nothing else, as long as it is.
                if span is not None and found[0] < span[1]:
                    span = span[0], max(span[1], found[1])
                    continue
                if span is not None:
                    yield *span, self.label
                span = found
        if span is not None:
            yield *span, self.label

    def _standing(self, form: bytes, reading: Reading, run: Run) -> Iterator[tuple[int, int]]:
        """Where it ends, of a run: what begins there and all that overlap with it as one, from its end to the last."""
        step = run.step
        if not step:
            if self._stands(form, reading, run.first):
                yield run.first, run.first
            return
        times = (run.last - run.first) // step
        repeated = repeated_end(form, step)
        at = max(0, (repeated - run.size) // step)
        if repeated < len(form):
            # What stands before its repetitions is found where those of the text begin.
            if at <= times and self._stands(form, reading, run.first + at * step):
                yield run.first + at * step, run.first + at * step
            return
        # In the midst of a run each place is like the next one; at its edges something else is beside it.
        inner = range(at + _EDGE, times - _EDGE)
        parts = [range(at, at + _EDGE), inner, range(times - _EDGE, times + 1)] if inner else [range(at, times + 1)]
        for part in parts:
            for one in part[:1] if part is inner else part:
                end = run.first + one * step
                if self._stands(form, reading, end):
                    yield end, run.first + part[-1] * step if part is inner else end

    def _stands(self, form: bytes, reading: Reading, end: int) -> bool:
        start = end - len(form)
        return start >= 0 and reading.folded.startswith(form, start) and self._is_it(reading.plain, start, end)

    def _form(self, value: bytes, *, whole: bool) -> bytes:
        match self.kind:
            case "hex":
                return value.hex().encode()
            case "base64" | "base64url":
                encode = base64.b64encode if self.kind == "base64" else base64.urlsafe_b64encode
                shifted = b"\0" * self.offset + value
                first = (self.offset * 8 + 5) // 6 if whole else 4
                return encode(shifted)[first : len(shifted) * 8 // 6].lower()
            case "utf-16-be" | "utf-16-le":
                # Bytes that are no UTF-8 are read as Latin-1, and the zeros among them passed over.
                return Reading(value.decode("utf-8", "replace").encode(self.kind).decode("latin-1")).folded
            case "upper":
                return fold(value.decode("utf-8", "replace").upper().encode())
        return fold(value)

    def _is_it(self, plain: bytes, start: int, end: int) -> bool:
        if self.kind:
            return True
        if self.is_word and plain[start:end] != self.value:
            return False
        before, after = plain[max(0, start - 2) : start], plain[end : end + 6]
        if self.value.isdigit() and len(self.value) < _NUMBER_BELOW:
            return not (_NUMBER_BEFORE.search(before) or _NUMBER_AFTER.match(after))
        if len(self.value) >= _ALONE_FROM or not self.value.isalnum():
            return True
        return not (before[-1:].isalnum() or after[:1].isalnum())

    def _widened(self, plain: bytes, start: int, end: int) -> tuple[int, int]:
        """With the letters of Base64 that tell of the value and of a neighbour."""
        if not self.kind.startswith("base64"):
            return start, end
        if self.offset and start and plain[start - 1] in _SIGNS:
            start -= 1
        if (self.offset + len(self.value)) % 3 and plain[end : end + 1] and plain[end] in _SIGNS:
            end += 1
        while plain[end : end + 1] == b"=":
            end += 1
        return start, end


def spellings(value: bytes, label: str, *, encoded: bool) -> Iterator[Spelling]:
    """All ways in which a value may be written; those of a short code that is not `encoded` would be found anywhere."""
    yield Spelling(value, label)
    if not value.isascii():
        yield Spelling(value, label, "upper")
        yield Spelling(value, label, "utf-16-be")
        yield Spelling(value, label, "utf-16-le")
    if encoded:
        yield Spelling(value, label, "hex")
        for offset in range(3):
            plain, url = Spelling(value, label, "base64", offset), Spelling(value, label, "base64url", offset)
            yield plain
            if _differ(value):
                yield url


def _differ(value: bytes) -> bool:
    """Whether the two alphabets of Base64 may write it differently; of a long one nobody looks."""
    if len(value) > _TAIL:
        return True
    return any(sign in base64.b64encode(b"\0" * offset + value) for offset in range(3) for sign in (b"+", b"/"))
