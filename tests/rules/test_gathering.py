"""What is true of all answers of a run together is judged once, when all have been heard."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from conformance import rules, specs
from conformance.clock import PARIS
from conformance.errors import Mistakes
from conformance.ledger.masks import Masks
from conformance.ledger.observations import packed, unpacked
from conformance.model import Asker, Exchange, Outcome, Purpose, Tally, Verdict
from conformance.rules import Judge
from conformance.rules.observed import TOO_FEW
from conformance.target.target import Target
from tests.support.answers import ROOT, exchange

RULE = "rules/debits-and-credits"
NOON = datetime(2026, 6, 17, 12, 0, tzinfo=PARIS)


def page(persona: str, *directions: str, of: str = "1") -> Exchange:
    """A page of transactions of a persona."""
    rows: list[Any] = [{"creditDebitIndicator": one} for one in directions]
    one = exchange({"transactions": rows})
    call = replace(one.call, url=f"{ROOT}/accounts/{of}/transactions", persona=persona)
    return replace(one, call=call, asker=Asker(purpose=Purpose.STEP, scenario="s", step=0))


def heard(*several: Exchange) -> Judge:
    judge = Judge(rules.load(), specs.load(), Target(name="bank", base_url=ROOT))
    for number, one in enumerate(several, 1):
        judge.hear(replace(one, number=number))
    return judge


def told(*judges: Judge) -> Verdict:
    """What the rule came to, each judge being one of a worker that tells the others by what can be sent."""
    masks = Masks()
    sent = [packed(one.take(), rules.load(), masks, str(number)) for number, one in enumerate(judges)]
    observed = [one for each in sent for one in unpacked(each)]
    return next(one for one in rules.verdicts(rules.load(), observed, NOON) if one.scenario.name == RULE)


def test_a_mock_that_knows_debits_only_is_told_once_for_all_its_customers() -> None:
    """Over two customers, on one worker or on two; the personas are named."""
    marc, alix = page("marc", *["DBIT"] * 12), page("alix", *["DBIT"] * 12)
    for verdict in (told(heard(marc, alix)), told(heard(marc), heard(alix))):
        assert (verdict.outcome, verdict.tally) == (Outcome.WARNED, Tally(held=0, broken=2))
        (finding,) = verdict.findings
        assert (finding.promise, finding.got, finding.must) == ("TRX-24", 1, False)
        assert finding.says == "the number of different values is wrong, among 24 values of the whole run"
        assert finding.seen is not None
        assert (finding.seen.answers, finding.seen.personas) == (2, ("alix", "marc"))


def test_one_customer_with_credits_is_enough() -> None:
    """Whether another worker has met him or the same."""
    marc, alix = page("marc", *["DBIT"] * 30), page("alix", *["CRDT"] * 30)
    for verdict in (told(heard(marc, alix)), told(heard(marc), heard(alix))):
        assert (verdict.outcome, verdict.tally) == (Outcome.PASSED, Tally(held=2, broken=0))


def test_of_few_values_nothing_is_said() -> None:
    """A page that is read again and again has no more of them."""
    verdict = told(heard(*[page("marc", *["DBIT"] * 12)] * 5))
    assert (verdict.outcome, verdict.reason) == (Outcome.SKIPPED, TOO_FEW)
    assert told(heard(page("marc", *["DBIT"] * 12), page("marc", *["DBIT"] * 12, of="2"))).outcome is Outcome.WARNED


def test_nothing_but_different_values_can_be_claimed_of_all_together(tmp_path: Path) -> None:
    """Where it stands is said."""
    text = (
        "title: A sentence that is true of a bank\ncovers: [TRX-24]\ntogether: 5\n"
        "when: {method: GET, address: /accounts, status: 200}\n"
        "should:\n  has: [accounts]\n  distinct:\n    accounts[*].name: 2\n"
    )
    (tmp_path / "wrong.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Mistakes) as wrong:
        rules.read(tmp_path, specs.load())
    assert [(one.place.line, one.hint) for one in wrong.value.mistakes] == [
        (6, "leave out `together`, or claim `distinct`"),
        (8, "write {least: 2}"),
    ]
