"""The form robot finds its way through screens it has never seen."""

# ruff: noqa: E501 - a form reads better on one line

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from conformance.client.sender import Sender
from conformance.clock import Clock
from conformance.errors import Blocked
from conformance.login import robot, screens
from conformance.login.login import Callback, Login, LoginFailed, authorize
from conformance.masking.secrets import Secrets
from conformance.model import Call, Exchange
from conformance.target.target import LoginOptions, OAuth
from tests.support.fakebank import Asked, FakeBank, Reply, as_json, moved, page

MARC = Login(identifier="D0999990I0", sms_code="12345678")
CALLBACK = "https://myapp.FR/Home/OAuth2Callback"
PARAMS = {
    "response_type": "code",
    "client_id": "PSDFR-ACPR-13807",
    "redirect_uri": "https://myAPP.fr/Home/OAuth2Callback",
    "scope": "aisp",
    "state": "st4te",
}


@dataclass(frozen=True, kw_only=True)
class Screen:
    """One page of a bank, and what must come in from it."""

    html: str
    wants: dict[str, str]
    lacks: tuple[str, ...] = ()
    method: str = "POST"


@dataclass
class Scripted:
    """A bank that shows its screens in order and goes on only when each is answered as it must be."""

    screens: tuple[Screen, ...]
    at: int = 0

    def answer(self, asked: Asked) -> Reply:
        if asked.path != "/oauth/authorize":
            screen = self.screens[self.at]
            said = asked.form if screen.method == "POST" else asked.query
            right = asked.method == screen.method and all(said.get(key) == value for key, value in screen.wants.items())
            if not right or any(key in said for key in screen.lacks):
                return page(f"<p>wrong: {asked.method} {said}</p>" + screen.html)
            self.at += 1
        if self.at == len(self.screens):
            return moved(f"{CALLBACK}?code=C0DE-42&state=st4te")
        return page(self.screens[self.at].html)


@contextmanager
def logging_in(bank: FakeBank, **changes: Any) -> Iterator[Any]:
    target = bank.target(**changes)
    with Sender(target, Clock(), Secrets()) as sender:
        yield lambda login=MARC, press="submit", **params: authorize(
            sender, target, login, {**PARAMS, **params}, press=press
        )


def log_in(*screens: Screen, **changes: Any) -> Callback:
    with FakeBank(Scripted(screens).answer) as bank, logging_in(bank, **changes) as login:
        found: Callback = login()
        return found


ID, SMS = MARC.identifier, MARC.sms_code
WHO = Screen(
    html="<form method=post action=a><label>Identifiant <input name=i></label><button>OK</button></form>",
    wants={"i": ID},
)
CODE = Screen(
    html="<form method=post action=b><label>Code SMS <input name=c></label><button>OK</button></form>", wants={"c": SMS}
)

SHAPES: dict[str, tuple[Screen, ...]] = {
    "labels in French": (WHO, CODE),
    "names that say nothing, labels by for": (
        Screen(
            html="<form method=post action=a><label for=x1>Votre numéro de client</label><input id=x1 name=f_01>"
            "<input type=submit value=Suivant></form>",
            wants={"f_01": ID},
        ),
        Screen(
            html="<form method=post action=b><label for=x2>Saisissez le code reçu</label><input id=x2 name=f_02>"
            "<input type=submit value=Valider></form>",
            wants={"f_02": SMS},
        ),
    ),
    "table cells for labels": (
        Screen(
            html="<form method=post action=a><table><tr><td>Identifiant<td><input type=text name=zz></table>"
            "<button>Entrer</button></form>",
            wants={"zz": ID},
        ),
        Screen(
            html="<form method=post action=b><table><tr><td>Code<td><input type=text name=zz></table>"
            "<button>Entrer</button></form>",
            wants={"zz": SMS},
        ),
    ),
    "no word at all: the documented order": (
        Screen(
            html="<title>1</title><form method=post action=a><input name=q7><button>&rarr;</button></form>",
            wants={"q7": ID},
        ),
        Screen(
            html="<title>2</title><form method=post action=b><input name=q8><button>&rarr;</button></form>",
            wants={"q8": SMS},
        ),
    ),
    "both on one screen": (
        Screen(
            html="<form method=post action=a><input name=usr placeholder='Identifiant client'>"
            "<input name=pw type=password placeholder='Code SMS'><button name=go value=1>Connexion</button></form>",
            wants={"usr": ID, "pw": SMS, "go": "1"},
        ),
    ),
    "both on one screen, nothing said, in order": (
        Screen(
            html="<form method=post action=a><input name=a1><input name=a2><button>Go</button></form>",
            wants={"a1": ID, "a2": SMS},
        ),
    ),
    "both on one screen, the code first": (
        Screen(
            html="<form method=post action=a><label>Code reçu par SMS <input name=a1></label>"
            "<label>Abonné n° <input name=a2></label><button>Go</button></form>",
            wants={"a1": SMS, "a2": ID},
        ),
    ),
    "a search form above, a newsletter below": (
        Screen(
            html="<header><form action=/recherche><input name=q placeholder=Rechercher><button>OK</button></form></header>"
            "<form method=post action=a><input name=k><button>Continuer</button></form>"
            "<footer><form method=post action=/newsletter><input type=email name=email placeholder='Votre email'>"
            "<button>S'abonner à la newsletter</button></form></footer>",
            wants={"k": ID},
        ),
        CODE,
    ),
    "cancel buttons first": (
        Screen(
            html="<form method=post action=a><input name=ident><input type=submit name=act value=Annuler>"
            "<input type=reset value=Effacer><input type=submit name=act value=Valider></form>",
            wants={"ident": ID, "act": "Valider"},
        ),
        Screen(
            html="<form method=post action=b><button name=x value=0>Cancel</button><button name=x value=9>Renvoyer le code</button>"
            "<input type=tel name=otp><button name=x value=1>Confirm</button></form>",
            wants={"otp": SMS, "x": "1"},
        ),
    ),
    "a consent screen at the end": (
        WHO,
        CODE,
        Screen(
            html="<h1>Autorisation</h1><form method=post action=c><input type=hidden name=t value=77>"
            "<button name=d value=no>Refuser</button><button name=d value=yes>J'autorise</button></form>",
            wants={"t": "77", "d": "yes"},
        ),
        Screen(
            html="<h1>Récapitulatif</h1><form method=post action=d><label><input type=checkbox name=cgu required> J'accepte</label>"
            "<button>Terminer</button></form>",
            wants={"cgu": "on"},
        ),
    ),
    "forms by GET, relative, with a query of their own": (
        Screen(
            html="<form action='./a?old=1'><input name=login><input type=submit></form>",
            wants={"login": ID},
            lacks=("old",),
            method="GET",
        ),
        Screen(
            html="<form action='b'><input name=smscode><input type=submit></form>", wants={"smscode": SMS}, method="GET"
        ),
    ),
    "hidden fields, choices and boxes as a browser sends them": (
        Screen(
            html="<form method=post action=a><input type=hidden name=csrf value='a&amp;b=c'><select name=region>"
            "<option value=1>Nord<option value=2 selected>Ouest</select><input name=user><input type=checkbox name=remember>"
            "<input type=checkbox name=seen value=y checked><textarea name=note>hé</textarea><input name=off disabled value=1>"
            "<input type=radio name=r value=1><input type=radio name=r value=2 checked><button>Login</button></form>",
            wants={"csrf": "a&b=c", "region": "2", "user": ID, "seen": "y", "note": "hé", "r": "2"},
            lacks=("remember", "off"),
        ),
        CODE,
    ),
    "one box for each digit": (
        WHO,
        Screen(
            html="<form method=post action=b><p>Code</p>"
            + "".join(f"<input name=d{n} maxlength=1 inputmode=numeric>" for n in range(8))
            + "<button>OK</button></form>",
            wants={f"d{n}": char for n, char in enumerate(SMS)},
        ),
    ),
    "traps out of sight": (
        Screen(
            html="<style>.hp { position:absolute; left:-9999px } #gone{display : none}</style><form method=post action=a>"
            "<div class=hp><input name=identifiant></div><div id=gone><input name=login></div><input name=username hidden>"
            "<input name=user style='visibility: hidden'><div aria-hidden=true><input name=abonne></div>"
            "<input name=real><button>OK</button></form>",
            wants={"real": ID, "identifiant": "", "login": "", "username": "", "user": "", "abonne": ""},
        ),
        CODE,
    ),
    "autocomplete in English": (
        Screen(
            html="<form method=post action=a><input name=p1 autocomplete=username type=email><button>Next</button></form>",
            wants={"p1": ID},
        ),
        Screen(
            html="<form method=post action=b><input name=p2 autocomplete=one-time-code inputmode=numeric><button>Verify</button></form>",
            wants={"p2": SMS},
        ),
    ),
    "the identifier shown again above the code": (
        WHO,
        Screen(
            html=f"<form method=post action=b><label>Identifiant <input name=i value={ID} readonly></label>"
            "<label>Code reçu pour cet identifiant <input name=c></label><button>OK</button></form>",
            wants={"i": ID, "c": SMS},
        ),
    ),
    "a client code, then a one-time password": (
        Screen(
            html="<form method=post action=a><label>Code client <input name=codeClient></label><button>OK</button></form>",
            wants={"codeClient": ID},
        ),
        Screen(
            html="<form method=post action=b><label>Mot de passe à usage unique <input type=password name=v></label><button>OK</button></form>",
            wants={"v": SMS},
        ),
    ),
    "a button outside the form that sends it elsewhere": (
        Screen(
            html="<form id=f method=post action=/nowhere><input name=identifiant></form>"
            "<input type=hidden form=f name=extra value=1><button form=f formaction=a name=b value=go>Valider</button>",
            wants={"identifiant": ID, "extra": "1", "b": "go"},
        ),
        CODE,
    ),
    "an image to press, and no button at all": (
        Screen(
            html="<form method=post action=a><input name=identifiant><input type=image name=ok src=x></form>",
            wants={"identifiant": ID, "ok.x": "1"},
        ),
        Screen(html="<form method=post action=b><input type=number name=code></form>", wants={"code": SMS}),
    ),
    "a choice of means": (
        WHO,
        Screen(
            html="<form method=post action=m><label><input type=radio name=m value=1 checked>Sécur'Pass</label>"
            "<label><input type=radio name=m value=2>Code par SMS</label><button>Continuer</button></form>",
            wants={"m": "2"},
        ),
        CODE,
    ),
    "one template for all screens": (
        Screen(
            html="<h1>Identification</h1><form method=post action=step><input name=value><input type=hidden name=n value=1>"
            "<button>OK</button></form>",
            wants={"value": ID, "n": "1"},
        ),
        Screen(
            html="<h1>Vérification</h1><form method=post action=step><input name=value><input type=hidden name=n value=2>"
            "<button>OK</button></form>",
            wants={"value": SMS, "n": "2"},
        ),
    ),
    "other small forms beside the one that goes on": (
        WHO,
        CODE,
        Screen(
            html="<form method=post action=/lang><button name=l value=en>English</button></form>"
            "<form method=post action=/logout><button>Déconnexion</button></form>"
            "<form method=post action=c><input type=hidden name=z value=1><button>Continuer</button></form>",
            wants={"z": "1"},
        ),
    ),
    "an old XHTML page with a base": (
        Screen(
            html='<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><head><title>É</title>'
            '<base href="/portal/x/"/></head><body><form method="POST" action="a"><p>Identifiant&nbsp;:<br/>'
            '<input type="text" name="ctl00$main$tb1"/></p><input type="submit" name="ctl00$main$b1" value="Entrer"/></form></body></html>',
            wants={"ctl00$main$tb1": ID, "ctl00$main$b1": "Entrer"},
        ),
        CODE,
    ),
    "capital letters and nothing closed": (
        Screen(html="<FORM METHOD=POST ACTION=a><P>LOGIN<INPUT NAME=L1><INPUT TYPE=SUBMIT VALUE=GO>", wants={"L1": ID}),
        CODE,
    ),
    "a type of input that is not known": (
        Screen(
            html="<form method=post action=a><input type=identifiant name=u><button>OK</button></form>", wants={"u": ID}
        ),
        CODE,
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_screens_of_every_shape(shape: str) -> None:
    """Whatever the fields are called, the callback is reached, and its parameters are told."""
    callback = log_in(*SHAPES[shape])
    assert callback.params == {"code": "C0DE-42", "state": "st4te"}
    assert len(callback.exchanges) == len(SHAPES[shape]) + 1


def test_named_fields_win() -> None:
    """What the target file names is believed, even against all words."""
    screen = Screen(
        html="<form method=post action=a><input name=sms_code><input name=identifiant><button name=s value=1>Annuler</button>"
        "<button name=s value=2>Valider</button></form>",
        wants={"sms_code": ID, "identifiant": SMS, "s": "1"},
    )
    fields = {"identifier": "sms_code", "code": "identifiant", "submit": "1"}
    assert log_in(screen, login=LoginOptions(fields=fields)).params["code"] == "C0DE-42"


def scripted(**replies: Reply) -> FakeBank:
    """A bank that answers by path, its first screen at /oauth/authorize."""
    return FakeBank(lambda asked: replies.get(asked.path.strip("/").replace("/", "_"), page("nothing here", 404)))


def reason(bank: FakeBank, **changes: Any) -> str:
    with bank, logging_in(bank, **changes) as login, pytest.raises(Blocked) as caught:
        login()
    return str(caught.value)


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


@pytest.mark.parametrize("number", ["9" * 5000, "-1", "1e9", "²", "٣", "", "0x10", "12;"])
def test_a_length_that_is_no_number_is_none(number: str) -> None:
    """A maxlength of five thousand digits is no box for one digit, and nothing breaks."""
    html = f"<form method=post action=a><label>Identifiant <input name=i maxlength='{number}'></label><button>OK</button></form>"
    assert log_in(Screen(html=html, wants={"i": ID}), CODE).params["code"] == "C0DE-42"


def test_a_page_that_goes_on_in_a_thousand_years_does_not() -> None:
    """A refresh of five thousand digits only ends a session."""
    html = f"<meta http-equiv=refresh content='{'9' * 5000};url=/elsewhere'><h1>Bienvenue</h1>"
    assert 'the screen "Bienvenue"' in reason(scripted(oauth_authorize=page(html)))


def test_what_a_page_says_is_told_in_a_line() -> None:
    """However long it is, and whatever it would do to a terminal."""
    said = reason(scripted(oauth_authorize=page("<h1>\x9b31m" + "non " * 3000 + "</h1>", 403)))
    assert "\\u009b31mnon non" in said
    assert len(said) < 400


@pytest.mark.parametrize("deep", [300, 5000])
def test_a_page_of_many_levels_is_read(deep: int) -> None:
    """As far as the parser goes; a form inside of a few hundred levels is found or not, and nothing breaks."""
    html = "<div>" * deep + "<p>trop profond</p>" + "</div>" * deep
    assert "no form to fill in" in reason(scripted(oauth_authorize=page(html)))


def test_no_page_breaks_the_robot() -> None:
    """Ten thousand random pages made of what login pages are made of: each is read, and filled or not."""
    source = random.Random(13807)
    parts = (
        *(
            "<form",
            "<input",
            "<button",
            " name=",
            " type=",
            "'",
            '"',
            ">",
            "</form>",
            "<select>",
            "<option>",
            " maxlength=²",
        ),
        *(
            " href=http://[x",
            " action=//[",
            "<a",
            "<base",
            "é",
            "\x00",
            "<!--",
            "<![CDATA[",
            "&#x110000;",
            "x",
            "1",
            " id=a'b",
        ),
        *(
            "<textarea>",
            "<label for=a>",
            "<meta http-equiv=refresh content='0;url=http://['>",
            " form=a",
            "<style>.a{",
            "</p>",
        ),
    )
    for _ in range(10_000):
        content = "".join(source.choices(parts, k=source.randint(0, 30))).encode()
        exchange = Exchange(
            call=Call(method="GET", url="http://b/x"), status=200, content=content, at=datetime.now(UTC)
        )
        screen = screens.read(exchange)
        robot.fill(screen, "D0", "123456", identified=source.random() < 0.5, names={})
        robot.give_up(screen, {})
