"""A bank that demands client certificates and signatures, examined from end to end."""

from __future__ import annotations

import re
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from conformance import catalogue, embedded, runner, sandbox, specs
from conformance.certificates import eidas, issuing
from conformance.errors import Unreachable
from conformance.model import Outcome, Scenario, Verdict
from conformance.target.target import Limits, LoginOptions, Signature, Target
from conformance.tokens import store

GREEN = (Outcome.PASSED, Outcome.WARNED)
CATALOGUE = catalogue.load([specs.scenarios_folder()], specs.load())
REFUSALS = [one for one in CATALOGUE if one.name.startswith(("signatures/", "certificates/"))]
FEW = [one for one in CATALOGUE if one.name in ("accounts/marc-one-page", "balances/marc-three")]
BY_BROWSER = [
    one
    for one in CATALOGUE
    if one.name
    in (
        "accounts/marc-one-page",
        "accounts/adam-with-cards",
        "tokens/code-becomes-token",
        "authorize/refusal-comes-back",
        "authorize/time-out-comes-back",
        "authorize/client-unknown",
    )
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("certs")
    issuing.issue(folder)
    return folder


@pytest.fixture(scope="module")
def target(folder: Path) -> Iterator[Target]:
    """The bank as a target with everything it wants."""
    running, target = embedded.start(certificates=folder)
    yield target
    running.stop()


def seal(folder: Path, name: str = "qseal") -> Signature:
    prints = eidas.read(folder / f"{name}.pem").fingerprint
    return Signature(key_id=f"https://tpp.example/seal_{prints}", key=folder / f"{name}.key")


def showing(target: Target, folder: Path, name: str) -> Target:
    assert target.tls is not None
    return replace(target, tls=replace(target.tls, certificate=folder / f"{name}.pem", key=folder / f"{name}.key"))


def played(target: Target, scenarios: Sequence[Scenario]) -> list[Verdict]:
    with runner.open_world(target, specs.load()) as world:
        return [runner.play(one, world) for one in scenarios]


def told(verdicts: Sequence[Verdict], but: tuple[Outcome, ...]) -> dict[str, object]:
    return {one.scenario.name: (one.outcome, one.reason, one.findings) for one in verdicts if one.outcome not in but}


@pytest.mark.long
def test_the_whole_catalogue_by_form_robot(target: Target) -> None:
    """Nothing red, nothing skipped but what needs a second client; each refusal was really tried."""
    verdicts = played(target, CATALOGUE)
    assert told(verdicts, (*GREEN, Outcome.SKIPPED)) == {}
    skipped = [one for one in verdicts if one.outcome is Outcome.SKIPPED]
    assert {one.reason for one in skipped} <= {"the target does not declare a second client (features.second_client)"}
    assert {one.name for one in REFUSALS} <= {one.scenario.name for one in verdicts if one.outcome is Outcome.PASSED}


def test_a_quarter_from_kept_tokens(target: Target, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A person logged in before; the run needs nobody, and leaves tokens that a second run can use."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    by_person = replace(target, login=LoginOptions(kind="person"))
    with runner.open_world(target, specs.load()) as world:
        both = [(who, scope) for who in world.cast.personas for scope in ("aisp", "piisp")]
        stored = {key: world.tokens.obtain(*key) for key in both}
    file = store.place(by_person)
    store.write(file, stored)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    still = [one for one in CATALOGUE if "clock" not in one.needs and "revocation" not in one.needs][::4]
    verdicts = played(by_person, still)
    assert told(verdicts, (*GREEN, Outcome.SKIPPED)) == {}
    assert sum(one.outcome in GREEN for one in verdicts) > 75
    assert told(played(by_person, FEW), GREEN) == {}


STEPS = (
    {"fill": "#identifiant", "with": "identifier"},
    {"click": "button[name=continue]"},
    {"wait": "#code_sms", "fill": "#code_sms", "with": "code"},
    {"click": "button[name=continue]"},
)


@pytest.mark.long("browser")
def test_personas_log_in_by_headless_chromium(target: Target) -> None:
    """The bank's own authority is believed, its screens are filled in by a real browser."""
    login = LoginOptions(kind="browser", steps=STEPS, fields={"cancel": "button[name=refuse]"})
    by_browser = replace(target, login=login, limits=Limits(timeout_s=10))
    assert len(BY_BROWSER) == 6
    assert told(played(by_browser, BY_BROWSER), (Outcome.PASSED,)) == {}


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("qwac-expired", r"the client certificate expired on \d{4}-\d\d-\d\d"),
        ("qwac-not-yet-valid", r"the client certificate is not valid before \d{4}-\d\d-\d\d"),
        ("qwac-unknown-ca", r"refuse the one it is shown"),
    ],
)
def test_a_certificate_that_ends_the_handshake_ends_the_run(target: Target, folder: Path, name: str, says: str) -> None:
    """Before a scenario is tried, with the reason as far as we can see it."""
    with pytest.raises(Unreachable, match=says):
        played(showing(target, folder, name), FEW)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("qwac-wrong-role", "401: invalid_client, the certificate does not give the role PSP_AI"),
        ("qwac-no-psd2", "401: invalid_client, the certificate does not give the role PSP_AI"),
        ("qwac-other-organization", "401: invalid_client, the certificate is not this client's"),
    ],
)
def test_a_certificate_that_is_refused_blocks_every_scenario(
    target: Target, folder: Path, name: str, says: str
) -> None:
    """Nothing is said of the bank, and the bank's own words are passed on."""
    verdicts = played(showing(target, folder, name), FEW)
    assert {one.outcome for one in verdicts} == {Outcome.BLOCKED}
    assert all(says in one.reason for one in verdicts), [one.reason for one in verdicts]


@pytest.mark.parametrize(
    "bent",
    [
        lambda target, _: replace(target, signature=None),
        lambda target, folder: replace(target, signature=seal(folder, "qseal-other")),
        lambda target, folder: replace(target, signature=replace(seal(folder), key=folder / "qseal-other.key")),
    ],
    ids=["none", "another seal", "another key under its name"],
)
def test_a_seal_that_is_refused_blocks_every_scenario(
    target: Target, folder: Path, bent: Callable[[Target, Path], Target]
) -> None:
    """BE05 is no judgement of the bank but of us; the advice names what to look at."""
    verdicts = played(bent(target, folder), FEW)
    assert {one.outcome for one in verdicts} == {Outcome.BLOCKED}
    assert all(re.search(r"401 BE05: .*signature\.key", one.reason) for one in verdicts), verdicts


def test_without_a_bad_certificate_its_scenario_is_skipped(target: Target) -> None:
    """A target need not have them; what is left out is told."""
    assert target.tls is not None
    few = replace(target, tls=replace(target.tls, bad={}))
    verdicts = {one.scenario.name: one for one in played(few, REFUSALS)}
    assert verdicts["certificates/expired"].reason == "the target does not declare tls.bad.expired"
    assert verdicts["certificates/none"].outcome is Outcome.PASSED


def test_a_bank_that_checks_nothing_is_found_out(target: Target) -> None:
    """The same scenarios against the bank in clear, which takes everybody: all of them fail."""
    lax = sandbox.start()
    try:
        assert target.oauth is not None
        here = {
            name: value.replace(target.base_url.partition("/stet")[0], lax.origin)
            for name, value in (("authorize_url", target.oauth.authorize_url), ("token_url", target.oauth.token_url))
        }
        open_door = replace(target, base_url=lax.base_url, oauth=replace(target.oauth, **here), quotas_url=None)
        verdicts = played(open_door, REFUSALS)
    finally:
        lax.stop()
    lenient = {"signatures/accepted", "signatures/stale", "signatures/replayed"}
    assert set(told(verdicts, GREEN)) == {one.name for one in REFUSALS} - lenient
    warned = {one.scenario.name for one in verdicts if one.outcome is Outcome.WARNED}
    assert warned >= {"signatures/stale", "signatures/replayed"}
