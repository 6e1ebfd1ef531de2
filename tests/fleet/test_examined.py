"""What is told of one establishment."""

from __future__ import annotations

from conformance import specs
from conformance.fleet.examined import of_story
from conformance.history.kept import of_examined
from conformance.model import Outcome
from tests.support.fleets import establishment
from tests.support.stories import story, verdict

REFUSED = "the bank answered 400 to https://west.example/oauth/authorize: Unknown application of Marc DUPONT"


def test_a_bank_where_all_was_blocked_says_for_what() -> None:
    """By the reason that most scenarios have. A history keeps no words of the bank."""
    told = {"a": "no token", "b": REFUSED, "c": REFUSED}
    verdicts = tuple(verdict(name, Outcome.BLOCKED, reason=reason) for name, reason in told.items())
    found = of_story(establishment("WEST"), story(verdicts=verdicts), specs.load().register, resumed=False)
    assert (found.word, found.reason) == ("COULD NOT RUN", REFUSED)
    assert of_examined(found).reason == "the bank answered 400 to https://west.example/oauth/authorize"
