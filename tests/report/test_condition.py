"""Which answers a defect hits, in the words of what they have in common."""

from __future__ import annotations

import pytest

from conformance.report.circumstances import Circumstances
from conformance.report.condition import condition

RIGHT = "; the {} other answers checked for this were right"


@pytest.mark.parametrize(
    ("hit", "others", "told"),
    [
        ([{"amounts": "zero"}] * 3, [{"amounts": "other"}] * 2, "only where all amounts are zero" + RIGHT),
        ([{"customer": "absent"}], [{"customer": "present"}] * 2,
         "only while the customer is absent (no PSU-IP-Address)" + RIGHT),
        ([{"persona": "adam"}, {"persona": "marc"}], [{"persona": "alix"}] * 2, "only as `adam`, `marc`" + RIGHT),
        ([{"account": name} for name in "abcd"], [{"account": "e"}] * 2, "only for all accounts but `e`" + RIGHT),
        ([{"has page": "yes", "query page": str(n)} for n in range(5)], [{}] * 2,
         "only with the parameter `page`" + RIGHT),
        ([{"query page": "2"}], [{"query page": "3"}, {"query page": "4"}], "only with `page` as `2`" + RIGHT),
        ([{"form": "a b", "order": "b a"}], [{"form": "a b", "order": "a b"}] * 2,
         "only with the parameters in the order `b a`" + RIGHT),
        ([{"reply": "other", "again": "answered"}] * 2, [{"again": ""}] * 2,
         "only under another X-Request-ID than was sent, as an answer to another request would be" + RIGHT),
    ],
)  # fmt: skip
def test_one_respect_tells_them_apart(hit: list[Circumstances], others: list[Circumstances], told: str) -> None:
    """All that are hit agree in it, and none of the others agrees with them."""
    assert str(condition(hit, others)) == told.format(len(others))


def test_two_together_tell_them_apart() -> None:
    """Where neither does alone."""
    hit = [{"kind": "account", "whose": "another's"}] * 2
    others = [{"kind": "card", "whose": "another's"}, {"kind": "account", "whose": ""}]
    assert str(condition(hit, others)) == (
        "only for another customer's account and for payment accounts" + RIGHT.format(2)
    )


def test_what_mostly_tells_them_apart_comes_with_its_numbers() -> None:
    """So that nobody takes it for more than it is."""
    hit, others = [{"customer": "absent"}] * 9 + [{}], [{"customer": "absent"}] + [{}] * 9
    assert str(condition(hit, others)) == (
        "while the customer is absent (no PSU-IP-Address): 9 of the 10 that are wrong, and 1 of the 10 that are right"
    )


def test_of_answers_of_one_status_only_those_are_compared() -> None:
    """Where the others were answered otherwise for reasons of their own."""
    alike = {"status": "400", "customer": "absent", "kind": "card"}
    others = [{**alike, "kind": "account"}, {**alike, "customer": "present"}, {**alike, "status": "403"}]
    assert str(condition([alike] * 2, others)) == (
        "of those answered `400` only for cards and while the customer is absent (no PSU-IP-Address); "
        "the others of them were right"
    )


def test_two_that_nearly_tell_them_apart_come_with_their_numbers() -> None:
    """Where they tell more together than either does."""
    hit = [{"kind": "account", "whose": "another's"}] * 10
    others = [{"kind": "card", "whose": "another's"}, {"kind": "account"}] * 5 + [hit[0]]
    assert str(condition(hit, others)) == (
        "for another customer's account and for payment accounts: "
        "10 of the 10 that are wrong, and 1 of the 11 that are right"
    )


def test_what_follows_from_another_status_tells_nothing() -> None:
    """An answer in place of a refusal holds rows, and a refusal does not."""
    told = condition([{"status": "200", "rows": "some"}] * 2, [{"status": "403"}] * 2)
    assert str(told) == ""


@pytest.mark.parametrize(("inside", "outside"), [(8, 0), (10, 2)])
def test_what_is_true_of_too_few_wrong_ones_or_of_too_many_right_ones_is_not_told(inside: int, outside: int) -> None:
    """It would be taken for the reason."""
    absent, present = {"customer": "absent"}, {"customer": "present"}
    hit = [absent] * inside + [present] * (10 - inside)
    assert str(condition(hit, [absent] * outside + [present] * (10 - outside))) == ""


@pytest.mark.parametrize(("hit", "told"), [(0, ""), (1, ""), (2, "every answer that was checked for this")])
def test_where_none_was_right_all_are_hit(hit: int, told: str) -> None:
    """Of a single answer nothing can be said."""
    assert str(condition([{}] * hit, [])) == told


@pytest.mark.parametrize(
    ("wrong", "among_right", "right", "told"),
    [(2, 15, 233, False), (3, 8, 24, False), (13, 25, 709, True), (32, 48, 123, False)],
)
def test_what_few_have_in_common_by_chance_is_no_condition(
    wrong: int, among_right: int, right: int, *, told: bool
) -> None:
    """Of two or three wrong answers all may well be of a kind that is not rare among the right ones."""
    other = [{"clock": "another day"}] * among_right + [{"clock": "today"}] * (right - among_right)
    said = str(condition([{"clock": "another day"}] * wrong, other))
    assert said.startswith("with the clock set to `another day`") is told
