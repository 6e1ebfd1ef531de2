"""Parts that stand in the page a thousand times, as HTML: badges, links, texts in the language that they are in."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from conformance.report.dossier.run import Link
from conformance.report.dossier.texts import Said, Texts
from conformance.specs import Requirement
from conformance.visible import visible


class Parts:
    """The parts of one page; every text in them is escaped and made visible."""

    def __init__(self, say: Texts) -> None:
        self._say = say
        self._badges: dict[tuple[str, str | None], Markup] = {}

    def badge(self, word: str, text: str | None = None) -> Markup:
        """A verdict word in its colour, told as `text` where that is another."""
        known = self._badges.get((word, text))
        if known is None:
            known = self._badges[word, text] = Markup(
                f'<span class="w w-{html(word)}">{html(text or self._say(word))}</span>'
            )
        return known

    def links(self, several: Sequence[Link], most: int = 8) -> Markup:
        """Links, beside each other; those beyond `most` open when they are asked for."""
        shown = ", ".join(map(_link, several[:most]))
        rest = several[most:]
        if not rest:
            return Markup(shown)
        more = html(self._say.several(len(rest), "and {n} more", "and {n} more"))
        return Markup(
            f'{shown} <details class="more"><summary>{more}</summary> {", ".join(map(_link, rest))}</details>'
        )

    def english(self, text: str) -> Markup:
        """A text that is English whatever the language of the page."""
        return self.said(Said(text=text, lang="en"))

    def sentence(self, requirement: Requirement) -> Markup:
        """What a requirement asks of the bank."""
        return self.said(self._say.requirement(requirement))

    def why(self, reason: str) -> Markup:
        """Why there is no verdict."""
        return self.said(self._say.reason(reason))

    def said(self, one: Said) -> Markup:
        """A text, and its language where that is not the page's."""
        told = html(one.text)
        return Markup(told if one.lang == self._say.lang else f'<span lang="{one.lang}">{told}</span>')


def _link(one: Link) -> str:
    return f'<a href="#{html(one.to)}">{html(one.text)}</a>'


def html(text: str) -> str:
    """A text as HTML, nothing of it unseen."""
    return str(escape(visible(text)))
