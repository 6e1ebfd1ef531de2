"""How a comparison is told, in every form."""

from __future__ import annotations

from dataclasses import replace

import orjson
import pytest

from conformance.comparison.comparison import Comparison, Drift, Failure, Side
from conformance.comparison.rendering import FORMS
from conformance.comparison.traits import Aspect, Place
from tests.support import golden

BEFORE = Side(
    name="release 41", base_url="https://bank.example/stet/psd2/v1.4.2", started="2026-11-22T14:05:00+01:00",
    word="CONFORM", run="a",
)  # fmt: skip
AFTER = replace(BEFORE, name="release <42>", started="2026-11-23T14:05:00+01:00", word="NOT CONFORM", run="b")
NOTHING = Comparison(
    before=BEFORE, after=AFTER, failing=(), warned=(), gone=(), vanished=(), remarks=(), missing=(), drift=(),
    compared=464,
)  # fmt: skip
FAILURE = Failure(
    sentence="GET /accounts: status 500 instead of 200", promise="ACC-01", must=True, known=False,
    names=("accounts/list", "accounts/cards"), exchange=17, request_id="bank-17",
)  # fmt: skip
ROWS = Place("marc", "GET /accounts/{accountResourceId}/transactions", 200)
ALL = replace(
    NOTHING,
    failing=(
        FAILURE,
        replace(FAILURE, sentence="", promise="", names=("own/one",), exchange=0, known=True),
        replace(FAILURE, names=(), request_id=""),
        replace(FAILURE, accepted=True),
    ),
    warned=(replace(FAILURE, must=False),),
    gone=(FAILURE,),
    vanished=("a/b", "a/c"),
    missing=("1 scenario blocked in the second run (no token): a/d",),
    remarks=("the first run is of stet-conformance 0.1.0, the second of 0.2.0",),
    drift=(
        Drift(
            aspect=Aspect.STATUS, what="", says="200 -> 204", where=(), places=(ROWS,), requests=2,
            scenarios=("filters/empty",),
        ),
        Drift(
            aspect=Aspect.MEMBER, what="valueDate", says="no longer there", where=("transactions[*].valueDate",),
            places=(ROWS, ROWS._replace(persona="alix"), ROWS._replace(status=206)),
        ),
        Drift(aspect=Aspect.SERVER_ERROR, what="503", says="came never before", where=(), places=()),
    ),
)  # fmt: skip


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_all_that_may_be_told(form: str) -> None:
    """The gravest first."""
    golden.same(f"comparison/all.{form}", FORMS[form](ALL).removesuffix("\n"))


def test_where_nothing_differs_the_text_says_nothing() -> None:
    """A document says so."""
    assert FORMS["text"](NOTHING) == ""
    assert "Nothing differs; 464 scenarios and rules were compared." in FORMS["markdown"](NOTHING)
    assert "nothing differs" in FORMS["html"](NOTHING)


def test_json_has_all_of_it() -> None:
    """By names that programs may rely on."""
    told = orjson.loads(FORMS["json"](ALL))
    assert told["format"] == 1
    assert len(told["newly_failing"]) == 4
    assert told["drift"][1] == {
        "aspect": "member",
        "what": "valueDate",
        "says": "no longer there",
        "where": ["transactions[*].valueDate"],
        "answers": ["GET /accounts/{accountResourceId}/transactions 200, 206"],
        "personas": ["marc", "alix"],
        "requests": 0,
        "scenarios": [],
    }


def test_much_drift_is_cut_short_on_a_terminal() -> None:
    """And says where the rest is."""
    many = replace(NOTHING, drift=ALL.drift[2:] * 41)
    assert FORMS["text"](many).endswith("  and 1 more: --format json or html\n")
    assert FORMS["html"](many).count("came never before") == 41
