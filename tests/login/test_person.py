"""The login of a person, and the tokens kept so that he need not come again."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from conformance.client.sender import Sender
from conformance.clock import PARIS, Clock
from conformance.errors import Blocked, Mistakes, Unreachable
from conformance.login import person
from conformance.login.login import Callback, Login, LoginFailed
from conformance.login.person import Console
from conformance.masking.secrets import Secrets
from conformance.target.target import LoginOptions, OAuth, Target
from conformance.tokens import store
from conformance.tokens.issued import IssuedToken
from conformance.tokens.tokens import Tokens
from tests.support.fakebank import Asked, FakeBank, Reply, as_json

NOON = datetime(2026, 6, 17, 12, tzinfo=PARIS)
TOKEN = IssuedToken(access="access-kept", refresh="refresh-kept", expires=NOON + timedelta(hours=1))


def target(redirect_uri: str = "https://app.example/cb", **changes: Any) -> Target:
    oauth = OAuth(
        authorize_url="https://bank.example/authorize", token_url="x", client_id="c", redirect_uri=redirect_uri
    )
    return Target(
        **{"name": "A Bank, live!", "base_url": "https://bank.example/v1", "oauth": oauth, "live": True, **changes}
    )


def company(answer: str = "", **changes: Any) -> tuple[Console, list[str]]:
    seen: list[str] = []

    def asked(question: str) -> str:
        seen.append(question)
        return answer

    return Console(**{"say": seen.append, "ask": asked, "show": lambda _: None, **changes}), seen


def test_a_pasted_address() -> None:
    """For a redirect_uri elsewhere: the address is printed, and the one the browser ended at is asked for."""
    who, seen = company("  https://APP.example/cb?code=c0de&state=s  ")
    callback = person.authorize(target(), {"state": "s", "redirect_uri": "https://app.example/cb"}, who)
    assert callback.params == {"code": "c0de", "state": "s"}
    assert "https://bank.example/authorize?state=s" in seen[0]
    assert "https://app.example/cb" in seen[1]


def test_what_was_pasted_must_be_the_callback() -> None:
    """People paste what they have at hand."""
    who, _ = company("https://evil.example/cb?code=c")
    with pytest.raises(LoginFailed, match=r"does not start with https://app\.example/cb"):
        person.authorize(target(), {}, who)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def test_a_callback_on_this_machine() -> None:
    """It is listened for; what else a browser asks for does not disturb."""
    port = free_port()

    def browse(url: str) -> None:
        state = parse_qs(urlsplit(url).query)["state"][0]

        def come_back() -> None:
            httpx.get(f"http://127.0.0.1:{port}/favicon.ico", trust_env=False)
            httpx.get(f"http://127.0.0.1:{port}/back?code=c0de&state={state}", trust_env=False)

        Thread(target=come_back, daemon=True).start()

    who, _ = company(show=browse, wait_s=20)
    callback = person.authorize(target(f"http://127.0.0.1:{port}/back"), {"state": "st"}, who)
    assert callback.params == {"code": "c0de", "state": "st"}


def test_a_person_who_does_not_come_back() -> None:
    """Is not waited for longer than said."""
    who, _ = company(wait_s=0.05)
    with pytest.raises(LoginFailed, match=r"within 0\.05 s"):
        person.authorize(target(f"http://127.0.0.1:{free_port()}/"), {}, who)


def test_a_port_that_is_taken() -> None:
    """Told, with the address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        with pytest.raises(LoginFailed, match="cannot listen at"):
            person.authorize(target(url), {}, company()[0])


# ------------------------------------------------------------------------------------------------------------ kept


def test_kept_and_read_back(tmp_path: Path) -> None:
    """Whole, by persona and scope, for their owner alone."""
    path = tmp_path / "deep" / "tokens.json"
    stored = {("marc", "aisp"): TOKEN, ("marc", "piisp"): IssuedToken(access="a2")}
    store.write(path, stored)
    assert store.read(path) == stored
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    store.write(path, {})
    assert store.read(path) == {}
    assert [each.name for each in path.parent.iterdir()] == ["tokens.json"]


def test_nothing_kept(tmp_path: Path) -> None:
    """No file, no tokens."""
    assert store.read(tmp_path / "none.json") == {}


def test_a_file_that_others_may_read_is_not_used(tmp_path: Path) -> None:
    """Who copied it could have changed it."""
    path = tmp_path / "tokens.json"
    store.write(path, {("marc", "aisp"): TOKEN})
    path.chmod(0o644)
    with pytest.raises(Mistakes, match="chmod 600"):
        store.read(path)


@pytest.mark.parametrize(
    "text", ["", "[]", '{"marc": 1}', '{"marc": {"aisp": {}}}', '{"marc": {"aisp": {"access": "a", "expires": "x"}}}']
)
def test_a_broken_file_is_told(text: str, tmp_path: Path) -> None:
    """With the way out."""
    path = tmp_path / "tokens.json"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(Mistakes, match="log in again"):
        store.read(path)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """The world's fault, told plainly."""
    (tmp_path / "file").write_text("")
    with pytest.raises(Unreachable, match="cannot be stored"):
        store.write(tmp_path / "file" / "tokens.json", {})


def test_each_bank_and_client_has_its_own_file(tmp_path: Path) -> None:
    """In the user's state folder, under a name he recognises."""
    environ = {"XDG_STATE_HOME": str(tmp_path)}
    one, other = store.place(target(), environ), store.place(target(base_url="https://bank.example/v2"), environ)
    assert one.parent == tmp_path / "stet-conformance"
    assert one.name.startswith("a-bank-live-")
    assert one != other


# ---------------------------------------------------------------------------------------------------- in a run


def answer(asked: Asked) -> Reply:
    return as_json(
        {"access_token": f"access-by-{asked.form['grant_type']}", "refresh_token": "refresh-new", "expires_in": 60}
    )


@contextmanager
def tokens_of(bank: FakeBank, state: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tokens]:
    monkeypatch.setenv("XDG_STATE_HOME", str(state))
    who, clock, secrets = bank.target(live=True, login=LoginOptions(kind="person")), Clock(NOON), Secrets()
    with Sender(who, clock, secrets) as sender:
        yield Tokens(who, {}, sender, clock, secrets)


def test_without_a_person_a_run_says_how_to_get_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It does not stop and wait."""
    says = r"stet-conformance login --target .* --persona marc"
    with FakeBank(answer) as bank, tokens_of(bank, tmp_path, monkeypatch) as tokens, pytest.raises(Blocked, match=says):
        tokens.access("marc", "aisp")


def test_a_login_lasts_over_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The person comes once; a later run takes up what was kept, refreshes it silently, and keeps that."""

    def by_person(_: Login, params: Mapping[str, str]) -> Callback:
        return Callback(params={"code": "c0de-by-hand", "state": params["state"]}, exchanges=())

    with FakeBank(answer) as bank:
        with tokens_of(bank, tmp_path, monkeypatch) as first:
            first.log_in_by(by_person)
            assert first.access("marc", "aisp") == "access-by-authorization_code"
        with tokens_of(bank, tmp_path, monkeypatch) as second:
            masked = second.secrets.mask("access-by-authorization_code refresh-new")
            assert re.fullmatch(r"\*{3}\d+ \*{3}\d+", masked)
            second.clock.set(NOON + timedelta(hours=2))
            assert second.access("marc", "aisp") == "access-by-refresh_token"
            file = store.place(second.target, {"XDG_STATE_HOME": str(tmp_path)})
            assert json.loads(file.read_text())["marc"]["aisp"]["access"] == "access-by-refresh_token"
            second.forget("marc")
            assert json.loads(file.read_text()) == {}
