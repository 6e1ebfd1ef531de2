"""status: 200, or status: [400, 404]: every answer of the step has this HTTP status, or one of these."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.checks.word import Word, alone
from conformance.model import JSON, Answer, Mismatch


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield the first answer whose status is another one."""
    allowed = wanted if isinstance(wanted, list) else [wanted]
    for index, exchange in enumerate(answer.exchanges):
        if exchange.status not in allowed:
            page = f" on page {index + 1}" if answer.walked and index else ""
            yield Mismatch(says=f"the status is another one{page}", wanted=wanted, got=exchange.status, exchange=index)
            return


WORD = Word(check=alone(check))
