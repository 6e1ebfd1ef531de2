"""What the recorded answers of a run come to by the rules that hold in every answer. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from conformance.model import Exchange
from conformance.rules import Judge, Observed
from conformance.verification.playback import with_stand_ins
from conformance.verification.setting import target_of
from conformance.verification.texts import Judges


def observed(header: Mapping[str, Any], exchanges: Iterable[Exchange], judges: Judges) -> tuple[Observed, ...]:
    """What all of them together come to. Raises KeyError or TypeError where the header tells too little of the bank."""
    target = target_of(header)
    judge = Judge(judges.rules, judges.specs.limited_to(target.layers), target)
    for one in exchanges:
        judge.hear(with_stand_ins(one))
    return judge.take()
