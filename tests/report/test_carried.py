"""What comes of an id that a bank lists wrongly."""

from __future__ import annotations

from dataclasses import replace

from conformance.model import Exchange, Finding
from tests.support.defects import amount, asked, failed, found, status

OWN, BARE = "038-CPT30019654051", "CPT30019654051"
OTHER = "GFCC01pV3xQd8L0RtYc6hKn2BsJg"


def wrong(says: str = f"missing: {OWN}; too many: {BARE}") -> Finding:
    return amount(0, word="values", where="accounts[*].resourceId", says=says, promise="ACC-01", wanted=None, got=None)


def listing(number: int, *ids: str) -> Exchange:
    """A list of accounts that has these ids."""
    return replace(asked("/accounts", number), data={"accounts": [{"resourceId": one} for one in ids]})


def test_an_id_of_a_list_that_is_known_to_be_wrong_is_not_known() -> None:
    """Nor is another of the lists; one that nobody lists may be unknown for another reason."""
    listed = failed("a/b", (wrong(), listing(1, BARE, OTHER)))
    unknown = [
        failed(f"c/{n}", (status(404, promise="TRX-02"), asked(f"/accounts/{one}/transactions", n, status=404)))
        for n, one in enumerate((BARE, OTHER, "GFCC01never0listed0anywhere"), 2)
    ]
    assert [cause.promise for cause in found(listed, *unknown[:2])] == ["ACC-01"]
    assert len(found(listed, unknown[2])) == 2


def test_a_link_held_to_a_wrong_id_is_right() -> None:
    """It leads to where the account is, and not to where the list says; a link beside a right list is wrong itself."""
    leads = amount(
        0, word="link", where="accounts[0]._links.balances", says="the link leads elsewhere", promise="BAL-03",
        wanted=f"/accounts/{BARE}/balances", got=f"/accounts/{OWN}/balances",
    )  # fmt: skip
    link = failed("c/d", (leads, asked("/accounts", 2)))
    assert [cause.promise for cause in found(failed("a/b", (wrong(), listing(1, BARE))), link)] == ["ACC-01"]
    too_few = failed("a/b", (wrong(f"missing: {OWN}"), listing(1)))
    assert len(found(too_few, link)) == 2
