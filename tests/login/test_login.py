"""A login from its first request to the callback: redirects, refusals, and what is told of them."""

# ruff: noqa: E501 - a form reads better on one line

from __future__ import annotations

import re

import pytest

from conformance.client.sender import Sender
from conformance.clock import Clock
from conformance.login.login import Login, LoginFailed, authorize
from conformance.masking.secrets import Secrets
from conformance.target.target import OAuth
from tests.support.fakebank import Asked, FakeBank, Reply, as_json, moved, page
from tests.support.logins import CALLBACK, CODE, MARC, PARAMS, WHO, Scripted, logging_in, reason, scripted


def test_the_request_is_the_documented_one() -> None:
    """The parameters given, in the query, without a token and without PSU headers: it is the customer's browser."""
    with FakeBank(Scripted((WHO, CODE)).answer) as bank, logging_in(bank) as login:
        login()
        first = bank.asked[0]
    assert (first.method, first.path, first.query) == ("GET", "/oauth/authorize", PARAMS)
    assert "authorization" not in first.headers
    assert not any(name.startswith("psu-") for name in first.headers)


def test_redirects_cookies_and_referers_go_along() -> None:
    """As a browser would: each cookie where it belongs, one that is taken back no more."""
    seen: list[tuple[str, str]] = []

    def answer(asked: Asked) -> Reply:
        seen.append((asked.path, asked.headers.get("cookie", "")))
        match asked.path:
            case "/oauth/authorize":
                return moved("/login/", 303, ("Set-Cookie", "a=1; Path=/"), ("Set-Cookie", "b=2; Path=/login; Secure"))
            case "/login/":
                return moved("who", 307, ("Set-Cookie", "c=3"), ("Set-Cookie", "x=1; Domain=other.example"))
            case "/login/who":
                return page(WHO.html, 200, ("Set-Cookie", "a=; Max-Age=0; Path=/"))
            case "/login/a":
                assert asked.headers["origin"] == f"http://{asked.headers['host']}"
                return moved("../code", 302)
        return moved(f"{CALLBACK}?code=c&state=s")

    with FakeBank(answer) as bank, logging_in(bank) as login:
        login()
    assert seen == [
        ("/oauth/authorize", ""),
        ("/login/", "a=1"),
        ("/login/who", "c=3; a=1"),
        ("/login/a", "c=3"),
        ("/code", ""),
    ]


@pytest.mark.parametrize(
    "end",
    [
        moved("https://MYAPP.fr:443/Home/OAuth2Callback?code=c1&state=s#x=1"),
        page(
            "<p>Terminé</p><a href='https://myAPP.fr/Home/OAuth2Callback?code=c1&amp;state=s'>Retour à votre application</a>"
        ),
        page("<meta http-equiv=Refresh content='0; URL=https://myAPP.fr/Home/OAuth2Callback?code=c1&amp;state=s'>"),
        page(
            "<form method=post action='https://myAPP.fr/Home/OAuth2Callback'><input type=hidden name=code value=c1><button>OK</button></form>"
        ),
        page(
            "<form action='https://myAPP.fr/Home/OAuth2Callback'><input type=hidden name=code value=c1><button>OK</button></form>"
        ),
    ],
)
def test_every_way_back_ends_at_the_callback_uncalled(end: Reply) -> None:
    """By redirect, link, meta refresh or form; the address itself is never asked."""
    with scripted(oauth_authorize=page(WHO.html), oauth_a=end) as bank, logging_in(bank) as login:
        assert login().params["code"] == "c1"
        assert all(asked.path.startswith("/oauth/") for asked in bank.asked)


def test_a_redirect_uri_with_a_query_keeps_it() -> None:
    """It is lawful there, and the code comes beside it."""
    oauth = OAuth(authorize_url="", token_url="", client_id="c", redirect_uri="myapp://cb?way=7")
    with scripted(oauth_authorize=moved("myapp://cb?way=7&code=c")) as bank:
        oauth = OAuth(
            authorize_url=f"{bank.origin}/oauth/authorize", token_url="", client_id="c", redirect_uri=oauth.redirect_uri
        )
        with logging_in(bank, oauth=oauth) as login:
            assert login(redirect_uri=oauth.redirect_uri).params == {"way": "7", "code": "c"}


def test_a_code_in_a_fragment_is_none() -> None:
    """What follows a # never reaches the third party (RFC 6749, 4.1.2)."""
    end = moved("https://myAPP.fr/Home/OAuth2Callback#code=c1&state=s")
    with scripted(oauth_authorize=page(WHO.html), oauth_a=end) as bank, logging_in(bank) as login:
        assert login().params == {"state": "s"}


@pytest.mark.parametrize(
    "button",
    [
        "<button name=act value=cancel>Annuler</button>",
        "<button name=act value=cancel class=x>Refuse</button>",
        "</form><form method=post action=no><input type=hidden name=act value=cancel><button>Abandonner</button>",
        "<a href=no?act=cancel>Annuler</a>",
    ],
)
def test_refusing(button: str) -> None:
    """`press: cancel` presses what gives up, by button, form or link, and tells what the callback carries."""

    def answer(asked: Asked) -> Reply:
        if asked.path == "/oauth/authorize":
            return page(
                f"<form method=post action=no><input name=identifiant><button name=act value=go>OK</button>{button}</form>"
            )
        said = asked.form or asked.query
        return moved(f"{CALLBACK}?error=access_denied&state=st4te" if said.get("act") == "cancel" else "/went-on")

    with FakeBank(answer) as bank, logging_in(bank) as login:
        assert login(press="cancel").params == {"error": "access_denied", "state": "st4te"}


def test_an_identifier_that_is_refused() -> None:
    """The screen that comes back means no; what it says is told."""
    again = page(f"<div class=error-box>Identifiant inconnu, veuillez recommencer.</div>{WHO.html}")
    said = reason(scripted(oauth_authorize=page(WHO.html), oauth_a=again))
    assert said == "login refused for D0999990I0: Identifiant inconnu, veuillez recommencer."


def test_a_code_that_is_refused_is_not_tried_again() -> None:
    """Three wrong codes lock a customer out."""
    again = page(f"<p role=alert>Code erroné</p>{CODE.html}", 401)
    bank = scripted(oauth_authorize=page(WHO.html), oauth_a=page(CODE.html), oauth_b=again)
    assert reason(bank) == "login refused for D0999990I0: Code erroné"
    assert len(bank.asked) == 3


def test_what_else_is_typed_when_a_screen_comes_back() -> None:
    """A second identifier, a second code; a bank may ask again who it is before it takes the second code."""
    typed: list[str] = []

    def answer(asked: Asked) -> Reply:
        if asked.path == "/oauth/authorize":
            return page(WHO.html)
        typed.extend(asked.form.values())
        if typed[-1] == "right":
            return moved(f"{CALLBACK}?code=c")
        return page(CODE.html if typed[-1] == "D1" else WHO.html)

    customer = Login(identifier="D0", sms_code="wrong", further_identifiers=("D1",), further_codes=("right",))
    with FakeBank(answer) as bank, logging_in(bank) as login:
        assert login(customer).params == {"code": "c"}
    assert typed == ["D0", "D1", "wrong", "D1", "right"]


def test_a_customer_who_runs_out_of_codes_is_refused() -> None:
    """After the last of them the screen that comes back means no."""
    again = page(f"<p role=alert>Code erroné</p>{CODE.html}")
    bank = scripted(oauth_authorize=page(WHO.html), oauth_a=page(CODE.html), oauth_b=again)
    customer = Login(identifier="D0999990I0", sms_code="1", further_codes=("2", "3"))
    with bank, logging_in(bank) as login, pytest.raises(LoginFailed, match="Code erroné") as failed:
        login(customer)
    assert failed.value.refused
    assert len(bank.asked) == 5


def test_another_spelling_of_the_identifier_is_tried() -> None:
    """The documentation prints Thomas's without its suffix (ambiguity G22)."""

    def answer(asked: Asked) -> Reply:
        if asked.path == "/oauth/authorize":
            return page(WHO.html)
        return moved(f"{CALLBACK}?code=c") if asked.form["i"] == "D0999980I0" else page(WHO.html)

    with FakeBank(answer) as bank, logging_in(bank) as login:
        found = login(Login(identifier="D0999980", sms_code="12345678", alternates=("D0999980I0",)))
    assert found.params == {"code": "c"}


@pytest.mark.parametrize(
    ("first", "parts"),
    [
        (page("<h1>Erreur</h1><p>client_id inconnu</p>", 400), ("answered 400", "client_id inconnu")),
        (as_json({"error": "invalid_request"}, 400), ("answered 400", "invalid_request")),
        (page("<h1>Espace client</h1><div id=app></div><script>go()</script>"), ('"Espace client"', "no form")),
        (
            page("<title>Connexion</title><form action=/search><input name=q></form>"),
            ('"Connexion"', "its fields are q", "login.fields.identifier: q"),
        ),
        (moved("https://evil.example/login"), ("https://evil.example/login", "links.hosts")),
        (moved("ftp://127.0.0.1/x"), ("ftp://127.0.0.1/x",)),
        (as_json({"ok": True}), ("no form",)),
        (Reply(status=200), ("no form",)),
        (
            page("<form method=post action='https://evil.example/steal'><input name=login><button>OK</button></form>"),
            ("evil.example",),
        ),
    ],
)
def test_reasons_say_what_was_seen_and_what_to_do(first: Reply, parts: tuple[str, ...]) -> None:
    """A person who tests banks can mend the target file from them."""
    said = reason(scripted(oauth_authorize=first))
    assert all(part in said for part in parts), said


def test_a_circle_ends() -> None:
    """Twelve hops are enough for any bank."""
    bank = scripted(oauth_authorize=moved("/oauth/authorize"))
    assert "12 screens" in reason(bank)
    assert len(bank.asked) == 12


def test_confirmations_without_end_end() -> None:
    """A button that leads to itself is pressed a few times, not for ever."""
    again = page("<form method=post action=c><button>Continuer</button></form>")
    assert "12 screens" in reason(scripted(oauth_authorize=again, oauth_c=again))


def test_listed_hosts_may_show_screens() -> None:
    """Banks log their customers in on a site of their own."""
    with FakeBank(Scripted((WHO, CODE)).answer) as bank:
        oauth = OAuth(
            authorize_url=f"{bank.origin.replace('127.0.0.1', 'localhost')}/oauth/authorize",
            token_url="",
            client_id="c",
            redirect_uri=PARAMS["redirect_uri"],
        )
        with logging_in(bank, oauth=oauth, base_url="http://other.example", link_hosts=("localhost",)) as login:
            assert login().params["code"] == "C0DE-42"


@pytest.mark.parametrize(
    ("hosts", "arrives"),
    [((), False), (("127.0.0.1",), True), (("127.0.0.1:{port}",), True), (("127.0.0.1:1",), False)],
)
def test_another_port_of_an_address_is_another_server(hosts: tuple[str, ...], arrives: bool) -> None:
    """What a customer types goes there only where the target lists it, with that port or with none."""
    with (
        FakeBank(Scripted((WHO, CODE)).answer) as screens,
        FakeBank(lambda _: moved(f"{screens.origin}/oauth/authorize")) as bank,
    ):
        listed = tuple(host.format(port=screens.origin.rpartition(":")[2]) for host in hosts)
        with logging_in(bank, link_hosts=listed) as login:
            if arrives:
                assert login().params["code"] == "C0DE-42"
            else:
                with pytest.raises(
                    LoginFailed, match=f"list {screens.origin.removeprefix('http://')} under links.hosts"
                ):
                    login()
        assert bool(screens.asked) is arrives


def test_a_live_bank_is_left_to_its_customer() -> None:
    """The robot types for fictitious personas only."""
    assert "only the customer" in reason(scripted(), live=True)


def test_what_was_exchanged_is_kept_with_the_reason() -> None:
    """A report can show the screens of a login that failed."""
    with (
        scripted(oauth_authorize=page("<p>no</p>", 403)) as bank,
        logging_in(bank) as login,
        pytest.raises(LoginFailed) as caught,
    ):
        login()
    assert [exchange.status for exchange in caught.value.exchanges] == [403]


def test_nothing_secret_is_recorded() -> None:
    """The code a customer types and the code of the callback are masked, cookies are not recorded."""
    with FakeBank(Scripted((WHO, CODE)).answer) as bank:
        target = bank.target()
        secrets = Secrets()
        with Sender(target, Clock(), secrets) as sender:
            callback = authorize(sender, target, MARC, PARAMS)
    assert re.fullmatch(r"\*{3}\d+ \*{3}\d+", secrets.mask("12345678 C0DE-42"))
    assert all(value == "***" for each in callback.exchanges for name, value in each.call.headers if name == "Cookie")


@pytest.mark.parametrize("to", ["http://[broken", "http://127.0.0.1:port/", "", "//", "mailto:x"])
def test_a_redirect_to_nowhere_is_told(to: str) -> None:
    """A bank may answer anything; it is a reason, not a traceback."""
    assert "login" in reason(scripted(oauth_authorize=moved(to)))


@pytest.mark.parametrize("to", ["http://127.0.0.1/\x7f", "/in\x01", "http://127.0.0.1/" + "a" * 66_000, "http://[x/"])
def test_an_address_that_no_client_can_ask_for_is_told(to: str) -> None:
    """As the Location of a redirect or the action of a form; a page that goes on to it stays where it is."""
    form = f"<form method=post action='{to}'><input name=identifiant><button>OK</button></form>"
    goes_on = f"<meta http-equiv=refresh content='0;url={to}'><p>un instant</p>"
    for answer, says in ((page(form), "the login leads to"), (moved(to), "the login leads to|closed the connection")):
        said = reason(scripted(oauth_authorize=answer))
        assert re.search(says, said)
        assert len(said) < 400
    assert re.search("the login leads to|un instant", reason(scripted(oauth_authorize=page(goes_on))))


def test_a_redirect_to_an_address_in_utf_8() -> None:
    """Browsers read the octets of a Location as UTF-8."""
    to = "/été".encode().decode("latin-1")
    with scripted(oauth_authorize=moved(to)) as bank, logging_in(bank) as login, pytest.raises(LoginFailed):
        login()
    assert bank.asked[1].path == "/%C3%A9t%C3%A9"
