"""The bank behind mutual TLS: who gets in, and how the others are told."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from conformance.certificates import issuing
from conformance.sandbox import Running, start
from tests.support.secured import CLIENT, ROOT, client

OAUTH = "/stet/psd2/oauth"
CALLBACK = "https://myapp.example/callback"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("certs")
    issuing.issue(folder)
    return folder


@pytest.fixture(scope="module")
def bank(folder: Path) -> Iterator[Running]:
    running = start(tls=folder)
    yield running
    running.stop()


def code(http: httpx.Client) -> str:
    """A code for Marc, got in a browser that has no certificate to show."""
    asked = {"response_type": "code", "client_id": CLIENT, "redirect_uri": CALLBACK, "scope": "aisp"}
    asked["login_hint"] = "D0999990I0"
    page = http.get(f"{OAUTH}/authorize", params=asked).text
    session = page.partition('name="session" value="')[2].partition('"')[0]
    answer = http.post(f"{OAUTH}/confirmation", data={"session": session, "code_sms": "12345678"})
    return answer.headers["location"].partition("code=")[2]


def exchange(http: httpx.Client, text: str, client_id: str = CLIENT) -> httpx.Response:
    form = {"grant_type": "authorization_code", "client_id": client_id, "redirect_uri": CALLBACK, "code": text}
    return http.post(f"{OAUTH}/token", data=form)


def ask(http: httpx.Client, token: str) -> httpx.Response:
    return http.get(f"{ROOT}/accounts", headers={"Authorization": f"Bearer {token}", "X-Request-ID": "17"})


def test_a_registered_party_is_served(bank: Running, folder: Path) -> None:
    """Browser without a certificate, token and accounts with it; links lead to https."""
    with client(folder, bank.origin, None) as browser, client(folder, bank.origin) as party:
        token = exchange(party, code(browser)).json()["access_token"]
        answer = ask(party, token)
    assert bank.base_url.startswith("https://")
    assert answer.status_code == 200
    assert answer.json()["_links"]["self"]["href"].startswith(f"{bank.base_url}/accounts")


@pytest.mark.parametrize("certificate", [None, "qwac-wrong-role", "qwac-no-psd2"])
def test_a_caller_without_the_role_is_not_recognised(bank: Running, folder: Path, certificate: str | None) -> None:
    """403 with BE05, the request id echoed; nothing of the token is said."""
    with client(folder, bank.origin, certificate) as http:
        answer = ask(http, "any")
    assert (answer.status_code, answer.json()["message"]) == (403, "BE05")
    assert answer.headers["x-request-id"] == "17"


@pytest.mark.parametrize(
    ("certificate", "says"),
    [
        (None, "no client certificate"),
        ("qwac-wrong-role", "PSP_AI"),
        ("qwac-no-psd2", "PSP_AI"),
        ("qwac-other-organization", "not this client's"),
    ],
)
def test_tokens_go_to_their_client_only(bank: Running, folder: Path, certificate: str | None, says: str) -> None:
    """invalid_client (RFC 8705), and the code is still good for its owner."""
    with client(folder, bank.origin, certificate) as stranger, client(folder, bank.origin) as party:
        text = code(party)
        refused = exchange(stranger, text)
        assert exchange(party, text).status_code == 200
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")
    assert says in refused.json()["error_description"]
    assert refused.headers["cache-control"] == "no-store"


def test_a_token_serves_the_certificate_it_was_given_to(bank: Running, folder: Path) -> None:
    """Stolen by another registered party it opens nothing."""
    with client(folder, bank.origin) as party, client(folder, bank.origin, "qwac-other-organization") as thief:
        token = exchange(party, code(party)).json()["access_token"]
        stolen = ask(thief, token)
    assert (stolen.status_code, stolen.json()["message"]) == (403, "BE05")


@pytest.mark.parametrize("certificate", ["qwac-expired", "qwac-not-yet-valid", "qwac-unknown-ca"])
def test_a_certificate_that_is_not_valid_ends_the_handshake(bank: Running, folder: Path, certificate: str) -> None:
    """Nothing at all is answered, on the login screens neither."""
    with client(folder, bank.origin, certificate) as http, pytest.raises((httpx.TransportError, ssl.SSLError)):
        http.get(f"{OAUTH}/authorize")


def test_the_controls_stay_open(bank: Running, folder: Path) -> None:
    """It is no part of the bank."""
    with client(folder, bank.origin, None) as http:
        assert http.get("/_sandbox").status_code == 200
