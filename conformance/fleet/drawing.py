"""The overview as one page in the dossier's hand: one file that needs nothing else, and runs nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from markupsafe import Markup

from conformance import __version__
from conformance.fleet import overview
from conformance.fleet.examined import Examined
from conformance.fleet.overview import Overview
from conformance.report import dossier, templates
from conformance.report.dossier.texts import Language, Said, Texts

DOSSIER: Final = "dossier.html"
_HERE: Final = Path(__file__).parent
_STYLES: Final = (Path(dossier.__file__).with_name("page.css"), _HERE / "page.css")
_KINDS: Final = {0: "kept", 1: "broken", 5: "warned"}
_LOOKS: Final = ("kept", "warned", "broken", "deviant", "blocked", "overshadowed")
_ASKED: Final = {"only": "selection", "shard": "shard", "now": "clock set to"}
"""What was asked of all, as a reader calls it."""
_SCOPE: Final = (
    "{n} of {total} scenarios",
    "{n} not offered: {features}",
    "{n} rules, held against answers {times} times",
    "{n} of your own",
    "{n} on generated cases",
    "a cast of its own",
    "shard {n} of {total}",
    "{n} shards merged",
)
"""How much a word speaks of, part by part (report/statement.py)."""
_SCOPES: Final = {re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>.+)", text)): text for text in _SCOPE}


def page(told: Overview, lang: Language) -> str:
    """The whole page in one language; the dossier of a bank stands in the folder of its short name."""
    say = Texts(lang)
    style = "\n".join(path.read_text(encoding="utf-8").replace("\r\n", "\n") for path in _STYLES)
    return (
        templates.environment(_HERE)
        .get_template("page.html")
        .render(
            told=told,
            say=say,
            policy=templates.policy(style),
            style=Markup(style),
            dossier=DOSSIER,
            words=list(_words(told, say)),
            asked=list(_asked(told, say)),
            kind_of=_kind,
            plain=list(_plain(told, say)),
            looks=_LOOKS,
            worst=overview.worst,
            cell=_cells(say),
            times_of=overview.times_of,
            facts=_facts,
            speaks=_speaks(told, say),
            version=__version__,
        )
    )


def _kind(one: Examined) -> str:
    return _KINDS.get(one.exit_code, "other")


def _plain(told: Overview, say: Texts) -> Iterator[str]:
    """How many were examined, and which were not."""
    examined = say.several(len(told.examined), "{n} bank examined", "{n} banks examined")
    yield f"{examined}, {say('exit code')} {told.code:d}."
    if told.resumed:
        yield say("Finished before, and not examined again: {names}.", names=", ".join(told.resumed))
    if told.missing:
        yield say("Not examined: {names}.", names=", ".join(told.missing))


def _words(told: Overview, say: Texts) -> Iterator[tuple[str, int, str]]:
    """How many banks have which word, and its colour; the worst first."""
    counts = Counter((one.word, _kind(one)) for one in told.examined)
    kinds = ("other", "broken", "warned", "kept")
    for (word, kind), number in sorted(counts.items(), key=lambda pair: (kinds.index(pair[0][1]), -pair[1])):
        yield say(word), number, kind


def _facts(one: Examined) -> Iterator[tuple[str, str, str]]:
    """What its cells hold, between its word and what it speaks of: the heading, the text, the look."""
    yield "Establishment code", one.code, ""
    yield "Exit code", str(int(one.exit_code)), ""
    yield "Host", one.host, "code host"


def _speaks(told: Overview, say: Texts) -> Callable[[Examined], Said]:
    """Why an establishment has no word, where that is not said of several; else how much its word speaks of."""

    def speaks(one: Examined) -> Said:
        if one.reason and overview.reason_of_any(one) not in told.reasons:
            return say.reason(one.reason)
        parts = [_part(part, say) for part in one.scope.split("; ") if part]
        if say.lang == "en" or None in parts:
            return Said(text=one.scope, lang="en")
        return Said(text=say.then(part for part in parts if part), lang=say.lang)

    return speaks


def _part(english: str, say: Texts) -> str | None:
    """A part of a scope in the language of the page; None where nobody has translated it."""
    for pattern, text in _SCOPES.items():
        if found := pattern.fullmatch(english):
            values = {name: _number(value, say) for name, value in found.groupdict().items()}
            return say(text, **values)
    return None


def _number(text: str, say: Texts) -> str:
    plain = text.replace(",", "")
    return say.number(int(plain)) if plain.isdigit() else text


def _asked(told: Overview, say: Texts) -> Iterator[str]:
    if told.made:
        yield f"{say.moment(told.made)} (Paris)"
    for name, value in told.asked.items():
        yield f"{say(_ASKED[name])}{say.colon}{value if isinstance(value, str) else ', '.join(value)}"


def _cells(say: Texts) -> Callable[[Mapping[str, int]], str]:
    """A chapter of an establishment in few words; '' where nothing was checked."""

    def cell(counts: Mapping[str, int]) -> str:
        return say.counted({say.standing(word): number for word, number in overview.checked(counts)})

    return cell
