"""Personal data under stable names: IBAN-1, NAME-3, REF-12.

The same value has the same name in the whole run, so that a report still shows that two steps speak of one account.
What is personal is known by the names the API gives it, by where it stands in a URL, and by its looks (an IBAN). What
has been seen once is recognised everywhere, in the spelling of URLs and of JSON too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote, quote_plus, unquote, unquote_plus

from conformance.masking.known_texts import KnownTexts
from conformance.model import JSON, Verdict

Record = dict[str, Any]

_NAMES: Final = ("name", "connectedPsu", "connectedPsuFirstName", "connectedPsuLastName")
_REFERENCES: Final = ("resourceId", "entryReference", "linkedAccount", "id")
_TEXTS: Final = ("unstructured", "structured", "remittanceInformation", "additionalTransactionInformation")
_PERSON: Final = ("addressLine", "birthDate", "cityOfBirth")
_LOGINS: Final = ("login", "login_alternates", "identifier")
KINDS: Final[Mapping[str, str]] = {
    "iban": "IBAN",
    "identification": "ID",
    **dict.fromkeys(_NAMES, "NAME"),
    **dict.fromkeys(_REFERENCES, "REF"),
    **dict.fromkeys(_TEXTS, "TEXT"),
    **dict.fromkeys(_PERSON, "PERSON"),
    **dict.fromkeys(_LOGINS, "LOGIN"),
}
"""What kind of personal data stands under a name of the API, of the cast or of a login screen."""
_HARMLESS: Final = frozenset({"balances"})
"""Lists whose items have names of their own: those of balances are labels of the bank's."""

_IBAN: Final = re.compile(r"(?<![^\W_])[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,7}(?:\s?[A-Z0-9]{1,3})?(?![^\W_])")
_IN_PATH: Final = re.compile(r"(?<=/accounts/)[^/?#\s\"'<>\\,;)\]}$`{]+")
_IN_QUERY: Final = re.compile(r"(?<=[?&\s\"'`])([A-Za-z]*[rR]eference[A-Za-z]*|iban|identifier)=([^&\s\"'`<>\\$]+)")
_KEYED: Final = re.compile(
    rf'(?P<head>"(?P<key>{"|".join(set(KINDS) - set(_NAMES))})"\s*:\s*)(?P<value>"(?:[^"\\]|\\.)*"|\d+)'
)
_LISTED: Final = re.compile(rf'"(?P<key>{"|".join((*_TEXTS, *_PERSON))})"\s*:\s*\[(?P<items>[^\]]*)\]')
_STRING: Final = re.compile(r'"((?:[^"\\]|\\.)*)"')
_OURS: Final = re.compile(r"(?:IBAN|ID|NAME|REF|TEXT|PERSON|LOGIN)-\d+(?:-gw\d+)?")
_ROW: Final = re.compile(r"\S+(?= \((?:[A-Z]{4}|None), )|(?<=reference )[^)\s]+")
"""How our own findings tell a row (checks/selects)."""
_ALONE_FROM: Final = 8
"""A value so long is replaced wherever it stands; a shorter one only where it is a word of its own."""


class Pseudonyms:
    """Every piece of personal data seen in a run, and the name it goes by."""

    def __init__(self) -> None:
        self.tail = ""
        """Tells the names given by one worker from those of another."""
        self._given: dict[str, str] = {}
        self._numbers: dict[str, int] = {}
        self._spelled: dict[str, str] = {}
        self._forms = KnownTexts()

    def learn(self, value: JSON, key: str = "", *, within: str = "") -> None:
        """Name what is personal in a JSON value: a body, or a persona of the cast."""
        if isinstance(value, Mapping):
            for name, item in value.items():
                self.learn(item, name, within=within if name in KINDS else name)
        elif isinstance(value, list | tuple):
            for item in value:
                self.learn(item, key, within=within)
        elif key in KINDS and _is_value(value) and not (key == "name" and within in _HARMLESS):
            self.name(str(value), KINDS[key])

    def learn_from(self, verdict: Verdict) -> None:
        """Name what is personal in the bodies that a scenario exchanged."""
        for exchange in verdict.exchanges:
            self.learn(exchange.data)

    def name(self, value: str, kind: str) -> str:
        """What a value goes by from now on."""
        known = value.strip()
        if not known or _OURS.fullmatch(known):
            return value
        if known not in self._given:
            number = self._numbers[kind] = self._numbers.get(kind, 0) + 1
            self._given[known] = f"{kind}-{number}{self.tail}"
            if not _shy(known):
                for form in _spellings(known, kind):
                    self._spelled[form] = self._given[known]
                    self._forms.add(form)
        return self._given[known]

    # ------------------------------------------------------------------------------------------------------ replacing

    def text(self, text: str) -> str:
        """A text with everything personal in it under its name."""
        text = _KEYED.sub(self._keyed, _LISTED.sub(self._listed, text))
        for form in self._forms.found_in(text):
            text = _swapped(text, form, self._spelled[form])
        text = _IBAN.sub(lambda match: self.name(re.sub(r"\s", "", match[0]), "IBAN"), text)
        text = _IN_PATH.sub(lambda match: self.name(unquote(match[0]), "REF"), text)
        return _IN_QUERY.sub(lambda match: f"{match[1]}={self.name(unquote_plus(match[2]), 'REF')}", text)

    def record(self, record: Record) -> Record:
        """The record of a verdict with everything personal in it under its name; outcome and places stay."""
        masked: Record = {key: self._any(value) for key, value in record.items()}
        masked["findings"] = [self._finding(finding) for finding in record["findings"]]
        return masked | {key: record[key] for key in ("name", "place", "outcome", "persona", "covers")}

    def _any(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {self.text(key): self._any(item) for key, item in value.items()}
        return [self._any(item) for item in value] if isinstance(value, list) else value

    def _finding(self, finding: Record) -> Record:
        """A finding: what was wanted and got may be a bare reference, known by the path it was found at."""
        kind = _kind(f"{finding['where']} {finding['key']}")
        masked: Record = dict(self._any(finding))
        masked["says"] = _ROW.sub(self._reference, masked["says"])
        for side in ("wanted", "got"):
            value = self._values(finding[side], kind)
            masked[side] = _ROW.sub(self._reference, value) if isinstance(value, str) else value
        return masked

    def _values(self, value: Any, kind: str) -> Any:
        """A JSON value of a finding; `kind` is what stands there if it is one value or a list of them."""
        if isinstance(value, dict):
            return {self.text(name): self._values(item, KINDS.get(name, "")) for name, item in value.items()}
        if isinstance(value, list):
            return [self._values(item, kind) for item in value]
        if kind and _is_value(value) and (kind != "NAME" or str(value) in self._given):
            return self.name(str(value), kind) if " " not in str(value) else self._given.get(value, self.text(value))
        return self.text(value) if isinstance(value, str) else value

    def _reference(self, match: re.Match[str]) -> str:
        return match[0] if match[0] == "none" else self.name(match[0], "REF")

    def _keyed(self, match: re.Match[str]) -> str:
        return f'{match["head"]}"{self.name(_plain(match["value"]), KINDS[match["key"]])}"'

    def _listed(self, match: re.Match[str]) -> str:
        kind = KINDS[match["key"]]
        items = _STRING.sub(lambda one: f'"{self.name(_plain(one[0]), kind)}"', match["items"])
        return match[0].replace(match["items"], items) if match["items"] else match[0]


def pseudonyms_of(personas: Iterable[Mapping[str, Any]], tail: str = "") -> Pseudonyms:
    """The names of a run: those of the cast are given first, so that they are the same in every run and worker."""
    found = Pseudonyms()
    for persona in personas:
        found.learn({key: value for key, value in persona.items() if key != "id"})  # ours, and in every report
    found.tail = tail
    return found


def _is_value(value: Any) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool) and value != ""


def _kind(path: str) -> str:
    """What stands at a path like `transactions[3].entryReference`; '' for nothing personal."""
    names = re.findall(r"[A-Za-z_]+", path)
    return next((KINDS[name] for name in reversed(names) if name in KINDS), "")


def _shy(value: str) -> bool:
    """Whether a value is too common to be replaced wherever it stands: a small number, a word of the API's."""
    return len(value) < 3 or (value.isdigit() and len(value) < _ALONE_FROM) or (value.islower() and value.isalpha())


def _spellings(value: str, kind: str) -> Iterator[str]:
    yield value
    yield quote(value, safe="")
    yield quote(value)
    yield quote_plus(value)
    yield json.dumps(value)[1:-1]
    yield json.dumps(value, ensure_ascii=False)[1:-1]
    if kind == "IBAN":
        yield value.lower()
        yield " ".join(value[start : start + 4] for start in range(0, len(value), 4))


def _swapped(text: str, form: str, name: str) -> str:
    """A text with one spelling replaced; a short one only where it is a word of its own, in a URL or JSON too."""
    if len(form) >= _ALONE_FROM:
        return text.replace(form, name)
    return re.sub(rf"(?:(?<!\w)|(?<=%[0-9A-F]{{2}})|(?<=\\[nrt])){re.escape(form)}(?!\w)", name, text)


def _plain(quoted: str) -> str:
    """What a JSON string or number says; a broken one is taken as it is."""
    try:
        return str(json.loads(quoted))
    except ValueError:
        return quoted.strip('"')
