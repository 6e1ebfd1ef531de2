"""What the note of an exchange says: why it was sent more than once, then what else came, then of its packing."""

from __future__ import annotations

from typing import Final

MORE_THAN_ANSWERED: Final = "the bank sent more than its answer on this connection, which was closed"
"""What came beyond the end of an answer, which takes nothing from it."""
UNASKED_PACKING: Final = "the body is compressed with `"
BROKEN_PACKING: Final = "the body is not compressed as its Content-Encoding `"


def packing_note(note: str) -> str:
    """What a note says of the packing, which stands last in it; '' for nothing: the body was read."""
    return note[_first(note, UNASKED_PACKING, BROKEN_PACKING) :]


def repetition_note(note: str) -> str:
    """What a note says but of the answer itself: why its request was sent more than once; '' for nothing."""
    return note[: _first(note, MORE_THAN_ANSWERED, UNASKED_PACKING, BROKEN_PACKING)]


def _first(note: str, *signs: str) -> int:
    return min((at for sign in signs if (at := note.find(sign)) >= 0), default=len(note))
