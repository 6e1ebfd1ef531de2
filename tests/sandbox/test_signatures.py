"""The signatures of requests, as the bank verifies them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives import hashes

from conformance.certificates import issuing
from conformance.sandbox import create_app
from conformance.sandbox.client_authentication import ClientAuthentication
from conformance.sandbox.signatures import load_seal_certificate
from tests.sandbox.conftest import InProcess
from tests.support.secured import LONG, ROOT, Signer

ACCOUNTS = f"{ROOT}/accounts"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("certs")
    issuing.issue(folder)
    return folder


@pytest.fixture
def http(folder: Path) -> Iterator[httpx.Client]:
    registered = (load_seal_certificate(folder / "qseal.pem"),)
    app = create_app(authentication=ClientAuthentication(seal_certificates=registered))
    with httpx.Client(transport=InProcess(app), base_url="http://bank.test") as client:
        yield client


def answered(http: httpx.Client, headers: dict[str, str], target: str = ACCOUNTS, **more: Any) -> tuple[int, str, str]:
    """Status, message, and why not. A good signature without a token is refused for want of the token."""
    answer = http.request(more.pop("method", "GET"), target, headers=headers, **more)
    challenge = answer.headers.get("www-authenticate", "")
    return answer.status_code, answer.json()["message"], challenge.partition('error="')[2].rstrip('"')


GOOD = (401, "Unauthorized", "")


def now() -> datetime:
    return datetime.now(UTC)


FILTERED = f"{ACCOUNTS}/A%20b/transactions?dateFrom=2026-01-01&x=%2F"


@pytest.mark.parametrize("target", [ACCOUNTS, FILTERED, f"{ACCOUNTS}?"])
def test_a_true_signature_is_believed(http: httpx.Client, folder: Path, target: str) -> None:
    """Paths and queries as they stand on the wire."""
    signed = target.removesuffix("?")
    assert answered(http, Signer(folder=folder).headers("GET", signed, now()), target) == GOOD


@pytest.mark.parametrize("kind", [hashes.SHA1, hashes.SHA256])
@pytest.mark.parametrize("upper", [True, False])
def test_either_fingerprint_names_the_key(http: httpx.Client, folder: Path, kind: Any, upper: bool) -> None:
    """The text says SHA-256, its sample has the length of SHA-1 (ambiguity H2); letters of either case."""
    signer = Signer(folder=folder)
    name = signer.fingerprint(kind)
    signer = replace(signer, key_id=f"https://tpp.example/qseal_{name.upper() if upper else name}")
    assert answered(http, signer.headers("GET", ACCOUNTS, now())) == GOOD


def test_a_key_id_without_a_fingerprint_will_do(http: httpx.Client, folder: Path) -> None:
    """As in the documentation's own sample (ambiguity H1)."""
    assert answered(http, Signer(folder=folder, key_id="my key").headers("GET", ACCOUNTS, now())) == GOOD


def test_the_least_that_is_signed(http: httpx.Client, folder: Path) -> None:
    """Target and request id; live banks took no more."""
    signer = Signer(folder=folder, names=("(request-target)", "x-request-id"))
    headers = signer.headers("GET", ACCOUNTS, now())
    del headers["digest"], headers["date"]
    assert answered(http, headers) == GOOD


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"name": "qseal-other"}, "the key is not known"),
        ({"name": "qseal-other", "key_id": "any"}, "the signature does not match"),
        ({"names": ("x-request-id", "date")}, "(request-target) is not signed"),
        ({"names": ("(request-target)", "date")}, "x-request-id is not signed"),
        ({"algorithm": "hmac-sha256"}, "the algorithm is rsa-sha256"),
    ],
)
def test_signatures_that_say_too_little(http: httpx.Client, folder: Path, changes: dict[str, Any], why: str) -> None:
    """Each with its reason in the challenge."""
    headers = Signer(folder=folder, **changes).headers("GET", ACCOUNTS, now())
    assert answered(http, headers) == (401, "BE05", why)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"signature": None}, "there is no signature"),
        ({"signature": "garbage"}, "the signature has no keyId"),
        ({"x-request-id": "2"}, "the signature does not match"),
        ({"date": None}, "date is signed, but not sent"),
        ({"digest": "SHA-256=AAAA"}, "the digest is not that of the body"),
    ],
)
def test_requests_that_were_changed_on_the_way(
    http: httpx.Client, folder: Path, changes: dict[str, str | None], why: str
) -> None:
    """Headers taken away or put in."""
    headers = {**Signer(folder=folder).headers("GET", ACCOUNTS, now()), **changes}
    assert answered(http, {k: v for k, v in headers.items() if v is not None}) == (401, "BE05", why)


def test_noise_in_the_place_of_a_signature(http: httpx.Client, folder: Path) -> None:
    """No base64, and base64 of nothing."""
    headers = Signer(folder=folder).headers("GET", ACCOUNTS, now())
    for noise, why in (("§!", "the signature is no base64"), ("AAAA", "the signature does not match")):
        text = headers["signature"].rpartition('signature="')[0] + f'signature="{noise}"'
        assert answered(http, {**headers, "signature": text.encode("latin-1")}) == (401, "BE05", why)  # type: ignore[dict-item]


def test_a_body_is_sealed_by_its_digest(http: httpx.Client, folder: Path) -> None:
    """Another body, or a body without a digest."""
    put = {"target": f"{ROOT}/consents", "method": "PUT"}
    headers = Signer(folder=folder).headers("PUT", put["target"], now(), b"{}")
    assert answered(http, headers, content=b"{} ", **put)[2] == "the digest is not that of the body"
    bare = Signer(folder=folder, names=("(request-target)", "x-request-id")).headers("PUT", put["target"], now(), b"{}")
    assert answered(http, bare, content=b"{}", **put)[2] == "the digest of the body is missing"
    del bare["digest"]
    assert answered(http, bare, content=b"{}", **put)[2] == "the digest of the body is missing"
    assert answered(http, headers, content=b"{}", **put) == GOOD


def test_a_signature_is_good_once(http: httpx.Client, folder: Path) -> None:
    """Word for word the same request is a replay; another id makes another one."""
    headers = Signer(folder=folder).headers("GET", ACCOUNTS, now())
    assert answered(http, headers) == GOOD
    assert answered(http, headers) == (401, "BE05", "the signature came in before")
    assert answered(http, Signer(folder=folder).headers("GET", ACCOUNTS, now(), request_id="2")) == GOOD


@pytest.mark.parametrize("away", [-LONG, LONG], ids=["before", "after"])
def test_a_signature_of_another_time(http: httpx.Client, folder: Path, away: timedelta) -> None:
    """Five minutes either way are clocks apart; six are not."""
    headers = Signer(folder=folder).headers("GET", ACCOUNTS, now() + away)
    assert answered(http, headers) == (401, "BE05", "the signature is too old")


def test_the_clock_that_counts_is_the_banks(http: httpx.Client, folder: Path) -> None:
    """A test that moves it signs with the moved time."""
    http.put("/_sandbox/clock", json={"now": "2027-01-01T12:00:00+01:00"}).raise_for_status()
    later = datetime(2027, 1, 1, 11, 0, 1, tzinfo=UTC)
    assert answered(http, Signer(folder=folder).headers("GET", ACCOUNTS, later)) == GOOD


def test_logins_and_tokens_are_not_signed(http: httpx.Client) -> None:
    """A browser has no seal."""
    assert http.get("/stet/psd2/oauth/authorize").status_code == 400
    assert http.post("/stet/psd2/oauth/token", data={"client_id": "x"}).json()["error"] == "invalid_client"
