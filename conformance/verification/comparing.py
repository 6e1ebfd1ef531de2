"""A verdict as it was recorded beside the one that the same answers led to again, finding by finding. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from conformance.client.fields import excerpt
from conformance.late import pattern
from conformance.ledger.lines import dumps
from conformance.masking import personal
from conformance.masking.secrets import MASK
from conformance.verification.requests import Labels, form_of

Record = Mapping[str, Any]

_DECIDED: Final = ("outcome", "reason", "hit", "tally", "title", "covers", "persona", "scope", "lacking", "examples")
_FILE: Final = pattern(r"--target \S+")
"""A reason may say what to type; which file that was is not known any more."""
_NOBODYS: Final = frozenset({"covers", "needs", "persona", "place", "reading", "scope", "verb", "word"})
"""Members of a scenario that tell nothing personal: they are as its text has them."""
_ANY_INDEX: Final = pattern(r"\[\d+\]")
_NUMBERS: Final = pattern(r"\d+")
_LABELLED_NUMBER: Final = pattern(rb"\*\*\*(?=\d)")
"""Before the digits of a label: where a number was hidden in an answer, those alone are told of it."""


@dataclass(slots=True)
class Compared:
    """What differs, what cannot be said, and how many findings are the same."""

    differs: list[str] = field(default_factory=list)
    cannot: list[str] = field(default_factory=list)
    same: int = 0


def compared(told: Record, again: Record, *, masked: bool) -> Compared:
    """A recorded verdict and the new one; `masked`: the ledger has personal data under look-alikes."""
    found = Compared()
    _findings(told["findings"], again["findings"], found, masked=masked, loosely="tally" in told)
    because_masked = bool(found.cannot) and not found.differs
    for name in _DECIDED:
        # A reason may tell the last digits of an account, which nobody recognises as a part of a personal value.
        alike = is_text_of(told.get(name), again.get(name), masked=masked and name == "reason")
        if not alike:
            says = f"{name}: {_short(told.get(name))} was recorded, it comes to {_short(again.get(name))}"
            (found.cannot if because_masked else found.differs).append(says)
    found.differs += _played(told["played"], again["played"])
    if told["exchanges"] != again["exchanges"] and "tally" not in told:
        found.differs.append("it needed other exchanges than were recorded for it")
    return found


def _findings(told: Iterable[Record], again: Iterable[Record], found: Compared, *, masked: bool, loosely: bool) -> None:
    key = _way if loosely else _exact
    before, now = [(key(one), one) for one in told], [(key(one), one) for one in again]
    gone = Counter(one for one, _ in before) - Counter(one for one, _ in now)
    new = Counter(one for one, _ in now) - Counter(one for one, _ in before)
    found.same = len(before) - gone.total()
    for counted, several, says in ((gone, before, "was recorded, and is not found"), (new, now, "is found")):
        for exact, one in several:
            if counted[exact] > 0:
                counted[exact] -= 1
                reason = _hidden(one, masked=masked)
                text = f"{_told(one)} {says}" + ("" if several is before else ", and was not recorded")
                if reason:
                    found.cannot.append(f"{_told(one)}: {reason}")
                else:
                    found.differs.append(text)


def _exact(finding: Record) -> bytes:
    *_, line, column = finding["place"].rsplit(":", 2)
    return _as_told({**finding, "place": f"{line}:{column}"} if finding["place"] else finding)


def _way(finding: Record) -> bytes:
    """Of a rule: which answer shows it first depends on who was in flight first."""
    left_out = ("exchange", "place", "got", "wanted")
    where, says = _ANY_INDEX.sub("[*]", finding["where"]), _NUMBERS.sub("0", finding["says"].partition(" (and ")[0])
    kept = {name: value for name, value in finding.items() if name not in left_out}
    return _as_told({**kept, "where": where, "says": says})


def _as_told(finding: Record) -> bytes:
    return _LABELLED_NUMBER.sub(b"", dumps(finding))


def _hidden(finding: Record, *, masked: bool) -> str:
    """Why what a finding is about cannot be judged from this ledger; '' where it can."""
    if MASK in dumps([finding["got"], finding["wanted"], finding["says"]]).decode("utf-8", "replace"):
        return "the value is masked"
    if masked and personal.stands_at(f"{finding['where']} {finding['key']}"):
        return "personal data is masked"
    return ""


def _told(finding: Record) -> str:
    where = f" at {finding['where']}" if finding["where"] else ""
    shown = f" (exchange {finding['exchange']})" if finding["exchange"] is not None else ""
    return f"step {finding['step'] + 1}, {finding['word']}{where}: {excerpt(finding['says'], 160)}{shown}"


def _played(told: list[Record], again: list[Record]) -> Iterator[str]:
    if [one["step"] for one in told] != [one["step"] for one in again]:
        yield "other steps were played than were recorded"
        return
    for before, now in zip(told, again, strict=True):
        words = [one["word"] for one in before["words"]]
        if words != [one["word"] for one in now["words"]]:
            yield f"step {before['step'] + 1}: other words are filled in than were recorded"
            continue
        for one, other in zip(before["words"], now["words"], strict=True):
            if not _alike(one.get("value", one.get("sha256")), other.get("value", other.get("sha256"))):
                yield f"step {before['step'] + 1}: {one['word']} stands for another value than was recorded"


def _alike(told: Any, again: Any) -> bool:
    """Whether two values are the same, but for labels."""
    if told == again or (not told and not again):
        return True
    if isinstance(told, str) and isinstance(again, str) and _FILE.search(again):
        told, again = _FILE.sub("", told), _FILE.sub("", again)
    if isinstance(told, str) and isinstance(again, str):
        return Labels().agree(again, told)
    if isinstance(told, list | tuple) and isinstance(again, list | tuple) and len(told) == len(again):
        return all(_alike(one, other) for one, other in zip(told, again, strict=True))
    if isinstance(told, dict) and isinstance(again, dict) and len(told) == len(again):
        return _alike([*told.keys(), *told.values()], [*again.keys(), *again.values()])
    return False


def is_text_of(told: Any, text: Any, *, masked: bool) -> bool:
    """Whether what a ledger says of a scenario is what its text says, but for labels and, if `masked`, look-alikes."""
    if _alike(told, text):
        return True
    if isinstance(told, str) and isinstance(text, str):
        if MASK in told:
            return Labels().agree(text, told)
        return masked and form_of(told) == form_of(text)
    if isinstance(told, list | tuple) and isinstance(text, list | tuple) and len(told) == len(text):
        return all(is_text_of(one, other, masked=masked) for one, other in zip(told, text, strict=True))
    if isinstance(told, dict) and isinstance(text, dict) and len(told) == len(text):
        pairs = zip(told.items(), text.items(), strict=True)
        return all(
            is_text_of(one, other, masked=masked) and is_text_of(value, wanted, masked=masked and one not in _NOBODYS)
            for (one, value), (other, wanted) in pairs
        )
    return False


def _short(value: Any) -> str:
    if value in (None, "", [], ()):
        return "nothing"
    return excerpt(value if isinstance(value, str) else dumps(value).decode("utf-8", "replace"), 120)
