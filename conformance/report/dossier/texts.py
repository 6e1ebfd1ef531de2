"""The texts of the dossier in the reader's language. English is written where it is used; French lies in `french/`."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final, Literal

from conformance import specs, yamlfile
from conformance.clock import PARIS
from conformance.frozen import dataclass
from conformance.late import pattern
from conformance.report.phrase import Phrase, Value
from conformance.specs import Requirement

Language = Literal["en", "fr"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "fr")
_FRENCH: Final = Path(__file__).with_name("french")
_ENVIRONMENT: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
_NUMBER: Final = pattern(r"\d+")
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class French:
    """What the folder of French texts holds."""

    page: Mapping[str, str]
    """By the English text."""
    requirements: Mapping[str, str]
    """By the id of the requirement."""
    findings: Mapping[str, str]
    """What is wrong with an answer, by the English text, `{0}` and so on for what is another each time."""
    wanted: Mapping[str, str]
    """What a check wanted, by the English text with names in braces for what is another each time."""
    came: Mapping[str, str]
    """What came, where a check describes it, in the same way."""
    unjudged: Mapping[str, str]
    """Why there is no verdict, in the same way."""
    hints: Mapping[str, str]
    """What may help, as it stands in brackets behind a reason."""
    features: Mapping[str, str]
    """What a target may not declare."""
    standings: Mapping[str, str]
    """How a requirement stands, by the English word; some of these are verdict words that mean something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A text and the language that it is in."""

    text: str
    lang: Language


@cache
def french() -> French:
    """All French texts. Raises Mistakes where one of their files is no YAML."""
    page: dict[str, str] = {}
    apart: dict[str, dict[str, str]] = {field.name: {} for field in fields(French) if field.name != "page"}
    for path in sorted(_FRENCH.glob("*.yaml")):
        for name, texts in yamlfile.read(path).data.items():
            apart.get(name, page).update({str(key): _on_one_line(str(text)) for key, text in texts.items()})
    return French(page=page, **apart)


def _on_one_line(text: str) -> str:
    """Without the line ends of its file; a text that is put behind another one keeps the blank that it begins with."""
    return " " * text.startswith(" ") + " ".join(text.split())


def language(environment: Mapping[str, str] = os.environ) -> Language:
    """The language that an environment asks for: French, or else English."""
    asked = next((environment[name] for name in _ENVIRONMENT if environment.get(name)), "")
    return "fr" if asked.lower().startswith("fr") else "en"


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The English findings as patterns, those with most of their own words first."""
    found = sorted(french().findings.items(), key=lambda one: -len(re.sub(r"\{\d\}", "", one[0])))
    return tuple((re.compile(_PLACE.sub("(.+?)", re.escape(english)), re.DOTALL), told) for english, told in found)


_PLACE: Final = pattern(r"\\\{\d\\\}")


@cache
def _named(name: Literal["wanted", "came", "unjudged"]) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The texts of one kind as patterns, those with most of their own words first."""
    texts = {"wanted": french().wanted, "came": french().came, "unjudged": french().unjudged}[name]
    found = sorted(texts.items(), key=lambda one: -len(_NAME.sub("", one[0])))
    return tuple((re.compile(_ESCAPED.sub(_group, re.escape(english)), re.DOTALL), told) for english, told in found)


def _group(found: re.Match[str]) -> str:
    return f"(?P<{found[1]}>{_FORMS.get(found[1], '.+')})"


_NAME: Final = pattern(r"\{(\w+)\}")
_ESCAPED: Final = pattern(r"\\\{(\w+)\\\}")
_NUMBERED: Final = r"\d[\d.]*"
_DAY: Final = r"\d{4}-\d\d-\d\d\S*"
_FORMS: Final = {
    "number": _NUMBERED, "least": _NUMBERED, "most": _NUMBERED, "seconds": _NUMBERED,
    "day": _DAY, "last": _DAY, "status": r"\d{3}", "host": r"\S+", "where": r"\S+", "shard": r"\d+/\d+",
}  # fmt: skip
"""What stands for a name in braces, where that is not any text."""
_KEY: Final = pattern(r"[\w.]+")
_FEATURES: Final = pattern(r", (?=that |the |its |a |tokens |[\w.]+(?:, |$))")
"""Between the features of one reason; a mere key of the target file is one, too."""
_CHOICE: Final = pattern(r"\S+(, \S+)* or \S+")
"""Values to choose from: `7 or 8`, `AC01, BADS or null`."""


class Texts:
    """Says things in one language."""

    def __init__(self, lang: Language) -> None:
        self.lang: Language = lang

    def __call__(self, english: str, /, **values: object) -> str:
        """A text with its values; one that has no French is said in English."""
        found = french().page.get(english, english) if self.lang == "fr" else english
        return found.format(**{name: self._plain(value) for name, value in values.items()}) if values else found

    def several(self, number: int, one: str, more: str, **values: object) -> str:
        """`{n} cause` or `{n} causes`; zero is several in English and one in French."""
        single = number == 1 or (number == 0 and self.lang == "fr")
        return self(one if single else more, n=number, **values)

    def number(self, number: float, digits: int = 0) -> str:
        """A number with the separators of the language."""
        text = f"{number:,.{digits}f}"
        return text.translate(_FRENCH_NUMBERS) if self.lang == "fr" else text

    def phrase(self, one: Phrase) -> Said:
        """A sentence about an answer; in English where any part of it has no French."""
        if self.lang == "en":
            return Said(text=str(one), lang="en")
        told = self._french(one)
        return Said(text=str(one), lang="en") if told is None else Said(text=told, lang="fr")

    def _french(self, one: Phrase) -> str | None:
        known = french().page.get(one.text)
        if not one.values:
            return known if known is not None else "" if not one.text else self._finding(one.text)
        values = {name: self._named_value(name, value) for name, value in one.values}
        return None if known is None or None in values.values() else known.format(**values)

    def _named_value(self, name: str, value: Value) -> str | None:
        if isinstance(value, str) and name in ("wanted", "came"):
            return self.wanted(value) if name == "wanted" else self.came(value)
        return self._value(value)

    def _value(self, value: Value) -> str | None:
        if isinstance(value, tuple):
            parts = [self._value(part) for part in value]
            return None if None in parts else ", ".join(map(str, parts))
        if isinstance(value, Phrase):
            return self._french(value)
        return self.number(value) if isinstance(value, int) else value.replace(" or ", " ou ")

    def wanted(self, english: str) -> str:
        """What a check wanted, in the reader's language; a value that must come, a code, a form stays as it is."""
        return self._described("wanted", english)

    def came(self, english: str) -> str:
        """What came instead, where a check describes it; what the bank has sent stays as it is."""
        return self._described("came", english)

    def _described(self, name: Literal["wanted", "came"], english: str) -> str:
        if self.lang == "en":
            return english
        for form, told in _named(name):
            if match := form.fullmatch(english):
                return told.format(**{key: self._chosen(value) for key, value in match.groupdict().items()})
        return self._chosen(english)

    @staticmethod
    def _chosen(english: str) -> str:
        return english.replace(" or ", " ou ") if _CHOICE.fullmatch(english) else english

    def reason(self, english: str) -> Said:
        """Why there is no verdict; in English where nobody has translated it. What a bank or a system says stays."""
        told = self._reason(english) if self.lang == "fr" else None
        return Said(text=english, lang="en") if told is None else Said(text=told, lang="fr")

    def _reason(self, english: str) -> str | None:
        for hint, said in french().hints.items():
            if english.endswith(f" ({hint})"):
                told = self._reason(english.removesuffix(f" ({hint})"))
                return told and f"{told} ({said})"
        for form, told in _named("unjudged"):
            if match := form.fullmatch(english):
                values = {name: self._part_of_reason(name, value) for name, value in match.groupdict().items()}
                return None if None in values.values() else told.format(**values)
        return None

    def _part_of_reason(self, name: str, english: str) -> str | None:
        if name == "reason":
            return self._reason(english)
        if name == "finding":
            return self._finding(english)
        if name == "features":
            parts = _FEATURES.split(english)
            known = [french().features.get(one, one if _KEY.fullmatch(one) else None) for one in parts]
            return None if None in known else ", ".join(map(str, known))
        return english

    def _finding(self, english: str) -> str | None:
        """What a check says is wrong; parts of it that are said by checks too are said in French as well."""
        for form, told in _patterns():
            if match := form.fullmatch(english):
                return told.format(*(self._part(part) for part in match.groups()))
        return None

    def _part(self, english: str) -> str:
        found = french().page.get(english) or self._finding(english)
        return found or english.replace(" or ", " ou ").replace(" and ", " et ")

    def requirement(self, one: Requirement) -> Said:
        """The sentence of a requirement; in English where it is the user's, or where names in it are masked."""
        documented = specs.load().register.get(one.id)
        found = french().requirements.get(one.id) if self.lang == "fr" else None
        if found is None or documented is None or documented.says != one.says:
            return Said(text=one.says, lang="en")
        return Said(text=found, lang="fr")

    def standing(self, word: str) -> str:
        """How a requirement stands."""
        return french().standings.get(word, word) if self.lang == "fr" else word

    def moment(self, text: str | datetime, *, seconds: bool = False) -> str:
        """A moment in Paris: `26 November 2026, 19:43`."""
        found = (datetime.fromisoformat(text) if isinstance(text, str) else text).astimezone(PARIS)
        clock = found.strftime("%H:%M:%S" if seconds else "%H:%M")
        return f"{found.day} {self(_MONTHS[found.month - 1])} {found.year}, {clock}"

    def headline(self, text: str) -> str:
        """The word of a run, with its number where it has one."""
        number = _NUMBER.search(text)
        return self("CONFORM WITH {n} KNOWN DEVIATIONS", n=int(number[0])) if number else self(text)

    def counted(self, numbers: Mapping[str, int]) -> str:
        """`1 broken, 3 kept`; French adjectives would have to agree with the number, so they stand before it."""
        if self.lang == "fr":
            return self.then(f"{word}{self.colon}{self.number(number)}" for word, number in numbers.items())
        return ", ".join(f"{self.number(number)} {word}" for word, number in numbers.items())

    @property
    def colon(self) -> str:
        """A colon with the spaces of the language."""
        return "\u202f: " if self.lang == "fr" else ": "

    def then(self, parts: Iterable[str]) -> str:
        """Parts of one sentence, with what separates them in the language."""
        return ("\u202f; " if self.lang == "fr" else "; ").join(parts)

    def _plain(self, value: object) -> object:
        return self.number(value) if isinstance(value, int) and not isinstance(value, bool) else value


_FRENCH_NUMBERS: Final = str.maketrans({",": "\u202f", ".": ","})


def chosen(asked: str | None) -> Language:
    """The language that was asked for, or that of the environment."""
    return next((one for one in LANGUAGES if one == asked), None) or language()
