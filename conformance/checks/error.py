"""error: BADS: the body is an error model with this code (or one of these, or the one that goes with its status).

STET names `message` for the reason but no code list; the bank's documentation prints the code as the error message. The
code alone in `message` is the strict form. Inside a longer message, or in `error` or `code`, it is found as well and
that is advice (ambiguity C11). Another code of the bank's tables beside it contradicts it: then it is not the code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from conformance.checks.word import Code, Setting, Word
from conformance.model import JSON, Answer, Mismatch
from conformance.wording import either

_MEMBERS = ("message", "error", "code", "error_description")


def check(wanted: JSON, answer: Answer, setting: Setting) -> Iterator[Mismatch]:
    """Yield a mismatch unless the code is there and no other; advice where it is not the whole message."""
    codes, body, last = _codes(wanted, answer.last.status), answer.body, answer.last
    wish = either(codes)
    if not isinstance(body, dict):
        says = "there is no error body with a code"
        yield Mismatch(says=says, wanted=wish, got=_start(answer), exchange=last)
        return
    accepted = [spelling for code in codes for spelling in spellings(code, setting.documented.codes)]
    found = {name: _found(body.get(name), accepted, setting.documented.codes) for name in _MEMBERS}
    here = next((name for name, shown in found.items() if set(shown) & set(accepted)), None)
    strange = next((name for name, shown in found.items() if set(shown) - set(accepted)), None)
    if here is None:
        says = "the error code is wrong" if strange else "there is no error code"
        where = strange or "message"
        yield Mismatch(says=says, wanted=wish, got=body.get(where), where=where, exchange=last)
    elif strange is not None:
        says = f"`{strange}` contradicts `{here}`" if strange != here else f"`{here}` names several codes"
        yield Mismatch(says=says, wanted=f"{wish} alone", got=body[strange], where=strange, exchange=last)
    elif here != "message" or body[here].strip() not in accepted:
        says = (
            "`message` says more than the code" if here == "message" else f"the code is in `{here}`, not in `message`"
        )
        wish_alone = f"{wish} alone in `message`"
        yield Mismatch(
            says=says, wanted=wish_alone, got=body[here], where=here, advice=True, reading="C11", exchange=last
        )


def _codes(wanted: JSON, status: int) -> list[str]:
    """The codes that will do: for a mapping those of the answer's status, or all where it names another one."""
    if isinstance(wanted, dict):
        chosen = wanted.get(str(status), [code for codes in wanted.values() for code in _listed(codes)])
        return _listed(chosen)
    return _listed(wanted)


def _listed(codes: JSON) -> list[str]:
    return codes if isinstance(codes, list) else [codes]


def _found(text: JSON, accepted: list[str], codes: Mapping[str, Code]) -> list[str]:
    """The codes that a member of the body names, in their order: those wanted, and those of the bank's tables."""
    if not isinstance(text, str):
        return []
    known = {*accepted, *(spelling for code in codes for spelling in spellings(code, codes))}
    return [word for word in re.findall(r"\w+", text) if word in known]


def spellings(code: str, codes: Mapping[str, Code]) -> tuple[str, ...]:
    """A code as the tables print it, with its other spellings (TMRQ is TQMR in one of them, ambiguity C1)."""
    return (code, *codes[code].variants) if code in codes else (code,)


def _start(answer: Answer) -> str:
    return answer.last.content[:80].decode("utf-8", "replace") or "an empty body"


WORD = Word(check=check)
