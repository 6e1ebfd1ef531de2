"""certs, sandbox, doctor, login: from nothing to a run against a bank that demands certificates."""

from __future__ import annotations

import re
import stat
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from conformance import specs
from conformance.cli import cli
from conformance.clock import Clock
from conformance.errors import Mistakes, Unreachable
from conformance.model import NOBODY
from conformance.sandbox import Running, start
from conformance.target.load import load_target
from conformance.tokens import store
from conformance.world import assemble, login_of

OLD, CALLBACK = "https://127.0.0.1:8089", "http://127.0.0.1:{}/callback"


def call(*arguments: str | Path) -> int:
    return int(cli.main([str(one) for one in arguments], standalone_mode=False) or 0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pki with a blank")
    call("certs", folder)
    return folder


@pytest.fixture(scope="module")
def bank(folder: Path) -> Iterator[Running]:
    running = start(tls=folder, signatures=True)
    yield running
    running.stop()


@pytest.fixture
def target(folder: Path, bank: Running) -> Path:
    """The target file that `certs` wrote, for the port that was free."""
    path = folder / "here.yaml"
    path.write_text((folder / "target.yaml").read_text().replace(OLD, bank.origin))
    return path


def changed(target: Path, *pairs: tuple[str, str]) -> Path:
    text = target.read_text()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    path = target.with_name("changed.yaml")
    path.write_text(text)
    return path


def test_certs_writes_a_target_that_can_be_run(target: Path, tmp_path: Path) -> None:
    """The two commands it names lead to a green run."""
    assert call("run", "-q", "--only", "accounts/marc-one-page", "--target", target, "--reports", tmp_path) == 0


def test_certs_says_what_each_file_is_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And how to go on."""
    assert call("certs", tmp_path / "new", "--client-id", "PSDFR-ACPR-12345") == 0
    told = capsys.readouterr().out
    assert "qwac.pem   shown in mutual TLS" in told
    assert "qwac-expired.pem   to be refused" in told
    assert f"sandbox --mtls {tmp_path / 'new'} --signatures" in told
    found = load_target(tmp_path / "new" / "target.yaml")
    assert found.oauth is not None
    assert found.oauth.client_id == "PSDFR-ACPR-12345"
    assert found.tls is not None
    assert len(found.tls.bad) == 6


def test_certs_into_a_folder_that_cannot_be(tmp_path: Path) -> None:
    """Told, not thrown."""
    (tmp_path / "file").write_text("")
    with pytest.raises(Unreachable, match="cannot be written"):
        call("certs", tmp_path / "file" / "below")


def test_the_sandbox_names_what_is_missing(tmp_path: Path) -> None:
    """With the command that makes it."""
    with pytest.raises(Mistakes, match="stet-conformance certs"):
        call("sandbox", "--port", "0", "--mtls", tmp_path)


def test_a_doctor_who_finds_nothing(target: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every line is one thing that was looked at."""
    assert call("doctor", "--target", target) == 0
    told = capsys.readouterr().out
    assert "MEND" not in told
    for what in ("client certificate: PSDFR-ACPR-13807, PSP_AI", "TLSv1.3", "clock: ", "oauth.token_url", "sarl2640: "):
        assert what in told


@pytest.mark.parametrize(
    ("pairs", "says"),
    [
        ([(f"qwac{end}", f"qwac-expired{end}") for end in (".pem\n", ".key\n")], "the client certificate expired on"),
        ([(f"qwac{end}", f"qwac-wrong-role{end}") for end in (".pem\n", ".key\n")], "role PSP_AI missing"),
        ([("key: qseal.key", "key: qseal-other.key")], "401 BE05 .*the signature does not match"),
        ([("/qseal_", "/qseal")], "keyId does not end in _ and the fingerprint"),
        ([("/v1.4.2\n", "/v1.4.3\n")], "GET /accounts without a token is answered with 404"),
        ([("/oauth/token\n", "/oauth/tokens\n")], "oauth.token_url: POST is answered with 404"),
        ([("ca: ca.pem", "ca: unknown-ca.pem")], "the certificate of 127.0.0.1 is not trusted"),
        ([("base_url: https", "base_url: http")], "does this port speak https://"),
        ([("base_url: https://127.0.0.1:", "base_url: https://no-such-host.invalid:")], "cannot be resolved"),
    ],
)
def test_a_doctor_names_what_to_mend(
    target: Path, pairs: list[tuple[str, str]], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One thing is wrong, and it is told."""
    assert call("doctor", "--target", changed(target, *pairs)) == 3
    told = [line for line in capsys.readouterr().out.splitlines() if not line.startswith("ok")]
    assert re.search(says, "\n".join(told)), told


def test_a_login_that_needs_nobody_is_tried(target: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And nothing is kept of it."""
    assert call("login", "--persona", "marc", "--target", target) == 0
    told = capsys.readouterr().out
    assert re.search(r"marc is logged in: .* a token of scope aisp until \d{4}", told)
    assert "nothing is kept" in told
    with pytest.raises(Mistakes, match="did you mean"):
        call("login", "--persona", "mark", "--target", target)


def test_a_person_logs_in_once(
    target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """His browser comes back to this machine; a later run finds the tokens and asks nobody."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    port = free_port()
    by_person = changed(
        target,
        ("https://myapp.example/callback", CALLBACK.format(port)),
        ("features:", "login: {kind: person}\nfeatures:"),
    )
    monkeypatch.setattr("webbrowser.open", lambda url: Thread(target=a_person, args=(url, target)).start())
    assert call("login", "--persona", "marc", "--target", by_person) == 0
    file = store.place(load_target(by_person))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert str(file) in capsys.readouterr().out
    with assemble(load_target(by_person), specs.load(), Clock(None)) as world:
        assert world.api.ask("GET", "/accounts", world.cast.personas["marc"], NOBODY).status == 200
    assert call("run", "-q", "--only", "accounts/marc-one-page", "--target", by_person, "--reports", tmp_path) == 0
    assert call("run", "-q", "--only", "accounts/adam-with-cards", "--target", by_person, "--reports", tmp_path) == 3


def free_port() -> int:
    import socket  # noqa: PLC0415 - for this alone

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def a_person(url: str, target: Path) -> None:
    """What somebody does in his browser: the bank's screens, then back to the callback."""
    asked = dict(parse_qsl(urlsplit(url).query))
    with assemble(load_target(target), specs.load(), Clock(None)) as world:
        from conformance.login.login import authorize  # noqa: PLC0415 - as above

        oauth = world.target.oauth
        assert oauth is not None
        found = authorize(world.sender, world.target, login_of(world.cast.personas["marc"]), asked)
    urllib.request.urlopen(f"{asked['redirect_uri']}?{urlencode(found.params)}").read()
