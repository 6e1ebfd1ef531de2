"""The overview as a page."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from conformance import __version__
from conformance.errors import ExitCode
from conformance.fleet import drawing
from conformance.fleet.drawing import page
from conformance.fleet.overview import Overview
from conformance.report import dossier
from conformance.report.phrase import phrase
from tests.support.fleets import cause, examined, times


def test_the_page_tells_all_and_nothing_in_it_is_markup() -> None:
    """Banks by chapters, causes, times; whatever a bank has sent is escaped."""
    found = Overview(
        name="a <b>fleet</b>",
        asked={"only": ["accounts"], "shard": "2/4"},
        examined=(
            examined("BPGO", chapters={"Accounts": {"kept": 4}}, times=(times("GET /accounts", median=12.5),)),
            examined(
                "BPN",
                ExitCode.NOT_CONFORM,
                "NOT CONFORM",
                causes=(cause("<script>alert(1)</script>"),),
                chapters={"Accounts": {"broken": 1, "kept": 3}},
            ),
            examined("BPS", ExitCode.COULD_NOT_RUN, "COULD NOT RUN", run="", reason="nobody answers"),
        ),
        missing=("BPVF",),
    )
    text = page(found, "en")
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert "a &lt;b&gt;fleet" in text
    parts = (
        "1 broken, 3 kept",
        "nobody answers",
        "12.5 · 25.0",
        "Not examined: BPVF",
        "selection: accounts · shard: 2/4",
        'href="BPN/dossier.html"',
    )
    assert [part for part in parts if part not in text] == []
    assert 'href="BPS/' not in text


def test_a_reason_that_several_banks_have_is_told_once() -> None:
    """Below the table."""
    several = (examined(f"B{n}", ExitCode.COULD_NOT_RUN, "COULD NOT RUN", reason="nobody answers") for n in "12")
    text = page(Overview(name="f", asked={}, examined=tuple(several)), "en")
    assert text.count("nobody answers") == 1
    assert "2 of 2: B1, B2" in text


HERE = Path(drawing.__file__).parent
FRENCH = phrase(
    "{where} answers {what}",
    where="GET /accounts",
    what=phrase("{came} where {wanted} is due", came="200", wanted="403"),
)


def test_all_that_is_ours_is_french_on_a_french_page() -> None:
    """Words, chapters, how promises stand, figures; what no one has translated says that it is English."""
    found = Overview(
        name="groupe",
        asked={"only": ["accounts"], "now": "2026-11-01T12:00"},
        examined=(
            examined(
                "BPN",
                ExitCode.NOT_CONFORM,
                "NOT CONFORM",
                causes=(replace(cause(), told=FRENCH), cause("nobody has translated this")),
                chapters={"Limitations": {"broken": 1, "kept": 3}},
                times=(times("GET /accounts", answers=1234, median=1012.5),),
                scope="3 of 3 scenarios; 2 not offered: mtls 1; shard 1 of 2",
            ),
            examined("BPS", ExitCode.COULD_NOT_RUN, "COULD NOT RUN", run="", reason="nobody answers"),
        ),
        made="2026-11-22T14:05:00+01:00",
    )
    text = page(found, "fr")
    parts = (
        '<html lang="fr">', "NON CONFORME",
        "groupe\u202f: 2 banques", "2 banques examinées, code de sortie 1.", "1\u202f012,5",
        "22 novembre 2026, 14:05 (Paris) · ", "sélection\u202f: accounts · horloge réglée sur\u202f: 2026-11-01T12:00",
        "(1\u202f234)", "1 sur 2\u202f: BPN",
        '<span lang="en">nobody has translated this</span>',
        "<li>GET /accounts répond 200 là où 403 est dû <b>",
        ">3 scénarios sur 3\u202f; 2 non proposés : mtls 1\u202f; part 1 sur 2</td>", "Limites",
        'lang="en">nobody answers</td>', f"stet-conformance {__version__}",
        "rompue\u202f: 1\u202f; tenue\u202f: 3",
    )  # fmt: skip
    assert [part for part in parts if part not in text] == []
    assert [word for word in ("broken,", "kept", "NOT CONFORM", "Response times") if f">{word}" in text] == []


def test_no_word_has_a_look_that_the_dossier_gives_to_another() -> None:
    """The style of both is one: `broken` is a promise here, and there our own fault, white on purple."""
    own = re.findall(r"\.([a-z][\w-]*)", (HERE / "page.css").read_text(encoding="utf-8"))
    shared = re.findall(r"\.([a-z][\w-]*)", Path(dossier.__file__).with_name("page.css").read_text(encoding="utf-8"))
    assert {*own} & {*shared} <= {"top-causes", "meta"}
    used = re.findall(r'class="([^"{]*)', (HERE / "page.html").read_text(encoding="utf-8"))
    names = {name for words in used for name in words.split() if not name.endswith("-")}
    assert names - {*own, *shared} == set()
