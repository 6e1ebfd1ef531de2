"""selects: {transactions: $all}: exactly those rows came back that the query's filters select."""

from typing import Any

import pytest

from conformance.checks.selects import greater, selection
from tests.support.answers import answer, lines


def row(number: int, date: str | None = None, **more: Any) -> dict[str, Any]:
    dated = {} if date is None else {"bookingDate": date}
    return {"resourceId": str(number), "entryReference": str(number), "status": "BOOK", **dated, **more}


ALL = [row(9, "2026-06-01"), row(10, "2026-06-02"), row(11, "2026-06-03")]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({"dateFrom": "2026-06-02"}, [10, 11]),
        ({"dateTo": "2026-06-02"}, [9]),
        ({"dateFrom": "2026-06-02", "dateTo": "2026-06-03"}, [10]),
        ({"entryReferenceFrom": "9"}, [10, 11]),
        ({"afterEntryReference": "10"}, [11]),
        ({"entryReferenceTo": "9"}, [9]),
        ({"entryReferenceTo": 10}, [9, 10]),
        ({"dateFrom": "2026-06-02", "entryReferenceFrom": "10"}, [11]),
        ({"dateFrom": "2027-01-01"}, []),
    ],
)
def test_exactly_the_selected_rows_hold(query: Any, numbers: list[int]) -> None:
    """The first date and the last reference are in, the last date and the first reference are out."""
    got = [one for one in ALL if int(one["resourceId"]) in numbers]
    assert lines("selects", {"t": ALL}, answer({"t": got}, query=query)) == []
    wrong = lines("selects", {"t": ALL}, answer({"t": ALL}, query=query))
    assert len(wrong) == 1
    outside = 3 - len(numbers)
    assert f"{outside} {'row is' if outside == 1 else 'rows are'} outside the filter, of 3" in wrong[0]


def test_both_sides_are_told() -> None:
    """What should not be there, what is missing, and what nobody knows."""
    got = [ALL[0], row(77, "2026-06-09")]
    told = lines("selects", {"t": ALL}, answer({"t": got}, query={"dateFrom": "2026-06-02"}))
    assert told == [
        "t: 1 row is outside the filter, of 2 (wanted dateFrom=2026-06-02, got 9 (BOOK, 2026-06-01))",
        "t: 2 rows are missing that the filter selects (wanted 10 (BOOK, 2026-06-02), got None)",
        "t: 1 row is not in the unfiltered list (wanted a row of the unfiltered list, got 77 (BOOK, 2026-06-09))",
    ]


def test_a_row_that_comes_more_often_than_without_the_filter_is_a_mismatch() -> None:
    """Also one about which the filter says nothing."""
    said = lines("selects", {"t": ALL}, answer({"t": [ALL[1], ALL[2], ALL[1]]}, query={"dateFrom": "2026-06-02"}))
    says = "1 row is here more often than in the unfiltered list"
    assert said == [f"t: {says} (wanted each row once, got 10 (BOOK, 2026-06-02))"]
    undated = {"resourceId": "u", "status": "OTHR"}
    got = {"t": [ALL[1], undated, ALL[2], undated]}
    assert len(lines("selects", {"t": [*ALL, undated]}, answer(got, query={"dateFrom": "2026-06-02"}))) == 1


def test_rows_that_cannot_be_told_apart_are_counted() -> None:
    """Two equal rows without a name of their own must both come, and no third."""
    twin = {"status": "BOOK", "bookingDate": "2026-06-03", "x": 1}
    everything, query = [ALL[0], twin, twin], {"dateFrom": "2026-06-02"}
    said = [lines("selects", {"t": everything}, answer({"t": [twin] * n}, query=query)) for n in (1, 2, 3)]
    assert [len(one) for one in said] == [1, 0, 1]


@pytest.mark.parametrize(
    "change", [{"transactionAmount": {"amount": "1.00"}}, {"bookingDate": "2026-06-09"}, {"status": "PDNG"}]
)
def test_a_row_that_the_filter_changes_is_a_mismatch(change: Any) -> None:
    """It says something else than without the filter."""
    (name,) = change
    (line,) = lines("selects", {"t": ALL}, answer({"t": [ALL[1], ALL[2] | change]}, query={"dateFrom": "2026-06-02"}))
    assert line.startswith(f"t[1].{name}: `{name}` has changed in the row 11 (BOOK, 2026-06-03)")


@pytest.mark.parametrize("everything", [[], ALL])
def test_a_filter_that_leaves_nothing_out_is_advice(everything: Any) -> None:
    """It could not be told from no filter."""
    (line,) = lines("selects", {"t": everything}, answer({"t": everything}, query={"dateFrom": "2020-01-01"}))
    assert line.startswith("?t: the filter leaves nothing out")


@pytest.mark.parametrize("undated", [row(12), row(12, status="PDNG", entryReference=None)])
def test_a_row_without_a_date_may_come_or_not(undated: Any) -> None:
    """The documentation does not say (ambiguity F7)."""
    everything = [*ALL, undated]
    for got in (ALL[1:], [*ALL[1:], undated]):
        assert lines("selects", {"t": everything}, answer({"t": got}, query={"dateFrom": "2026-06-02"})) == []


def test_a_row_that_is_not_booked_is_advised_to_go_by_the_date_expected() -> None:
    """No text says so: `imputation` is what has not happened yet (ambiguity F7)."""
    pending = row(12) | {"status": "PDNG", "entryReference": None, "expectedBookingDate": "2026-06-05T10:00:00"}
    assert selection({"dateFrom": "2026-06-05"}, known_order=True)(pending) is None
    everything = [*ALL, pending]
    told = lines("selects", {"t": everything}, answer({"t": ALL[1:]}, query={"dateFrom": "2026-06-02"}))
    assert [line[:26] for line in told] == ["?t: a row that is not booke"[:26]]
    assert "is missing" in told[0]
    came = [everything[0], pending]
    (line,) = lines("selects", {"t": everything}, answer({"t": came}, query={"dateTo": "2026-06-02"}))
    assert line.startswith("?t: a row that is not booked lies outside the filter")


@pytest.mark.parametrize(
    ("reference", "bound", "wanted"),
    [
        ("10", "9", True),
        ("9", "10", False),
        ("010", "10", False),
        ("10", "10", False),
        ("1" * 5000, "2", True),
    ],
)
def test_digits_compare_as_numbers(reference: str, bound: str, wanted: bool) -> None:
    """However many digits there are (ambiguity F2)."""
    assert greater(reference, bound) is wanted


SAMPLES = [row(n) | {"entryReference": text} for n, text in enumerate(("2019BD27-33", "0504BD2N-70", "2019BD27-34"))]


@pytest.mark.parametrize("others", [SAMPLES, [*SAMPLES, *ALL], [row(8) | {"entryReference": "\u0663"}, SAMPLES[1]]])
@pytest.mark.parametrize("name", ["entryReferenceFrom", "afterEntryReference", "entryReferenceTo", "entryReferenceto"])
def test_where_references_are_no_numbers_only_the_given_one_is_judged(others: Any, name: str) -> None:
    """Nobody but the bank knows their order: one filter excludes the row it names, the other includes it (F2)."""
    given, excludes = others[1], not name.lower().endswith("to")
    wanted, query = [row for row in others if row is not given], {name: given["entryReference"]}
    for some in (wanted, wanted[:1], []):
        right = some if excludes else [*some, given]
        told = lines("selects", {"t": others}, answer({"t": right}, query=query))
        assert [line for line in told if not line.startswith("?t: the filter leaves nothing out")] == []
        wrong = [*some, given] if excludes else some
        (line,) = lines("selects", {"t": others}, answer({"t": wrong}, query=query))
        assert ("outside the filter" if excludes else "missing that the filter selects") in line


def test_nothing_lies_between_a_reference_and_itself() -> None:
    """Whatever their order."""
    query = {"entryReferenceFrom": "2019BD27-33", "entryReferenceTo": "2019BD27-33"}
    assert lines("selects", {"t": SAMPLES}, answer({"t": []}, query=query)) == []
    (line,) = lines("selects", {"t": SAMPLES}, answer({"t": SAMPLES[1:]}, query=query))
    assert line.startswith("t: 2 rows are outside the filter")


def test_a_reference_that_no_row_has_may_select_any_rows_where_the_order_is_unknown() -> None:
    """The increments 2 and 3 of the acceptance tests, beside references like those of the samples (F2)."""
    query = {"afterEntryReference": "3"}
    for got in (SAMPLES[:1], []):
        assert lines("selects", {"t": SAMPLES}, answer({"t": got}, query=query)) == []
    (line,) = lines("selects", {"t": SAMPLES}, answer({"t": SAMPLES}, query=query))
    assert line.startswith("?t: the filter leaves nothing out")
    (line,) = lines("selects", {"t": SAMPLES}, answer({"t": ALL[:1]}, query=query))
    assert "not in the unfiltered list" in line


@pytest.mark.parametrize("strange", [None, 5, "text", [], {"bookingDate": 5}, {"entryReference": {}}])
def test_rows_of_any_kind_can_be_judged(strange: Any) -> None:
    """A row that is no row may come or not; the schema tells it."""
    query = {"dateFrom": "2026-06-02", "entryReferenceTo": "11"}
    for got in (ALL[1:], [*ALL[1:], strange]):
        assert lines("selects", {"t": [*ALL, strange]}, answer({"t": got}, query=query)) == []


@pytest.mark.parametrize(
    ("kept", "body", "says"),
    [
        (ALL, {}, "t: t is missing"),
        (ALL, {"t": None}, "t: t is null, not a list"),
        (ALL, [], ": the body is a list, not an object with `t`"),
        (None, {"t": []}, "t: what was kept to select from is not a list"),
    ],
)
def test_no_list_is_a_fault(kept: Any, body: Any, says: str) -> None:
    """Neither now nor before, also where the filter selects nothing."""
    (line,) = lines("selects", {"t": kept}, answer(body, query={"dateFrom": "2027-01-01"}))
    assert line.startswith(f"{says} (wanted")
