"""What is read is held to the schema, the chain and the lines before it; what cannot be read is refused."""

from __future__ import annotations

import json
import tracemalloc
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance import specs
from conformance.errors import Mistakes
from conformance.ledger import exchange_record, packing
from conformance.ledger.in_page import ledger_of, packed
from conformance.ledger.ledger import Story, is_ledger, read
from conformance.ledger.lines import dumps
from conformance.report import allure, finished, html, junit, summary, text
from conformance.report.causes import causes
from conformance.report.dossier.drawing import page as page_of
from conformance.report.dossier.run import Told
from conformance.report.dossier.texts import LANGUAGES, Language
from conformance.report.sightings import sightings
from tests.support import makers
from tests.support.ledger_lines import lines, rewritten, written

NOBODYS = exchange_record.digest(b"[7]")
SEVEN = {"exchange": 2, "body": 3, "verdict": 2}
GOLDEN = Path(__file__).parents[1] / "golden" / "ledger-of-format-1.jsonl"
in_one_folder = settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is not a ledger"),
        (b"hello\n", "1:1: this line does not belong in a ledger"),
        (b"[1]\n", "1:1: this line does not belong in a ledger"),
        (b'{"kind":"footer"}\n', "is not a ledger"),
        (b'{"kind":"header","format":99}\n', "a ledger of format 99"),
        (b'{"kind":"header","format":"2"}\n', 'a ledger of format "2"'),
        (b'{"kind":"header","format":2}\n', "1:1: this line does not belong in a ledger: .* is a required property"),
        (b'{"kind":"header","format":1}\nnonsense\n{"kind":"footer"}\n', "2:1: this line does not belong in a ledger"),
        (b"[" * 100_000, "1:1: this line does not belong in a ledger"),
        (b"\x1f\x8bnonsense", "is not a ledger"),
    ],
)
def test_what_is_no_ledger_is_told(tmp_path: Path, content: bytes, says: str) -> None:
    """With the line that is wrong."""
    path = tmp_path / "x.jsonl"
    path.write_bytes(content)
    with pytest.raises(Mistakes, match=says):
        read(path)


def test_a_file_is_a_ledger_by_what_it_says() -> None:
    """Not by its name."""
    assert is_ledger(GOLDEN)
    assert not is_ledger(Path(__file__))
    assert not is_ledger(Path("does-not-exist.jsonl"))


# -------------------------------------------------------------------------------------------------- somebody changed it


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger of two verdicts."""
    verdicts = [
        makers.verdict(
            scenario=makers.scenario(name=name), exchanges=(makers.exchange(content=f'["{name}"]'.encode()),)
        )
        for name in ("a", "b")
    ]
    return written(tmp_path / "ledger.jsonl", *verdicts[:1], verdicts[1])


def changed(told: list[Any], at: int, **members: Any) -> list[Any]:
    return [{**line, **members} if index == at else line for index, line in enumerate(told)]


def test_a_verdict_knows_whose_bank_it_is_about(path: Path) -> None:
    """So that a line that asks again takes no token elsewhere."""
    story = read(path)
    assert {entry.base_url for entry in story.entries} == {story.header["target"]["base_url"]}


def test_a_changed_line_breaks_the_chain(path: Path) -> None:
    """Also where it is still a line: a verdict turned from red to green, a body, a status."""
    told = lines(path)
    verdict = next(index for index, line in enumerate(told) if line["kind"] == "verdict")
    rewritten(path, changed(told, verdict, outcome="passed"), chained=False)
    with pytest.raises(Mistakes, match="the chain breaks between line"):
        read(path)


def test_lines_cannot_be_taken_out_moved_or_doubled(path: Path) -> None:
    """Whichever; a ledger cut off at its end is one of a run that was."""
    told = lines(path)
    for number in range(1, len(told) - 1):
        for other in (
            told[:number] + told[number + 1 :],
            [*told[:number], told[number], *told[number:]],
            [*told[:number], told[number + 1], told[number], *told[number + 2 :]],
        ):
            rewritten(path, other, chained=False)
            with pytest.raises(Mistakes):
                read(path)
        rewritten(path, told[:number], chained=False)
        assert not read(path).complete


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            lambda told: [*told[:-1], {**told[-1], "written": {"exchange": 9, "body": 2, "verdict": 2}}],
            "counts 9 lines",
        ),
        (lambda told: [told[0], *told[2:]], "there is no"),
        (lambda told: [*told[:3], *told[1:]], "stands there already"),
        (lambda told: changed(told, 1, json=["other"]), "the body has another digest"),
        (lambda told: changed(told, 2, number=7), "exchange 7 follows 0"),
        (lambda told: changed(told, 3, exchanges=[1, 2]), "there is no 2"),
        (
            lambda told: changed(told, 3, findings=[{**told[3]["findings"][0], "step": 5}]),
            "a step that the scenario has not",
        ),
        (lambda told: changed(told, 6, findings=[{**told[6]["findings"][0], "exchange": 1}]), "of another scenario"),
        (lambda told: changed(told, 6, name="a"), "a second verdict on a"),
        (lambda told: changed(told, 3, outcome="great"), "this line does not belong in a ledger: `outcome`"),
        (lambda told: changed(told, 0, target="bank"), "this line does not belong in a ledger: `target`"),
        (lambda told: [*told, told[-1]], "a footer does not belong here"),
        (lambda told: [*told[:3], told[0], *told[3:]], "a header does not belong here"),
        (lambda told: [*told[:3], {"kind": "rumour"}, *told[3:]], "4:1: this line does not belong in a ledger"),
        (lambda told: changed(told, 0, format=True), "a ledger of format true"),
        (
            lambda told: changed(told, 0, started="2026-02-30T00:00:00+01:00"),
            "1:1: this line does not fit .* day is out",
        ),
        (lambda told: changed(told, 0, api="\ud800"), "1:1: this line does not fit .* surrogates not allowed"),
        (lambda told: changed(told, 0, run="\ud800"), "1:1: this line does not belong in a ledger: `run`"),
        (lambda told: changed(told, 3, name="\ud800"), "4:1: this line does not fit .* surrogates not allowed"),
        (
            lambda told: changed(told, 2, asked_by={"purpose": "step", "scenario": "a", "step": 5}),
            "4:1: this line does not fit the others: one of its exchanges is of a step",
        ),
        (lambda told: changed(told, 3, outcome="passed"), "its findings do not come to the outcome passed"),
        (lambda told: changed(told, 3, findings=[]), "its findings do not come to the outcome failed"),
        (
            lambda told: changed(told, 3, scenario={"steps": [{**told[3]["scenario"]["steps"][0], "target": 7}]}),
            "`scenario.steps.0.target`: 7 is not",
        ),
        *(
            (lambda told, of=of: changed(told, 2, request={**told[2]["request"], **of}), f"`request.{next(iter(of))}")
            for of in (
                {"persona": 'x}"; id; : "${x'},
                {"scope": "a b"},
                {"certificate": "a\n"},
                {"method": "GET \n"},
                {"url": "https://b/\n"},
                {"headers": [["X-A: b", "c"]]},
                {"headers": [["X-A", "b\r\n"]]},
            )
        ),
        (
            lambda told: [*told[:-1], {"kind": "body", "sha256": NOBODYS, "json": [7]}, {**told[-1], "written": SEVEN}],
            f"no exchange has the body {NOBODYS}",
        ),
    ],
)
def test_lines_that_do_not_fit_are_told(path: Path, change: Any, says: str) -> None:
    """Even where whoever changed them has made the chain anew."""
    rewritten(path, change(lines(path)))
    with pytest.raises(Mistakes, match=says):
        read(path)


@pytest.mark.parametrize(
    ("further_on", "says"),
    [
        (lambda told: changed(told, 4, kind="rumour"), "5:1: this line does not belong in a ledger"),
        (lambda told: [*told[:4], told[0], *told[4:]], "a header does not belong here"),
    ],
)
def test_a_graver_mistake_further_on_is_the_one_that_is_told(path: Path, further_on: Any, says: str) -> None:
    """Lines are read one after the other; what is told does not depend on that."""
    rewritten(path, further_on(changed(lines(path), 2, number=7)))
    with pytest.raises(Mistakes, match=says):
        read(path)


def test_a_ledger_is_read_the_same_in_whatever_pieces_its_file_comes(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where every line comes in several."""
    whole = read(path)
    monkeypatch.setattr(packing, "_CHUNK", 7)
    assert read(path) == whole


def test_what_a_ledger_says_again_and_again_is_held_once(tmp_path: Path) -> None:
    """A long run is read back in a few times the room of its file: it was nine times that."""
    answer = makers.exchange(headers=tuple((f"X-Header-{number}", "what it always says") for number in range(12)))
    several = [makers.verdict(scenario=makers.scenario(name=str(one)), exchanges=(answer,)) for one in range(300)]
    path = written(tmp_path / "ledger.jsonl", *several)
    read(path)
    tracemalloc.start()
    try:
        story = read(path)
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(story.entries) == 300
    assert held < 4 * path.stat().st_size


@in_one_folder
@given(data=st.data())
def test_no_change_of_types_is_taken_for_a_ledger(path: Path, data: st.DataObject) -> None:
    """Any value of any line replaced by one of another kind, the chain made anew: refused, or it says the same."""
    original = lines(path)
    told = json.loads(json.dumps(original))
    holder, key = data.draw(st.sampled_from(list(values(told))))
    before = holder[key]
    holder[key] = data.draw(st.sampled_from(WRONG))
    truly = [entry.verdict.outcome for entry in read(path).entries]
    rewritten(path, told)
    try:
        story = read(path)
        draw(story)
    except Mistakes:
        pass
    else:
        assert [entry.verdict.outcome for entry in story.entries] == truly
        assert type(holder[key]) is type(before) or before is None or isinstance(holder[key], int | float | list | dict)
    finally:
        rewritten(path, original, chained=False)


def draw(story: Story) -> None:
    """Every report of a ledger. Raises Mistakes where its last line says something else than the others."""
    run, register = finished.read(story), specs.load().register
    for entry in story.entries:
        text.block(entry, register)
        html.row(entry, "dossier.html")
        list(junit.properties(entry.verdict))
        allure.result(entry, register, lambda _, told: told.encode() and None)
        summary.aside(entry, register)
    html.overview(run, register, "dossier.html").encode()
    list(summary.summary(run, register, [], under_pytest=False))


WRONG: list[Any] = [
    None, True, 7, -1, 1.5, 1e308, 10**30, "", "x", "\ud800", "2026-02-30T99:99:99+99:99", "0" * 64,
    [], {}, [[]], {"a": {}},
]  # fmt: skip


def values(told: Any) -> Any:
    """Where every value of some lines stands: what holds it, and its key there."""
    items = told.items() if isinstance(told, dict) else enumerate(told) if isinstance(told, list) else ()
    for key, item in items:
        if not (isinstance(told, list) and isinstance(item, dict) and "kind" in item):
            yield told, key
        yield from values(item)


@in_one_folder
@given(st.binary(max_size=200), st.integers(0, 10_000), st.integers(0, 200))
def test_no_bytes_make_the_reader_fail(path: Path, noise: bytes, at: int, cut: int) -> None:
    """Wherever they stand: refused, or of a run that was cut off."""
    content = path.read_bytes()
    start = at % len(content)
    path.write_bytes(content[:start] + noise + content[start + cut :])
    try:
        with suppress(Mistakes):
            read(path)
    finally:
        path.write_bytes(content)


# ----------------------------------------------------------------------------------------------------------- format 1


def test_a_ledger_of_version_0_1_is_read() -> None:
    """As it was written by that version: verdicts, exchanges with their bodies, what shows a finding."""
    story = read(GOLDEN)
    assert story.complete
    verdicts = {entry.verdict.scenario.name: entry.verdict for entry in story.entries}
    assert {name: verdict.outcome.value for name, verdict in verdicts.items()} == {
        "balances/holds": "passed", "balances/fails": "failed", "balances/skipped": "skipped",
    }  # fmt: skip
    [finding] = verdicts["balances/fails"].findings
    assert (finding.word, finding.wanted) == ("count", 7)
    assert finding.exchange in verdicts["balances/fails"].exchanges
    assert finding.exchange is not None
    assert finding.exchange.data["balances"]
    assert finding.exchange.asker.step == 0
    assert verdicts["balances/holds"].exchanges[0].asker.step is None
    assert list(story.exchanges) == list(range(1, len(story.exchanges) + 1))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_dossier_of_a_ledger_of_version_0_1_is_drawn(lang: Language) -> None:
    """What it does not tell yet (the id of the run, the bank) is not told."""
    story, register = read(GOLDEN), specs.load().register
    found = causes(map(sightings, story.entries), register)
    told = Told(story=story, finished=finished.read(story), register=register, causes=found)
    page = page_of(told, packed(GOLDEN.read_bytes()), lang)
    assert ledger_of(page.encode()) == GOLDEN.read_bytes()
    assert page.count('class="cause ') == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"outcome":"failed"', b'"outcome":"great"'),
        (b'"exchanges":[', b'"exchanges":[7,'),
        (b'"complete":true', b'"complete":"yes"'),
        (b'"status":200', b'"status":"200"'),
        (b'"covers":["AT-BAL-1"]', b'"covers":"AT-BAL-1"'),
        (b'"counts":{"passed":1', b'"counts":{"passed":"1"'),
        (b'"verb":"GET"', b'"verb":"SHOUT"'),
    ],
)
def test_wrong_types_in_a_ledger_of_version_0_1_are_refused(tmp_path: Path, old: bytes, new: bytes) -> None:
    """No chain holds it together: the schema of its time does."""
    content = GOLDEN.read_bytes()
    assert old in content
    path = tmp_path / "old.jsonl"
    path.write_bytes(content.replace(old, new, 1))
    with pytest.raises(Mistakes, match="line"):
        read(path)


@in_one_folder
@given(data=st.data())
def test_no_change_of_types_in_format_1_makes_the_reader_fail(tmp_path: Path, data: st.DataObject) -> None:
    """Refused, or read and counted."""
    told = lines(GOLDEN)
    holder, key = data.draw(st.sampled_from(list(values(told))))
    holder[key] = data.draw(st.sampled_from(WRONG))
    path = tmp_path / "old.jsonl"
    path.write_bytes(b"\n".join(map(dumps, told)))
    with suppress(Mistakes):
        draw(read(path))
