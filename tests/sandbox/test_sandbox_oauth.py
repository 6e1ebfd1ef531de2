"""Screens, codes, tokens."""

from datetime import timedelta

import pytest

CLIENT, OTHER_CLIENT = "PSDFR-ACPR-13807", "PSDFR-ACPR-12345"
CALLBACK, OTHER_CALLBACK = "https://myapp.example/callback", "https://myAPP.fr/Home/OAuth2Callback"
TOKEN = "/stet/psd2/oauth/token"
REVOKE = "/stet/psd2/oauth/revoke"


def back(answer):
    assert answer.status_code == 302, answer.text
    assert str(answer.headers["location"]).startswith(CALLBACK + "?")
    return dict(answer.next_request.url.params)


def alive(customer):
    return customer.get("/accounts").status_code == 200


def later(bank, **time):
    clock = bank.app.state.bank.clock
    clock.set(clock.now() + timedelta(**time))


def test_the_whole_way(bank):
    page = bank.authorize(state="s t&te", scope="AISP")
    assert "D0999990I0" not in page.text
    page = bank.send(page, identifiant=" D0999990I0 ")
    result = back(bank.send(page, code_sms="12345678"))
    assert set(result) == {"code", "state"}
    assert result["state"] == "s t&te"
    assert len(result["code"]) <= 34
    answer = bank.exchange(result["code"])
    assert (answer.headers["Cache-Control"], answer.headers["Pragma"]) == ("no-store", "no-cache")
    document = answer.json()
    assert (document["token_type"], document["expires_in"]) == ("Bearer", 3600)
    assert document["scope"] == "aisp offline_access"
    assert max(len(document["access_token"]), len(document["refresh_token"])) <= 140


def test_without_a_scope_it_is_aisp_and_without_a_state_there_is_none(bank):
    page = bank.send(bank.authorize(scope=None), identifiant="D0999990I0")
    result = back(bank.send(page, code_sms="12345678"))
    assert set(result) == {"code"}
    assert bank.exchange(result["code"]).json()["scope"] == "aisp offline_access"


def test_a_known_identifier_leads_to_the_second_screen(bank):
    assert "code_sms" in bank.authorize(login_hint="D0999990I0").text


@pytest.mark.parametrize(
    "wrong",
    [
        {"client_id": None},
        {"client_id": "PSDFR-ACPR-00000"},
        {"client_id": ""},
        {"redirect_uri": None},
        {"redirect_uri": ""},
        {"redirect_uri": "https://evil.example/callback"},
        {"redirect_uri": CALLBACK + "/"},
        {"redirect_uri": "http://127.0.0.1.evil.example/"},
        {"redirect_uri": "http://localhost@evil.example/"},
        {"redirect_uri": "http://127.0.0.1/a#b"},
        {"redirect_uri": "http://127.0.0.1/\r\nX: y"},
        {"redirect_uri": "http://localhost/é"},
        {"redirect_uri": "https://127.0.0.1/"},
        {"redirect_uri": [CALLBACK, CALLBACK]},
        {"client_id": [CLIENT, CLIENT]},
    ],
)
def test_a_stranger_is_not_sent_anywhere(bank, wrong):
    answer = bank.authorize(**wrong)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    "uri", [CALLBACK, OTHER_CALLBACK, "http://127.0.0.1:4711/cb", "http://localhost:80/a/b?c=d", "http://127.0.0.1/"]
)
def test_declared_and_loopback_addresses(bank, uri):
    assert bank.authorize(redirect_uri=uri).status_code == 200


def test_the_query_of_a_callback_is_kept(bank):
    page = bank.authorize(redirect_uri="http://localhost:80/cb?c=d")
    assert bank.send(page, refuse="yes").headers["location"] == "http://localhost:80/cb?c=d&error=access_denied"


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"response_type": None}, "invalid_request"),
        ({"response_type": ""}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": ["code", "code"]}, "invalid_request"),
        ({"scope": "extended_transaction_history"}, "invalid_scope"),
        ({"scope": "pisp"}, "invalid_scope"),
        ({"scope": "aisp extended_transaction_history"}, "invalid_scope"),
        ({"scope": "aisp piisp"}, "invalid_scope"),
        ({"scope": "nothing"}, "invalid_scope"),
        ({"scope": ["aisp", "aisp"]}, "invalid_request"),
    ],
)
def test_what_is_wrong_comes_back_to_the_callback(bank, wrong, error):
    result = back(bank.authorize(state="s1", **wrong))
    assert (result["error"], result["state"]) == (error, "s1")


def test_mistakes_show_the_screen_again(bank):
    page = bank.send(bank.authorize(), identifiant="D0999980I0")
    assert page.status_code == 200
    assert 'role="alert"' in page.text
    page = bank.send(page, identifiant="D0999990I0")
    page = bank.send(page, code_sms="00000000")
    assert 'role="alert"' in page.text
    assert "code" in back(bank.send(page, code_sms="12345678"))


@pytest.mark.parametrize("after_identification", [False, True])
def test_the_customer_may_refuse_or_wait_too_long(bank, after_identification):
    for field, minutes in ((("refuse", "yes"), 0), (("code_sms", "12345678"), 10)):
        page = bank.authorize(state="s1")
        if after_identification:
            page = bank.send(page, identifiant="D0999990I0")
        later(bank, minutes=minutes)
        assert back(bank.send(page, **{field[0]: field[1]})) == {"error": "access_denied", "state": "s1"}
        assert bank.send(page, **{field[0]: field[1]}).status_code == 400


def test_the_second_screen_cannot_be_had_without_the_first(bank):
    page = bank.authorize()
    page.read()
    session = page.text.split('name="session" value="')[1].split('"')[0]
    answer = bank.http.post("/stet/psd2/oauth/confirmation", data={"session": session, "code_sms": "12345678"})
    assert "identifiant" in answer.text


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
