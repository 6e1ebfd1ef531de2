"""Do these ledgers belong together: every shard of one split, once, of the same set, bank and texts? Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from conformance.errors import Mistake, Mistakes
from conformance.ledger.ledger import Story
from conformance.wording import plural

Header = Mapping[str, Any]

_NOT_OF_A_BANK: Final = frozenset({"tls", "tokens"})
"""What each shard sees of its own: the host that answered, and labels of its own for the same token."""
_AGAIN: Final = "run that shard anew, as the others were"


def hold_together(stories: Sequence[Story]) -> tuple[Story, ...]:
    """The shards in their order. Raises Mistakes with all that keeps them from being joined, each by its name."""
    wrong = [one for story in stories for one in _no_shard(story)]
    if not wrong:
        first = min(stories, key=lambda one: int(one.header["shard"]["number"]))
        wrong = [one for story in stories if story is not first for one in _other_than(first, story)]
        told = [(int(one.header["shard"]["number"]), str(one.path)) for one in stories]
        wrong += each_once(int(first.header["shard"]["of"]), told)
    if wrong:
        raise Mistakes(wrong)
    return tuple(sorted(stories, key=lambda one: int(one.header["shard"]["number"])))


def _no_shard(story: Story) -> Iterator[Mistake]:
    if "parts" in story.header:
        yield Mistake(place=None, says=f"{story.path} is joined from shards already", hint="name the shards")
    elif "shard" not in story.header:
        yield Mistake(place=None, says=f"{story.path} is no shard", hint="`run --shard 2/4` plays one")
    elif not story.complete:
        yield Mistake(place=None, says=f"{_name(story)} did not come to its end", hint=_AGAIN)


def each_once(of: int, shards: Iterable[tuple[int, str]]) -> Iterator[Mistake]:
    """Which of so many shards are there twice, or not at all; each is a number and where it stands."""
    by_number: dict[int, list[str]] = {}
    for number, where in shards:
        by_number.setdefault(number, []).append(where)
    for number, several in sorted(by_number.items()):
        if len(several) > 1:
            files = ", ".join(several)
            yield Mistake(place=None, says=f"shard {number} is there {len(several)} times: {files}", hint="name one")
    missing = [number for number in range(1, of + 1) if number not in by_number]
    if missing:
        names = ", ".join(f"{number}/{of}" for number in missing)
        yield Mistake(place=None, says=f"{plural(len(missing), 'shard')} missing: {names}", hint="name each folder")


def _other_than(first: Story, story: Story) -> Iterator[Mistake]:
    """What a shard has otherwise than the first of them."""
    for what, one, other in _compared(first.header, story.header):
        if one != other:
            says = f"{_name(story)} has {what} than {_name(first)}{_told(one, other)}"
            yield Mistake(place=None, says=says, hint=_AGAIN)


def _compared(one: Header, other: Header) -> Iterator[tuple[str, Any, Any]]:
    for name, what in (("of", "another number of shards"), ("seed", "another seed"), ("set", "another set to split")):
        yield what, one["shard"][name], other["shard"][name]
    yield "another catalogue", one["catalogue"]["sha256"], other["catalogue"]["sha256"]
    yield "another selection", list(one["selection"]), list(other["selection"])
    yield "another bank", one["target"]["base_url"], other["target"]["base_url"]
    yield "another name for the bank", one["target"]["name"], other["target"]["name"]
    yield "another description of the bank", _bank(one), _bank(other)
    yield "another version of the API", one["api"], other["api"]
    yield "another version of stet-conformance", one["harness"], other["harness"]
    yield "another moment for now", one.get("now", ""), other.get("now", "")
    yield "another masking of personal data", one.get("personal_data", ""), other.get("personal_data", "")
    masked = "personal_data" in one  # then the same person has other names in each
    lists = [len(each["deviations"]) if masked else each["deviations"] for each in (one, other)]
    yield "another list of deviations", lists[0], lists[1]
    ones, others = one["judged_by"]["digests"], other["judged_by"]["digests"]
    for name in sorted(ones.keys() | others.keys()):
        yield f"other texts ({name})", ones.get(name), others.get(name)


def _bank(header: Header) -> dict[str, Any]:
    return {name: value for name, value in header["bank"].items() if name not in _NOT_OF_A_BANK}


def _told(one: Any, other: Any) -> str:
    plain = all(isinstance(each, str | int) and len(str(each)) < 60 for each in (one, other))
    return f": {other}, not {one}" if plain and one != "" != other else ""


def _name(story: Story) -> str:
    shard = story.header["shard"]
    return f"shard {shard['number']}/{shard['of']} ({story.path})"
