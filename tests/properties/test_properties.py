"""The honest bank keeps every property; each defect breaks the one it should, and is shown again by what it printed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from conformance import catalogue, specs
from conformance.errors import Mistakes
from conformance.model import Outcome, Verdict
from conformance.properties import PROPERTIES, Property, budget, examine, keep, sources
from conformance.runner import play
from conformance.sandbox import routes
from conformance.sandbox.consents import NO_CONSENT
from conformance.sandbox.rules import Refusal, Rules
from conformance.target.target import LoginOptions
from conformance.world import World
from tests.properties.conftest import named, opened

HONEST = {
    name: getattr(Rules, name) for name in ("page_number", "read_date", "page_url", "consent_after", "bad_request")
}


@pytest.mark.parametrize("prop", PROPERTIES, ids=lambda prop: prop.name)
def test_the_embedded_bank_keeps_every_property(prop: Property, world: World) -> None:
    verdict = examine(prop, world, budget("quick"), seed=7)
    assert (verdict.outcome, verdict.reason, verdict.findings) == (Outcome.PASSED, "", ())


def merges(_: Rules, old: Any, new: Any) -> Any:
    return replace(new, balances=old.balances | new.balances, transactions=old.transactions | new.transactions)


def refuses_d_90(_: Rules, filters: Any, today: Any) -> bool:
    return all(end > today - timedelta(days=90) for end in (filters.date_from, filters.date_to) if end)


def last_is_one_short(rules: Rules, text: str | None, last: int) -> int | None:
    number: int | None = HONEST["page_number"](rules, text, last)
    return last - 1 if text == "last" and last > 1 else number


def breaks_on_a_date(rules: Rules, text: str) -> Any:
    try:
        return HONEST["read_date"](rules, text)
    except ValueError:
        raise RuntimeError("boom") from None


def loses_the_filter(rules: Rules, place: Any, page: str | None) -> str:
    return str(HONEST["page_url"](rules, replace(place, filters=()), page))


def takes_what_is_wrong(_: Rules) -> Refusal:
    return Refusal(200, "FF01")


DEFECTS: dict[str, tuple[str, str, Any]] = {
    "dateTo is inclusive": ("filters", "before", lambda _, row, end: row.day <= end),
    "dateFrom is exclusive": ("filters", "not_before", lambda _, row, first: row.day > first),
    "D-90 is refused": ("filters", "period_is_allowed", refuses_d_90),
    "references compare as texts": ("filters", "compare", lambda _, one, other: (one > other) - (one < other)),
    "the filter is lost on the second page": ("filters-over-pages", "page_url", loses_the_filter),
    "a consent merges": ("consents", "consent_after", merges),
    "the identity is open to all": ("consents", "opens_identity", lambda *_: True),
    "balances open with transactions": (
        "consents",
        "opens_balances",
        lambda _, consent, one: one.iban in consent.ibans,
    ),
    "an unknown IBAN is taken": ("consents", "knows_ibans", lambda *_: True),
    "last points one page short": ("pages", "page_number", last_is_one_short),
    "a malformed date is a 500": ("refusals", "read_date", breaks_on_a_date),
    "a bad consent is answered 200": ("refusals", "bad_request", takes_what_is_wrong),
    "the old access token lives on": ("tokens", "refresh_ends_the_access_token", False),
    "the old grant lives on": ("tokens", "one_grant_per_role", False),
    "a code serves twice": ("tokens", "code_is_used_up", False),
    "revoking one leaves the other": ("tokens", "revocation_ends_both", False),
}


@pytest.mark.parametrize(
    ("name", "wrong_world"),
    [pytest.param(name, (rule, wrong), id=title) for title, (name, rule, wrong) in DEFECTS.items()],
    indirect=["wrong_world"],
)
def test_a_defect_is_found_and_its_counter_example_shows_it_again(
    name: str, wrong_world: World, tmp_path: Path
) -> None:
    verdict = examine(named(name), wrong_world, budget("quick"), seed=7)
    assert verdict.outcome is Outcome.FAILED, verdict.reason
    assert len(verdict.scenario.steps) <= 7
    again = _played(verdict, wrong_world, tmp_path)
    assert again.outcome is Outcome.FAILED
    assert again.findings[0].says == verdict.findings[0].says


def _played(verdict: Verdict, world: World, folder: Path) -> Verdict:
    path = keep(verdict, folder / "kept")
    assert path is not None
    assert path == keep(verdict, folder / "kept")
    assert path.read_text(encoding="utf-8") == verdict.counterexample
    (scenario,) = catalogue.load([path.parent], specs.load())
    return play(scenario, world)


def test_a_refused_consent_that_changes_something_is_found(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    honest = routes.ROUTES["/consents"][1]

    def forgets(authorized: Any) -> Any:
        try:
            return honest(authorized)  # type: ignore[misc]
        except Refusal:
            authorized.bank.memory.consents[authorized.grant.owner] = NO_CONSENT
            raise

    monkeypatch.setitem(routes.ROUTES, "/consents", ("PUT", forgets))
    for name in ("consents", "refusals"):
        verdict = examine(named(name), world, budget("quick"), seed=7)
        assert verdict.outcome is Outcome.FAILED
        assert _played(verdict, world, tmp_path / name).outcome is Outcome.FAILED


@pytest.mark.parametrize("wrong_world", [("before", lambda _, row, end: row.day <= end)], indirect=True)
def test_findings_point_into_the_counter_example(wrong_world: World) -> None:
    verdict = examine(named("filters"), wrong_world, budget("quick"), seed=7)
    first = verdict.findings[0]
    assert (first.word, {finding.must for finding in verdict.findings}) == ("selects", {True})
    assert "selects" in sources(verdict)[first.place.line]
    assert first.exchange is not None
    assert first.exchange.status == 200
    assert verdict.elapsed_ms > 0


def test_without_oauth_the_tokens_are_skipped(world: World) -> None:
    verdict = examine(named("tokens"), replace(world, target=replace(world.target, oauth=None)))
    assert (verdict.outcome, verdict.scenario.name) == (Outcome.SKIPPED, "properties/tokens")
    assert "oauth" in verdict.reason


def test_where_a_person_logs_in_no_logins_are_generated(world: World) -> None:
    by_person = replace(world.target, login=LoginOptions(kind="person"))
    assert examine(named("tokens"), replace(world, target=by_person)).outcome is Outcome.SKIPPED


def test_a_stage_that_cannot_be_set_blocks(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Rules, "knows_ibans", lambda *_: False)
    verdict = examine(named("pages"), world)
    assert verdict.outcome is Outcome.BLOCKED
    assert "consent of adam" in verdict.reason


@pytest.mark.parametrize("text", ["0", "-1", "many", ""])
def test_a_budget_is_quick_deep_or_a_number(text: str) -> None:
    assert [budget(word) for word in ("quick", "deep", "7")] == [25, 300, 7]
    with pytest.raises(Mistakes, match="--examples"):
        budget(text)


@pytest.mark.parametrize("module", ["conformance.runner", "conformance.plugin"])
def test_hypothesis_is_imported_with_the_properties_only(module: str) -> None:
    code = f"import sys, {module}; sys.exit('hypothesis' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_covers_and_readings_are_known(world: World) -> None:
    found: Callable[[str], bool] = world.specs.register.__contains__
    assert all(found(key) for prop in PROPERTIES for key in prop.covers)
    assert all(key in world.specs.ambiguities for prop in PROPERTIES for key in prop.reading)


@pytest.mark.parametrize("variation", ["opaque-cursors", "last-page-by-number", "links-by-path", "rows-shuffled"])
def test_a_harmless_difference_of_the_pages_is_no_failure(variation: str) -> None:
    with opened(variations=(variation,)) as world:
        assert examine(named("pages"), world).outcome is Outcome.PASSED


@pytest.mark.parametrize("variation", ["empty-lists-204", "codes-in-sentences", "errors-bare", "not-consented-404"])
def test_a_harmless_difference_of_the_refusals_is_no_failure(variation: str) -> None:
    with opened(variations=(variation,)) as world:
        assert examine(named("consents"), world).outcome is Outcome.PASSED
        assert examine(named("refusals"), world).outcome is Outcome.PASSED
