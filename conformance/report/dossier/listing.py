"""The lists of scenarios and of promises as HTML.

There are a thousand promises, and may be ten thousand scenarios: they are written here and not by the template, which
takes ten times as long.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from markupsafe import Markup

from conformance.report.dossier.grids import Promise
from conformance.report.dossier.parts import Parts, html
from conformance.report.dossier.rows import Row
from conformance.report.dossier.texts import Texts


def scenarios(rows: Sequence[Row], say: Texts, parts: Parts, chapters: Sequence[str]) -> Markup:
    """Each verdict as a row that opens; `chapters` are those of the filter, by whose places a row knows its own."""
    places = {title: str(place) for place, title in enumerate(chapters)}
    counted = _counted(say)
    return Markup("".join(_scenario(row, say, parts, places, counted(row.exchanges)) for row in rows))


def _scenario(row: Row, say: Texts, parts: Parts, places: Mapping[str, str], counted: str) -> str:
    name, persona, endpoint = html(row.name), html(row.persona), html(row.endpoint)
    english = "" if say.lang == "en" else ' lang="en"'
    about = [part for part in (persona, f'<span class="code">{endpoint}</span>' if endpoint else "", counted) if part]
    why = f"<br>{parts.why(row.reason)}" if row.reason else ""
    about += [f'<a href="#cause-{one}">{html(say("cause {number}", number=str(one)))}</a>' for one in row.causes]
    return (
        f'<details class="row" id="{html(row.anchor)}" data-i="{row.at}" data-n="{name}" data-w="{html(row.word)}"'
        f' data-p="{persona}" data-e="{endpoint}" data-h="{" ".join(places[title] for title in row.chapters)}"'
        f' data-c="{" ".join(map(str, row.causes))}">\n'
        f'<summary>{parts.badge(row.word)}<span class="title"{english}>{html(row.title)}</span>'
        f'<span class="meta code">{name}</span></summary>\n'
        f'<p class="meta">{" · ".join((html(", ".join(row.covers)), *about))}'
        f"{why}</p>\n</details>\n"
    )


def _counted(say: Texts) -> Callable[[int], str]:
    @lru_cache
    def counted(number: int) -> str:
        return html(say.several(number, "{n} exchange", "{n} exchanges"))

    return counted


def promises(rows: Sequence[Promise], say: Texts, parts: Parts) -> Markup:
    """The requirements of a chapter, each with how it stands and what showed it."""
    return Markup("".join(_promise(row, say, parts) for row in rows))


def _promise(row: Promise, say: Texts, parts: Parts) -> str:
    asked = row.standing.requirement
    shown: str = (
        parts.links(row.scenarios, 2) if row.scenarios else html(say(asked.not_tested)) if asked.not_tested else ""
    )
    anchor, told = (
        f' id="{html(row.anchor)}"' if row.anchor else "",
        f'<span class="meta">{shown}</span>' if shown else "",
    )
    return (
        f"<li{anchor}><b>{html(asked.id)}</b> {parts.badge(row.shape, say.standing(row.standing.word.value))}"
        f' <span class="meta">{html(say(asked.level))}</span> {parts.sentence(asked)}'
        f" {told}</li>\n"
    )
