"""Known texts that end alike, told apart by what stands before their end, however many a bank has told."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Callable, Hashable, Iterator
from typing import Final, Generic, NamedTuple, TypeVar

Owner = TypeVar("Owner", bound=Hashable)

_FEW: Final = 8
"""So many are sooner compared one by one."""
_SOME: Final = 8
"""So much of what stands before an end is looked at before that."""
_BLOCK: Final = 48
"""So much of what stands before an end is looked up in one go."""


class Run(NamedTuple):
    """Where a text may end: at `first`, and again after each `step` until `last`; `size` bytes before each are its own.

    A text that repeats itself ends again and again in one that does so too: that is one run, as long as it may be.
    """

    first: int
    last: int
    step: int
    size: int

    @property
    def ends(self) -> range:
        """Each of them."""
        return range(self.first, self.last + 1, self.step or 1)


class Known(NamedTuple, Generic[Owner]):
    """A text to be found: whom it belongs to, and how to come by all of it."""

    owner: Owner
    shape: Hashable
    """Of those of one shape that end in the same place the longest is enough, and of those that are alike the first."""
    whole: Callable[[], bytes]


class SameEnd(Generic[Owner]):
    """Known texts of which the last bytes, so many as are kept, are the same."""

    __slots__ = ("_crowd", "_few", "_step", "end")

    def __init__(self, end: bytes) -> None:
        self.end = end
        self._step = -1
        """After how many bytes it repeats itself, once that was asked."""
        self._few: list[Known[Owner]] = []
        self._crowd: _Crowd[Owner] | None = None

    def add(self, known: Known[Owner]) -> None:
        """One more."""
        if self._crowd is None:
            self._few.append(known)
            if len(self._few) <= _FEW:
                return
            self._crowd = _Crowd(self.end)
            given, self._few = self._few, []
        else:
            given = [known]
        for one in given:
            self._crowd.add(one)

    def run(self, text: bytes, first: int) -> Run:
        """The run that begins where they end first."""
        if self._step < 0:
            self._step = period(self.end)
        if not self._step:
            return Run(first, first, 0, len(self.end))
        until = repeats_until(text, first - len(self.end), self._step)
        return Run(first, first + (until - first) // self._step * self._step, self._step, len(self.end))

    def among(self, text: bytes, run: Run) -> Iterator[tuple[Owner, Run]]:
        """Which of them may stand where their end does."""
        if self._crowd is None:
            yield from ((one.owner, run) for one in self._few)
        else:
            yield from self._crowd.among(text, run)


class _Crowd(Generic[Owner]):
    """So many that they are looked up by how often their end repeats itself, and by what stands before that."""

    __slots__ = ("_before", "_size", "_step", "_throughout")

    def __init__(self, end: bytes) -> None:
        self._size, self._step = len(end), period(end)
        self._before: dict[int, _Before[Owner]] = {}
        """By the number of repetitions."""
        self._throughout: dict[Hashable, list[tuple[int, int, Known[Owner]]]] = {}
        """Those that are nothing but repetitions, in the order of their length; one of them has all shorter in it."""

    def add(self, known: Known[Owner]) -> None:
        form = known.whole()
        repeated = repeated_end(form, self._step) if self._step else self._size
        if self._step and repeated == len(form):
            by_length = self._throughout.setdefault((len(form) % self._step, known.shape), [])
            at = bisect_right(by_length, (len(form), 1))
            if not at or by_length[at - 1][0] != len(form):
                insort(by_length, (len(form), 0, known), key=lambda one: one[:2])
            return
        times = (repeated - self._size) // self._step if self._step else 0
        if times not in self._before:
            self._before[times] = _Before()
        self._before[times].add(known, form, len(form) - self._size - times * self._step)

    def among(self, text: bytes, run: Run) -> Iterator[tuple[Owner, Run]]:
        most = (run.last - run.first) // run.step if run.step else 0
        for by_length in self._throughout.values():
            # The run has less than one more step before it; how much, its owner sees.
            fitting = bisect_right(by_length, (self._size + most * self._step + self._step, 0))
            yield from ((known.owner, run) for _, _, known in by_length[max(0, fitting - 2) : fitting])
        here = range(most + 1)
        for times in [one for one in self._before if one in here] if len(self._before) <= most else here:
            if times in self._before:
                end = run.first + times * self._step
                start = end - self._size - times * self._step
                for known in self._before[times].among(text, start):
                    yield known.owner, Run(end, end, 0, self._size)


class _Before(Generic[Owner]):
    """Texts by what stands before the part that was looked at: a tree of blocks, no deeper than they are alike."""

    __slots__ = ("_few", "_further", "_rests", "_sizes")

    def __init__(self) -> None:
        self._few: list[tuple[Known[Owner], int, bytes]] = []
        """Each with how much of it is left, and the last bytes of that."""
        self._further: dict[bytes, _Before[Owner]] | None = None
        self._rests: dict[bytes, dict[Hashable, Known[Owner]]] = {}
        """Those of which less than a block is left, by that and their shape."""
        self._sizes: list[int] = []
        """How much that is, the shortest first."""

    def add(self, known: Known[Owner], form: bytes, left: int) -> None:
        """One more, of which so much is left to be told apart."""
        forms = {id(known): form}
        pending = [(self, known, left)]
        while pending:
            node, known, left = pending.pop()
            if node._further is None:
                node._few.append((known, left, forms[id(known)][max(0, left - _SOME) : left]))
                if len(node._few) <= _FEW:
                    continue
                node._further = {}
                forms.update((id(one), one.whole()) for one, _, _ in node._few if id(one) not in forms)
                pending += ((node, one, more) for one, more, _ in reversed(node._few))
                node._few = []
                continue
            part = forms[id(known)][max(0, left - _BLOCK) : left]
            if left >= _BLOCK:
                if part not in node._further:
                    node._further[part] = _Before()
                pending.append((node._further[part], known, left - _BLOCK))
                continue
            if left not in node._sizes:
                insort(node._sizes, left)
            node._rests.setdefault(part, {}).setdefault(known.shape, known)

    def among(self, text: bytes, start: int) -> Iterator[Known[Owner]]:
        """Which may stand there, where what was looked at begins."""
        longest: dict[Hashable, Known[Owner]] = {}
        node: _Before[Owner] | None = self
        while node is not None:
            yield from (known for known, _, some in node._few if text.endswith(some, 0, start))
            if node._further is None:
                break
            for size in node._sizes:
                if size <= start:
                    longest.update(node._rests.get(text[start - size : start], ()))
            node = node._further.get(text[start - _BLOCK : start]) if start >= _BLOCK else None
            start -= _BLOCK
        yield from longest.values()


def period(end: bytes) -> int:
    """After how many bytes it repeats itself, if it does so at least twice; else 0."""
    return next((step for step in range(1, len(end) // 2 + 1) if end.endswith(end[:-step])), 0)


def repeated_end(form: bytes, step: int) -> int:
    """How much of the end of a text repeats itself after so many bytes."""
    start, more = len(form) - step, step
    while more:
        if more <= start and form.startswith(form[start - more : start], start - more + step):
            start, more = start - more, more * 2
        else:
            more //= 2
    return len(form) - start


def repeats_until(text: bytes, start: int, step: int) -> int:
    """Where a text ends to repeat, after so many bytes each time, what stands at `start`."""
    end = start + step
    more = step
    while more:
        if end + more <= len(text) and text.startswith(text[end - step : end - step + more], end):
            end, more = end + more, more * 2
        else:
            more //= 2
    return end
