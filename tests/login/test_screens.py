"""The form robot finds its way through screens it has never seen, whatever their fields are called."""

# ruff: noqa: E501 - a form reads better on one line

from __future__ import annotations

import pytest

from conformance.target.target import LoginOptions
from tests.support.logins import CODE, ID, SMS, WHO, Screen, log_in

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
