"""A set split into shards: the same everywhere, each scenario once, and together what must not be split."""

from __future__ import annotations

import pytest

from conformance import catalogue, specs
from conformance.catalogue.sharding import Shard, read, share, told
from conformance.catalogue.turns import Turn, turn_of
from conformance.errors import Mistakes


def turns() -> dict[str, Turn]:
    """Those of the shipped set."""
    found = catalogue.load([specs.scenarios_folder()], specs.load())
    return {one.name: turn_of(one) for one in found}


def shares(several: dict[str, Turn], of: int, seed: int = 0) -> list[frozenset[str]]:
    return [share(several, Shard(number=number, of=of), seed) for number in range(1, of + 1)]


def alone(*personas: str, weight: float = 1) -> Turn:
    return Turn(personas=frozenset(personas), weight=weight)


def test_the_shipped_set_is_split_without_rest_and_what_is_shared_is_last() -> None:
    """Each scenario once; one persona's in one shard; what several share, and the whole bank's, in the last."""
    several = turns()
    for of in (1, 2, 4, 7):
        found = shares(several, of)
        assert sorted(name for one in found for name in one) == sorted(several)
        assert found == shares(dict(reversed(several.items())), of)
        for one in found[:-1]:
            assert not any(several[name].is_shared for name in one)
        people = [{persona for name in one for persona in several[name].personas} for one in found[:-1]]
        assert sum(map(len, people)) == len(set().union(*people))


def test_no_shard_has_much_more_to_do_than_another() -> None:
    """By the number of requests."""
    several = turns()
    weights = [sum(several[name].weight for name in one) for one in shares(several, 4)[:-1]]
    assert max(weights) < 1.3 * min(weights)


def test_a_seed_decides_between_personas_with_as_much_to_do() -> None:
    """And nothing else does."""
    several = {name: alone(name) for name in ("adam", "alix", "lea", "marc", "marie", "thomas")}
    assert len({tuple(shares(several, 3, seed)) for seed in range(8)}) > 1
    assert shares(several, 3, 5) == shares(several, 3, 5)


def test_without_anything_shared_all_shards_are_of_personas() -> None:
    """None is empty."""
    assert sorted(map(sorted, shares({"a": alone("marc"), "b": alone("lea"), "c": alone("marc")}, 2))) == [
        ["a", "c"],
        ["b"],
    ]


@pytest.mark.parametrize("of", [4, 16])
def test_more_shards_than_there_is_to_share_are_refused(of: int) -> None:
    """An empty one would come to no verdict."""
    several = {"a": alone("marc"), "b": alone("lea"), "c": alone("marc", "lea")}
    with pytest.raises(Mistakes, match="can be split into 3 at most"):
        share(several, Shard(number=1, of=of))


@pytest.mark.parametrize("text", ["", "2", "0/4", "5/4", "a/b", "1/17", "-1/4", "2/4/1", "²/4"])
def test_what_names_no_shard_is_refused(text: str) -> None:
    """With an example of what does."""
    with pytest.raises(Mistakes, match=r"--shard .*: this names no shard .*2/4"):
        read(text)


def test_a_shard_is_told_with_the_set_that_it_is_of() -> None:
    """Whatever the order of the names."""
    shard = read("2/4")
    assert str(shard) == "2/4"
    assert told(shard, 3, ["a", "b"]) == told(shard, 3, ["b", "a"])
    assert told(shard, 3, ["a", "b"])["set"] != told(shard, 3, ["a"])["set"]
    assert not shard.is_last
    assert read("4/4").is_last
