"""What to type where: finds the fields of a login screen by what is said of them, and the button that goes on.

Pure: a screen and what was sent so far go in, the filled form comes out. Banks name their fields as they like, so words
in French and English are weighed; where no word helps, the documented order does: first the identifier, then the code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from conformance.frozen import dataclass
from conformance.login.screens import Control, Form, Screen, plain

_IDENTIFIER: Final = {
    "identif": 5, "abonn": 5, "login": 5, "user": 5, "usr": 4, "utilisateur": 5, "subscriber": 4, "client": 3,
    "customer": 3, "courriel": 2, "mail": 2, "email": 2, "numero": 1, "compte": 1, "account": 1,
}  # fmt: skip
_CODE: Final = {
    "sms": 6, "otp": 6, "password": 5, "passcode": 5, "mdp": 5, "passe": 4, "pwd": 4, "pin": 4, "tan": 4, "onetime": 5,
    "code": 3, "secret": 3, "verif": 2, "recu": 2, "received": 2, "token": 2, "valid": 1, "authent": 1,
}  # fmt: skip
_SEARCH: Final = ("search", "recherche", "rechercher", "query", "q", "newsletter", "contact")
_GIVES_UP: Final = ("annul", "cancel", "refus", "abandon", "quitter", "decline", "deny", "reject", "non", "no", "stop")
_STAYS: Final = (
    "retour", "back", "fermer", "close", "effacer", "reset", "renvo", "resend", "oubli", "forgot", "aide", "help",
    "logout", "deconnexion",
)  # fmt: skip
_GO_ON: Final = (
    "valid", "contin", "suivant", "confirm", "accept", "autoris", "connex", "connect", "ok", "submit", "next", "login",
    "envoyer", "send", "sign", "consen", "approve", "allow", "authori", "oui", "yes", "entrer", "enter", "identif",
    "acced",
)  # fmt: skip
_LEAN: Final = 3
"""How far the documented order weighs against words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A form ready to be sent, and what was typed into it."""

    method: str
    action: str
    fields: tuple[tuple[str, str], ...]
    identifier: str = ""
    """The name of the field the identifier went into; '' if none did."""
    code: str = ""

    @property
    def asks(self) -> tuple[str, str]:
        """What the screen asked for, to recognise it when it comes back."""
        return self.identifier, self.code


def fill(screen: Screen, identifier: str, code: str, *, identified: bool, names: Mapping[str, str]) -> Filled | None:
    """The screen's login or confirmation form, filled in; None where there is none.

    `identified` says whether the identifier was sent already; `names` are the fields the target file names.
    """
    forms = [form for form in screen.forms if _fields(form)]
    best = max(forms, key=lambda form: _fitness(form, names), default=None)
    if best is not None and _fitness(best, names) > -10:
        chosen = _chosen(best, identified=identified, names=names)
        typed = _typed(best, chosen, identifier, code)
        return _filled(best, typed, _button(best, names), chosen)
    silent = [form for form in screen.forms if not _fields(form) and _says(form.words, _SEARCH) == 0]
    willing = [(form, _button(form, names)) for form in silent]
    found = max(willing, key=lambda one: _will(one[1]) + bool(one[0].method == "POST"), default=None)
    if found is None or _will(found[1]) < 0:
        return None
    return _filled(found[0], {}, found[1], {})


def give_up(screen: Screen, names: Mapping[str, str]) -> Filled | str | None:
    """What a customer presses to refuse: a form with its cancel button, or the address of a link; None: neither."""
    for form in screen.forms:
        for control in form.controls:
            named = names.get("cancel") in (control.name, control.id) if names.get("cancel") else False
            if control.button and (named or _says(control.words, _GIVES_UP)):
                return _filled(form, {}, control, {})
    return next((url for url, words in screen.links if _says(words, _GIVES_UP)), None)


def visible_fields(screen: Screen) -> list[str]:
    """The names of what can be typed into, for a message."""
    return [
        each.name or each.id for form in screen.forms for each in form.controls if each.typed and (each.name or each.id)
    ]


def _fields(form: Form) -> list[Control]:
    return [control for control in form.controls if control.typed and control.name]


def _chosen(form: Form, *, identified: bool, names: Mapping[str, str]) -> dict[str, Control]:
    """Which field takes the identifier and which the code; at least one of them."""
    fields = _fields(form)
    found = {what: each for what in ("identifier", "code") for each in fields if _is(each, names.get(what, ""))}
    rest = [each for each in fields if each not in found.values() and each.length != 1]
    if found and not rest:
        return found
    if len(rest) == 1 and not found:
        lean = _LEAN if identified else -_LEAN
        return {"code" if _codeness(rest[0]) + lean > 0 else "identifier": rest[0]}
    if rest and "identifier" not in found:
        first = min(rest, key=_codeness)
        if "code" not in found or _codeness(first) < 0:
            found["identifier"] = first
            rest.remove(first)
    if rest and "code" not in found:
        last = max(rest, key=_codeness)
        if found.get("identifier") is None or _codeness(last) >= 0:
            found["code"] = last
    return found


def _is(control: Control, name: str) -> bool:
    return bool(name) and name in (control.name, control.id)


def _codeness(control: Control) -> int:
    """How much more a field looks like one for a code than for an identifier."""
    said = f"{control.words} {control.near if not control.words.strip() or _unsaid(control) else ''}"
    score = _weigh(said, _CODE) - _weigh(said, _IDENTIFIER)
    score += 8 * (control.kind == "password")
    score += 8 * ("one time code" in control.words) - 6 * ("username" in control.words)
    return score + (1 if control.kind in ("tel", "number") else 0)


def _unsaid(control: Control) -> bool:
    """Whether nothing but its name speaks for a field."""
    return not _weigh(control.words, _CODE) and not _weigh(control.words, _IDENTIFIER)


def _weigh(words: str, weights: Mapping[str, int]) -> int:
    found, names_an_id = _meant(words)
    return sum(weights[stem] for stem in found if stem in weights) + 2 * (names_an_id and weights is _IDENTIFIER)


@lru_cache(maxsize=2048)
def _meant(words: str) -> tuple[frozenset[str], bool]:
    """What all the words may stand for, and whether one of them is `id`; each field is weighed many times."""
    said = words.split()
    return frozenset(stem for word in said for stem in _stems(word)), "id" in said


@lru_cache(maxsize=4096)
def _stems(word: str) -> tuple[str, ...]:
    """What a word of a page may stand for; a page of many fields says the same of each."""
    stems = {**_IDENTIFIER, **_CODE}
    return tuple(stem for stem in stems if word.startswith(stem) or (len(stem) > 4 and stem in word))


@lru_cache(maxsize=2048)
def _says(words: str, stems: tuple[str, ...]) -> int:
    """How many words begin as one of the stems; short stems must be the whole word."""
    return sum(
        any(word == stem or (len(stem) > 3 and word.startswith(stem)) for stem in stems) for word in words.split()
    )


def _fitness(form: Form, names: Mapping[str, str]) -> int:
    """How much a form looks like the one to log in with."""
    fields = _fields(form)
    if any(_is(each, name) for each in fields for name in names.values()):
        return 100
    search = sum(_says(f"{each.words}", _SEARCH) for each in fields) + _says(form.words, _SEARCH)
    best = max(max(_weigh(each.words, _CODE), _weigh(each.words, _IDENTIFIER)) for each in fields)
    submits = any(control.button for control in form.controls)
    return (
        best + 2 * submits + (form.method == "POST") + 4 * any(each.kind == "password" for each in fields) - 20 * search
    )


def _typed(form: Form, chosen: Mapping[str, Control], identifier: str, code: str) -> dict[str, str]:
    typed = {}
    if "identifier" in chosen:
        typed[chosen["identifier"].name] = identifier
    if "code" in chosen:
        typed[chosen["code"].name] = code
    boxes = [each for each in _fields(form) if each.length == 1]
    if len(boxes) >= len(code):
        typed.update({box.name: char for box, char in zip(boxes, code, strict=False)})
    return typed


def _button(form: Form, names: Mapping[str, str]) -> Control | None:
    buttons = [control for control in form.controls if control.button]
    wanted = names.get("submit", "")
    named = [each for each in buttons if wanted and wanted in (each.name, each.id, each.value)]
    return next(iter(named), None) or max(buttons, key=_will, default=None)


def _will(button: Control | None) -> int:
    """How much a button looks like going on rather than giving up."""
    if button is None:
        return 0
    return 2 * min(_says(button.words, _GO_ON), 2) - 5 * _says(button.words, _GIVES_UP + _STAYS)


def _filled(form: Form, typed: Mapping[str, str], button: Control | None, chosen: Mapping[str, Control]) -> Filled:
    boxes = "code" not in chosen and any(each.length == 1 and each.name in typed for each in _fields(form))
    return Filled(
        method=form.method,
        action=(button.action if button is not None else "") or form.action,
        fields=tuple(_submitted(form, typed, button)),
        identifier=chosen["identifier"].name if "identifier" in chosen else "",
        code=chosen["code"].name if "code" in chosen else ("(boxes)" if boxes else ""),
    )


def _submitted(form: Form, typed: Mapping[str, str], button: Control | None) -> list[tuple[str, str]]:
    """Every field a browser would send, in the order of the page."""
    fields: list[tuple[str, str]] = []
    picked = _picked(form)
    for control in form.controls:
        if control is button and control.kind == "image":
            stem = f"{control.name}." if control.name else ""
            fields += [(f"{stem}x", "1"), (f"{stem}y", "1")]
        elif control.name in typed and control.typed:
            fields.append((control.name, typed[control.name]))
        elif control.name and (control is button or _sent(control, picked)):
            fields.append((control.name, control.value or ("on" if control.kind in ("checkbox", "radio") else "")))
    return fields


def _sent(control: Control, picked: Mapping[str, Control]) -> bool:
    if control.kind in ("submit", "image", "button", "reset", "file"):
        return False
    if control.kind == "checkbox":
        return control.picked or control.required
    return control.kind != "radio" or control is picked[control.name]


def _picked(form: Form) -> dict[str, Control]:
    """Of the choices of each name the one that is sent; of several means the documented one, the SMS code."""
    groups: dict[str, list[Control]] = {}
    for control in form.controls:
        if control.kind == "radio":
            groups.setdefault(control.name, []).append(control)
    return {name: _wanted(group) for name, group in groups.items()}


def _wanted(group: Sequence[Control]) -> Control:
    by_sms = next((each for each in group if "sms" in plain(f"{each.words} {each.value[:200]}").split()), None)
    return by_sms or next((each for each in group if each.picked), None) or group[0]
