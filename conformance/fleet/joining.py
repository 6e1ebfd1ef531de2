"""The shards of a fleet, joined bank by bank: which ledgers belong together, and what is told where one has none."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from conformance.errors import Mistake, Mistakes, weightiest
from conformance.fleet.examined import Examined, without_story
from conformance.fleet.fleetfile import Establishment
from conformance.fleet.parts import Part, Share
from conformance.frozen import dataclass
from conformance.ledger.ledger import NAME, Story, read
from conformance.merging import hold_together
from conformance.model import EMPTY
from conformance.target.target import Target

_FEW: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Joinable:
    """What the shards of a fleet make together."""

    banks: tuple[Establishment, ...]
    """All of them, in the order of the fleet file."""
    told: dict[str, Examined]
    """By short name those of which a shard has no whole ledger: what that shard says of them."""


def hold_banks_together(parts: Sequence[Part]) -> Joinable:
    """What can be joined of the shards of one fleet, which are known to belong together.

    Raises Mistakes with all that keeps the ledgers of a bank from being joined; what is wrong with many is said once.
    """
    banks, told = [], {}
    wrong: dict[Mistake, list[tuple[str, Mistake]]] = {}
    for shares in _by_bank(parts):
        bank, short = _bank(shares), shares[0].short
        try:
            stories = [_story(part, share) for part, share in zip(parts, shares, strict=True)]
            whole = [one for one in stories if one is not None]
            if len(whole) == len(stories):
                hold_together(whole)
                url = whole[0].header["target"]["base_url"]
                bank = replace(bank, target=replace(bank.target, base_url=url))
            else:
                lacking = [part for part, one in zip(parts, stories, strict=True) if one is None]
                told[short] = _without_one(bank, shares, parts, lacking)
        except Mistakes as error:
            for one in error.mistakes:
                wrong.setdefault(_of_any(one, short), []).append((short, one))
        banks.append(bank)
    if wrong:
        raise Mistakes(_told_once(general, several) for general, several in wrong.items())
    return Joinable(banks=tuple(banks), told=told)


def _by_bank(parts: Sequence[Part]) -> Iterator[tuple[Share, ...]]:
    """Of each establishment what every shard says, in the order of the shards."""
    known = [{one.short: one for one in part.shares} for part in parts]
    for one in parts[0].shares:
        yield tuple(shares[one.short] for shares in known)


def _bank(shares: Sequence[Share]) -> Establishment:
    one = shares[0]
    target = Target(name=one.name or one.short, base_url=f"https://{one.host}")
    return Establishment(code=one.code, short=one.short, name=one.name, host=one.host, target=target, described=EMPTY)


def _story(part: Part, share: Share) -> Story | None:
    """The whole ledger of a shard without its lines, which may be many; None where its run came to none.

    Raises Mistakes where there is another one than the overview tells of.
    """
    if not share.run:
        return None
    story = read(part.folder / share.short / NAME)
    if story.header["run"] != share.run:
        says = f"{story.path} is of another run than the overview beside it tells of"
        raise Mistakes([Mistake(place=None, says=says, hint="start that fleet again: it takes up what is whole")])
    return replace(story, records=(), entries=(), exchanges={}) if story.complete else None


def _without_one(
    bank: Establishment, shares: Sequence[Share], parts: Sequence[Part], lacking: Sequence[Part]
) -> Examined:
    """What is said of a bank that a shard did not examine to the end: the worst of such shards."""
    several = [(share, part) for share, part in zip(shares, parts, strict=True) if part in lacking]
    code = weightiest(share.exit_code for share, _ in several)
    share, part = next(each for each in several if each[0].exit_code is code)
    if len(lacking) == len(parts) and len({one.reason for one in shares}) == 1:
        return without_story(bank, code, share.reason)
    return without_story(bank, code, f"shard {part.shard}: {share.reason or 'has no whole run of it'}")


def _of_any(one: Mistake, short: str) -> Mistake:
    """The same, with the folder of any bank for that of this one."""
    folder = f"{os.sep}{short}{os.sep}"
    place = one.place and replace(one.place, file=one.place.file.replace(folder, f"{os.sep}*{os.sep}"))
    return replace(one, place=place, says=one.says.replace(folder, f"{os.sep}*{os.sep}"))


def _told_once(general: Mistake, several: Sequence[tuple[str, Mistake]]) -> Mistake:
    if len(several) == 1:
        return several[0][1]
    names = ", ".join(short for short, _ in several[:_FEW]) + (" …" if len(several) > _FEW else "")
    return replace(general, says=f"{general.says}, at {len(several)} banks: {names}")
