"""status: 200, or status: [400, 404]: every answer of the step has this HTTP status, or one of these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from conformance.checks.word import Word, of_the_answer
from conformance.model import JSON, Answer, Claim, Mismatch
from conformance.wording import either


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield the first answer whose status is another one."""
    statuses = wanted if isinstance(wanted, list) else [wanted]
    for index, exchange in enumerate(answer.exchanges):
        if exchange.status not in statuses:
            says = f"the status{f' of page {index + 1}' if answer.walked and index else ''} is wrong"
            yield Mismatch(says=says, wanted=either(statuses), got=exchange.status, exchange=exchange)
            return


def allowed(claims: Iterable[Claim]) -> frozenset[int]:
    """The statuses that the claims of a step allow, whether they must be or should."""
    wanted = [claim.wanted for claim in claims if claim.word == "status"]
    return frozenset(status for one in wanted for status in (one if isinstance(one, list) else [one]))


WORD = Word(check=of_the_answer(check))
