"""The dossier as one page: what was drawn, put into the template, with nothing that a browser would fetch or obey."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from markupsafe import Markup, escape

from conformance import specs
from conformance.late import pattern
from conformance.ledger.in_page import Packed
from conformance.model import Outcome
from conformance.report import templates
from conformance.report.cause import Cause
from conformance.report.coverage import held
from conformance.report.dossier import anchors, annexes, grids, listing, mending, rows, times, untried
from conformance.report.dossier.documentation import Wording
from conformance.report.dossier.glossary import GLOSSARY
from conformance.report.dossier.parts import Parts
from conformance.report.dossier.run import Told
from conformance.report.dossier.texts import Language, Texts
from conformance.report.statement import Statement, Word
from conformance.report.tally import count
from conformance.visible import visible

MOST: Final = 2_000_000
"""Bytes of a page; a ledger that would make it larger stays beside it."""
_ROW: Final = 200
"""Bytes that a verdict takes in it at least: where these alone are too many, nothing is drawn to find that out."""
_HERE: Final = Path(__file__).parent
_KINDS: Final = {
    Word.CONFORM: "good",
    Word.WITH_DEVIATIONS: "good",
    Word.NOT_CONFORM: "bad",
    Word.STALE: "bad",
}
_SHAPES: Final = (
    ("passed", "kept"), ("warned", "warned"), ("failed", "broken"), ("deviant", "deviant"),
    ("overshadowed", "overshadowed"), ("blocked", "blocked"), ("broken", "not judged"), ("skipped", "skipped"),
    ("unchecked", "not checked"),
)  # fmt: skip
_MATRIX_TITLES: Final = {
    "persona": "Who asked for what",
    "code": "Error codes by endpoint",
    "status": "Statuses by endpoint",
}
_MATRIX_CAPTIONS: Final = {
    "persona": "Scenarios by the persona who played them; a cell has the worst verdict among them and leads there",
    "code": "Refusals by the code in their body; a cell has the worst verdict of the scenarios that met it",
    "status": "Answers by their status; a cell has the worst verdict of the scenarios that met it",
}
_CONTENTS: Final = (
    ("mend", "Mend first"), ("untried", "Not tried"), ("glance", "At a glance"), ("scenarios", "Scenarios"),
    ("times", "Response times"), ("deviations", "Deviations"), ("documentation", "Documentation"),
    ("judged", "How it was judged"), ("glossary", "Glossary"),
)  # fmt: skip
_FILTERS: Final = (
    ("word", "Verdict"), ("chapter", "Chapter"), ("persona", "Persona"), ("endpoint", "Endpoint"), ("cause", "Cause"),
)  # fmt: skip
_LIMITS: Final = (
    "What no scenario asks for, and what the target does not offer, was not looked at (see what was not tried).",
    "A run says what the bank answered at that time, not what it will answer tomorrow.",
    "The promises are those of the documentation, in our words; where it is open, the tolerant reading was taken.",
    "How quickly a bank answers depends on the machine and the network between; no promise is judged by it.",
)  # fmt: skip
_CODE: Final = pattern(r"`([^`]*)`")
_SAID: Final = pattern(r'\bT\("([^"]+)"')
_WORDS: Final = (
    "status", "schema", "count", "has", "lacks", "only", "values", "equals", "matches", "between", "distinct", "unique",
    "unlike", "empty", "none", "rows", "pages", "selects", "latest", "link", "headers", "error", "redirect", "amount",
    "balances",
)  # fmt: skip
"""The check words; a test holds them to `conformance/checks`."""
_TO: Final = "\u2013"
_NONE: Final = "\u2013"
PURPOSES: Final = ("reaching", "pre-flight", "login", "stage", "control", "restoring")


def page(told: Told, packed: Packed, lang: Language, wording: Wording | None = None, *, beside: str = "") -> str:
    """The dossier of a run, in one language; `packed` is the ledger that it was read from.

    `beside`: the name of the ledger's file, as it stands beside the page.
    """
    if packed.size + len(told.story.entries) * _ROW <= MOST:
        whole = _rendered(told, Texts(lang), wording, packed.sha256, beside, packed.markup)
        if len(whole.encode()) <= MOST:
            return whole
    return page_alone(told, packed.sha256, lang, wording, beside=beside)


def may_hold_ledger(told: Told) -> bool:
    """Whether there is room in the page for anything beside the rows of its verdicts."""
    return len(told.story.entries) * _ROW <= MOST


def page_alone(told: Told, sha256: str, lang: Language, wording: Wording | None = None, *, beside: str = "") -> str:
    """The dossier without its ledger, which has this SHA-256 and stands `beside` it."""
    return _rendered(told, Texts(lang), wording, sha256, beside, "")


def _rendered(  # noqa: PLR0913, PLR0917 - what a page is made of
    told: Told, say: Texts, wording: Wording | None, sha256: str, beside: str, held_ledger: str
) -> str:
    run, header, footer = told.finished, told.finished.header, told.finished.footer
    found, tests, defects = rows.rows(told), grids.acceptance_tests(told), mending.defects(told, wording)
    parts, style, script = Parts(say), _text("page.css"), _text("page.js")
    choices = rows.choices(found)
    points = annexes.points(told)
    context = {
        "say": say,
        "policy": templates.policy(style, script),
        "style": Markup(style),
        "script": Markup(script),
        "texts": _texts(say, script),
        "held_ledger": Markup(held_ledger),
        "held_inside": bool(held_ledger),
        "sha256": sha256,
        "ledger_name": beside or told.story.path.name,
        "page_name": anchors.NAME,
        "beside": "" if held_ledger else _beside(say, beside or told.story.path.name),
        "header": header,
        "footer": footer,
        "headline": headline(say, run.statement),
        "kind": _KINDS.get(run.statement.word, "unsure"),
        "plain": plain(say, run.statement),
        "contents": [(anchor, say(title)) for anchor, title in _CONTENTS],
        "counts": [(word.value, number) for word, number in count(run.results).items() if number],
        "coded": _coded,
        "fallen": lambda cause: fallen(told, cause),
        "not_held": list(Counter(one.standing.word.value for one in tests if not one.standing.holds).items()),
        "held": held(one.standing for one in tests),
        "facts": list(_facts(told, say)),
        "tests": tests,
        "defects": defects,
        "source": lambda text: _source(say, text),
        "reasons": untried.reasons(told),
        "unchecked": untried.unchecked(told),
        "untestable": untried.untestable(told),
        "bars": grids.bars(told),
        "shapes": [(shape, say.standing(title)) for shape, title in _SHAPES],
        "summary_of": _summaries(say),
        "matrices": grids.matrices(told),
        "matrix_titles": _MATRIX_TITLES,
        "matrix_captions": _MATRIX_CAPTIONS,
        "filters": [(name, say(title)) for name, title in _FILTERS if choices[name]],
        "choices": choices,
        "badge": parts.badge,
        "links": parts.links,
        "english": parts.english,
        "sentence": parts.sentence,
        "why": parts.why,
        "listed": listing.scenarios(found, say, parts, choices["chapter"]),
        "promises": lambda promises: listing.promises(promises, say, parts),
        "number_of_rows": len(found),
        "times": times.per_endpoint(told),
        "slowest": times.slowest(told),
        "deviations": annexes.accepted(told),
        "points": points,
        "all_points": len(specs.load().ambiguities),
        "judged": list(_judged(told, say)),
        "limits": [say(one) for one in _LIMITS],
        "digests": list(header["judged_by"]["digests"].items()),
        "glossary": GLOSSARY,
    }
    return templates.environment(_HERE).get_template("page.html").render(context)


@cache
def _text(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8").replace("\r\n", "\n")


def _coded(text: str) -> Markup:
    """What stands between backticks is code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(visible(text)))))


def fallen(told: Told, cause: Cause) -> list[tuple[str, int]]:
    """How many scenarios and rules failed, or warned, by a cause."""
    words = Counter(told.outcomes[name].value for name in cause.explains if name in told.outcomes)
    return [(word.value, words[word]) for word in (Outcome.FAILED, Outcome.DEVIANT, Outcome.WARNED) if words[word]]


def _texts(say: Texts, script: str) -> Markup:
    """What the script says, in the reader's language."""
    said = {text: say(text) for text in (*_SAID.findall(script), *_WORDS, *PURPOSES)}
    told = json.dumps(said, ensure_ascii=False).replace("<", "\\u003c")
    return Markup(f'<script type="application/json" id="texts">{told}</script>')


def texts_of_the_script() -> Sequence[str]:
    """All English texts that the script may say."""
    return (*_SAID.findall(_text("page.js")), *_WORDS, *PURPOSES)


def headline(say: Texts, says: Statement) -> str:
    """The word of a run, with its number where it has one."""
    return say.headline(says.headline)


def plain(say: Texts, says: Statement) -> str:
    """What the word means, as one sentence."""
    told = say.then(say(part) for part in (says.meaning, says.fault) if part)
    return f"{told[:1].upper()}{told[1:]}."


def _beside(say: Texts, name: str) -> str:
    return say("The exchanges of this run are too large for this page: they stand in {name} beside it.", name=name)


Fact = tuple[str, str, str]
"""Label, value, and the language of the value ('' for none)."""


def _facts(told: Told, say: Texts) -> Iterator[Fact]:
    """Who was examined when, by whom, with what."""
    header, footer = told.finished.header, told.finished.footer
    yield say("target"), f"{header['target']['name']} · {header['target']['base_url']}", ""
    yield say("period"), _period(told, say), ""
    if header.get("now"):
        yield say("clock set to"), say.moment(header["now"]), ""
    yield say("documentation"), header["api"], ""
    known = header.get("catalogue", {})
    if known:
        digest = str(known.get("sha256", ""))[:12]
        yield say("catalogue"), say("{n} scenarios, {digest}", n=int(known["scenarios"]), digest=digest), ""
    if header["selection"]:
        yield say("selection"), ", ".join(header["selection"]), ""
    yield say("harness"), f"stet-conformance {header['harness']}", ""
    identity = header.get("identity", {})
    yield say("operator"), identity.get("operator") or say("not told"), ""
    if identity.get("job") or identity.get("commit"):
        told_by = (identity.get(name, "") for name in ("ci", "job", "commit"))
        yield say("CI"), " · ".join(part for part in told_by if part), ""
    yield say("run"), header.get("run", "") or say("not told"), ""
    yield say("expiry"), _expiry(told, say), ""
    if header.get("personal_data"):
        yield say("personal data"), say("masked"), ""
    if footer.get("reason"):
        said = say.reason(footer["reason"])
        yield say("reason"), said.text, said.lang


def _period(told: Told, say: Texts) -> str:
    start, end = told.finished.header["started"], told.finished.footer.get("ended", "")
    until = f"{say.moment(end, seconds=True) if end else '…'} (Europe/Paris)"
    if told.finished.header.get("now"):  # by that clock it has started; it ended by ours
        return say("ended {moment}", moment=until)
    return f"{say.moment(start, seconds=True)} {_TO} {until}"


def _expiry(told: Told, say: Texts) -> str:
    """When what is said here ends to be true of itself: with the first deviation that it leans on."""
    ends = sorted(one.listed["expires"] for one in annexes.accepted(told) if one.hides and one.listed.get("expires"))
    if ends:
        return say("{day}, when the first known deviation that it leans on ends", day=ends[0])
    return say("none of its own; a certificate made of it has a date")


def _judged(told: Told, say: Texts) -> Iterator[Fact]:
    header, footer = told.finished.header, told.finished.footer
    yield say("exit code"), f"{told.finished.statement.code:d}", ""
    yield say("scope"), told.finished.statement.scope, "en"
    testable = [
        one
        for one in told.standings
        if not one.requirement.own and not one.requirement.not_tested and one.requirement.level != "info"
    ]
    checked = sum(one.checked for one in testable)
    yield say("requirements"), say("{n} of {total} checked on this run", n=checked, total=len(testable)), ""
    yield say("sharpness"), str(footer.get("sharpness") or say("not told")), "en" if footer.get("sharpness") else ""
    yield say("exchanges"), say.number(len(told.story.exchanges)), ""
    if header.get("maintenance"):
        yield say("the bank's maintenance"), header["maintenance"], "en"
    bank = header.get("bank", {})
    offered = ", ".join(name for name, offers in bank.get("features", {}).items() if offers)
    yield say("declared features"), offered or _NONE, ""
    yield say("libraries"), ", ".join(f"{name} {number}" for name, number in header.get("libraries", {}).items()), ""
    yield "Python", f"{header['python']} · {header['platform']}", ""


def _source(say: Texts, text: str) -> str:
    """`lines 1410` in the reader's language; parts of STET are cited as they are."""
    return f"{say('lines')} {text.removeprefix('lines ')}" if text.startswith("lines ") else text


def _summaries(say: Texts) -> Callable[[grids.Chapter], str]:
    def summary(one: grids.Chapter) -> str:
        words: dict[str, int] = {}
        for standing in one.standing.standings:
            words[standing.word.value] = words.get(standing.word.value, 0) + 1
        return say.counted({say.standing(word): number for word, number in words.items()})

    return summary
