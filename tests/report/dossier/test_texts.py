"""The French texts: none is missing, none is the English one, and ids, figures and codes are the same in both."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest

from conformance import checks, fleet, specs, stage
from conformance.fleet.drawing import _ASKED
from conformance.model import Outcome
from conformance.report import condition, dossier, sentences, statement
from conformance.report.coverage import Stand
from conformance.report.dossier import drawing, glossary, texts
from conformance.report.dossier.texts import Texts, french, language
from conformance.report.phrase import Phrase, phrase
from conformance.report.statement import End, Facts, Word
from tests.support import makers
from tests.support.golden import FOLDER as GOLDEN

NAMES: Final = {"AISP", "ASPSP", "PSU", "QSealC", "QWAC"}
"""What French readers know by these very names."""
FOLDER = Path(dossier.__file__).parent
FLEET = Path(fleet.__file__).parent
_CODE = re.compile(r"\{\w*\}|[A-Z][A-Z0-9]+(?:-[A-Z0-9]+)*|\b[a-z]+(?:[A-Z_]\w*)+|/[a-z][\w{}./-]+|\d+(?:[.:]\d+)*")
"""A value that is filled in, an id or code, a name in camel or snake case, an address, a figure."""


def codes(text: str) -> Counter[str]:
    return Counter(_CODE.findall(re.sub(r"(?<=\d)e\b", "th", text)))


def said() -> Iterable[str]:
    """Every English text of the dossier, and of the overview of a fleet."""
    pages = [folder / name for folder in (FOLDER, FLEET) for name in ("page.html", "drawing.py")]
    for text in (path.read_text(encoding="utf-8") for path in pages):
        yield from re.findall(r'\bsay\("([^"]+)"', text)
        yield from (one for pair in re.findall(r'\bsay\.several\([^"]*"([^"]+)", "([^"]+)"', text) for one in pair)
    for module in (sentences, condition):
        code = Path(str(module.__file__)).read_text(encoding="utf-8")
        yield from re.findall(r'\b[pP]hrase\(\s*"([^"]+)"', code)
    yield from (text for table in condition._PHRASES.values() for text in table.values())
    yield from (*condition._VALUED.values(), *condition._BUT.values())
    yield from drawing.texts_of_the_script()
    yield from (text for table in (drawing._CONTENTS, drawing._FILTERS) for _, text in table)
    yield from (text for table in (drawing._MATRIX_TITLES, drawing._MATRIX_CAPTIONS) for text in table.values())
    yield from drawing._LIMITS
    yield from _ASKED.values()
    yield from (word.value for word in Word if word is not Word.WITH_DEVIATIONS)
    yield from (text for pair in glossary.GLOSSARY for text in pair)
    yield from texts._MONTHS
    yield from Outcome
    yield from (one.level for one in specs.load().register.values())
    yield from (one.not_tested for one in specs.load().register.values() if one.not_tested)
    yield from (one.title for one in specs.load().chapters)
    for end in End:
        yield from _stated(end)


def _stated(end: End) -> Iterable[str]:
    says = statement.without_verdicts(end)
    yield from (one for one in (says.headline, says.meaning, says.fault) if one)
    facts = Facts(results=(), catalogue=0, end=end)
    yield statement.statement(facts).word.value


def test_no_french_text_is_missing() -> None:
    """Of the page, its script, the check words, every requirement and how it may stand."""
    known = french()
    assert sorted({*map(str, said())} - set(known.page) - NAMES) == []
    assert sorted(set(specs.load().register) ^ set(known.requirements)) == []
    assert sorted({*map(str, Stand)} ^ set(known.standings)) == []
    assert sorted(set(drawing._WORDS) ^ set(checks.CHECKS)) == []


@pytest.mark.parametrize("word", sorted(path.stem for path in (GOLDEN / "findings").glob("*.txt")))
def test_what_checks_say_is_said_in_french(word: str) -> None:
    """Every wording that their tests know; names, values and numbers stay."""
    lines = (GOLDEN / "findings" / f"{word}.txt").read_text(encoding="utf-8").splitlines()
    says = {line.strip() for before, line in pairwise(lines) if re.match(r"    (must|should) · ", before)}
    assert [one for one in sorted(says) if Texts("fr").phrase(Phrase(one)).lang != "fr"] == []


@pytest.mark.parametrize("word", sorted(path.stem for path in (GOLDEN / "findings").glob("*.txt")))
def test_what_checks_want_is_said_in_french(word: str) -> None:
    """Every wording that their tests know; a value that must come stays, and has no English word in it."""
    lines = (GOLDEN / "findings" / f"{word}.txt").read_text(encoding="utf-8").splitlines()
    wanted = [json.loads(line.strip().removeprefix("wanted ")) for line in lines if line.startswith("      wanted ")]
    left = [one for one in wanted if isinstance(one, str) and Texts("fr").wanted(one) == one]
    assert [one for one in left if re.search(r"\b(or|the|than|least|most|once|alone|of|body|more|absent)\b", one)] == []


@pytest.mark.parametrize(
    ("english", "said"),
    [
        ("the form ^[A-Z]{3}$", "la forme ^[A-Z]{3}$"),
        ("AC01 or TMRQ alone in `message`", "AC01 ou TMRQ seul dans `message`"),
        ("2 to 3 of the form .*[.].*", "2 à 3 de la forme .*[.].*"),
        ("DOCT, MADM, MISS or MIST", "DOCT, MADM, MISS ou MIST"),
        ("at most 35 characters", "au plus 35 caractères"),
        ("Gold or silver to sell", "Gold or silver to sell"),
        ("back to school", "back to school"),
        ("BADS", "BADS"),
    ],
)
def test_what_is_wanted_is_french_and_values_stay(english: str, said: str) -> None:
    """By itself, and in the sentence of a cause."""
    assert Texts("fr").wanted(english) == said
    assert Texts("en").wanted(english) == english
    cause = phrase(
        "{what} (wanted {wanted}, came {came})", what=Phrase("the form is wrong"), wanted=english, came="x or"
    )
    assert Texts("fr").phrase(cause).text == f"la forme est fausse (attendu {said}, obtenu x or)"


def test_what_came_is_french_where_it_is_described() -> None:
    """What the bank has sent is told as it sent it."""
    said = {"an empty body": "un corps vide", "a list of 3 items": "une liste de 3 éléments", "present": "present"}
    assert {english: Texts("fr").came(english) for english in said} == said


def test_a_cause_is_told_in_one_language() -> None:
    """In English where any part of it has no French."""
    one, other = (phrase("{where}: {what}", where="GET /a", what=Phrase(says)) for says in ("l is null", "oh no"))
    assert Texts("fr").phrase(one) == texts.Said(text="GET /a : l vaut null", lang="fr")
    assert Texts("fr").phrase(other) == texts.Said(text="GET /a: oh no", lang="en")
    assert Texts("en").phrase(one) == texts.Said(text="GET /a: l is null", lang="en")


def test_no_french_text_is_the_english_one() -> None:
    """It would have been forgotten."""
    register = specs.load().register
    texts = [*french().page.items(), *french().standings.items()]
    texts += [(register[key].says, text) for key, text in french().requirements.items()]
    assert [english for english, text in texts if english == text] == []


def test_ids_figures_and_codes_are_the_same() -> None:
    """A French reader is told of the same status, code, account and number of days."""
    register = specs.load().register
    pairs = [*french().page.items(), *((register[key].says, text) for key, text in french().requirements.items())]
    assert [(one, text) for one, text in pairs if codes(one) != codes(text) and not _shouted(one)] == []


def _shouted(text: str) -> bool:
    """Whether it is a word of a run, whose capital letters are no code."""
    return re.sub(r"\{\w*\}", "", text).isupper()


def test_what_is_put_behind_another_text_begins_as_the_english_does() -> None:
    """Else two words would run into each other."""
    wrong = [english for english, text in french().page.items() if english.startswith(" ") != text.startswith(" ")]
    assert wrong == []


def test_the_environment_chooses_the_language() -> None:
    """As other programs read it; English where it says nothing."""
    assert language({"LC_ALL": "fr_FR.UTF-8", "LANG": "en_GB"}) == "fr"
    assert language({"LC_MESSAGES": "en_GB", "LANG": "fr_FR"}) == "en"
    assert language({"LANG": "fr"}) == "fr"
    assert language({"LANG": "C.UTF-8"}) == "en"
    assert language({}) == "en"


def test_a_masked_or_own_sentence_is_told_as_it_is() -> None:
    """The French one would name whom the ledger does not; and nobody has translated what the user wrote."""
    one = specs.load().register["AT-ACC-1"]
    assert Texts("fr").requirement(one).lang == "fr"
    masked = makers.requirement("AT-ACC-1", "Wilm gets three payment accounts.")
    assert Texts("fr").requirement(masked) == texts.Said(text="Wilm gets three payment accounts.", lang="en")
    assert Texts("fr").requirement(makers.requirement("OWN-1", "ours")).lang == "en"


@pytest.mark.parametrize(("number", "english", "said"), [(0, "0 causes", "0 cause"), (1, "1 cause", "1 cause")])
def test_none_is_many_in_english_and_one_in_french(number: int, english: str, said: str) -> None:
    """As in both grammars."""
    words = ("{n} cause", "{n} causes, the gravest first")
    assert Texts("en").several(number, *words).startswith(english)
    assert Texts("fr").several(number, *words).startswith(said)


def test_numbers_and_moments_are_written_as_in_the_language() -> None:
    """A thousand separator that does not break a line, and the months."""
    assert Texts("en").number(1234.5, 1) == "1,234.5"
    assert Texts("fr").number(1234.5, 1) == "1\u202f234,5"
    assert Texts("fr").moment("2026-08-02T10:05:00+00:00") == "2 août 2026, 12:05"


@pytest.mark.parametrize(
    ("english", "said"),
    [
        (
            "$HOST refuses the connection (is the server running, and is the port right?)",
            "$HOST refuse la connexion (le serveur tourne-t-il, et le port est-il le bon ?)",
        ),
        (
            "gave up after 3 calls without an answer; the last: a.example:443 did not answer within 5 s "
            "(limits.timeout_s sets how long to wait)",
            "abandon après 3 appels sans réponse ; le dernier : a.example:443 n\u2019a pas répondu en 5 s "
            "(limits.timeout_s règle la durée d\u2019attente)",
        ),
        (
            'the target\'s token of marc (aisp) is refused: GET /accounts answers 401: "no ; way"; give a fresh one',
            'le jeton de marc (aisp) donné par la cible est refusé : GET /accounts répond 401: "no ; way" ; '
            "donnez-en un nouveau",
        ),
        (
            "the bank's data are not what the scenario needs: $id: _links.next is missing",
            "les données de la banque ne sont pas celles qu\u2019il faut au scénario : $id: _links.next manque",
        ),
        ("shard 1/3: interrupted", "part 1/3 : interrompu"),
    ],
)
def test_a_reason_is_told_in_french(english: str, said: str) -> None:
    """With what the bank and the system have said as they said it."""
    assert Texts("fr").reason(english) == texts.Said(text=said, lang="fr")
    assert Texts("en").reason(english) == texts.Said(text=english, lang="en")


@pytest.mark.parametrize("english", ["the moon is full", "gave up after 3 calls without an answer; the last: the moon"])
def test_a_reason_that_nobody_translated_is_english(english: str) -> None:
    """All of it: no sentence is half in one language."""
    assert Texts("fr").reason(english) == texts.Said(text=english, lang="en")


def test_what_a_target_may_not_declare_is_said_in_french() -> None:
    """Each feature, and several in one reason."""
    assert set(french().features) == set(stage._FEATURES.values())
    every = f"the target does not declare {', '.join(stage._FEATURES.values())}, tls.bad.expired"
    assert Texts("fr").reason(every).text == (
        f"la cible ne déclare pas {', '.join(french().features.values())}, tls.bad.expired"
    )
