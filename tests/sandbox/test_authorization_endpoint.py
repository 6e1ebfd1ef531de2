"""The authorization endpoint: its two screens, and what goes back to the client."""

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
