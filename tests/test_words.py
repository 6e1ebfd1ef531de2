"""`$words`: the only thing ever filled into a scenario."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest

from conformance import specs
from conformance.words import (
    RESERVED,
    UnknownWord,
    Vocabulary,
    explain_unknown,
    fill,
    fill_address,
    fill_text,
    known,
    plain,
    used,
)

CAST = specs.load().cast
MARC = CAST.personas["marc"]
OAUTH = {"token": "https://bank/token", "client_id": "me"}


def vocabulary(**kept: Any) -> Vocabulary:
    return Vocabulary(persona=MARC, cast=CAST, today=date(2026, 3, 1), oauth=OAUTH, memory=kept)


def unknown(value: Any, **kept: Any) -> UnknownWord:
    with pytest.raises(UnknownWord) as caught:
        fill(value, vocabulary(**kept))
    return caught.value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$today", "2026-03-01"),
        ("$today-1d", "2026-02-28"),
        ("$today+31d", "2026-04-01"),
        ("from $today-92d on", "from 2025-11-29 on"),
        ("$me.login", "D0999990I0"),
        ("$main.resourceId", "038-CPT30019654051"),
        ("/accounts/$main.resourceId/balances", "/accounts/038-CPT30019654051/balances"),
        ("$marie.main.resourceId", "038-CPT30019654061"),
        ("$identity.connectedPsu", "MALLOW MARC"),
        ("$unknown.account", "038-CPT30014684067"),
        ("$oauth.token", "https://bank/token"),
        ("$$today", "$today"),
        ("5 $", "5 $"),
        ("^a$", "^a$"),
        ("$main.resourceId.", "038-CPT30019654051."),
    ],
)
def test_a_word_stands_for_its_value(text: str, value: str) -> None:
    """Alone or within a text; $$ is a dollar sign, and so is a $ without a name."""
    assert fill(text, vocabulary()) == value


def test_a_text_that_is_one_word_takes_its_value_whatever_its_type() -> None:
    """What a step kept stays what it is."""
    rows = [{"id": 1}]
    assert fill("$rows", vocabulary(rows=rows)) is rows
    assert fill({"transactions": "$rows"}, vocabulary(rows=rows)) == {"transactions": rows}
    assert fill(["$n", "$b", "$gone"], vocabulary(n=5, b=True, gone=None)) == [5, True, None]
    assert fill("$row.id", vocabulary(row={"id": 7})) == 7


def test_within_a_text_values_are_written_as_json_writes_them() -> None:
    """Not as Python does."""
    assert fill("$n $b $f", vocabulary(n=5, b=True, f=False)) == "5 true false"
    assert [plain(value) for value in (True, False, 5, "x")] == ["true", "false", "5", "x"]


@pytest.mark.parametrize("value", [None, [1], {"a": 1}])
def test_what_is_no_text_cannot_stand_within_one(value: Any) -> None:
    """A request to /accounts/None/balances would blame the bank for nothing."""
    assert "which cannot be part of a text" in str(unknown("/accounts/$id/balances", id=value))
    with pytest.raises(UnknownWord):
        fill_text("$id", vocabulary(id=value))


def test_words_are_filled_in_keys_lists_and_what_lies_deeper() -> None:
    """What a word stands for is not filled in again."""
    wanted = {"accounts[resourceId=$main.resourceId]": {"least": 1}, "x": ["$today", {"y": "$n"}], "z": 5}
    assert fill(wanted, vocabulary(n="$today")) == {
        "accounts[resourceId=038-CPT30019654051]": {"least": 1},
        "x": ["2026-03-01", {"y": "$today"}],
        "z": 5,
    }


def test_each_uuid_is_another_one() -> None:
    """In the form of a UUID."""
    first, second = fill(["$uuid", "$uuid"], vocabulary())
    assert first != second
    assert str(uuid.UUID(first)) == first


@pytest.mark.parametrize(
    ("text", "says", "hint"),
    [
        ("$mian.iban", "`$mian` is not known here", "did you mean `main`"),
        ("$main.ibn", "`$main.ibn`: there is no `ibn` in it", "did you mean `iban`"),
        ("$main.iban.x", "`$main.iban.x`: there is no `x` in it", ""),
        ("$today.x", "`$today.x`: there is no `x` in it", ""),
        ("$main-5d", "`$main-5d`: only $today can be moved by days", ""),
        ("$oauth.revoke", "`$oauth.revoke`: there is no `revoke` in it", ""),
        ("$name", "`$name` is not known here", ""),
    ],
)
def test_a_word_that_means_nothing_says_so(text: str, says: str, hint: str) -> None:
    """With the nearest that does."""
    wrong = unknown(text)
    assert str(wrong) == says
    assert wrong.hint.startswith(hint)


def test_what_was_kept_in_other_case_is_another_text() -> None:
    """Also where it has no letters; a number stays."""
    words = vocabulary(code="aB3", digits="123", number=4)
    assert fill("$other_case.code", words) == "Ab3"
    assert fill("$other_case.digits", words) == "123x"
    assert fill("$other_case.number", words) == 4
    with pytest.raises(UnknownWord, match="there is no `cod` in it"):
        fill("$other_case.cod", words)


def test_what_was_kept_comes_first() -> None:
    """A name that a step gave hides an account's nickname, not what always has a meaning."""
    assert fill("$main", vocabulary(main="kept")) == "kept"
    assert {"today", "uuid", "oauth", "unknown", "me", "others", "other_case", "it"} == RESERVED
    assert {"main", "second", "third", "identity", "marie", "today"} <= known(MARC, CAST)


def test_the_words_of_a_value_are_found_where_they_stand() -> None:
    """Names, members, and the text as written; a dollar sign is none."""
    assert list(used({"a[$x.y=1]": ["$today-5d and $$z", 7, None]})) == [
        ("x", ("y",), "$x.y"),
        ("today", (), "$today-5d"),
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("$main.iban", ""),
        ("$kept.whatever.it.has", ""),
        ("$today-5d", ""),
        ("$oauth.revoke", ""),
        ("$uuid", ""),
        (
            "$oauth",
            "`$oauth` has the members authorize, token, revoke, client_id, redirect_uri, redirect_origin, "
            "second_client_id",
        ),
        ("$oauth.tokn", "`$oauth.tokn`: there is no `tokn` in it"),
        ("$gone", "`$gone` is not known here"),
        ("$kept-5d", "`$kept-5d`: only $today can be moved by days"),
    ],
)
def test_a_scenario_can_be_asked_beforehand(text: str, says: str) -> None:
    """What is kept may turn out to be anything; the rest is known before a run."""
    (word,) = used(text)
    wrong = explain_unknown(word, MARC, CAST, {"kept"})
    assert (str(wrong) if wrong else "") == says


def test_a_text_has_no_members_and_suggests_none() -> None:
    """Its letters are no names."""
    wrong = unknown("$main.iban.R")
    assert (str(wrong), wrong.hint) == ("`$main.iban.R`: there is no `R` in it", "")
    assert UnknownWord("so it is").hint == ""


def test_what_cannot_stand_within_a_text_is_named() -> None:
    """The word as written, and what it stands for."""
    assert str(unknown("of $main and more")) == "`$main` is an object, which cannot be part of a text"
    assert str(unknown("of $list", list=[])) == "`$list` is a list, which cannot be part of a text"


def test_a_day_is_not_moved_unless_asked() -> None:
    assert vocabulary().value("today", ()) == "2026-03-01"


def test_all_accounts_of_oneself_and_of_everybody_else() -> None:
    """As the cast documents them, by both their names."""
    mine = [account.iban for account in MARC.accounts]
    assert fill("$me.ibans", vocabulary()) == mine
    assert fill("$me.resourceIds", vocabulary()) == [account.resource_id for account in MARC.accounts]
    theirs = fill("$others.ibans", vocabulary())
    assert isinstance(theirs, list)
    assert len(theirs) == 19 - len(mine)
    assert not set(mine) & set(map(str, theirs))
    assert "038-CPT30019654061" in fill("$others.resourceIds", vocabulary())  # type: ignore[operator]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("/accounts/$id/balances", "/accounts/a%2Fb%3Fc%20%25%C3%A9%23/balances"),
        ("/accounts/$id", "/accounts/a%2Fb%3Fc%20%25%C3%A9%23"),
        ("/accounts/$main.resourceId/x y/%2e", "/accounts/038-CPT30019654051/x y/%2e"),
        ("/accounts/$plain", "/accounts/a-b_c.d~e:f@g+h,i=j&k"),
        (
            "/accounts?after=$plain&id=$id",
            "/accounts?after=a-b_c.d~e%3Af%40g%2Bh%2Ci%3Dj%26k&id=a%2Fb%3Fc%20%25%C3%A9%23",
        ),
        ("$oauth.token", "https://bank/token"),
        ("$oauth.token?id=$id", "https://bank/token?id=a%2Fb%3Fc%20%25%C3%A9%23"),
        ("$href", "/accounts/a%2Fb/balances?page=2"),
        ("/a/$$b", "/a/$b"),
        ("/nothing", "/nothing"),
    ],
)
def test_a_word_within_an_address_is_one_segment_of_it(text: str, address: str) -> None:
    """Whatever an id holds; a word that the address begins with is an address itself."""
    found = vocabulary(id="a/b?c %é#", plain="a-b_c.d~e:f@g+h,i=j&k", href="/accounts/a%2Fb/balances?page=2")
    assert fill_address(text, found) == address
