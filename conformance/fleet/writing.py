"""Writes the overview of a fleet beside the folders of its establishments."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import orjson

from conformance.errors import Unreachable
from conformance.fleet import drawing, overview
from conformance.fleet.overview import Overview
from conformance.report.dossier.texts import Language

PAGE: Final = "fleet.html"
FIGURES: Final = "fleet.json"


def write(told: Overview, reports: Path, lang: Language = "en") -> Path:
    """As a page in that language and in figures; the page. Raises Unreachable where that cannot be written."""
    try:
        reports.mkdir(parents=True, exist_ok=True)
        (reports / FIGURES).write_bytes(orjson.dumps(overview.figures(told), option=orjson.OPT_INDENT_2) + b"\n")
        (reports / PAGE).write_text(drawing.page(told, lang), encoding="utf-8")
    except OSError as error:
        raise Unreachable(f"the overview cannot be written: {error.strerror}") from None
    return reports / PAGE
