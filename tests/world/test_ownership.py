"""Whose accounts are shown."""

from __future__ import annotations

from conformance import specs
from conformance.world.ownership import owner, owners

CAST = specs.load().cast
MARC, ALIX = (CAST.personas[name].accounts[0] for name in ("marc", "alix"))


def test_an_account_is_known_by_its_iban_or_its_id() -> None:
    """Either will do."""
    assert owner({"accountId": {"iban": MARC.iban}}, CAST) == "marc"
    assert owner({"resourceId": ALIX.resource_id}, CAST) == "alix"
    assert owner({"resourceId": "nobody's", "accountId": {"iban": 7}}, CAST) == ""


def test_a_card_is_its_holder_s_by_the_account_it_is_linked_to() -> None:
    """And says nothing where that is not documented."""
    linked = {"cashAccountType": "CARD", "linkedAccount": MARC.resource_id}
    loose = {"cashAccountType": "CARD", "linkedAccount": "somebody's"}
    foreign = {"cashAccountType": "CACC", "resourceId": "somebody's"}
    assert owners([linked, loose, foreign], CAST) == ["marc", ""]
