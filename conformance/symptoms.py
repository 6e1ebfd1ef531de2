"""What a finding looks like, whichever answer shows it: by that it is known again, in this run or another. Pure."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from conformance.addresses import template
from conformance.frozen import dataclass
from conformance.late import pattern
from conformance.model import JSON, Call, Finding

_BRACKETS: Final = pattern(r"\[[^\[\]]*\]")
"""An index, a condition, or `[*]` in a path."""
_SINGLE: Final = pattern(r"\"[^\"]*\d[^\"]*\"|[^\s,;:()\"]*\d[^\s,;:()\"]*")
"""A word, or a text in quotes, that has a digit in it: a number, a date, an amount, an id."""
_MORE: Final = pattern(r" \(and (?:at least )?\S+ more like it\)| and \S+ others?\b|\b\d+ others?\b")
_MISSING: Final = pattern(r"`([^`]+)` is missing")
_SEVERAL: Final = pattern(r"#(?:(?:, | and | or )#)+")
ANY: Final = "#"
"""Stands for numbers, dates and ids in what is wrong, where it is the same with others."""
LOGIN: Final = "a login: "
_LOGINS: Final = ("authorize", "login")
OUTSIDE: Final = "links miss the root of the API"
FOREIGN: Final = "links lead to another host"
_FOREIGN: Final = pattern(r"^the link points to \S+; it was followed on ")
_NO_CODE: Final = "the callback has no code"
_NOTHING: Final = 204
_GONE: Final = pattern(r" is missing(?:, so .*)?$")
_TOO_LITTLE: Final = "too little"
_TOO_MUCH: Final = "too much"
_LITTLE: Final = pattern(
    r"^missing: |is an empty list$|^there is no row$|the youngest row is older|rows? (?:is|are) missing"
    r"|not booked is missing|has no item with|not in the unfiltered list$|has only \S+ items?$"
)
_MUCH: Final = pattern(r"^too many: |rows? too many$|outside the filter|here more often than")
_BOTH: Final = pattern(r"; too many: ")
CODED: Final = ("status", "error")
"""Words of whose findings the value that came says what is wrong: another status, another code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Symptom:
    """What findings that look alike have in common."""

    word: str
    promise: str
    """The requirement that is broken; '' where nobody can say."""
    path: str
    """Where in the body, with `[*]` for every index and condition, or the name of the header; '' for the whole."""
    wording: str
    """What is wrong, without numbers and ids."""
    address: str
    """What was asked for: `GET /accounts/{accountResourceId}/balances`; '' where no answer shows it."""

    likeness: str = ""
    """Its wording, but for what else would have done instead of a status that refuses: that differs by the scenario."""
    manner: str = ""
    """How was asked, where that was not the usual way: `token none`; '' where the bank failed altogether."""
    essence: str = ""
    """What several words would say of it alike: that a member is missing, that a list holds too little or too much."""

    @property
    def member(self) -> str:
        """The last name of its place: `amount` of `balances[*].balanceAmount.amount`."""
        return self.place.rpartition(".")[2].removesuffix("[*]")

    @property
    def place(self) -> str:
        """Its path; of a member that is missing from an object the path that it should have."""
        missing = _MISSING.match(self.wording)
        return ".".join(part for part in (self.path, missing[1]) if part) if missing else self.path

    @property
    def turn(self) -> str:
        """Of a status: what came, and whether an answer or a refusal was due, whichever it was."""
        if self.word != "status" or self.likeness != self.wording or _SUCCESS.search(self.wording.partition(" ")[2]):
            return self.likeness
        return f"{self.wording.partition(' ')[0]} instead of a refusal"


def symptom(finding: Finding, manner: str = "", *, enters: bool = False) -> Symptom:
    """What a finding looks like; `manner` is how was asked, `enters` whether by a login."""
    says = wording(finding)
    return Symptom(
        word=finding.word,
        promise=finding.promise,
        path=general_path(finding.where or finding.key),
        wording=says,
        address=address(finding),
        likeness=_likeness(finding) or says,
        manner=manner if finding.word in CODED and not _fails(finding) else "",
        essence=f"{LOGIN}{_NO_CODE}" if enters and _has_no_code(finding) else _essence(finding, says, manner),
    )


def _fails(finding: Finding) -> bool:
    """Whether the bank fails altogether, whatever it is asked."""
    return isinstance(finding.got, int) and finding.got >= _FAILURE


def _has_no_code(finding: Finding) -> bool:
    return (finding.where or finding.key) == "code" and bool(_GONE.search(finding.says))


def _essence(finding: Finding, says: str, manner: str) -> str:
    """The same in whatever word; '' where it is peculiar to the word."""
    path = general_path(finding.where or finding.key)
    amount = _amount(finding)
    if _is_empty(finding):
        path, amount = address(finding).rpartition("/")[2], _TOO_LITTLE
    elif finding.word in (*CODED, *_LOGINS):
        return f"{LOGIN}{says}" if finding.word in _LOGINS else ""
    elif finding.word == "balances" and _GONE.search(says):
        return f"{path} holds {_TOO_LITTLE}"
    elif wrong := _of_links(finding):
        return wrong
    elif (missing := _MISSING.match(says)) or _GONE.search(says):
        return f"{'.'.join(part for part in (path, missing[1] if missing else '') if part)} is missing"
    if not amount:
        return ""
    filtered = "query " in manner and amount == _TOO_LITTLE and finding.word != "selects"
    return f"{path.partition('[')[0].replace('?', '')} holds {amount}{' under a filter' if filtered else ''}"


def _of_links(finding: Finding) -> str:
    if _FOREIGN.search(finding.says):
        return FOREIGN
    return OUTSIDE if finding.word == "link" and _misses_the_root(finding.wanted, finding.got) else ""


def _is_empty(finding: Finding) -> bool:
    """Whether the bank says that there is nothing, where something is due, whichever part of it a finding misses."""
    if finding.exchange is None or finding.exchange.status != _NOTHING:
        return False
    return finding.word != "status" or bool(_SUCCESS.search(str(finding.wanted)))


def _misses_the_root(wanted: JSON, got: JSON) -> bool:
    """Whether a link has all of the path that it should have, but below something else than the root of the API."""
    if not (isinstance(wanted, str) and isinstance(got, str) and wanted.startswith("/")):
        return False
    return urlsplit(got).path.rstrip("/").endswith(wanted.rstrip("/"))


def _amount(finding: Finding) -> str:
    """Whether a list holds too little or too much; '' where that is not what a finding says."""
    says = finding.says
    if finding.word in ("count", "distinct"):
        return _number(finding)
    for amount, form in ((_TOO_LITTLE, _LITTLE), (_TOO_MUCH, _MUCH)):
        if form.search(says) and not (finding.word == "values" and _BOTH.search(says)):
            return amount
    return ""


def _number(finding: Finding) -> str:
    bounds = [int(number) for number in re.findall(r"\d+", str(finding.wanted))]
    if not isinstance(finding.got, int) or not bounds:
        return ""
    return _TOO_LITTLE if finding.got < min(bounds) else _TOO_MUCH if finding.got > max(bounds) else ""


def _likeness(finding: Finding) -> str:
    status = finding.got
    if finding.word != "status" or not isinstance(status, int):
        return ""
    due = bool(_SUCCESS.search(str(finding.wanted)))
    if status < _REFUSAL:
        return f"{status} instead of another answer" if due else ""
    if status >= _FAILURE:
        return str(status)
    return f"{status} instead of {'an answer' if due else 'another refusal'}"


def address(finding: Finding) -> str:
    """What was asked for where a finding shows: `GET /accounts`; '' where no answer shows it."""
    if finding.exchange is None:
        return ""
    return asked_for(finding.exchange.call)


def asked_for(call: Call) -> str:
    """What a request asks for, whoever it belongs to: `GET /accounts/{accountResourceId}/balances`."""
    return f"{call.method} {template(call.url)}"


def general_path(path: str) -> str:
    """A path with `[*]` for every index and condition."""
    return _BRACKETS.sub("[*]", path)


def wording(finding: Finding) -> str:
    """What is wrong, without numbers and ids; of a status or an error code what came and what is due."""
    if finding.word in CODED and isinstance(finding.got, int | str) and len(str(finding.got)) < _CODE:
        return f"{finding.got} instead of {finding.wanted}"
    says = finding.says.replace(finding.where, general_path(finding.where)) if finding.where else finding.says
    return general_wording(says)


def general_wording(says: str) -> str:
    """A text with `#` for every number, date and id."""
    return _SEVERAL.sub(ANY, _SINGLE.sub(ANY, _BRACKETS.sub("[*]", _MORE.sub("", says))))


def scalar(value: JSON) -> bool:
    """Whether a value is short enough to be told whole, and is no list or object."""
    return not isinstance(value, dict | list) and len(str(value)) < _VALUE


_REFUSAL: Final = 400
_CODE: Final = 12
_FAILURE: Final = 500
_SUCCESS: Final = pattern(r"\b[23]\d\d\b")
_VALUE: Final = 80
