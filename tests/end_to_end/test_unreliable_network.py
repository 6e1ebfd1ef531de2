"""A bank that is slow, busy, gone, or talks without end: no wrong verdict, and no run that hangs."""

from __future__ import annotations

import gzip
import itertools
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from conformance import catalogue, specs
from conformance.model import Outcome, Verdict
from conformance.runner import open_world, play
from conformance.sandbox import Running, start
from conformance.target.load import bare_target
from conformance.target.target import Features, Limits, Target
from tests.support.fakebank import Asked, FakeBank, Reply, as_json, moved
from tests.support.played import Bank
from tests.support.projects import ADAM, FAILS, PASSES, written
from tests.support.shell import Shell, shell
from tests.support.unreliable_network import Mischief, Road, after, every

__all__ = ["shell"]

CATALOGUE = catalogue.load([specs.scenarios_folder()], specs.load())
LEFT_OUT = ("certificates", "signatures", "fallback", "headers", "media-types", "links")
FEW = [one for one in CATALOGUE if not one.name.startswith(LEFT_OUT)][::16]
"""A few of every folder: logins, codes, consents, pages, batch accesses."""


@pytest.fixture(scope="module")
def bank() -> Iterator[Running]:
    running = start()
    yield running
    running.stop()


def played(base_url: str, origin: str, **limits: float) -> dict[str, Verdict]:
    target = bare_target(base_url, {})
    features = Features(quotas=True, clock=True, revocation=True, batch=True, refusal=True)
    clock = f"{origin}/_sandbox/clock"
    target = replace(
        target,
        features=replace(features, clock=clock),
        quotas_url=f"{origin}/_sandbox/quotas",
        limits=Limits(**{"timeout_s": 10, **limits}),  # type: ignore[arg-type]
    )
    with open_world(target, specs.load()) as world:
        return {one.name: play(one, world) for one in FEW}


@pytest.fixture(scope="module")
def smooth(bank: Running) -> dict[str, Outcome]:
    return {name: verdict.outcome for name, verdict in played(bank.base_url, bank.origin).items()}


@pytest.mark.parametrize("kind", ["reset", "lost", "half", "503", "429", "slow"])
def test_a_rough_road_leads_to_no_wrong_verdict(bank: Running, smooth: dict[str, Outcome], kind: str) -> None:
    """Every verdict is that of the smooth road, or `blocked` with the reason; what was tried again is told."""
    with Road(bank.origin, every(10, kind)) as road:
        found = played(road.base_url, bank.origin)
    wrong = {
        name: (verdict.outcome, verdict.reason, verdict.findings)
        for name, verdict in found.items()
        if verdict.outcome not in (smooth[name], Outcome.BLOCKED)
    }
    assert not wrong
    blocked = [verdict for name, verdict in found.items() if verdict.outcome is not smooth[name]]
    assert all(verdict.reason for verdict in blocked)
    assert len(blocked) < len(FEW) / 2  # a login that is lost on the way may not be sent again, and blocks
    notes = [exchange.note for verdict in found.values() for exchange in verdict.exchanges if exchange.note]
    assert (notes == []) == (kind == "slow")


@pytest.mark.long
def test_a_bank_just_within_the_time_out_is_judged(bank: Running, smooth: dict[str, Outcome]) -> None:
    """Slow is not wrong."""
    with Road(bank.origin, every(7, "slow"), delay_s=0.3) as road:
        found = played(road.base_url, bank.origin, timeout_s=3)
    assert {name: verdict.outcome for name, verdict in found.items()} == smooth


# --------------------------------------------------------------------------------------------- the run as a whole


RUN = {"a": FAILS, "b": PASSES, "c": PASSES, "d": ADAM, "e": ADAM}


def target_file(shell: Shell, road: Road, **limits: float) -> str:
    told = ", ".join(f"{name}: {value}" for name, value in limits.items())
    root = f"{road.base_url.removesuffix('/v1.4.2')}/oauth"
    (shell.path / "bank.yaml").write_text(
        f"name: rough\nbase_url: {road.base_url}\nlimits: {{{told}}}\n"
        f"oauth: {{authorize_url: '{root}/authorize', token_url: '{root}/token', client_id: PSDFR-ACPR-13807,"
        " redirect_uri: 'https://myAPP.fr/Home/OAuth2Callback'}\n"
    )
    return "--target=bank.yaml"


@pytest.mark.parametrize("kind", ["plug", "reset", "silent", "503"])
def test_the_plug_is_pulled_after_a_failure(shell: Shell, bank: Running, kind: str) -> None:
    """What was proven stands (exit code 1); the rest is blocked at once, and the bank is not asked for ever."""
    with Road(bank.origin, after_first_verdict(shell.path, kind)) as road:
        written(shell.path, **RUN)
        began = time.monotonic()
        assert shell("run", "scenarios", target_file(shell, road, timeout_s=0.3)) == 1
        assert time.monotonic() - began < 30
    assert "1 failed, 4 blocked" in shell.out
    assert "BLOCKED  " in shell.out
    assert "Traceback" not in shell.out + shell.err


def after_first_verdict(path: Path, kind: str) -> Mischief:
    """Once the first verdict is on disk nothing works any more."""

    def mischief(_count: int, _path: str) -> str:
        ledger = path / "reports" / "ledger.jsonl"
        return kind if ledger.exists() and b'"kind":"verdict"' in ledger.read_bytes() else ""

    return mischief


@pytest.mark.parametrize("kind", ["plug", "silent"])
def test_the_plug_is_pulled_before_anything_was_proven(shell: Shell, bank: Running, kind: str) -> None:
    """Exit code 3: nothing is said of the bank; after three calls without an answer it is left alone."""
    with Road(bank.origin, after(1, kind)) as road:
        written(shell.path, **RUN)
        assert shell("run", "scenarios", target_file(shell, road, timeout_s=0.2)) == 3
        assert road.count <= 8
    assert "5 blocked" in shell.out
    assert "gave up after 3 calls without an answer" in shell.out


def test_a_bank_that_only_says_busy_is_not_judged(shell: Shell, bank: Running) -> None:
    """A whole run of 503: blocked, exit code 3, with the reason."""
    with Road(bank.origin, after(0, "503")) as road:
        written(shell.path, **RUN)
        assert shell("run", "scenarios", target_file(shell, road)) == 3
        assert road.count <= 8
    assert "answers 503 and asks to come back later" in shell.out + shell.err
    assert "FAILED" not in shell.out


# ----------------------------------------------------------------------------------------------- what has no end


ACCOUNTS = "  - GET: /accounts\n    token: none\n    expect: {status: 200, has: [accounts]}\n"
WALK = "  - walk: /accounts\n    token: none\n    expect: {status: 200}\n"


@pytest.fixture
def mock() -> Iterator[Bank]:
    with FakeBank(lambda _: as_json({})) as server:
        bank = Bank(server)
        server.answer = bank.answer
        bank.changes = {"limits": Limits(timeout_s=2, body_mib=1, page_cap=7)}
        yield bank


@pytest.mark.parametrize("packed", [False, True])
def test_a_body_too_long_is_not_judged(mock: Bank, packed: bool) -> None:
    """Nor is memory filled with it: a bomb of gzip stands for gigabytes."""
    body = b'{"accounts": "' + b"x" * 40_000_000 + b'"}'
    headers = (("Content-Encoding", "gzip"),) if packed else ()
    mock.routes["GET /accounts"] = Reply(headers=headers, body=gzip.compress(body) if packed else body)
    verdict = mock.play(ACCOUNTS)
    assert verdict.outcome is Outcome.BLOCKED
    assert "the body is longer than 1 MiB" in verdict.reason


def test_pages_without_end_are_left(mock: Bank) -> None:
    """Each page has another next page; the walk ends at the cap, and nothing is said of the bank."""
    numbers = itertools.count(2)

    def page(_: Asked) -> Reply:
        links = {"next": {"href": f"{mock.target.base_url}/accounts?page={next(numbers)}"}}
        return as_json({"accounts": [], "_links": links})

    mock.routes["GET /accounts"] = page
    verdict = mock.play(WALK)
    assert verdict.outcome is Outcome.BLOCKED
    assert len(mock.asked) <= 2 * 7
    assert "limits.page_cap" in verdict.reason


def test_a_redirect_in_a_circle_is_an_answer(mock: Bank) -> None:
    """It is not followed, so it cannot run in a circle; the status is what failed."""
    mock.routes["GET /accounts"] = moved("/stet/psd2/v1.4.2/accounts")
    verdict = mock.play(ACCOUNTS)
    assert verdict.outcome is Outcome.FAILED
    assert len(mock.asked) == 1 + 1
    assert (verdict.findings[0].word, verdict.findings[0].got) == ("status", 302)


# ------------------------------------------------------------------------------------------------ foreign hosts


TOKEN = "canary-of-a-token-that-must-stay-at-home"
HREFS = (
    "{foreign}/stet/psd2/v1.4.2/accounts/1",
    "{foreign}/elsewhere",
    "//{host}/stet/psd2/v1.4.2/accounts/1",
    "http://{own}@{host}/stet/psd2/v1.4.2/accounts/1",
    "http://{own}:80@{host}/accounts/1",
    "{foreign}\\@{own}/stet/psd2/v1.4.2/accounts/1",
    "http://[",
    "http://[::1",
    "http://{host}:99999/stet/psd2/v1.4.2/accounts/1",
    "javascript:alert(1)",
    "https://{own}/stet/psd2/v1.4.2/accounts/1",
)


@pytest.mark.parametrize("href", HREFS)
@pytest.mark.parametrize("verb", ["follow", "walk"])
def test_a_token_never_leaves_for_a_host_that_a_link_names(mock: Bank, href: str, verb: str) -> None:
    """A host that listens and is not listed receives nothing at all, whatever a body says."""
    steps = f"  - GET: /accounts\n    expect: {{status: 200}}\n  - {verb}: _links.next\n    expect: {{status: 200}}\n"
    with FakeBank(lambda _: as_json({})) as foreign:
        own = mock.server.origin.removeprefix("http://")
        link = href.format(foreign=foreign.origin, host=foreign.origin.removeprefix("http://"), own=own)
        mock.routes["GET /accounts"] = as_json({"_links": {"next": {"href": link}}})
        mock.changes |= {"tokens": {"marc": {"aisp": TOKEN}}}
        verdict = mock.play(steps)
        assert foreign.asked == []
    assert verdict.outcome in (Outcome.FAILED, Outcome.WARNED)
    sent = [one for one in mock.server.asked if "authorization" in one.headers]
    assert len(sent) == len(mock.server.asked)


def test_a_redirect_is_not_followed_with_a_token(mock: Bank) -> None:
    """Neither to another host nor within the bank."""
    with FakeBank(lambda _: as_json({})) as foreign:
        mock.changes |= {"tokens": {"marc": {"aisp": TOKEN}}}
        for place in (f"{foreign.origin}/stet/psd2/v1.4.2/accounts", "/elsewhere"):
            mock.routes["GET /accounts"] = moved(place, 307)
            assert mock.play("  - GET: /accounts\n    expect: {status: 200}\n").outcome is Outcome.FAILED
        assert foreign.asked == []
    assert {one.path for one in mock.server.asked} == {"/stet/psd2/v1.4.2/accounts"}


def test_a_link_in_clear_is_not_followed_from_a_bank_over_tls() -> None:
    """A token would be read on the way."""
    from conformance.client.links import Link, resolve, trusted  # noqa: PLC0415 - beside what it shows

    target = Target(name="b", base_url="https://bank.example/stet/psd2/v1.4.2", link_hosts=("other.example",))
    for host in ("bank.example", "other.example"):
        clear = f"http://{host}/stet/psd2/v1.4.2/accounts"
        assert not trusted(clear, target)
        found = resolve(clear, target.base_url + "/accounts", target)
        assert isinstance(found, Link)
        assert found.url == "https://bank.example/stet/psd2/v1.4.2/accounts"
        assert found.note
