"""The list of scenarios as HTML. There may be ten thousand of them, so it is written here and not by the template."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from markupsafe import Markup, escape

from conformance.report.dossier.rows import Row
from conformance.report.dossier.texts import Texts
from conformance.report.visible import visible


def listed(rows: Sequence[Row], say: Texts, chapters: Sequence[str]) -> Markup:
    """Each verdict as a row that opens; `chapters` are those of the filter, by whose places a row knows its own."""
    places = {title: str(place) for place, title in enumerate(chapters)}
    badge, counted = _badges(say), _counted(say)
    return Markup("".join(_row(row, say, places, badge(row.word), counted(row.exchanges)) for row in rows))


def _row(row: Row, say: Texts, places: dict[str, str], badge: str, counted: str) -> str:
    name, persona, endpoint, told = _told(row.name), _told(row.persona), _told(row.endpoint), _told(row.title)
    english = "" if say.lang == "en" else ' lang="en"'
    about = [
        _told(", ".join(row.covers)),
        persona,
        f'<span class="code">{endpoint}</span>' if endpoint else "",
        counted,
    ]
    about[1:] = [part for part in about[1:] if part]
    about += [
        f'<a href="#cause-{number}">{_told(say("cause {number}", number=str(number)))}</a>' for number in row.causes
    ]
    why = say.reason(row.reason)
    reason = _told(why.text) if why.lang == say.lang else f'<span lang="{why.lang}">{_told(why.text)}</span>'
    return (
        f'<details class="row" id="{_told(row.anchor)}" data-i="{row.at}" data-n="{name}" data-w="{_told(row.word)}"'
        f' data-p="{persona}" data-e="{endpoint}" data-h="{" ".join(places[title] for title in row.chapters)}"'
        f' data-c="{" ".join(map(str, row.causes))}">\n'
        f'<summary>{badge}<span class="title"{english}>{told}</span><span class="meta code">{name}</span></summary>\n'
        f'<p class="meta">{" · ".join(about)}{f"<br>{reason}" if row.reason else ""}</p>\n</details>\n'
    )


def _badges(say: Texts) -> Callable[[str], str]:
    @lru_cache
    def badge(word: str) -> str:
        return f'<span class="w w-{_told(word)}">{_told(say(word))}</span>'

    return badge


def _counted(say: Texts) -> Callable[[int], str]:
    @lru_cache
    def counted(number: int) -> str:
        return _told(say.several(number, "{n} exchange", "{n} exchanges"))

    return counted


def _told(text: str) -> str:
    """A text as HTML, nothing of it unseen."""
    return str(escape(visible(text)))
