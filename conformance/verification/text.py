"""What a verification says, for a terminal. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from conformance.errors import ExitCode
from conformance.verification.result import Again, Standing, Verification
from conformance.wording import plural

_MOST: Final = 20
_REASONS: Final = 3
_WORDS: Final = {
    ExitCode.CONFORM: "SAME",
    ExitCode.NOT_CONFORM: "DIFFERS",
    ExitCode.COULD_NOT_RUN: "SAME, AS FAR AS IT CAN BE JUDGED AGAIN",
}


def line(found: Verification) -> str:
    """What became of it, in one line."""
    if found.altered:
        return f"ALTERED  {found.altered[0]}"
    numbers = Counter(one.standing for one in found.verdicts)
    parts = [f"{plural(len(found.verdicts), 'verdict', 'verdicts')} judged again: {numbers[Standing.SAME]} the same"]
    parts += [f"{numbers[Standing.DIFFERS]} differ"] if numbers[Standing.DIFFERS] else []
    parts += [f"{numbers[Standing.CANNOT]} cannot be judged again"] if numbers[Standing.CANNOT] else []
    by = "by today's texts, " if found.today else ""
    word = _WORDS[found.code] if numbers[Standing.SAME] or numbers[Standing.DIFFERS] else "CANNOT BE JUDGED AGAIN"
    return f"{word}  {by}{', '.join(parts)}"


def told(found: Verification, *, every: bool = False) -> Iterator[str]:
    """All that is to be said, line by line; `every`: each verdict by its name."""
    if found.statement:
        yield f"the run says  {found.statement}"
    for one in found.texts:
        yield f"judged by     {one}"
    yield from (f"altered       {one}" for one in found.altered[:_MOST])
    for standing, title in ((Standing.DIFFERS, "differs"), (Standing.CANNOT, "cannot be judged again")):
        several = found.of(standing)
        yield from _each(title, several if every else several[:_MOST])
        if len(several) > _MOST and not every:
            yield f"{title}: and {len(several) - _MOST} more (--verbose)"
    if every:
        yield from (f"same  {one.name}" for one in found.of(Standing.SAME))
    yield line(found)


def _each(title: str, several: tuple[Again, ...]) -> Iterator[str]:
    for one in several:
        yield f"{title}  {one.name}"
        yield from (f"    {why}" for why in one.why[:_REASONS])
        if len(one.why) > _REASONS:
            yield f"    and {len(one.why) - _REASONS} more"
