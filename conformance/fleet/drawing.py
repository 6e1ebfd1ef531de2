"""The overview as one page in the dossier's hand: one file that needs nothing else, and runs nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from markupsafe import Markup

from conformance.fleet import overview
from conformance.fleet.examined import Examined
from conformance.fleet.overview import Overview
from conformance.report import dossier, templates
from conformance.report.dossier.texts import Language, Texts

DOSSIER: Final = "dossier.html"
_HERE: Final = Path(__file__).parent
_STYLES: Final = (Path(dossier.__file__).with_name("page.css"), _HERE / "page.css")
_KINDS: Final = {0: "kept", 1: "broken", 5: "warned"}
_LOOKS: Final = ("kept", "warned", "broken", "deviant", "blocked", "overshadowed")
_ASKED: Final = {"only": "selection", "shard": "shard", "now": "clock set to"}
"""What was asked of all, as a reader calls it."""


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
            reason_of_any=overview.reason_of_any,
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


def _asked(told: Overview, say: Texts) -> Iterator[str]:
    for name, value in told.asked.items():
        yield f"{say(_ASKED[name])}{say.colon}{value if isinstance(value, str) else ', '.join(value)}"


def _cells(say: Texts) -> Callable[[Mapping[str, int]], str]:
    """A chapter of an establishment in few words; '' where nothing was checked."""

    def cell(counts: Mapping[str, int]) -> str:
        return say.counted({say.standing(word): number for word, number in overview.checked(counts)})

    return cell
