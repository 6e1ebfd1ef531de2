"""error: BADS: the body is an error model and tells this code (or one of these, or the one that goes with its status).

STET names `message` for the reason but no code list; the bank's documentation prints the code as the error message. The
code alone in `message` is the strict form. Inside a longer message, or in `error` or `code`, it is found as well and
that is advice (ambiguity C11).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.checks.word import Documented, Word
from conformance.model import JSON, Answer, Mismatch


def check(wanted: JSON, answer: Answer, documented: Documented) -> Iterator[Mismatch]:
    """Yield a mismatch unless the code is told; advice where it is not the whole message."""
    accepted = [spelling for code in _codes(wanted, answer.last.status) for spelling in spellings(code, documented)]
    body = answer.body
    last = len(answer.exchanges) - 1
    if not isinstance(body, dict):
        says = "there is no error body that could tell the code"
        yield Mismatch(says=says, wanted=wanted, got=_start(answer), exchange=last)
        return
    message = body.get("message")
    if isinstance(message, str) and message.strip() in accepted:
        return
    for member in ("message", "error", "code", "error_description"):
        text = body.get(member)
        if isinstance(text, str) and any(re.search(rf"\b{re.escape(code)}\b", text) for code in accepted):
            says = f"the code stands in `{member}` beside other text, not alone in `message`"
            yield Mismatch(says=says, wanted=wanted, got=text, where=member, advice=True, exchange=last)
            return
    yield Mismatch(says="the error is another one", wanted=wanted, got=message, where="message", exchange=last)


def _codes(wanted: JSON, status: int) -> list[str]:
    """The codes that will do: for a mapping those of the answer's status, or all where it names another one."""
    if isinstance(wanted, dict):
        chosen = wanted.get(str(status), [code for codes in wanted.values() for code in _listed(codes)])
        return _listed(chosen)
    return _listed(wanted)


def _listed(codes: JSON) -> list[str]:
    return codes if isinstance(codes, list) else [codes]


def spellings(code: str, documented: Documented) -> tuple[str, ...]:
    """A code as the tables print it, with its other spellings (TMRQ is TQMR in one of them, ambiguity C1)."""
    known = documented.codes.get(code)
    return (code, *known.variants) if known else (code,)


def _start(answer: Answer) -> str:
    return answer.last.content[:80].decode("utf-8", "replace")


WORD = Word(check=check)
