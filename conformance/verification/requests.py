"""Is a request that is asked for again the one that was recorded? Pure.

What is drawn anew each time (X-Request-ID, what signs a request) is not compared, nor what nobody records (cookies). A
label stands for one secret: whatever is asked with in its place must be the same each time.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final
from urllib.parse import parse_qsl, urlsplit

import orjson

from conformance.client.fields import excerpt
from conformance.late import pattern
from conformance.model import JSON, Call

_DRAWN: Final = frozenset({
    "x-request-id", "date", "digest", "content-digest", "signature", "signature-input", "cookie", "proxy-authorization",
    "content-length", "user-agent",
})  # fmt: skip
_LABEL: Final = pattern(r"(?:\*|%2A){3}\d*")
_LETTER: Final = pattern(r"[^\W\d_]")
_DIGIT: Final = pattern(r"\d")
_CLOCK_S: Final = 60.0
"""So much may pass between the moment that a step began and the one at which it set the bank's clock."""
_STAND_IN: Final = "code-of-"
"""What is typed for an SMS code, which no ledger tells."""


def stand_in(persona: str) -> str:
    """What stands for the SMS code of a persona where a run is judged again."""
    return _STAND_IN + persona


def token_for(label: str) -> str:
    """What stands for a token of which a ledger has the label: it has letters in either case, as tokens do.

    Scenarios alter, shorten and respell tokens; what comes of that has to be another one.
    """
    return f"Tok{label}Nt"


class Labels:
    """What was asked with where a ledger has a label."""

    def __init__(self, *, masked: bool = False) -> None:
        """`masked`: the ledger has personal data under look-alikes, which a scenario may name in clear."""
        self._masked = masked
        self._of: dict[str, str] = {}
        """The label, or the look-alike, of each value."""

    def agree(self, asked: str, told: str) -> bool:
        """Whether a text is the recorded one, labels in it standing for what they stood for before."""
        if asked == told:
            return True
        if "***" not in told and "%2A" not in told:
            return self._masked and form_of(asked) == form_of(told) and self._is(asked, told)
        pieces = _LABEL.split(told)
        found = re.fullmatch("(.*?)".join(map(re.escape, pieces)), asked, re.DOTALL)
        if found is None:
            return False
        labels = [label.replace("%2A", "*") for label in _LABEL.findall(told)]
        return all(self._is(value, label) for value, label in zip(found.groups(), labels, strict=True))

    def _is(self, value: str, label: str) -> bool:
        if label == "***" or value.startswith(_STAND_IN):
            return True
        return self._of.setdefault(value, label) == label


def form_of(text: str) -> str:
    """What a look-alike keeps of a text: where its letters and digits stand."""
    return _DIGIT.sub("0", _LETTER.sub("a", text))


def differs(asked: Call, told: Call, labels: Labels) -> str:
    """What is another in the recorded request, in words; '' where it is the same one."""
    if asked.method != told.method:
        return f"it is a {told.method}"
    if not _same_url(asked.url, told.url, labels):
        return f"its address is {excerpt(told.url, 160)}"
    if (asked.persona, asked.scope) != (told.persona, told.scope):
        return f"it carries the token of {told.persona or 'nobody'} ({told.scope or 'no scope'})"
    ours, theirs = _compared(asked), _compared(told)
    for name in [*ours, *(name for name in theirs if name not in ours)]:
        if name not in theirs or name not in ours or not labels.agree(ours[name], theirs[name]):
            return f"its header {name} is {excerpt(theirs[name], 80)}" if name in theirs else f"it has no header {name}"
    return "" if _same_body(asked.content, told.content, labels) else "its body is another"


def _compared(call: Call) -> dict[str, str]:
    return {name.lower(): value for name, value in call.headers if name.lower() not in _DRAWN}


def _same_url(asked: str, told: str, labels: Labels) -> bool:
    if asked == told:
        return True
    one, other = urlsplit(asked), urlsplit(told)
    if not labels.agree(asked.partition("?")[0], told.partition("?")[0]) or one.fragment != other.fragment:
        return False
    return _same_pairs(one.query, other.query, labels)


def _same_pairs(asked: str, told: str, labels: Labels) -> bool:
    ours, theirs = (sorted(parse_qsl(text, keep_blank_values=True), key=_by_name) for text in (asked, told))
    if [name for name, _ in ours] != [name for name, _ in theirs]:
        return False
    return all(labels.agree(value, other) for (_, value), (_, other) in zip(ours, theirs, strict=True))


def _by_name(one: tuple[str, str]) -> str:
    """Parameters of different names may come in any order; those of one name keep theirs."""
    return one[0]


def _same_body(asked: bytes | None, told: bytes | None, labels: Labels) -> bool:
    if asked == told:
        return True
    if asked is None or told is None:
        return False
    ours, theirs = asked.decode("utf-8", "replace"), told.decode("utf-8", "replace")
    if labels.agree(ours, theirs):
        return True
    if _is_form(ours) and _is_form(theirs):
        return _same_pairs(ours, theirs, labels)
    try:
        return _same_moment(orjson.loads(asked), orjson.loads(told))
    except orjson.JSONDecodeError:
        return False


def _is_form(text: str) -> bool:
    return "=" in text and not text.startswith(("{", "["))


def _same_moment(asked: JSON, told: JSON) -> bool:
    """Whether both set a clock to the same moment, as far as anybody can tell."""
    try:
        ours, theirs = datetime.fromisoformat(asked["now"]), datetime.fromisoformat(told["now"])
        return asked.keys() == told.keys() == {"now"} and abs((ours - theirs).total_seconds()) < _CLOCK_S
    except (TypeError, KeyError, ValueError, AttributeError):
        return False
