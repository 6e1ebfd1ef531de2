"""error: BADS: the body is an error model and tells this code."""

from typing import Any

import pytest

from conformance import specs
from conformance.checks.error import spellings
from conformance.model import NOT_JSON
from tests.support.answers import answer, lines


@pytest.mark.parametrize(
    ("wanted", "body"),
    [
        ("BADS", {"message": "BADS"}),
        ("BADS", {"message": " BADS "}),
        (["NGAC", "AC01"], {"message": "AC01", "status": 404}),
    ],
)
def test_the_code_alone_in_message_holds(wanted: Any, body: Any) -> None:
    """That is the strict form."""
    assert lines("error", wanted, answer(body, status=403)) == []


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"message": "403 BADS forbidden"}, "message"),
        ({"message": "no", "error": "BADS"}, "error"),
        ({"code": "BADS"}, "code"),
        ({"error": "x", "error_description": "BADS: no"}, "error_description"),
    ],
)
def test_the_code_beside_other_text_is_advice(body: Any, where: str) -> None:
    """It is found in other members too, and that is told as a should (ambiguity C11)."""
    (line,) = lines("error", "BADS", answer(body, status=403))
    says = "`message` says more than the code" if where == "message" else f"the code is in `{where}`, not in `message`"
    assert line.startswith(f"?{where}: {says} (wanted BADS alone in `message`")


@pytest.mark.parametrize("body", [{"message": "XBADSX"}, {"message": None}, {}, {"message": ["BADS"]}])
def test_where_there_is_no_code_that_is_said(body: Any) -> None:
    """Part of a longer word is not the code."""
    said = f"message: there is no error code (wanted BADS, got {body.get('message')})"
    assert lines("error", "BADS", answer(body, status=403)) == [said]


def test_another_code_is_a_mismatch() -> None:
    """Where it stands."""
    assert lines("error", "BADS", answer({"message": "no", "code": "NGAC"}, status=403)) == [
        "code: the error code is wrong (wanted BADS, got NGAC)"
    ]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"message": "BADS", "code": "NGAC"}, "code: `code` contradicts `message` (wanted BADS alone, got NGAC)"),
        ({"message": "NGAC", "error": "BADS"}, "message: `message` contradicts `error` (wanted BADS alone, got NGAC)"),
        (
            {"message": "no", "error": "BADS", "code": "AC01"},
            "code: `code` contradicts `error` (wanted BADS alone, got AC01)",
        ),
        ({"message": "BADS or NGAC"}, "message: `message` names several codes (wanted BADS alone, got BADS or NGAC)"),
        (
            {"message": "BADS", "error_description": "see TQMR"},
            "error_description: `error_description` contradicts `message`",
        ),
    ],
)
def test_a_code_that_another_contradicts_is_a_mismatch(body: Any, says: str) -> None:
    """Whoever reads the other member is told another reason."""
    (line,) = lines("error", "BADS", answer(body, status=403))
    assert line.startswith(says)


def test_several_of_the_wanted_codes_contradict_nothing() -> None:
    """Nor does a word that is no code of the bank's tables."""
    body = {"message": "AC01", "code": "NGAC", "error": "FORBIDDEN"}
    assert lines("error", ["NGAC", "AC01"], answer(body, status=403)) == []


@pytest.mark.parametrize("body", [["BADS"], "BADS", None, 5, NOT_JSON])
def test_a_body_that_is_no_object_tells_no_code(body: Any) -> None:
    """A list of errors is no error model."""
    (line,) = lines("error", "BADS", answer(body, status=403))
    assert line.startswith(": there is no error body with a code (wanted BADS")


def test_the_other_spelling_of_a_code_is_the_code() -> None:
    """One of the bank's tables prints TQMR for TMRQ (ambiguity C1)."""
    assert set(spellings("TMRQ", specs.load().codes)) >= {"TMRQ", "TQMR"}
    assert lines("error", "TMRQ", answer({"message": "TQMR"}, status=429)) == []
    assert spellings("NO-SUCH-CODE", specs.load().codes) == ("NO-SUCH-CODE",)


@pytest.mark.parametrize(
    ("status", "message", "right"),
    [
        (403, "NGAC", True),
        (404, "AC01", True),
        (404, "NGAC", True),
        (403, "AC01", False),
        (500, "AC01", True),
        (500, "INTE", False),
    ],
)
def test_codes_may_go_with_their_status(status: int, message: str, right: bool) -> None:
    """A mapping asks for the codes of the answer's status; any other status is for the word `status` to judge."""
    wanted = {"403": "NGAC", "404": ["NGAC", "AC01"]}
    assert (lines("error", wanted, answer({"message": message}, status=status)) == []) is right
