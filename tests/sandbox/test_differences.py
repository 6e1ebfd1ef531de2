"""What differences are made of: places at which a fault can be planted, variations that go together in one bank."""

from conformance.sandbox.differences import Fault, Variation, group_variations, placements, places_of
from conformance.sandbox.hooks import alter_body, override
from conformance.sandbox.rules import Rules
from conformance.sandbox.variations import VARIATIONS
from tests.sandbox.conftest import Bank


def variation(name: str, rules: type[Rules]) -> Variation:
    return Variation(name, "It differs.", "nothing forbids it", rules)


def test_a_fault_can_be_planted_at_each_place_and_at_an_address_with_another():
    fault = Fault("f", "rows", ("R-1",), "x.", Rules, ("accounts", "account-transactions", "later", "absent"), ("R-2",))
    assert places_of(fault) == [
        *("accounts", "account-transactions", "later", "absent"),
        *("accounts+absent", "account-transactions+later", "account-transactions+absent"),
    ]
    found = placements({"f": fault, "g": Fault("g", "rows", ("R-3",), "x.", Rules)})
    assert list(found) == [f"f@{place}" for place in places_of(fault)]
    assert {one.breaks for one in found.values()} == {("R-1", "R-2")}


def test_none_of_a_group_of_variations_takes_the_place_of_another():
    variations = [
        variation("a", override(transactions_per_page=3)),
        variation("b", override(transactions_per_page=4)),
        variation("c", override(accounts_per_page=3)),
        variation("d", alter_body("", lambda *_: None)),
        variation("e", alter_body("/accounts", lambda *_: None)),
    ]
    assert group_variations(variations, 3) == [("e", "c", "a"), ("d", "b")]
    assert group_variations(variations, 1) == [("a",), ("b",), ("c",), ("d",), ("e",)]


def test_what_compresses_a_body_comes_after_what_changes_it():
    """Else what changes it finds no JSON any more."""
    for group in group_variations(VARIATIONS.values(), 5):
        if compressing := {"compressed", "compressed-in-pieces"} & set(group):
            bank = Bank(variations=group)
            answer = bank.login().ask("GET", "/accounts", headers={"Accept-Encoding": "gzip"})
            assert (group[0], answer.status_code) == (compressing.pop(), 200)
            bank.http.close()


def test_every_variation_is_in_one_group():
    groups = group_variations(VARIATIONS.values(), 5)
    assert sorted(name for group in groups for name in group) == sorted(VARIATIONS)
    assert max(len(group) for group in groups) == 5
    apart = {"links-templated-everywhere", "links-templated-nowhere", "links-templated-although-filled-in"}
    assert all(len(apart & {*group}) <= 1 for group in groups)
