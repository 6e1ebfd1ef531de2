"""The chapter about the documentation itself, and the lines that no requirement claims."""

from __future__ import annotations

from conformance import specs
from conformance.report import documentation
from conformance.report.coverage import unclaimed
from conformance.specs import Ambiguity, Chapter, Requirement

POINTS = {
    point.id: point
    for point in (
        Ambiguity(
            id="C4", chapter="Wrong verb", lines=("856", "1102"), kind="gap", wrong="No <code> is told.", reading="405."
        ),
        Ambiguity(id="E9", chapter="Pages", lines=(), kind="gap", wrong="Left open.", reading="Optional."),
    )
}


def test_the_document_to_send_has_every_point() -> None:
    """Also those that no scenario rests on."""
    text = documentation.markdown(POINTS, {"C4": ["accounts/post-not-allowed"]})
    assert "## C4 · Wrong verb" in text
    assert "lines 856, 1102" in text
    assert "*Scenarios:* `accounts/post-not-allowed`" in text
    assert "## E9 · Pages" in text


def requirement(*lines: str) -> Requirement:
    return Requirement(id="X-01", chapter="c", level="must", says="s", lines=lines)


def test_unclaimed_lines_are_told_as_ranges() -> None:
    """What no requirement claims, chapter by chapter."""
    chapters = [Chapter(title="one", lines="10-20", prose=())]
    register = {"X-01": requirement("12-14", "18")}
    assert unclaimed(register, chapters) == (("one", ((10, 11), (15, 17), (19, 20))),)


def test_whatever_no_requirement_claims_is_marked_as_prose() -> None:
    """Every line of every chapter is a promise's, or was read and found to promise nothing (blank lines aside)."""
    loaded = specs.load()
    prose = {
        line
        for chapter in loaded.chapters
        for text in chapter.prose
        for line in range(int(text.partition("-")[0]), int(text.rpartition("-")[2]) + 1)
    }
    for title, spans in unclaimed(loaded.register, loaded.chapters):
        long = [span for span in spans if span[1] - span[0] >= 6 and not set(range(span[0], span[1] + 1)) & prose]
        assert long == [], title
