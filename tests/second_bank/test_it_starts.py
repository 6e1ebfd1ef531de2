"""The second bank answers: its login by hand, its pages, its refusals."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
import pytest

from . import Running, start

PSU_HERE = {"PSU-IP-Address": "192.0.2.7", "X-Request-ID": "second-1"}
ADAM_IBANS = [{"iban": "FR7613807008063031966574122"}, {"iban": "FR7613807008063031966574219"}]


@pytest.fixture(scope="module")
def bank() -> Iterator[Running]:
    running = start()
    yield running
    running.stop()


def log_in(bank: Running, login: str, scope: str = "aisp") -> httpx.Client:
    """A client with that person's token, fetched through both screens by hand."""
    with httpx.Client(follow_redirects=True) as browser:
        asked = {"response_type": "code", "client_id": bank.client_id, "redirect_uri": bank.redirect_uri}
        screen = browser.get(bank.authorize_url, params={**asked, "scope": scope, "state": "s1"})
        screen = browser.post(
            urljoin(str(screen.url), "valider-identifiant"), data={**hidden(screen.text), "champ_a7": login}
        )
        proof = {**hidden(screen.text), "zz_code_9": "12345678", "geste": "confirmer_9"}
        end = browser.post(urljoin(str(screen.url), "./verifier?etape=2"), data=proof, follow_redirects=False)
        back = parse_qs(urlsplit(end.headers["location"]).query)
        assert (back["state"], back["voie"]) == (["s1"], ["7"])
        form = {"grant_type": "authorization_code", "code": back["code"][0], "redirect_uri": bank.redirect_uri}
        pair = httpx.post(bank.token_url, data={**form, "client_id": bank.client_id}).json()
        assert httpx.post(bank.token_url, data={**form, "client_id": bank.client_id}).status_code == 400
    head = {**PSU_HERE, "Authorization": f"Bearer {pair['access_token']}"}
    return httpx.Client(base_url=bank.base_url, headers=head)


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', page))


def walk(client: httpx.Client, path: str) -> list[int]:
    """How many rows each page has."""
    sizes, at = [], path
    while at:
        body = client.get(urljoin(str(client.base_url), at) if at.startswith("/stet") else at).json()
        sizes.append(len(body["transactions"]))
        at = body["_links"].get("next", {}).get("href", "")
    return sizes


def open_all(client: httpx.Client, ibans: list[dict[str, str]]) -> None:
    everything = {"balances": ibans, "transactions": ibans, "trustedBeneficiaries": False, "psuIdentity": True}
    assert client.put("consents", json=everything).status_code == 201


def test_adam_has_245_rows_on_two_pages(bank: Running) -> None:
    """Two screens, a consent, then 200 rows and 45."""
    with log_in(bank, "D0999994I0") as adam:
        assert adam.get("accounts/038-CPT30319665742/transactions").status_code == 403
        open_all(adam, ADAM_IBANS)
        assert len(adam.get("accounts").json()["accounts"]) == 4
        assert walk(adam, "accounts/038-CPT30319665742/transactions") == [200, 45]


def test_alix_reads_three_rows_a_page_and_keeps_her_filter(bank: Running) -> None:
    """Thirty-seven rows come three by three; after reference 3, only booked rows are left."""
    with log_in(bank, "D0999992I0") as alix:
        open_all(alix, [{"iban": "FR7613807008043001965408165"}])
        path = "accounts/038-CPT30019654081/transactions"
        assert walk(alix, path) == [3] * 12 + [1]
        assert sum(walk(alix, f"{path}?afterEntryReference=3")) == 32


def test_what_is_refused(bank: Running) -> None:
    """A wrong scope is 403 with BADS in a sentence, a wrong verb 405 without a body."""
    with log_in(bank, "D0999990I0", "piisp") as marc:
        refused = marc.get("accounts")
        assert refused.status_code == 403
        assert "[BADS]" in refused.json()["message"]
        wrong = marc.post("accounts")
        assert (wrong.status_code, wrong.content, wrong.headers["x-request-id"]) == (405, b"", "second-1")
