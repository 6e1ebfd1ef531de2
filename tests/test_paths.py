"""Paths into a JSON body: what they lead to, and where and why they stop short."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.model import NOT_JSON
from conformance.paths import Gap, Hit, PathError, explain, find, gap, many, parse, values

BODY: dict[str, Any] = {
    "accounts": [
        {"id": "a", "type": "CACC", "closed": False, "n": 1, "_links": {"self": {"href": "/a"}}},
        {"id": "b", "type": "CARD", "closed": True, "n": 2, "k": "v=w"},
        {"id": "c", "type": "CACC", "n": 3, "x": None},
        "odd",
    ],
    "a b": {"é": 1},
    "nothing": None,
    "empty": [],
    "one": [7],
}


@pytest.fixture(autouse=True)
def _nothing_is_remembered() -> None:
    """A path parsed in an earlier test would hide what is wrong with parsing (`make mutants` forks warm processes)."""
    parse.cache_clear()


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("nothing", [("nothing", None)]),
        ("a b.é", [("a b.é", 1)]),
        ("accounts[0].id", [("accounts[0].id", "a")]),
        ("accounts[-2].id", [("accounts[2].id", "c")]),
        ("accounts[type=CACC].id", [("accounts[0].id", "a"), ("accounts[2].id", "c")]),
        ("accounts[type=CACC][0].id", [("accounts[0].id", "a")]),
        ("accounts[type=CACC][1].id", [("accounts[2].id", "c")]),
        ("accounts[type=CACC][-1].id", [("accounts[2].id", "c")]),
        ("accounts[closed=true].id", [("accounts[1].id", "b")]),
        ("accounts[closed=false].id", [("accounts[0].id", "a")]),
        ("accounts[n=2].id", [("accounts[1].id", "b")]),
        ("accounts[k=v=w].id", [("accounts[1].id", "b")]),
        ("one[-1]", [("one[0]", 7)]),
        ("accounts[0]._links.self.href", [("accounts[0]._links.self.href", "/a")]),
    ],
)
def test_a_path_leads_to_values_with_their_places(path: str, found: list[tuple[str, Any]]) -> None:
    """A filter compares texts, as JSON writes them; [0] after it takes the first of those it leaves."""
    assert [(one.where, one.value) for one in find(path, BODY) if isinstance(one, Hit)] == found
    assert gap(find(path, BODY)) is None


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("gone", "gone is missing"),
        ("gone.on", "gone is missing"),
        ("nothing.on", "nothing is null, not an object with `on`"),
        ("accounts.on", "accounts is a list, not an object with `on`"),
        ("nothing[*]", "nothing is null, not a list"),
        ("empty[*]", "empty is an empty list"),
        ("empty[0]", "empty is an empty list"),
        ("empty[a=b]", "empty is an empty list"),
        ("accounts[4]", "accounts has only 4 items"),
        ("accounts[-5]", "accounts has only 4 items"),
        ("accounts[type=LOAN].id", "accounts has no item with type=LOAN"),
        ("accounts[x=]", "accounts has no item with x="),
        ("accounts[type=CACC][2]", "accounts has only 2 items with type=CACC"),
        ("accounts[type=CACC][-3]", "accounts has only 2 items with type=CACC"),
        ("accounts[type=CARD][1]", "accounts has only 1 item with type=CARD"),
        ("accounts[3].id", "accounts[3] is a string, not an object with `id`"),
        ("[0]", "the body is an object, not a list"),
    ],
)
def test_a_path_that_stops_short_says_where_and_why(path: str, says: str) -> None:
    """In words that can stand in a finding."""
    (one,) = find(path, BODY)
    assert isinstance(one, Gap)
    assert explain(one) == says


def test_what_is_missing_is_never_dropped() -> None:
    """Every item answers, with a hit or with a gap."""
    found = find("accounts[*]._links.self", BODY)
    assert [type(one).__name__ for one in found] == ["Hit", "Gap", "Gap", "Gap"]
    assert gap(found) == Gap(where="accounts[1]._links", why="is missing")
    assert values("accounts[*]._links.self", BODY) == [{"href": "/a"}]
    assert gap([]) is None


@pytest.mark.parametrize(
    ("path", "unmatched", "last", "astray"),
    [
        ("gone", False, True, False),
        ("gone.on", False, False, False),
        ("accounts[1].gone", False, True, False),
        ("accounts[1].gone.on", False, False, False),
        ("gone[*].id", False, False, False),
        ("nothing[*].id", False, False, False),
        ("nothing.on", False, False, False),
        ("accounts.on", False, False, True),
        ("accounts[0].id.on", False, False, True),
        ("accounts[0].id[*]", False, False, True),
        ("empty[*].id", True, False, False),
        ("empty[*]", True, False, False),
        ("accounts[type=LOAN].id", True, False, False),
        ("accounts[type=LOAN]", True, True, False),
        ("accounts[9]", True, True, False),
    ],
)
def test_a_gap_says_how_far_the_path_came(path: str, unmatched: bool, last: bool, astray: bool) -> None:
    """Whether the list was there, whether all was there but the last part, and whether something else was."""
    (one,) = find(path, BODY)
    assert isinstance(one, Gap)
    assert (one.unmatched, one.last, one.astray) == (unmatched, last, astray)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("gone?", []),
        ("nothing?", []),
        ("nothing?.on", []),
        ("gone?.on.and.on", []),
        ("empty?[*].id", []),
        ("nothing?[*].id", []),
        ("accounts?[type=LOAN].id", []),
        ("accounts?[9]", []),
        ("accounts?[*].n", [1, 2, 3]),
        ("accounts[type=CACC].x?", []),
        ("accounts[type=CACC]._links?.self.href", ["/a"]),
        ("one?", [[7]]),
        ("empty?", [[]]),
    ],
)
def test_a_member_may_be_missing_where_the_path_says_so(path: str, found: list[Any]) -> None:
    """Then nothing comes for it: no hit and no gap."""
    assert [one.value for one in find(path, BODY) if isinstance(one, Hit)] == found
    assert path.startswith("accounts?[*]") or gap(find(path, BODY)) is None


def test_what_may_be_missing_may_not_be_something_else() -> None:
    """A text is neither the list nor the object that the path goes on with."""
    assert [str(one) for one in find("one?.on", BODY)] == ["one is a list, not an object with `on`"]
    assert [str(one) for one in find("accounts?[0].id?[*]", BODY)] == ["accounts[0].id is a string, not a list"]


@pytest.mark.parametrize("body", [None, True, 5, "text", [], NOT_JSON])
def test_a_body_that_is_no_object_has_no_names(body: Any) -> None:
    """And says what it is."""
    (one,) = find("a.b", body)
    kind = {"NoneType": "null", "bool": "a boolean", "int": "a number", "str": "a string", "list": "a list"}
    says = f"is {kind[type(body).__name__]}, not an object with `a`" if body is not NOT_JSON else "is not JSON"
    assert isinstance(one, Gap)
    assert explain(one) == f"the body {says}"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "a name is missing at its end"),
        (".", "there is no name in front of a dot"),
        ("a.", "a name is missing at its end"),
        (".a", "there is no name in front of a dot"),
        ("a..b", "there is no name in front of a dot"),
        ("a[0]b", "`b` needs a dot in front of it"),
        ("a[", "unexpected `[`"),
        ("a]", "unexpected `]`"),
        ("a[]", "`[]` should be [*], [0], [-1] or [key=value]"),
        ("a[x]", "`[x]` should be [*], [0], [-1] or [key=value]"),
        ("a[=x]", "`[=x]` should be [*], [0], [-1] or [key=value]"),
        ("a[b.c=x]", "`[b.c=x]` should be [*], [0], [-1] or [key=value]"),
        ("a.?", "`?` may only follow the name of a member that may be missing"),
        ("a?b", "`?` may only follow the name of a member that may be missing"),
        ("a??", "`?` may only follow the name of a member that may be missing"),
        ("a.*", "every item is written [*]"),
    ],
)
def test_what_is_no_path_says_why(text: str, says: str) -> None:
    """A slip of the pen is not a name that no bank has."""
    with pytest.raises(PathError) as caught:
        parse(text)
    assert str(caught.value) == f"`{text}` is not a valid path: {says}"


@pytest.mark.parametrize(
    ("path", "several"),
    [
        ("a.b", False),
        ("a[0].b", False),
        ("a[*].b", True),
        ("a[k=v].b", True),
        ("a[k=v][0].b", False),
        ("a[0][*]", True),
    ],
)
def test_whether_a_path_may_lead_to_several_values(path: str, several: bool) -> None:
    """A filter may, unless [0] narrows it at once."""
    assert many(path) is several


NAMES = st.sampled_from(["a", "b", "_links"])
BODIES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=10,
)
PARTS = st.lists(
    NAMES.map(".{}".format) | st.sampled_from(["[*]", "[0]", "[-1]", "[a=1]", "[b=true]"]), min_size=1, max_size=4
)


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(body=BODIES, parts=PARTS)
def test_a_path_always_answers(body: Any, parts: list[str]) -> None:
    """With at least one hit or gap, of any body; and a value stands where the hit says."""
    path = "".join(parts).removeprefix(".")
    found = find(path, body)
    assert found
    for one in found:
        if isinstance(one, Hit):
            assert find(one.where, body) == [one]


OPTIONAL_PARTS = st.lists(
    st.builds(".{}{}".format, NAMES, st.sampled_from(["", "?"]))
    | st.sampled_from(["[*]", "[0]", "[-1]", "[a=1]", "[b=true]"]),
    min_size=1,
    max_size=4,
)


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(body=BODIES, parts=OPTIONAL_PARTS)
def test_the_values_of_a_path_are_those_of_its_hits(body: Any, parts: list[str]) -> None:
    """Whoever does not care for places is told the very values that stand there, and no gap."""
    path = "".join(parts).removeprefix(".")
    hits = [one.value for one in find(path, body) if isinstance(one, Hit)]
    assert len(values(path, body)) == len(hits)
    assert all(one is other for one, other in zip(values(path, body), hits, strict=True))


def test_null_is_no_text() -> None:
    """Neither `None` nor an empty text chooses an item whose member is null."""
    for text in ("None", "null", ""):
        assert values(f"accounts[x={text}]", BODY) == []
