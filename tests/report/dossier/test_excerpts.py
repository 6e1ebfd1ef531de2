"""The line of an answer that a finding is about."""

from __future__ import annotations

import json

import pytest

from conformance.model import NOT_JSON, Exchange
from conformance.report.dossier.excerpts import AROUND, excerpt, near
from tests.support import makers

BODY = {
    "accounts": [{"resourceId": f"id-{at}", "name": f"n{at}", "_links": {"self": {"href": "/x"}}} for at in range(50)]
}
ANSWER = makers.exchange(content=json.dumps(BODY).encode(), headers=(("Content-Type", "text/plain"), ("X-Odd", "1")))


def marked(answer: Exchange, **finding: object) -> list[str]:
    return [line.text.strip() for line in excerpt(answer, makers.finding(**finding)) if line.marked]


@pytest.mark.parametrize(
    ("finding", "line"),
    [
        ({"word": "schema", "where": "accounts[30].name"}, '"name": "n30",'),
        ({"word": "link", "where": "accounts[7]._links.self.href"}, '"href": "/x"'),
        ({"word": "schema", "where": "accounts[3]", "says": "`usage` is missing"}, "{"),
        ({"word": "link", "where": "accounts[*]._links.self", "got": "/x"}, '"href": "/x"'),
        ({"word": "values", "where": "accounts[*].name", "got": "n7"}, '"name": "n7",'),
        ({"word": "values", "where": "accounts[name=n9].name", "got": None}, '"name": "n0",'),
        ({"word": "has", "where": "accounts[2].balances"}, "{"),
        ({"word": "link", "where": "accounts[7]._links.self", "got": "/x"}, '"href": "/x"'),
        ({"word": "status", "where": ""}, "200"),
        ({"word": "headers", "where": "Content-Type", "key": "Content-Type"}, "Content-Type: text/plain"),
    ],
)
def test_the_wrong_value_is_marked(finding: dict[str, str], line: str) -> None:
    """Of what is missing the object that lacks it; of a status its line, of a header its own."""
    assert marked(ANSWER, **finding) == [line]


@pytest.mark.parametrize(
    "finding", [{"word": "count", "key": "accounts"}, {"word": "only", "where": "accounts[*].name", "got": "other"}]
)
def test_no_line_that_is_right_is_marked(finding: dict[str, str]) -> None:
    """Of items that are counted none is wrong; of several values none is that does not come to what came."""
    assert marked(ANSWER, **{"where": "", **finding}) == []


def test_an_empty_list_is_marked_where_its_items_are_counted() -> None:
    """It is what is wrong."""
    answer = makers.exchange(content=b'{"accounts": [], "total": 0}')
    assert marked(answer, word="count", key="accounts", where="") == ['"accounts": [],']


def test_beside_a_wrong_status_the_code_and_the_message_of_the_error_are_told() -> None:
    """They tell most of why; the moment and the status stand before them in the body."""
    body = {"timestamp": "t", "status": 404, "error": "Not Found", "message": "AC01", "path": "/x"}
    answer = makers.exchange(status=404, content=json.dumps(body).encode())
    told = [line.text.strip() for line in near(excerpt(answer, makers.finding(word="status", where="")))]
    assert told == ["404", '"error": "Not Found",', '"message": "AC01",']


def test_twenty_lines_around_it_are_told() -> None:
    """And how many are left out before and behind; of the headers those that tell what the body is."""
    lines = excerpt(ANSWER, makers.finding(where="accounts[30].name"))
    at = next(number for number, line in enumerate(lines) if line.marked)
    body = [line for line in lines if line.number and not line.path.startswith(("content", "status"))]
    assert len(body) == 2 * AROUND + 1
    assert lines[at - AROUND - 1].left_out > 0
    assert lines[-1].left_out > 0
    assert [line.text for line in lines[:2]] == ["200", "Content-Type: text/plain"]


def test_a_body_that_is_no_json_is_told_as_it_came() -> None:
    """From its beginning; nothing can be marked in it."""
    answer = makers.exchange(content=b"<html>\nno", data=NOT_JSON)
    lines = [line.text for line in excerpt(answer, makers.finding(word="schema"))]
    assert lines[-2:] == ["<html>", "no"]


def test_a_body_of_twenty_thousand_rows_is_not_laid_out() -> None:
    """Of what nobody reads no line is made; the number of the line is told all the same."""
    rows = {"rows": [{"id": at, "in": [1, {}]} for at in range(20_000)]}
    answer = makers.exchange(content=json.dumps(rows).encode(), headers=())
    lines = excerpt(answer, makers.finding(word="schema", where="rows[19998].in[1]"))
    line = next(line for line in lines if line.marked)
    assert (line.text.strip(), line.number) == ("{}", 1 + 1 + 2 + 19_998 * 7 + 5)
    assert lines[-1].text == "}"
    assert lines[1].left_out + sum(1 for line in lines[2:]) == 2 + 7 * 20_000 + 2
