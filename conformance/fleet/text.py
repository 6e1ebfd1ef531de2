"""An overview for a terminal. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator
from typing import Final

from conformance.errors import ExitCode
from conformance.fleet.examined import Examined
from conformance.fleet.overview import WORST_FIRST, Overview, reason_of_any, times_of, worst
from conformance.late import pattern
from conformance.wording import plural

_HELD: Final = pattern(r"\d+ rules?, held against")
_ADDRESS: Final = pattern(r" \([A-Z]+ /.*\)$")
"""Which address a chapter is about, behind its title."""
_MOST = 8
_FEW = 6


def line(one: Examined, width: int = 0, usual: str = "", shared: Container[str] = ()) -> str:
    """One establishment, as it ends; what it speaks of where that is not the usual, why where no other shares it."""
    parts = [one.short.ljust(width), one.headline]
    musts = sum(cause.level == "must" for cause in one.causes)
    numbers = {"cause": musts, "warning": len(one.causes) - musts}
    parts += [plural(number, noun) for noun, number in numbers.items() if number]
    parts += ["(finished before)"] * one.resumed
    scope = _scope(one)
    reason = "" if reason_of_any(one) in shared else one.reason
    parts += [why for why in (reason, scope if scope != usual else "") if why]
    return "  ".join(parts)


def told(found: Overview, page: str) -> Iterator[str]:
    """The whole overview; `page` is where more is told, '' for nowhere."""
    width = max((len(one.short) for one in found.examined), default=0)
    scopes = Counter(scope for one in found.examined if (scope := _scope(one)))
    usual, number = next(iter(scopes.most_common(1)), ("", 0))
    yield from (line(one, width, usual, found.reasons) for one in found.examined)
    if usual:
        yield f"of {'each' if number == len(found.examined) else f'{number} of them'}: {usual}"
    for reason, names in found.reasons.items():
        yield f"reason   {reason}, at {len(names)} of {len(found.examined)}: {_few(names)}"
    if found.missing:
        yield f"not examined: {', '.join(found.missing)}; start the same command again, and it goes on from here"
    if found.resumed:
        yield f"{len(found.resumed)} finished before, and not examined again: {', '.join(found.resumed)}"
    yield from _causes(found)
    yield from _chapters(found)
    yield from _times(found)
    if page:
        yield f"overview  {page}"
    yield f"exit code {found.code:d}: {_ending(found)}"


def _scope(one: Examined) -> str:
    """How much of the set it speaks of; how often rules were held is another number at each bank."""
    return "; ".join(part for part in one.scope.split("; ") if not _HELD.match(part))


def _chapters(found: Overview) -> Iterator[str]:
    """Chapters in which something is not as it ought to be, and where."""
    for title in found.chapters:
        words: dict[str, list[str]] = {}
        for one in found.examined:
            word = worst(one.chapters.get(title, {}))
            if word not in ("", "kept", "warned"):
                words.setdefault(word, []).append(one.short)
        if words:
            where = "; ".join(
                f"{word} at {len(names)}: {_few(names)}" for word, names in sorted(words.items(), key=_gravity)
            )
            yield f"chapter  {_ADDRESS.sub('', title)}: {where}"


def _gravity(pair: tuple[str, list[str]]) -> int:
    return WORST_FIRST.index(pair[0])


def _causes(found: Overview) -> Iterator[str]:
    for number, one in enumerate(found.causes[:_MOST], 1):
        promise = f" ({one.promise})" if one.promise else ""
        level = "" if one.level == "must" else "should: "
        where = f"{len(one.establishments)} of {len(found.examined)}: {_few(one.establishments)}"
        yield f"cause {number}  {level}{one.sentence}{promise}, at {where}"
    if len(found.causes) > _MOST:
        yield f"and {plural(len(found.causes) - _MOST, 'more cause')}"


def _times(found: Overview) -> Iterator[str]:
    """Of the endpoint that was asked for most often: the quickest and the slowest."""
    for endpoint in found.endpoints[:1]:
        several = [(each.median_ms, one.short) for one in found.examined if (each := times_of(one, endpoint))]
        if len(several) > 1:
            (least, quick), (most, slow) = min(several), max(several)
            yield f"times    {endpoint}: median from {least:g} ms ({quick}) to {most:g} ms ({slow})"


def _few(names: list[str] | tuple[str, ...]) -> str:
    more = f" and {len(names) - _FEW} more" if len(names) > _FEW else ""
    return ", ".join(names[:_FEW]) + more


def _ending(found: Overview) -> str:
    if found.code is ExitCode.INTERRUPTED:
        return "not all of them came to their end"
    return f"the worst of all, that of {_few([one.short for one in found.examined if one.exit_code is found.code])}"
