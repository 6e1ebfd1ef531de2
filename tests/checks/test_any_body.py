"""No body that a bank may send makes a check raise: a check that raised would blame us for what the bank did."""

import time
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance import specs
from conformance.checks import CHECKS, Setting
from conformance.model import NOT_JSON, Answer, Mismatch
from tests.support.answers import below, exchange, shown_by

PATIENCE_S: Final = 10
"""Of CPU; a comparison of each with each takes a minute."""
SCALARS = st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text(max_size=5) | st.sampled_from(
    [
        "VALU",
        "XPCD",
        "BOOK",
        "2026-06-01",
        "12",
        "sNaN",
        "NaN",
        "1e999",
        "https://[",
        "//",
        "/accounts",
        "BADS",
        "1" * 5000,
    ]
)
NAMES = st.sampled_from(
    [
        "r",
        "id",
        "_links",
        "self",
        "next",
        "prev",
        "first",
        "last",
        "href",
        "message",
        "error",
        "resourceId",
        "bookingDate",
        "entryReference",
        "balanceType",
        "accounts",
        "transactions",
        "amount",
        "status",
    ]
)
BODIES = st.recursive(
    SCALARS | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4) | st.fixed_dictionaries({"r": inner})
    ),
    max_leaves=12,
)
PATHS = ["r", "r[*]", "r[*].id", "r[id=12]", "r[id=12][0].id", "r[-1].amount", "_links.self", "r[*]._links.next"]
KEPT: list[Any] = [[], [{"id": 1}], [{"resourceId": "1", "bookingDate": "2026-06-01", "entryReference": "12"}, None, 5]]
WANTED: dict[str, list[Any]] = {
    "status": [200, [400, 404]],
    "error": ["BADS", ["NGAC", "TMRQ"]],
    "schema": ["accounts", "balances", "transactions", "identity", "beneficiaries", "error", "token", "oauth-error"],
    "headers": [{"Cache-Control": "no-store", "X-A": True, "X-B": False}],
    "empty": [True],
    "count": [dict.fromkeys(PATHS, number) for number in (0, 1, {"least": 1}, {"least": 1, "most": 3})],
    "has": [PATHS],
    "lacks": [PATHS],
    "equals": [dict.fromkeys(PATHS, value) for value in (None, 0, "12", [], [1], {"id": 1})],
    "amount": [dict.fromkeys(PATHS, value) for value in (0, "12.00", "", "sNaN")],
    "values": [dict.fromkeys(PATHS, value) for value in ([], ["12", 1, None, {"id": []}], "12")],
    "only": [dict.fromkeys(PATHS, value) for value in ([], ["12", 1, {"id": []}], "12")],
    "none": [dict.fromkeys(PATHS, value) for value in ([], ["12", 1, {"id": []}], "12")],
    "unique": [PATHS],
    "distinct": [dict.fromkeys(PATHS, value) for value in (2, {"least": 1})],
    "matches": [dict.fromkeys(PATHS, "[0-9]+")],
    "unlike": [dict.fromkeys(PATHS, "[0-9]+")],
    "between": [
        dict.fromkeys(PATHS, value) for value in ({"from": "1"}, {"to": "2026-06-30"}, {"from": None, "to": 7})
    ],
    "latest": [dict.fromkeys(PATHS, value) for value in ("2026-06-01", "", "x")],
    "link": [dict.fromkeys(PATHS, "/accounts/{resourceId}/balances")],
    "redirect": [{"query": ["a"]}, {"to": ".*", "matches": {"a": ".+"}}],
    "rows": [dict.fromkeys(PATHS, value) for value in (*KEPT, None, "x", {})],
    "selects": [dict.fromkeys(PATHS, value) for value in (*KEPT, None, "x", {})],
    "balances": [{key: ["VALU", "CLBD", "OTHR"] for key in PATHS}, {key: [] for key in PATHS}],
    "pages": [{"count": 2, "first": {"r": 2}, "most": {"r": 1}, "linked": True}, {"first": {"r": [1, 3]}}],
}
QUERIES = [
    {},
    {"dateFrom": "2026-06-01"},
    {"entryReferenceFrom": "11", "dateTo": None},
    {"afterEntryReference": ["1", "2"]},
]


def test_every_word_is_tried_here() -> None:
    """A new word needs a row above."""
    assert set(WANTED) == set(CHECKS)


@pytest.mark.parametrize("word", CHECKS)
@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(data=st.data())
def test_no_body_makes_a_check_raise(word: str, data: st.DataObject) -> None:
    """A check yields mismatches, or nothing, of any JSON body and of none."""
    bodies = data.draw(st.lists(BODIES | st.just(NOT_JSON), min_size=1, max_size=3))
    status = data.draw(st.sampled_from([200, 204, 302, 404]))
    headers = data.draw(st.sampled_from([(), (("location", "http://["), ("x-a", "")), (("Cache-Control", ","),)]))
    answer = Answer(
        exchanges=tuple(exchange(body, status=status, headers=headers) for body in bodies),
        body=bodies[0],
        query=data.draw(st.sampled_from(QUERIES)),
        walked=len(bodies) > 1,
        below=below_guarded,
    )
    for wanted in WANTED[word]:
        mismatches = list(CHECKS[word].check(wanted, answer, Setting(documented=specs.load())))
        assert all(isinstance(mismatch, Mismatch) and shown_by(mismatch, answer) >= 0 for mismatch in mismatches)


def below_guarded(href: str, asked: str) -> str | None:
    try:
        return below(href, asked)
    except ValueError:
        return None


@pytest.mark.parametrize("word", ["none", "only", "values", "rows", "selects"])
def test_no_list_costs_more_than_its_length(word: str) -> None:
    """However many rows a bank has in one, each another one than in the list that is compared with it."""
    body = {"r": [{"id": number, "entryReference": f"A{number}"} for number in range(20_000)]}
    path = "r" if word in ("rows", "selects") else "r[*].id"
    others = [{"id": -number, "entryReference": f"B{number}"} for number in range(1, 20_001)]
    wanted = {path: others if path == "r" else [row["id"] for row in others]}
    answer = Answer(exchanges=(exchange(body),), body=body, below=below)
    started = time.process_time()
    list(CHECKS[word].check(wanted, answer, Setting(documented=specs.load())))
    assert time.process_time() - started < PATIENCE_S
