"""The token endpoint: codes, refreshes, revocation, the fallback."""

from datetime import timedelta

import pytest

CLIENT, OTHER_CLIENT = "PSDFR-ACPR-13807", "PSDFR-ACPR-12345"
CALLBACK, OTHER_CALLBACK = "https://myapp.example/callback", "https://myAPP.fr/Home/OAuth2Callback"
TOKEN = "/stet/psd2/oauth/token"
REVOKE = "/stet/psd2/oauth/revoke"


def alive(customer):
    return customer.get("/accounts").status_code == 200


def later(bank, **time):
    clock = bank.app.state.bank.clock
    clock.set(clock.now() + timedelta(**time))


def test_a_code_opens_once_and_its_replay_ends_the_tokens(bank):
    code = bank.code()
    given = bank.exchange(code).json()
    answer = bank.exchange(code)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    refresh = bank.token(grant_type="refresh_token", refresh_token=given["refresh_token"])
    assert refresh.json()["error"] == "invalid_grant"


def test_a_code_lives_a_minute(bank):
    young, old = bank.code(), bank.code("D0999991I0")
    later(bank, seconds=58)
    assert bank.exchange(young).status_code == 200
    later(bank, seconds=3)
    assert bank.exchange(old).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("wrong", "status", "error"),
    [
        ({"client_id": OTHER_CLIENT}, 400, "invalid_grant"),
        ({"client_id": "PSDFR-ACPR-1"}, 401, "invalid_client"),
        ({"client_id": None}, 400, "invalid_request"),
        ({"redirect_uri": OTHER_CALLBACK}, 400, "invalid_grant"),
        ({"redirect_uri": None}, 400, "invalid_request"),
        ({"code": "x"}, 400, "invalid_grant"),
        ({"code": None}, 400, "invalid_request"),
        ({"scope": "aisp"}, 400, "invalid_request"),
        ({"scope": ""}, 400, "invalid_request"),
        ({"grant_type": None}, 400, "invalid_request"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": "authorization code"}, 400, "unsupported_grant_type"),
        ({"grant_type": "client_credentials"}, 400, "unauthorized_client"),
        ({"redirect_uri": [CALLBACK, CALLBACK]}, 400, "invalid_request"),
    ],
)
def test_a_wrong_exchange_and_then_the_right_one(bank, wrong, status, error):
    code = bank.code()
    answer = bank.exchange(**({"code": code} | wrong))
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert (answer.headers["Cache-Control"], answer.headers["Pragma"]) == ("no-store", "no-cache")
    assert bank.exchange(code).status_code == 200


@pytest.mark.parametrize("verb", ["GET", "PUT", "DELETE", "HEAD"])
@pytest.mark.parametrize("path", [TOKEN, REVOKE])
def test_tokens_are_posted(bank, path, verb):
    answer = bank.http.request(verb, path)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


def test_a_form_is_wanted(bank):
    answer = bank.http.post(TOKEN, json={"grant_type": "authorization_code", "client_id": CLIENT})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_a_refresh_ends_the_old_access_token(bank):
    marc = bank.login()
    document = bank.token(grant_type="refresh_token", refresh_token=marc.refresh_token).json()
    assert document["refresh_token"] == marc.refresh_token
    assert document["scope"] == "aisp offline_access"
    assert not alive(marc)
    marc.token = document["access_token"]
    assert alive(marc)


def test_lifetimes(bank):
    marc = bank.login()
    later(bank, seconds=3590)
    assert alive(marc)
    later(bank, seconds=11)
    assert not alive(marc)
    later(bank, days=179)
    document = bank.token(grant_type="refresh_token", refresh_token=marc.refresh_token).json()
    marc.token = document["access_token"]
    assert alive(marc)
    later(bank, days=1)
    answer = bank.token(grant_type="refresh_token", refresh_token=marc.refresh_token)
    assert answer.json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"refresh_token": "x"}, "invalid_grant"),
        ({"client_id": OTHER_CLIENT}, "invalid_grant"),
        ({"refresh_token": ""}, "invalid_request"),
        ({"scope": "extended_transaction_history"}, "invalid_scope"),
        ({"scope": "piisp"}, "invalid_scope"),
    ],
)
def test_a_wrong_refresh_changes_nothing(bank, wrong, error):
    marc = bank.login()
    form = {"grant_type": "refresh_token", "refresh_token": marc.refresh_token} | wrong
    answer = bank.token(**form)
    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert alive(marc)


def test_one_pair_per_customer_client_and_role(bank):
    first = bank.login()
    others = [bank.login("D0999991I0"), bank.login(client_id=OTHER_CLIENT)]
    bank.login(scope="piisp")
    assert alive(first)
    second = bank.login()
    assert not alive(first)
    assert bank.token(grant_type="refresh_token", refresh_token=first.refresh_token).status_code == 400
    assert all(alive(customer) for customer in (second, *others))


@pytest.mark.parametrize("which", ["token", "refresh_token"])
@pytest.mark.parametrize("hint", [{}, {"token_type_hint": "access_token"}, {"token_type_hint": "refresh_token"}])
def test_revoking_one_ends_both(bank, which, hint):
    marc = bank.login()
    answer = bank.http.post(REVOKE, data={"token": getattr(marc, which), "client_id": CLIENT} | hint)
    assert (answer.status_code, answer.content) == (200, b"")
    assert not alive(marc)
    assert bank.token(grant_type="refresh_token", refresh_token=marc.refresh_token).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"token": "unknown", "client_id": CLIENT}, 200),
        ({"client_id": CLIENT}, 400),
        ({"token": "x"}, 400),
        ({"token": "x", "client_id": "stranger"}, 401),
    ],
)
def test_revocation_of_something_else(bank, form, status):
    assert bank.http.post(REVOKE, data=form).status_code == status


def test_no_client_revokes_for_another(bank):
    marc = bank.login()
    assert bank.http.post(REVOKE, data={"token": marc.token, "client_id": OTHER_CLIENT}).status_code == 400
    assert alive(marc)


@pytest.mark.parametrize("value", ["1", '"1"'])
def test_the_fallback(bank, value):
    form = {"client_id": OTHER_CLIENT, "grant_type": "client_credentials", "scope": "aisp"}
    answer = bank.http.post(TOKEN, data=form, headers={"fallback": value})
    assert answer.status_code == 302
    query = answer.next_request.url.params
    assert (query["service"], query["cdetab"], query["fallback"].count(".")) == ("cyber", "13807", 2)
    assert bank.http.post(TOKEN, data=form).json()["error"] == "unauthorized_client"
    other = bank.http.post(TOKEN, data=form | {"scope": "pisp"}, headers={"fallback": "1"})
    assert other.json()["error"] == "invalid_scope"
    stranger = bank.http.post(TOKEN, data=form | {"client_id": "x"}, headers={"fallback": "1"})
    assert stranger.json()["error"] == "invalid_client"
