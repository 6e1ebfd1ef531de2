"""Who plays a scenario on a target with a cast of its own, and what that cast lacks where nobody can."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from conformance import catalogue, specs, yamlfile
from conformance.catalogue.casting import assigned, lacking
from conformance.errors import Mistakes
from conformance.model import Scenario
from conformance.specs import Cast, read_own_cast
from conformance.target.load import load_target

CAST = specs.load().cast
READS = "  - {GET: /accounts, expect: {status: 200}}\n"


def written(who: str, steps: str = READS, head: str = "") -> Scenario:
    text = f"title: A sentence that is true\ncovers: [ACC-01]\nas: {who}\n{head}steps:\n{steps}"
    return catalogue.parse(yamlfile.parse(text, "s.yaml"), "s", specs.load())


def own(*personas: str, **changed: object) -> Cast:
    """A cast of these personas, as documented unless changed."""
    return Cast(personas={key: replace(CAST.personas[key], **changed) for key in personas}, unknown=CAST.unknown)  # type: ignore[arg-type] # fields of Persona


def played_by(scenario: Scenario, cast: Cast) -> str:
    assert lacking(scenario, cast, CAST) == ""
    return assigned(scenario, cast, CAST).persona


def test_the_first_whom_the_cast_has_plays() -> None:
    """In the order of the scenario; `anyone` is everybody else, in the order of the cast."""
    several = written("[alix, marc, anyone]")
    assert played_by(several, CAST) == "alix"
    assert played_by(several, own("adam", "marc")) == "marc"
    assert played_by(several, own("adam", "technco")) == "adam"


def test_who_lacks_what_the_scenario_names_is_passed_over() -> None:
    """An account in a step, in what is kept, in the consent, or with so many rows; the identity."""
    second = "  - {GET: /accounts/$second.resourceId/balances, expect: {status: 200}}\n"
    assert played_by(written("[marc, anyone]", second), own("technco", "marie")) == "marie"
    keeps = "  - GET: /accounts\n    keep: {a: 'accounts[resourceId=$second.resourceId]'}\n"
    assert played_by(written("[marc, anyone]", keeps), own("technco", "marie")) == "marie"
    consent = "given: {consent: {balances: [second]}}\n"
    assert played_by(written("[marc, anyone]", head=consent), own("technco", "marie")) == "marie"
    long = "given: {consent: everything, rows: {main: 300}}\n"
    assert played_by(written("[sarl2640, anyone]", head=long), own("adam", "sarl2640")) == "sarl2640"
    name = "  - {GET: /end-user-identity, expect: {status: 200, equals: {connectedPsu: $me.identity.connectedPsu}}}\n"
    assert played_by(written("[marc, anyone]", name), own("adam", "marc")) == "marc"


@pytest.mark.parametrize(
    ("who", "steps", "cast", "told"),
    [
        ("alix", READS, ("marc",), "no persona alix"),
        ("[alix, adam]", READS, ("marc",), "none of alix, adam"),
        ("marc", READS.replace("GET: /accounts", "GET: /accounts, as: adam"), ("marc",), "no persona adam"),
        ("[marc, anyone]", READS.replace("/accounts", "/accounts/$third.resourceId"), ("marie",),
         "no account `third` of marie"),
        ("[marc, anyone]", READS.replace("status: 200", "status: 200, equals: {message: $me.identity.connectedPsu}"),
         ("marie",), "no `$me.identity.connectedPsu` of marie"),
        ("[marc, anyone]", READS.replace("status: 200", "status: 200, none: {message: $others.ibans}"), ("marie",),
         "nobody beside marie"),
        ("marc", READS.replace("/accounts", "/accounts/$adam.zero.resourceId"), ("marc",), "no persona adam"),
    ],
)  # fmt: skip
def test_what_a_cast_lacks_is_told(who: str, steps: str, cast: tuple[str, ...], told: str) -> None:
    """Not as a word that means nothing, nor as the bank's data."""
    scenario = written(who, steps)
    assert lacking(scenario, own(*cast), CAST) == f"the target's cast has {told}"
    assert assigned(scenario, own(*cast), CAST) == scenario
    assert lacking(scenario, CAST, CAST) == ""


def test_accounts_that_a_persona_of_the_targets_own_does_not_have() -> None:
    """The same persona with fewer accounts; one whose rows the cast itself says are fewer."""
    main, *others = CAST.personas["marc"].accounts
    raw = {key: value for key, value in CAST.personas["marc"].raw.items() if key != "main"}
    smaller = own("marc", accounts=tuple(others), raw=raw)
    asks = written("marc", READS.replace("/accounts", "/accounts/$main.resourceId/balances"))
    assert lacking(asks, smaller, CAST) == "the target's cast has no account `main` of marc"
    needs = written("marc", head="given: {consent: everything, rows: {main: 5}}\n")
    assert lacking(needs, smaller, CAST) == "the target's cast has no account `main` of marc"
    assert lacking(written("marc"), smaller, CAST) == ""
    few = own("marc", raw={**CAST.personas["marc"].raw, "transactions": {main.nickname: 4}})
    assert lacking(needs, few, CAST) == "the target's cast has no account of marc with 5 transactions"


def test_a_step_about_one_more_customer_may_be_left_out() -> None:
    """`optional`: the others of the cast still play their steps."""
    more = "  - {GET: /accounts, as: adam, optional: true, expect: {status: 200}}\n"
    assert lacking(written("marc", READS + more), own("marc"), CAST) == ""


def test_an_optional_step_is_left_out_where_its_words_mean_nothing() -> None:
    """What a customer of no card, or nobody else, has kept: the other steps are played."""
    theirs = "  - {GET: /accounts, as: adam, optional: true, keep: {card: 'accounts[0].resourceId'}}\n"
    more = "  - {GET: /accounts/$card/balances, optional: true, expect: {status: 403}}\n"
    assert lacking(written("marc", READS + theirs + more), own("marc"), CAST) == ""
    always = written("marc", READS + theirs + more.replace("optional: true, ", ""))
    assert lacking(always, own("marc"), CAST) == "the target's cast has no `$card` of marc"


def test_what_is_known_by_other_means_is_not_missing() -> None:
    """What a step has kept, what a link was found in, OAuth2's addresses, ids of nobody, days."""
    steps = (
        "  - {GET: /accounts, keep: {card: 'accounts[0].resourceId'}, expect: {status: 200}}\n"
        "  - {GET: /accounts/$card/balances, expect: {status: 200}}\n"
        "  - {GET: /accounts/$unknown.account/balances, query: {a: $today-1d, b: $uuid}, expect: {status: 404}}\n"
        "  - {POST: $oauth.token, form: {a: $oauth.client_id}, expect: {status: 400}}\n"
    )
    assert lacking(written("marc", steps), own("marc"), CAST) == ""


# ------------------------------------------------------------------------------------------- a file of the target's


def cast_file(path: Path, *nicknames: str, persona: str = "adam") -> Path:
    """A hand-written cast of one persona with these accounts, as documented."""
    lines = ["personas:", f"  {persona}:", "    name: A", "    segment: PRO", "    login: a", '    sms_code: "1"']
    lines += ["    cards: {announced: 0}", "    accounts:"]
    known = {one.nickname: one for one in CAST.personas[persona].accounts}
    for name in nicknames:
        lines.append(f"      - {{nickname: {name}, iban: {known[name].iban}, resourceId: {known[name].resource_id}}}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_cast_of_the_targets_own_is_completed_from_the_documentation(tmp_path: Path) -> None:
    """Second nicknames, ids of nobody, and whose accounts are others'; not what it says itself."""
    cast = read_own_cast(cast_file(tmp_path / "cast.yaml", "zero", "busy"), CAST)
    adam = cast.personas["adam"]
    assert (adam.account("main"), adam.account("second")) == (adam.account("busy"), adam.account("zero"))
    assert adam.raw["main"] == adam.raw["busy"]
    assert cast.unknown == CAST.unknown
    assert set(cast.strangers) == set(CAST.personas) - {"adam"}
    asks = (
        "  - {GET: /accounts/$marc.main.resourceId/balances, expect: {status: 403, none: {message: $others.ibans}}}\n"
    )
    assert lacking(written("[marc, anyone]", asks), cast, CAST) == ""


def test_who_has_an_account_of_the_targets_own_cast_is_no_stranger(tmp_path: Path) -> None:
    """A mock may give Adam the accounts that are documented as Marc's."""
    path = cast_file(tmp_path / "cast.yaml", "zero")
    marcs = CAST.personas["marc"].accounts[0]
    path.write_text(path.read_text().replace(CAST.personas["adam"].accounts[0].iban, marcs.iban), encoding="utf-8")
    assert "marc" not in read_own_cast(path, CAST).strangers


@cache
def shipped() -> tuple[Scenario, ...]:
    return catalogue.load([specs.scenarios_folder()], specs.load())


@pytest.mark.parametrize(
    "offers",
    [
        "features: {piisp: false}",
        "oauth: {authorize_url: 'http://127.0.0.1:9/a', token_url: 'http://127.0.0.1:9/t', client_id: x, "
        "redirect_uri: 'http://127.0.0.1:9/cb'}",
    ],
    ids=["without-logins", "with-logins"],
)
def test_a_mock_of_marc_gets_four_fifths_of_the_catalogue(offers: str, tmp_path: Path) -> None:
    """Bodies, headers and refusals are claimed of whomever the target has."""
    cast_file(tmp_path / "cast.yaml", "main", "second", "third", persona="marc")
    path = tmp_path / "mock.yaml"
    path.write_text(f"name: m\nbase_url: http://127.0.0.1:9\ncast: cast.yaml\n{offers}\n", "utf-8")
    target = load_target(path, {})
    cast = specs.load().cast_of(target.cast)
    offered = [one for one in shipped() if all(target.offers(need) for need in one.needs)]
    blocked = [one.name for one in offered if lacking(one, cast, CAST)]
    assert len(blocked) <= len(shipped()) // 5, blocked


def test_the_documented_cast_can_play_everything_as_it_is_written() -> None:
    """The first of each list; whoever else is named could stand in for him."""
    for scenario in shipped():
        assert assigned(scenario, CAST, CAST) == scenario
        for persona in set(scenario.personas) - {"anyone"}:
            assert not lacking(replace(scenario, personas=(persona,)), CAST, CAST), (scenario.name, persona)


@pytest.mark.parametrize("who", ["anyone", "[anyone, marc]", "[marc, mark]"])
def test_anyone_stands_at_the_end_of_a_list(who: str) -> None:
    """And who is named must be known."""
    with pytest.raises(Mistakes, match=r"s.yaml:3:\d+: `(anyone|mark)` is not a known persona"):
        written(who)
