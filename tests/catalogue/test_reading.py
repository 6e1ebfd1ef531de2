"""Scenario files into scenarios; every mistake of every file is told before anything is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conformance import catalogue, specs, yamlfile
from conformance.errors import Mistakes
from conformance.model import USUAL, Consent, Follow, Place, Request, Scenario, Stage
from tests.support.golden import same

HEADER = "# yaml-language-server: $schema=../../specs/scenario.schema.json\n"
GOLDEN = Path(__file__).parents[1] / "golden" / "catalogue"
WHOLE = """\
title: A sentence that is true of a conforming bank
covers: [AT-TRX-1, AT-TRX-2]
as: alix
scope: piisp
needs: [fallback]
reading: [F6]
given:
  consent: {balances: [main], psuIdentity: true}
  clock: 21:30
  token: garbled
  quotas: fresh
  rows: {main: 5}
steps:
  - GET: /accounts/$main.resourceId/transactions
    query: {dateFrom: $today-8d}
    as: marc
    expect:
      status: 200
      count:
        transactions[resourceId=$main.resourceId]: 1
      has: [_links, _links.c]
    should: {headers: {Cache-Control: no-store}}
    keep:
      ids: transactions[*].resourceId
  - follow: _links.next
    expect: {status: [200, 204]}
"""


def parsed(text: str) -> Scenario:
    return catalogue.parse(yamlfile.parse(text, "s.yaml"), "a/s", specs.load())


def mistakes(text: str) -> list[str]:
    with pytest.raises(Mistakes) as caught:
        parsed(text)
    return [str(mistake) for mistake in caught.value.mistakes]


def simple(steps: str, head: str = "") -> str:
    return f"title: A sentence that is true\ncovers: [AT-TRX-1]\nas: alix\n{head}steps:\n{steps}"


def test_a_scenario_is_what_its_file_says() -> None:
    """Head, stage and steps, each where it belongs."""
    scenario = parsed(WHOLE)
    assert (scenario.name, scenario.persona, scenario.scope) == ("a/s", "alix", "piisp")
    assert scenario.covers == ("AT-TRX-1", "AT-TRX-2")
    assert scenario.reading == ("F6",)
    assert str(scenario.place) == "s.yaml:1:8"
    consent = Consent(balances=("main",), identity=True)
    assert scenario.given == Stage(consent=consent, clock="21:30", token="garbled", quotas="fresh", rows={"main": 5})
    first, second = scenario.steps
    assert isinstance(first, Request)
    assert (first.method, first.addresses) == ("GET", ("/accounts/$main.resourceId/transactions",))
    assert (first.query, first.actor, first.payload) == ({"dateFrom": "$today-8d"}, "marc", None)
    assert first.keep == {"ids": "transactions[*].resourceId"}
    assert isinstance(second, Follow)
    assert (second.path, second.query, second.envelope) == ("_links.next", {}, USUAL)


def test_each_claim_has_its_place_and_each_entry_its_own() -> None:
    """Expect is a must, should is not."""
    status, count, has, headers = parsed(WHOLE).answered[0].claims
    assert [claim.word for claim in (status, count, has, headers)] == ["status", "count", "has", "headers"]
    assert [claim.must for claim in (status, count, has, headers)] == [True, True, True, False]
    assert str(status.at("")) == "s.yaml:18:15"
    assert str(count.at("transactions[resourceId=$main.resourceId]")) == "s.yaml:20:52"
    assert str(has.at("_links.c")) == "s.yaml:21:21"
    assert str(headers.at("Cache-Control")) == "s.yaml:22:39"
    assert count.at("not there") == count.place


@pytest.mark.parametrize(
    ("head", "step", "needs"),
    [
        ("", "{GET: /a, expect: {status: 200}}", ()),
        ("scope: piisp\n", "{GET: /a, expect: {status: 200}}", ("piisp",)),
        ("", "{GET: /a, scope: piisp, expect: {status: 200}}", ("piisp",)),
        ("given: {clock: 12:00}\n", "{GET: /a, expect: {status: 200}}", ("clock",)),
        ("", "{clock: +1h}", ("clock",)),
        ("given: {quotas: fresh}\n", "{GET: /a, expect: {status: 200}}", ("quotas",)),
        ("", "{authorize: {}}", ("oauth",)),
        ("", "{POST: $oauth.token, expect: {status: 400}}", ("oauth",)),
        ("", "{authorize: {}, press: cancel}", ("oauth", "refusal")),
        ("", "{authorize: {}, meanwhile: marie}", ("oauth", "robot")),
        ("", "{authorize: {}, typed: {sms_code: ['1', '2']}}", ("oauth", "robot")),
        ("needs: [oauth, fallback]\n", "{authorize: {}}", ("oauth", "fallback")),
    ],
)
def test_features_follow_from_what_a_scenario_does(head: str, step: str, needs: tuple[str, ...]) -> None:
    """Beside those it names itself."""
    assert parsed(simple(f"  - {step}\n", head)).needs == needs


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_mistake_is_told_at_its_place(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of a file at once, as the golden file beside it has them."""
    monkeypatch.chdir(GOLDEN)
    with pytest.raises(Mistakes) as caught:
        catalogue.load_file(path, specs.load())
    same(f"catalogue/{path.stem}.txt", str(caught.value))


def test_nothing_is_kept_of_several_answers() -> None:
    """Nobody could say of which; several answers of one address are another matter: the last counts."""
    several = "  - GET: [/accounts, /end-user-identity]\n    expect: {status: 200}\n    keep: {a: accounts}\n"
    (mistake,) = mistakes(simple(several))
    assert mistake.startswith("s.yaml:7:5: `keep` cannot stand beside several addresses")
    parsed(simple("  - GET: /accounts\n    times: 2\n    expect: {status: 200}\n    keep: {a: accounts}\n"))


def test_there_are_golden_files() -> None:
    """An empty folder would prove nothing."""
    assert len(list(GOLDEN.glob("*.yaml"))) >= 8


def test_a_word_that_a_step_keeps_is_known_from_the_next_one_on() -> None:
    """Not before, and not in the step itself."""
    early = simple(
        "  - {GET: /a/$id, expect: {status: 200}, keep: {id: a}}\n  - {GET: /a/$id, expect: {status: 200}}\n"
    )
    assert mistakes(early) == ["s.yaml:5:11: `$id` is not known here (did you mean `uuid`?)"]


def test_words_mean_what_they_mean_to_who_acts() -> None:
    """A step of somebody else has his nicknames."""
    wrong = simple("  - {GET: /accounts/$busy.resourceId, expect: {status: 200}}\n")
    assert len(mistakes(wrong)) == 1
    assert parsed(wrong.replace("expect", "as: adam, expect"))


def test_only_a_follow_has_it() -> None:
    """`$it` is the object that holds the link."""
    claim = "expect: {equals: {a: $it.resourceId}}"
    assert parsed(simple(f"  - {{GET: /a, expect: {{status: 200}}}}\n  - {{follow: _links.self, {claim}}}\n"))
    assert mistakes(simple(f"  - {{GET: /a, {claim}}}\n")) == ["s.yaml:5:36: `$it` is not known here"]


@pytest.mark.parametrize(
    "step", ["{GET: /a, should: {status: 200}}", "{GET: /a, keep: {a: b}}", "{clock: +1s}", "{authorize: {}}"]
)
def test_a_step_that_wants_something_is_enough(step: str) -> None:
    """A should, a part to keep; a clock and a login want nothing."""
    assert parsed(simple(f"  - {step}\n"))


@pytest.mark.parametrize(
    ("name", "first", "wanted"),
    [
        ("a.yaml", HEADER, True),
        ("a.yml", "\ufeff" + HEADER, True),
        ("a.yaml", "# $schema=https://x/scenario.schema.json", True),
        ("a.yaml", "# yaml-language-server: $schema=target.schema.json", False),
        ("a.yaml", "\n" + HEADER, False),
        ("a.yaml", "", False),
        ("a.txt", HEADER, False),
    ],
)
def test_a_scenario_is_known_by_its_first_line(name: str, first: str, wanted: bool, tmp_path: Path) -> None:
    """So that other YAML files of a project are left alone."""
    path = tmp_path / name
    path.write_text(first, encoding="utf-8")
    assert catalogue.is_scenario(path) is wanted


def test_what_cannot_be_read_is_no_scenario(tmp_path: Path) -> None:
    """A file that is gone, or is no text."""
    (tmp_path / "b.yaml").write_bytes(b"\xff\xfe")
    assert not catalogue.is_scenario(tmp_path / "gone.yaml")
    assert not catalogue.is_scenario(tmp_path / "b.yaml")


def write(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEADER + text, encoding="utf-8")
    return folder


GOOD = simple("  - {GET: /accounts, expect: {status: 200}}\n")


@pytest.mark.parametrize("typed", [".", "scenarios", "scenarios/a", "scenarios/a/b", "scenarios/a/b/one.yaml"])
@pytest.mark.parametrize("home", ["scenarios", "checks"])
def test_a_scenario_has_one_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, home: str) -> None:
    """Whatever folder was typed to get there, and whether it is called scenarios or otherwise."""
    write(tmp_path / home, {"a/b/one.yaml": GOOD})
    monkeypatch.chdir(tmp_path)
    (found,) = catalogue.load([Path(typed.replace("scenarios", home))], specs.load())
    assert found.name == "a/b/one"


def test_a_folder_is_loaded_in_the_order_of_its_names(tmp_path: Path) -> None:
    """Named by their paths; files of another schema, and those where no scenario is, are left alone."""
    folder = write(tmp_path, {"b/two.yaml": GOOD, "a/one.yml": GOOD, "b/one.yaml": GOOD})
    (folder / "b" / "target.yaml").write_text("# $schema=target.schema.json\nname: x\n", encoding="utf-8")
    (folder / "compose.yaml").write_text("services: {}\n", encoding="utf-8")
    assert [one.name for one in catalogue.load([folder], specs.load())] == ["a/one", "b/one", "b/two"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "1:1: the first line does not name the schema of scenarios"),
        (b"title: forgotten\n", "1:1: the first line does not name the schema of scenarios"),
        (f"\n{HEADER}{GOOD}".encode(), "1:1: the first line does not name the schema of scenarios"),
        (f"{HEADER}{GOOD}".encode("utf-16"), "1:1: this file is UTF-16, not UTF-8"),
        ("title: été\n".encode("cp1252"), "1:8: this file is not UTF-8"),
        (b"a: [1\n", "1:4: this is not YAML"),
    ],
)
def test_no_file_beside_scenarios_is_left_out_in_silence(tmp_path: Path, content: bytes, told: str) -> None:
    """It may be one that lacks its header, or that nobody can read."""
    folder = write(tmp_path, {"one.yaml": GOOD})
    (folder / "other.yaml").write_bytes(content)
    with pytest.raises(Mistakes) as caught:
        catalogue.load([folder], specs.load())
    assert f"other.yaml:{told}" in str(caught.value)


def test_a_single_file_is_named_from_its_scenarios_folder(tmp_path: Path) -> None:
    """Or by itself where there is none."""
    folder = write(tmp_path, {"scenarios/a/one.yaml": GOOD, "else/two.yaml": GOOD})
    files = [folder / "scenarios" / "a" / "one.yaml", folder / "else" / "two.yaml"]
    assert [one.name for one in catalogue.load(files, specs.load())] == ["a/one", "two"]


def test_the_mistakes_of_all_files_come_together(tmp_path: Path) -> None:
    """One run tells all."""
    folder = write(
        tmp_path, {"a.yaml": GOOD, "b.yaml": "titel: x\n", "c.yaml": "[", "d.yaml": GOOD.replace("AT-TRX-1", "X")}
    )
    with pytest.raises(Mistakes) as caught:
        catalogue.load([folder], specs.load())
    places = [one.place for one in caught.value.mistakes]
    assert all(isinstance(place, Place) for place in places)
    assert [Path(place.file).name for place in places if place] == [*["b.yaml"] * 4, "c.yaml", "d.yaml"]


def test_what_the_specs_do_not_have_is_not_known(tmp_path: Path) -> None:
    """The register, the codes and the ambiguities are those of the specs that are given."""
    bare: dict[str, Any] = {"register": {}, "codes": {}, "ambiguities": {}}
    path = write(tmp_path, {"a.yaml": simple("  - {GET: /a, expect: {error: BADS}}\n", "reading: [F6]\n")}) / "a.yaml"
    assert catalogue.load_file(path, specs.load()).reading == ("F6",)
    with pytest.raises(Mistakes) as caught:
        catalogue.load_file(path, replace(specs.load(), **bare))
    assert [one.says for one in caught.value.mistakes] == [
        "`AT-TRX-1` is not a known requirement",
        "`F6` is not a known ambiguity",
        "`BADS` is not a known error code of the bank",
    ]
