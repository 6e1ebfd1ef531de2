"""The overview as one page in the dossier's hand: one file that needs nothing else, and runs nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from markupsafe import Markup

from conformance.fleet import overview
from conformance.fleet.overview import Overview
from conformance.report import dossier, templates

DOSSIER: Final = "dossier.html"
_HERE: Final = Path(__file__).parent
_STYLE: Final = Path(dossier.__file__).with_name("page.css")
_KINDS: Final = {0: "kept", 1: "broken", 5: "warned"}
_PLAIN: Final = ("kept", "warned", "broken", "deviant", "blocked", "overshadowed")


def page(told: Overview) -> str:
    """The whole page; the dossier of a bank stands in the folder of its short name."""
    template = templates.environment(_HERE).get_template("page.html")
    return template.render(
        told=told,
        style=Markup(_STYLE.read_text(encoding="utf-8")),
        dossier=DOSSIER,
        kinds=_KINDS,
        plain=_PLAIN,
        worst=overview.worst,
        cell=overview.cell,
        times_of=overview.times_of,
    )
