"""Known deviations, from the list to every report and to the exit code."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import orjson
import pytest
import yaml

from conformance import deviations
from conformance.sandbox import Running, start
from tests.support.projects import ADAM, FAILS, PASSES, written
from tests.support.shell import Shell, shell

__all__ = ["shell"]

ENTRY = {"reason": "it is known to the bank", "owner": "Jeanne", "ticket": "BPGO-12", "expires": "2099-01-01"}
BLOCKED = PASSES.replace("marc", "lea").replace("Marc", "Lea")
TWICE = FAILS + "      lacks: [balances]\n"


@pytest.fixture(scope="module")
def bank() -> Iterator[Running]:
    running = start()
    yield running
    running.stop()


def target(shell: Shell, bank: Running, *entries: dict[str, str], tokens: str = "") -> str:
    """A target with a list of known deviations."""
    root = f"{bank.origin}/stet/psd2/oauth"
    (shell.path / "known.yaml").write_text(yaml.safe_dump({"deviations": [{**ENTRY, **one} for one in entries]}))
    (shell.path / "bank.yaml").write_text(
        f"name: b\nbase_url: {bank.base_url}\ndeviations: known.yaml\n{tokens}"
        f"oauth: {{authorize_url: '{root}/authorize', token_url: '{root}/token', client_id: PSDFR-ACPR-13807,"
        " redirect_uri: 'https://myAPP.fr/Home/OAuth2Callback'}\n"
    )
    return "--target=bank.yaml"


def footer(shell: Shell) -> dict[str, object]:
    found: dict[str, object] = orjson.loads((shell.path / "reports" / "ledger.jsonl").read_bytes().splitlines()[-1])
    return found


def test_a_known_deviation_is_listed_apart_everywhere(shell: Shell, bank: Running) -> None:
    """Terminal, ledger, HTML with the list as its annex, JUnit and Allure; it does not turn the run red."""
    written(shell.path, passes=PASSES, fails=FAILS)
    known = {"scenario": "balances/fails", "claim": "count balances"}
    other = {"scenario": "balances/unplayed"}
    assert shell("run", "scenarios", target(shell, bank, known, other)) == 0
    told = "it is known to the bank (BPGO-12, Jeanne, until 2099-01-01)"
    assert "DEVIANT  balances/fails" in shell.out
    assert f"reason   {told}" in shell.out
    assert "1 passed, 1 deviant" in shell.out
    assert [one["standing"] for one in footer(shell)["deviations"]] == ["it still fails", "not played on this run"]  # type: ignore[attr-defined]
    page = (shell.path / "reports" / "dossier.html").read_text(encoding="utf-8")
    annex = page.partition('<section id="deviations"')[2].partition("</table>")[0]
    for text in ("balances/fails", "count balances", "Jeanne", "BPGO-12", "2099-01-01", "it still fails"):
        assert text in annex
    case = _case(shell.path, "balances/fails")
    skipped = case.find("skipped")
    assert skipped is not None
    assert skipped.get("type") == "pytest.xfail"
    output = (case.findtext("system-out") or "").splitlines()
    assert {"[[PROPERTY|verdict=deviant]]", f"[[PROPERTY|reason={told}]]"} <= set(output)
    allure = _allure(shell.path, "balances/fails")
    assert allure["status"] == "failed"
    assert (allure["statusDetails"]["known"], allure["statusDetails"]["muted"]) == (True, True)


def test_a_deviation_under_an_old_name_still_holds(shell: Shell, bank: Running) -> None:
    """For the release in which scenarios were renamed; terminal and report say the new name."""
    written(shell.path, **{"three-kinds-private": FAILS})
    assert shell("run", "scenarios", target(shell, bank, {"scenario": "balances/three-kinds"})) == 0
    assert "1 deviant" in shell.out
    says = "known.yaml:2:3: balances/three-kinds is now called balances/three-kinds-private;"
    assert says in shell.out
    assert says in (shell.path / "reports" / "dossier.html").read_text(encoding="utf-8")


def _case(path: Path, name: str) -> ElementTree.Element:
    cases = ElementTree.parse(path / "reports" / "junit.xml").getroot().iter("testcase")
    return next(case for case in cases if case.get("name") == name)


def _allure(path: Path, name: str) -> dict[str, dict[str, object]]:
    files = (path / "reports" / "allure-results").glob("*-result.json")
    return next(one for one in map(json.loads, (file.read_text() for file in files)) if one["fullName"] == name)


@pytest.mark.parametrize(
    ("entries", "scenarios", "code"),
    [
        ([{"scenario": "balances/fails"}], {"fails": FAILS}, 0),
        ([{"scenario": "balances/fails", "claim": "count"}], {"fails": FAILS}, 0),
        ([{"scenario": "balances/fails", "claim": "status"}], {"fails": FAILS}, 1),
        ([{"scenario": "balances/fails", "claim": "count balances"}], {"fails": TWICE}, 1),
        ([{"scenario": "balances/fails", "expires": "2020-01-01"}], {"fails": FAILS}, 1),
        ([{"scenario": "balances/passes"}], {"passes": PASSES}, 5),
        ([{"scenario": "balances/passes", "expires": "2020-01-01"}], {"fails": FAILS, "passes": PASSES}, 1),
        ([{"scenario": "balances/other", "expires": "2020-01-01"}], {"passes": PASSES}, 5),
        ([{"scenario": "balances/passes"}], {"passes": PASSES, "blocked": BLOCKED}, 3),
        ([{"scenario": "balances/blocked"}], {"passes": PASSES, "blocked": BLOCKED}, 3),
        ([{"scenario": "balances/fails"}, {"scenario": "balances/passes"}], {"fails": FAILS, "passes": PASSES}, 5),
    ],
    ids=[
        "listed", "by its word", "another claim is listed", "one of two is listed", "expired and failing",
        "passes again", "another failure outweighs it", "expired", "blocked outweighs stale",
        "a blocked one is not stale", "one holds, one is stale",
    ],
)  # fmt: skip
def test_the_exit_code(
    shell: Shell, bank: Running, entries: list[dict[str, str]], scenarios: dict[str, str], code: int
) -> None:
    """1 before 3 before 5; a list that is not kept up is red."""
    written(shell.path, **scenarios)
    aimed = target(shell, bank, *entries, tokens="tokens: {lea: {aisp: a-token-that-was-never-issued}}\n")
    assert shell("run", "scenarios", aimed) == code
    assert shell("report", "reports/ledger.jsonl") == code


def test_a_list_with_a_mistake_is_a_usage_error(shell: Shell, bank: Running) -> None:
    """All four particulars are required; nothing is sent."""
    written(shell.path, passes=PASSES)
    assert shell("run", "scenarios", target(shell, bank, {"scenario": "balances/passes", "ticket": ""})) == 2
    assert "known.yaml" in shell.err
    assert not (shell.path / "reports" / "ledger.jsonl").exists()


def test_what_is_new_is_ready_to_paste(shell: Shell, bank: Running) -> None:
    """A file with an entry for each claim of each new failure: filled in by a person, it makes the next run green."""
    written(shell.path, fails=TWICE, adams=ADAM)
    assert shell("run", "scenarios", target(shell, bank)) == 1
    pasted = shell.path / "reports" / "new-deviations.yaml"
    assert "reports/new-deviations.yaml" in shell.out
    assert "CHANGE ME" in (shell.path / "reports" / "dossier.html").read_text(encoding="utf-8")
    filled = pasted.read_text()
    assert filled.count("reason: CHANGE ME") == 1  # one cause breaks two promises
    for key, value in ENTRY.items():
        filled = filled.replace(f"{key}: CHANGE ME", f"{key}: {value}")
    aimed = target(shell, bank)
    (shell.path / "known.yaml").write_text(filled)
    assert len(deviations.load(shell.path / "known.yaml")) == 2
    assert shell("run", "scenarios", aimed) == 0
    assert "1 passed, 1 deviant" in shell.out
    assert not pasted.exists()


def test_plain_pytest_is_strict_too(shell: Shell, bank: Running) -> None:
    """A listed failure that no longer fails ends pytest with 1, as a strict xfail that passes does."""
    written(shell.path, passes=PASSES)
    aimed = target(shell, bank, {"scenario": "balances/passes"})
    assert pytest.main(["scenarios", aimed, "-p", "no:cacheprovider", "-q"]) == 1
