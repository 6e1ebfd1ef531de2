"""What can be tried, as it is read and as JSON."""

from __future__ import annotations

from conformance.proof.listing import Harmless, Known, document, render
from conformance.specs import Requirement

REGISTER = {
    key: Requirement(id=key, chapter=chapter, level=level, says="…")
    for key, chapter, level in (
        ("ACC-01", "Accounts", "must"),
        ("PAG-20", "Pages", "should"),
        ("PAG-21", "Pages", "must"),
    )
}
FAULTS = (
    Known(name="page-lost", says="A page is lost.", breaks=("PAG-20", "PAG-21"), places=("later", "absent")),
    Known(name="accounts-lost", says="Accounts are lost.", breaks=("ACC-01",)),
    Known(name="no-last", says="There is no last link.", breaks=("PAG-20",)),
)
VARIATIONS = (Harmless(name="compressed", says="Answers are compressed.", allowed="RFC 9110"),)


def test_faults_stand_below_the_chapter_of_what_they_break() -> None:
    """In the order of the register, each as a must where it breaks one."""
    assert render(FAULTS, VARIATIONS, REGISTER) == [
        "Accounts",
        "  accounts-lost  must    Accounts are lost. [ACC-01]",
        "Pages",
        "  page-lost      must    A page is lost. [PAG-20, PAG-21] · alone at: later, absent",
        "  no-last        should  There is no last link. [PAG-20]",
        "Harmless variations",
        "  compressed  Answers are compressed. [RFC 9110]",
        "3 faults, 1 harmless variation",
    ]


def test_programs_are_told_the_same() -> None:
    """In the same order."""
    told = document(FAULTS, VARIATIONS, REGISTER)
    assert [(one["name"], one["chapter"], one["level"]) for one in told["faults"]] == [
        ("accounts-lost", "Accounts", "must"),
        ("page-lost", "Pages", "must"),
        ("no-last", "Pages", "should"),
    ]
    assert told["faults"][1]["places"] == ["later", "absent"]
    assert told["variations"] == [
        {"name": "compressed", "says": "Answers are compressed.", "allowed": "RFC 9110"},
    ]
