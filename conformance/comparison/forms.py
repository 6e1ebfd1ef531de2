"""What a text looks like, whatever it says: a day, an amount with two decimals, an address. Pure."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Final

from conformance.late import pattern
from conformance.symptoms import general_wording

_DAY: Final = pattern(r"\d{4}-\d\d-\d\d")
_MOMENT: Final = pattern(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(\.\d+)?(Z|[+-]\d\d:?\d\d)?")
_DECIMAL: Final = pattern(r"([+-]?)\d+(?:([.,])(\d+))?")
_UUID: Final = pattern(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_IBAN: Final = pattern(r"[A-Z]{2}\d\d[A-Z0-9]{11,30}")
_ADDRESS: Final = pattern(r"[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE)
_FORMS: Final = {"day": _DAY, "UUID": _UUID, "IBAN": _IBAN, "address": _ADDRESS}
_LENGTH_OF_A_DAY: Final = len("2026-11-22")
_CODE: Final = pattern(r"[A-Za-z0-9]{1,8}")
_LONGEST: Final = 60
"""Longer texts are nobody's choice among a few."""


@lru_cache(maxsize=65536)
def form(text: str) -> str:
    """The form of a text, in a word or two: `day`, `amount with 2 decimals`, `text`."""
    if not text:
        return "empty text"
    if text != text.strip():
        return "text with blanks around it"
    moment, decimal = _MOMENT.fullmatch(text), _DECIMAL.fullmatch(text)
    if moment:
        zone = {None: "no zone", "Z": "Z"}.get(moment[2], "an offset")
        return f"date-time with {zone}"
    if decimal:
        return _number(*decimal.groups())
    return next((name for name, form in _FORMS.items() if form.fullmatch(text)), "text")


def _number(sign: str, point: str | None, decimals: str | None) -> str:
    signed = "signed " if sign else ""
    if decimals is None:
        return f"{signed}whole number"
    comma = " after a comma" if point == "," else ""
    return f"{signed}number with {len(decimals)} decimal{'s' if len(decimals) != 1 else ''}{comma}"


def choice(text: str, today: date) -> str:
    """A text as one of few, the same on every run: days told from `today`, ids left out; '' where it is none.

    Of a moment only its day counts; in which zone it is told may make it the day before, or the one after.
    """
    if _DAY.fullmatch(text):
        days = _days_from(text, today)
        return "" if days is None else f"today{days:+d}" if days else "today"
    if _MOMENT.fullmatch(text):
        days = _days_from(text[:_LENGTH_OF_A_DAY], today)
        return "" if days is None else "about now" if abs(days) <= 1 else f"a moment of today{days:+d}"
    return _fixed(text)


def _days_from(text: str, today: date) -> int | None:
    try:
        return (date.fromisoformat(text) - today).days
    except ValueError:
        return None


@lru_cache(maxsize=65536)
def _fixed(text: str) -> str:
    if not text or len(text) > _LONGEST or _UUID.fullmatch(text):
        return ""
    if _CODE.fullmatch(text):
        return text
    decimal = _DECIMAL.fullmatch(text)
    return "" if decimal or _ADDRESS.fullmatch(text) else general_wording(text)
