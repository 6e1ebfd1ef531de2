"""What a text looks like, and which of few it is."""

from __future__ import annotations

from datetime import date

import pytest

from conformance.comparison.forms import choice, form


@pytest.mark.parametrize(
    ("text", "looks"),
    [
        ("", "empty text"),
        (" a", "text with blanks around it"),
        ("2026-11-22", "day"),
        ("2026-11-22T14:05:00.1Z", "date-time with Z"),
        ("2026-11-22T14:05:00+01:00", "date-time with an offset"),
        ("2026-11-22T14:05", "date-time with no zone"),
        ("4179", "whole number"),
        ("-41.5", "signed number with 1 decimal"),
        ("41,50", "number with 2 decimals after a comma"),
        ("FR7613807008043001965405158", "IBAN"),
        ("0b59f565-cac2-4165-82a3-a6f1c6bbd653", "UUID"),
        ("https://bank.example/a", "address"),
        ("PRLV SEPA", "text"),
    ],
)
def test_a_text_has_a_form(text: str, looks: str) -> None:
    """Whatever it says."""
    assert form(text) == looks


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ("CACC", "CACC"),
        ("213", "213"),
        ("2026-11-22", "today"),
        ("2026-11-20", "today-2"),
        ("2026-12-01", "today+9"),
        ("2026-13-01", ""),
        ("4179.00", ""),
        ("2026-11-22T14:05:00Z", "about now"),
        ("2026-11-21T23:05:00Z", "about now"),
        ("2020-02-29T11:05:59.123+0000", "a moment of today-2458"),
        ("2026-11-31T11:05:59Z", ""),
        ("https://bank.example/a", ""),
        ("0b59f565-cac2-4165-82a3-a6f1c6bbd653", ""),
        ("Compte 0123456789 perso", "Compte # perso"),
        ("x" * 61, ""),
    ],
)
def test_a_text_is_one_of_few(text: str, one: str) -> None:
    """Days are told from that of the run, ids are left out; what changes with every answer is none of few."""
    assert choice(text, date(2026, 11, 22)) == one
