"""The stage of a scenario: the consent that is transmitted, the moment that is set."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from conformance import specs
from conformance.clock import PARIS
from conformance.errors import Blocked
from conformance.model import Consent
from conformance.stage import consent_body, moment

CAST = specs.load().cast.personas
NOW = datetime(2026, 3, 28, 12, 0, 30, tzinfo=PARIS)


def nicknames(persona: str, kind: str, consent: Any) -> list[str | None]:
    known = {account.iban: account.nickname for account in CAST[persona].accounts}
    return [known.get(one["iban"]) for one in consent_body(consent, CAST[persona])[kind]]


@pytest.mark.parametrize(
    ("consent", "balances", "transactions", "identity"),
    [
        ("everything", ["main", "loan"], ["main", "loan"], True),
        ("nothing", [], [], False),
        ("documented", ["main", "loan"], ["main"], True),
        (Consent(balances=("loan",)), ["loan"], [], False),
        (Consent(transactions=("main",), identity=True), [], ["main"], True),
    ],
)
def test_a_consent_names_accounts_by_their_nicknames(
    consent: Any, balances: list[str], transactions: list[str], identity: bool
) -> None:
    """What is not named is not consented; `documented` is what the persona table prints."""
    assert nicknames("thomas", "balances", consent) == balances
    assert nicknames("thomas", "transactions", consent) == transactions
    body = consent_body(consent, CAST["thomas"])
    assert body["psuIdentity"] is identity
    assert body["trustedBeneficiaries"] is False


def test_an_account_that_the_cast_lacks_blocks() -> None:
    """A mock may have personas of its own."""
    with pytest.raises(Blocked, match="marc has no account `busy` in this cast"):
        consent_body(Consent(balances=("busy",)), CAST["marc"])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("+61m", "2026-03-28T13:01:30+01:00"),
        ("+90s", "2026-03-28T12:02:00+01:00"),
        ("+25h", "2026-03-29T14:00:30+02:00"),
        ("+1d", "2026-03-29T13:00:30+02:00"),
        ("21:30", "2026-03-28T21:30:00+01:00"),
        ("21:30:05", "2026-03-28T21:30:05+01:00"),
        ("2026-07-01T08:00", "2026-07-01T08:00:00+02:00"),
    ],
)
def test_a_moment_is_one_in_paris(text: str, wanted: str) -> None:
    """A span is that of a watch: the night on which Paris changes its clocks is an hour short."""
    assert moment(text, NOW).isoformat() == wanted


@pytest.mark.parametrize("text", ["25:00", "2026-02-30T12:00", "+soons", "+99999999999d", "", "+Nones"])
def test_what_is_no_moment_blocks(text: str) -> None:
    """A number that a bank sent may be none."""
    with pytest.raises(Blocked, match="that is not a valid moment"):
        moment(text, NOW)
