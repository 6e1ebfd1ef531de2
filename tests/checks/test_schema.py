"""schema: transactions: the body of every answer is this STET document."""

from copy import deepcopy
from dataclasses import replace
from typing import Any

import orjson
import pytest

from conformance import specs
from conformance.checks import CHECKS, Setting
from conformance.model import MORE_THAN_ANSWERED, NOT_JSON, Answer
from tests.support.answers import answer, exchange, lines, mismatches, shown_by

ROW: dict[str, Any] = {
    "resourceId": "1",
    "transactionAmount": {"amount": "5.00", "currency": "EUR"},
    "creditDebitIndicator": "CRDT",
    "status": "BOOK",
    "bookingDate": "2026-06-01",
    "entryReference": "1",
    "remittanceInformation": {"unstructured": ["x"]},
}
CUT = "the body is not compressed as its Content-Encoding `gzip` says: it is cut short"
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
    assert mismatch.wanted == "CRDT or DBIT"
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


@pytest.mark.parametrize(
    ("name", "content", "promise"),
    [
        ("accounts", b"<html>no</html>", "PLU-13"),
        ("accounts", b"", "PLU-13"),
        ("token", b"<html>no</html>", "OAU-27"),
        ("error", b"<html>no</html>", "PLU-13"),
        ("error", b"", "SCH-35"),
    ],
)
def test_what_is_not_json_breaks_the_promise_that_it_is(name: str, content: bytes, promise: str) -> None:
    """Not that of a member that it has not got; but a refusal without a body lacks its members, and nothing else."""
    assert [one.promise for one in mismatches("schema", name, answer(NOT_JSON, content=content))] == [promise]


def test_a_refusal_whose_coding_is_broken_is_one_that_is_not_json() -> None:
    """What could be unpacked of it is empty; what came was not."""
    packed = answer(NOT_JSON, content=b"", headers=(("Content-Encoding", "gzip"),))
    told = replace(packed, exchanges=(replace(packed.exchanges[0], note=CUT),))
    assert [one.promise for one in mismatches("schema", "error", told)] == ["PLU-13"]


@pytest.mark.parametrize(
    ("note", "content", "says"),
    [
        (CUT, b'{"accounts": [', f"the body is not JSON: {CUT}"),
        (f"attempt 1: no answer; {CUT}", b'{"accounts": [', f"the body is not JSON: {CUT}"),
        (CUT, b"", "the body is not compressed as its Content-Encoding `gzip` says"),
        (MORE_THAN_ANSWERED, b"", "there is no body"),
    ],
)
def test_a_body_that_could_not_be_unpacked_is_told_as_such(note: str, content: bytes, says: str) -> None:
    """Not as JSON that stops in the middle, which is what is left of it; and nothing else is."""
    packed = answer(NOT_JSON, content=content, headers=(("Content-Encoding", "gzip"),))
    told = replace(packed, exchanges=(replace(packed.exchanges[0], note=note),))
    assert [one.says for one in mismatches("schema", "accounts", told)] == [says]


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


CARD: dict[str, Any] = {"name": "CB", "cashAccountType": "CARD", "linkedAccount": "1", "resourceId": "2", "_links": {}}
PENDING = {key: value for key, value in ROW.items() if key not in ("bookingDate", "entryReference")}
OF_THE_BANK = [
    ("transactions", page({**ROW, "remittanceInformation": {"structured": [{}]}}), "TRX-07", "lines 1412, 1522"),
    ("transactions", page({**PENDING, "status": "PDNG"}), "TRX-03", "lines 1410"),
    ("accounts", {"accounts": [CARD], "_links": {"self": {"href": "/accounts"}}}, "ACC-35", "lines 1151, 1363, 3673"),
]


@pytest.mark.parametrize(("name", "body", "promise", "source"), OF_THE_BANK)
def test_what_only_the_bank_promises_is_one_mismatch_that_names_its_line(
    name: str, body: Any, promise: str, source: str
) -> None:
    """And none at all where bodies are held to STET alone."""
    (mismatch,) = mismatches("schema", name, answer(body))
    assert (mismatch.promise, mismatch.of, mismatch.source) == (promise, "bank", source)
    of_stet = Setting(documented=specs.load().limited_to(["stet"]))
    assert not list(CHECKS["schema"].check(name, answer(body), of_stet))


@pytest.mark.parametrize(
    ("change", "promise", "of", "source"),
    [
        (
            {"transactionAmount": {"amount": "5,00", "currency": "EUR"}},
            "SCH-20",
            "stet",
            "STET part 2, AmountType.amount",
        ),
        (
            {"transactionAmount": {"amount": "5.00", "currency": "usd"}},
            "SCH-22",
            "stet",
            "STET part 2, AmountType.currency",
        ),
        ({"transactionAmount": {"amount": "5.00", "currency": "USD"}}, "LIM-03", "bank", "lines 3598, 3672"),
        ({"valueDate": "06/05/2026"}, "SCH-28", "stet", "STET part 2, Transaction dates"),
        ({"entryReference": 7}, "SCH-32", "stet", "STET part 2, Transaction.entryReference"),
        ({"entryReference": ""}, "TRX-18", "bank", "lines 1542, 1558"),
        (
            {"remittanceInformation": {"unstructured": ["x" * 141]}},
            "SCH-31",
            "stet",
            "STET part 2, RemittanceInformation",
        ),
        ({"charges": None}, "SCH-39", "stet", "STET part 2, models"),
    ],
)
def test_a_breach_names_the_promise_nearest_to_its_constraint(change: Any, promise: str, of: str, source: str) -> None:
    """Whose text it is of, and where that stands; what stands beside a reference comes before what that leads to."""
    (mismatch,) = mismatches("schema", "transactions", answer(page({**ROW, **change})))
    assert (mismatch.promise, mismatch.of, mismatch.source) == (promise, of, source)
