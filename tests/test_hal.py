"""The HAL links of a body: where they stand, who holds them, where they lead."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.hal import href, links
from conformance.paths import Gap

SELF = {"href": "/a"}
BODY: dict[str, Any] = {
    "_links": {"self": SELF, "next": None},
    "rows": [{"id": 1, "_links": {"self": SELF}}, {"id": 2, "_links": {}}, {"id": 3}],
}


def test_a_link_comes_with_its_place_and_the_object_that_holds_it() -> None:
    """So that `{id}` in a wanted path can be a member of that object."""
    assert list(links("_links.self", BODY)) == [("_links.self", BODY, SELF)]
    where, holder, link = next(links("rows[*]._links.self", BODY))
    assert (where, holder, link) == ("rows[0]._links.self", BODY["rows"][0], SELF)


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("_links.prev", ["_links.prev is missing"]),
        ("_links.next", ["_links.next is null"]),
        ("rows[id=9]._links.self", ["rows has no item with id=9"]),
        ("rows[id=2]._links.self", ["rows[1]._links.self is missing"]),
        ("rows[id=3]._links.self", ["rows[2]._links is missing"]),
    ],
)
def test_where_there_is_no_link_that_is_said(path: str, says: list[str]) -> None:
    """A link that is null is none."""
    found = [link for _, _, link in links(path, BODY)]
    assert all(isinstance(link, Gap) for link in found)
    assert list(map(str, found)) == says


def test_each_item_answers() -> None:
    """With its link or with a gap."""
    assert [type(link).__name__ for _, _, link in links("rows[*]._links.self", BODY)] == ["dict", "Gap", "Gap"]


def test_the_address_is_the_href_or_the_link_itself() -> None:
    """Some banks write the link as a plain text."""
    assert [href(link) for link in (SELF, "/b", {}, {"href": 7}, None)] == ["/a", "/b", None, 7, None]
