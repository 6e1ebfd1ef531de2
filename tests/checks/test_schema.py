"""schema: transactions: the body of every answer is this STET document."""

from copy import deepcopy
from typing import Any

import orjson
import pytest

from conformance.model import NOT_JSON, Answer
from tests.support.answers import JSON_TYPE, answer, exchange, lines, mismatches, shown_by

ROW: dict[str, Any] = {
    "resourceId": "1",
    "transactionAmount": {"amount": "5.00", "currency": "EUR"},
    "creditDebitIndicator": "CRDT",
    "status": "BOOK",
    "bookingDate": "2026-06-01",
    "entryReference": "1",
    "remittanceInformation": {"unstructured": ["x"]},
}
PAGE: dict[str, Any] = {"transactions": [ROW], "_links": {"self": {"href": "/accounts/1/transactions"}}}


def page(*rows: Any) -> dict[str, Any]:
    return {**deepcopy(PAGE), "transactions": list(rows)}


def musts(name: str, body: Any) -> list[tuple[str, str]]:
    return [
        (mismatch.where, mismatch.says) for mismatch in mismatches("schema", name, answer(body)) if not mismatch.advice
    ]


def test_a_right_document_holds() -> None:
    """No breach, no word."""
    assert musts("transactions", PAGE) == []


def test_a_missing_member_is_told_where_it_is_missing() -> None:
    """The path is that of the object that lacks it."""
    row = {key: value for key, value in ROW.items() if key != "status"}
    assert musts("transactions", page(ROW, row)) == [("transactions[1]", "`status` is missing")]


def test_a_breach_repeated_in_every_row_is_told_once() -> None:
    """With the number of those like it."""
    row = {key: value for key, value in ROW.items() if key != "status"}
    assert musts("transactions", page(*[row] * 200)) == [
        ("transactions[0]", "`status` is missing (and 199 more like it)")
    ]


def test_wanted_and_got_are_words_a_reader_understands() -> None:
    """The form or the values wanted, and the value found; never a whole object."""
    row = {**ROW, "creditDebitIndicator": "BOTH"}
    (mismatch,) = [one for one in mismatches("schema", "transactions", answer(page(row))) if not one.advice]
    assert mismatch.wanted == "CRDT, DBIT or null"
    assert mismatch.got == "BOTH"
    assert mismatch.where == "transactions[0].creditDebitIndicator"


@pytest.mark.parametrize(
    ("content", "says", "got"),
    [
        (b"", "there is no body", "an empty body"),
        (b"<html>no</html>", "it starts with `<`, so it is HTML or XML (line 1, column 1)", "<html>no</html>"),
        (b'{"a": 1,\n "b": [2,]}', "there is a comma too many (line 2, column 9)", '{"a": 1, "b": [2,]}'),
        (b"\xef\xbb\xbf{}", "it starts with a byte order mark (U+FEFF), which RFC 8259 (8.1) forbids", "U+FEFF {}"),
    ],
)
def test_what_is_not_json_is_told_as_such(content: bytes, says: str, got: str) -> None:
    """With the reason and its place."""
    said = f"the body is not JSON: {says}" if content else says
    assert lines("schema", "accounts", answer(NOT_JSON, content=content)) == [f": {said} (wanted accounts, got {got})"]


@pytest.mark.parametrize(("statuses", "said"), [((200, 204), 0), ((204,), 0), ((200,), 1), ((), 1)])
def test_an_answer_204_stands_for_the_document_only_where_the_step_allows_it(
    statuses: tuple[int, ...], said: int
) -> None:
    """Else there is no document, and the claim is not true of nothing."""
    found = mismatches("schema", "transactions", answer(NOT_JSON, status=204), statuses)
    assert [one.says for one in found] == ["there is no body"] * said


def test_an_answer_204_with_a_body_is_judged_by_it() -> None:
    """Whatever the step allows."""
    assert mismatches("schema", "transactions", answer({}, status=204), (200, 204))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"status":404,"status":404,"message":"AC01"}', [("", "`status` occurs more than once in one object")]),
        (
            b'{"status":404,"message":"AC01","x":[{"y":1,"y":2,"z":1,"z":2},{"y":{"y":3,"y":3}}]}',
            [
                ("x[0]", "`y` occurs more than once in one object (and in 1 other object)"),
                ("x[0]", "`z` occurs more than once in one object"),
            ],
        ),
        (b'{"status":404,"message":"AC01","x":{"status":1}}', []),
    ],
)
def test_a_member_that_comes_twice_in_one_object_is_advice(content: bytes, said: list[tuple[str, str]]) -> None:
    """No schema can see it (RFC 8259, 4); readers take the first or the last."""
    found = mismatches("schema", "error", answer(orjson.loads(content), status=404, content=content))
    assert [(one.where, one.says) for one in found] == said
    assert all(one.advice for one in found)


@pytest.mark.parametrize("told", ["text/html", "text/plain; charset=utf-8", None])
def test_another_media_type_is_advice(told: str | None) -> None:
    """The body counts, its label is a should."""
    headers = () if told is None else (("Content-Type", told),)
    (mismatch,) = [
        one for one in mismatches("schema", "transactions", answer(PAGE, headers=headers)) if "media" in one.says
    ]
    assert mismatch.advice
    assert mismatch.got == (told or "none").split(";")[0]


@pytest.mark.parametrize("told", ["application/json", "application/hal+json; charset=utf-8", "Application/HAL+JSON"])
def test_a_media_type_of_json_holds(told: str) -> None:
    """Whatever its case and its charset."""
    assert not list(mismatches("schema", "transactions", answer(PAGE, headers=(("content-type", told),))))


def test_every_page_is_judged_until_one_is_wrong() -> None:
    """The mismatch names the exchange that shows it."""
    walked = Answer(exchanges=(exchange(PAGE), exchange(page({})), exchange({})), body=PAGE, walked=True)
    assert {shown_by(one, walked) for one in mismatches("schema", "transactions", walked)} == {1}


@pytest.mark.parametrize("body", [[], None, 5, "text", {"transactions": None}, {"transactions": [None, 5, []]}])
def test_a_body_of_another_kind_is_a_fault(body: Any) -> None:
    """Also a list where an object is due."""
    assert musts("transactions", body)


def test_at_most_five_breaches_are_told_of_one_layer() -> None:
    """A body that is wrong all over does not fill the report."""
    many = {f"x{i}": 1 for i in range(9)}
    rows = [{**ROW, key: 5} for key in ROW if key != "resourceId"]
    assert 1 <= len(musts("transactions", {**page(*rows), **many})) <= 5
    assert JSON_TYPE in answer(PAGE).last.headers
