"""Is a ledger that of a run which has been asked just this? Whatever is another there, it is none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conformance.catalogue.sharding import Shard
from conformance.catalogue.shipped import shipped_set
from conformance.fleet.asked import Asked, is_answered_by
from conformance.ledger import judged_by
from conformance.ledger.facts import Bank
from conformance.ledger.reading import Story
from conformance.specs.digests import code_digest, digest_of
from conformance.target.target import Features, OAuth, Target
from tests.support.makers import HEADER

OAUTH = OAuth(authorize_url="https://b.example/a", token_url="https://b.example/t", client_id="me", redirect_uri="x:y")
TARGET = Target(name="bank", base_url="https://b.example/v1", oauth=OAUTH, features=Features(clock=True))
DIGESTS = {name: digest_of(texts) for name, texts in judged_by.installed().items()}


def story(*, complete: bool = True, exit_code: int = 0, **changed: Any) -> Story:
    bank = json.loads(json.dumps(Bank(target=TARGET).told()))
    bank["client"]["client_id"] = "***12345"
    header = {
        **HEADER,
        "target": {"name": "bank", "base_url": TARGET.base_url},
        "bank": bank,
        "catalogue": {"scenarios": 1, "sha256": shipped_set().digest},
        "cast": {"own": False, "personas": {}, "unknown": {}},
        "deviations": [],
        "selection": ["accounts"],
        "judged_by": {"digests": {**DIGESTS, "code": code_digest()}, "archive": {}},
        **changed,
    }
    foot = {"complete": complete, "exit_code": exit_code}
    return Story(path=Path("ledger.jsonl"), header=header, records=(), entries=(), exchanges={}, footer=foot)


ASKED = Asked(only=("accounts",))
SHARD = {"number": 2, "of": 4, "seed": 0, "set": "0" * 64}


def test_the_same_question_is_answered() -> None:
    """What the environment has filled in is masked in the ledger, and held to nothing."""
    assert is_answered_by(story(), ASKED, TARGET)
    shard = Asked(only=("accounts",), shard=Shard(number=2, of=4), masked=True, now="2026-11-01T12:00")
    told = story(shard=SHARD, personal_data="masked", now="2026-11-01T12:00:00+01:00")
    assert is_answered_by(told, shard, TARGET)


@pytest.mark.parametrize(
    "changed",
    [
        {"complete": False},
        {"selection": []},
        {"shard": SHARD},
        {"personal_data": "masked"},
        {"now": "2026-11-01T12:00:00+01:00"},
        {"catalogue": {"scenarios": 1, "sha256": "0" * 64}},
        {"target": {"name": "bank", "base_url": "https://other.example/v1"}},
        {"bank": {**Bank(target=TARGET).told(), "live": True}},
        {"deviations": [{"scenario": "a"}]},
        {"cast": {"own": True, "personas": {}, "unknown": {}}},
        {"judged_by": {"digests": {**DIGESTS, "rules": "0" * 64}, "archive": {}}},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_another_question_is_not(changed: dict[str, Any]) -> None:
    """Of the set, the bank, the texts, or what the user chose."""
    assert not is_answered_by(story(**changed), ASKED, TARGET)


@pytest.mark.parametrize("code", [0, 1, 5, 2, 3, 4])
def test_only_a_word_about_the_bank_is_an_answer(code: int) -> None:
    """What was blocked or broken is tried again: the token, the redirect_uri or the proxy may be mended."""
    assert is_answered_by(story(exit_code=code), ASKED, TARGET) == (code in (0, 1, 5))


def test_another_shard_is_not() -> None:
    """Nor the whole, where a shard is asked for."""
    asked = Asked(only=("accounts",), shard=Shard(number=3, of=4))
    assert not is_answered_by(story(shard=SHARD), asked, TARGET)
    assert not is_answered_by(story(), asked, TARGET)


def test_the_words_of_a_run_say_it_all() -> None:
    """As the command line takes them."""
    asked = Asked(only=("a", "b"), shard=Shard(number=1, of=2), now="2026-11-01T12:00", masked=True, in_flight=3)
    assert list(asked.words()) == [
        "--only=a", "--only=b", "--shard=1/2", "--now=2026-11-01T12:00", "--mask-personal-data", "--in-flight=3",
    ]  # fmt: skip
    assert list(Asked().words()) == []
