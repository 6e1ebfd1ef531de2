"""Who may ask, in which order a request is looked at, and how the bank says no."""

from datetime import datetime

import pytest

IBAN = "FR7613807008043001965405158"
ACCOUNT = "/accounts/038-CPT30019654051"
VERBS = {
    "/accounts": "GET",
    "/consents": "PUT",
    f"{ACCOUNT}/balances": "GET",
    f"{ACCOUNT}/transactions": "GET",
    "/end-user-identity": "GET",
    "/trusted-beneficiaries": "GET",
    "/trustedBeneficiaries": "GET",
}
GETS = [path for path, verb in VERBS.items() if verb == "GET"]


@pytest.fixture
def marc(bank):
    marc = bank.login()
    marc.consent([IBAN], [IBAN], True)
    return marc


def said(answer):
    return answer.status_code, answer.json()["message"]


@pytest.mark.parametrize("verb", ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])
@pytest.mark.parametrize("path", [*VERBS, "/accounts/", "/consents/", f"{ACCOUNT}/balances/"])
def test_other_verbs_are_refused(marc, path, verb):
    allowed = VERBS[path.removesuffix("/")]
    if verb == allowed:
        return
    answer = marc.ask(verb, path)
    assert (answer.status_code, answer.headers["Allow"]) == (405, allowed)
    assert answer.headers["X-Request-ID"] == "id-1"
    if verb != "HEAD":
        assert answer.json()["message"] == "NIMP"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/account",
        "/accounts/038-CPT30019654051",
        "/accounts//balances",
        "/Accounts",
        "/stet/psd2/v1.4.2/accounts",
        "/accounts/038-CPT30019654051/balance",
        "/accounts/x/y/transactions",
        "//accounts",
        "/accounts/balances",
        "/consent",
        "/accounts//",
        "http://bank.test/stet/psd2/v1/accounts",
        "http://bank.test/accounts",
        "http://bank.test/stet/psd2/v1.4.2accounts",
        "/accounts/*/balances/x",
        "http://bank.test/stet/psd2/oauth/nothing",
    ],
)
def test_an_unknown_path_is_not_found_whatever_the_verb(marc, path):
    for verb in ("GET", "PUT"):
        answer = marc.ask(verb, path)
        assert answer.status_code == 404
        assert answer.json()["status"] == 404


@pytest.mark.parametrize("account", ["%0A", "038%0D%0A", "%00", "a%0Ab"])
def test_a_line_break_in_an_id_is_an_id_of_nobody(marc, account):
    answer = marc.ask("GET", f"/accounts/{account}/balances")
    assert said(answer) == (404, "AC01")
    assert answer.headers["X-Request-ID"] == "id-1"


@pytest.mark.parametrize("value", [None, "", "Bearer", "Bearer ", "Basic a", "Bearer unknown", "unknown", "Bearer a b"])
@pytest.mark.parametrize("path", VERBS)
def test_without_a_living_token_nothing_is_told(bank, path, value):
    headers = {} if value is None else {"Authorization": value}
    answer = bank.http.request(VERBS[path], f"/stet/psd2/v1.4.2{path}", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert set(answer.json()) == {"timestamp", "status", "error", "message", "path"}


@pytest.mark.parametrize("path", VERBS)
def test_a_token_of_the_other_role_is_refused_first(bank, path):
    fund_checker = bank.login(scope="piisp")
    answer = fund_checker.ask(VERBS[path], path, headers={"Accept": "text/html"}, params={"page": "x", "dateFrom": "x"})
    assert said(answer) == (403, "BADS")


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/hal+json; charset=utf-8", 200),
        ("application/json", 200),
        ("*/*", 200),
        ("application/*;q=0.1", 200),
        ("text/html, */*;q=0.5", 200),
        ("", 200),
        ("Application/HAL+JSON", 200),
        ("text/html", 406),
        ("image/png", 406),
        ("application/xml", 406),
        ("application/json;q=0", 406),
        ("text/*", 406),
        ("application/hal+json; q=0.000", 406),
    ],
)
@pytest.mark.parametrize("path", ["/accounts", f"{ACCOUNT}/balances", f"{ACCOUNT}/transactions", "/end-user-identity"])
def test_media_types(marc, path, accept, status):
    answer = marc.get(path, headers={"Accept": accept})
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/hal+json; charset=utf-8"


@pytest.mark.parametrize("path", ["/trusted-beneficiaries", "/trustedBeneficiaries", "/trusted-beneficiaries/"])
def test_there_are_no_trusted_beneficiaries(bank, marc, path):
    assert said(marc.get(path)) == (501, "NIMP")
    assert said(bank.login("D0999991I0").get(path)) == (501, "NIMP")


@pytest.mark.parametrize(
    "resource_id",
    [
        "038-CPT30014684067",
        "CPT310197919611",
        "038-CPT30019654061",
        "x" * 200,
        "038-GFCC01WcBfYTK70wJJ5LpsMI3EGQ",
        "038-cpt30019654051",
        "é",
    ],
)
@pytest.mark.parametrize("kind", ["balances", "transactions"])
def test_an_account_that_is_not_his_is_unknown(marc, resource_id, kind):
    assert said(marc.get(f"/accounts/{resource_id}/{kind}")) == (404, "AC01")


def test_the_first_thing_that_is_wrong_is_told(bank, marc):
    path = "/accounts/unknown/transactions"
    wrong = {"headers": {"Accept": "text/html"}, "params": {"dateFrom": "x"}}
    assert marc.ask("GET", path, **wrong).status_code == 406
    assert said(marc.ask("GET", path, params={"dateFrom": "x"})) == (400, "ENDE")
    assert said(marc.ask("GET", path)) == (404, "AC01")
    stranger = bank.login("D0999991I0")
    other = "/accounts/038-CPT30019654061/transactions"
    assert said(stranger.get(other, page="x")) == (400, "IPGN")
    assert said(stranger.get(other, page="2")) == (403, "NGAC")


def test_an_error_body(marc):
    document = marc.get(f"{ACCOUNT}/transactions", dateFrom="x").json()
    moment = datetime.fromisoformat(document.pop("timestamp"))
    assert moment.isoformat()[:16] == "2026-06-17T12:00"
    assert document == {
        "status": 400,
        "error": "Bad Request",
        "message": "ENDE",
        "path": "/stet/psd2/v1.4.2/accounts/038-CPT30019654051/transactions",
    }


@pytest.mark.parametrize("value", ["a b  c", "é".encode().decode("latin-1"), "x" * 70, "x" * 200])
def test_the_request_id_comes_back_unchanged(marc, value):
    for path in ("/accounts", "/nowhere"):
        answer = marc.get(path, headers={"X-Request-ID": value.encode("latin-1")})
        assert (b"x-request-id", value.encode("latin-1")) in answer.headers.raw


def test_without_a_request_id_there_is_none(bank, marc):
    answer = bank.http.get("/stet/psd2/v1.4.2/accounts", headers={"Authorization": f"Bearer {marc.token}"})
    assert answer.status_code == 200
    assert "X-Request-ID" not in answer.headers


def test_the_name_of_the_scheme_has_no_case(bank, marc):
    answer = bank.http.get("/stet/psd2/v1.4.2/accounts", headers={"authorization": f"bearer {marc.token}"})
    assert answer.status_code == 200


def test_no_one_sees_what_is_not_his(bank):
    logins = (
        "D0999990I0",
        "D0999991I0",
        "D0999980",
        "D0999992I0",
        "D0999993I0",
        "D0999994I0",
        "755238649",
        "D0999995I0",
    )
    people, seen = [bank.login(login) for login in logins], []
    for customer in people:
        ibans = [item["accountId"]["iban"] for item in customer.get("/accounts").json()["accounts"]]
        customer.consent(ibans, ibans, True)
        seen.append({item["resourceId"] for item in customer.get("/accounts").json()["accounts"]})
    for customer, own in zip(people, seen, strict=True):
        for resource_id in set().union(*seen) - own:
            assert said(customer.get(f"/accounts/{resource_id}/balances")) == (404, "AC01")


def test_what_breaks_inside_is_told_as_such(bank, marc, monkeypatch):
    monkeypatch.setattr(type(bank.app.state.bank.rules), "list_resources", None)
    assert said(marc.get("/accounts")) == (500, "INTE")
