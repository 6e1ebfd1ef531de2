"""Accesses of a day: what a request without the customer uses up, and what its refusal says of the bank.

Only a scenario that begins with accesses nobody has used can tell whether the bank counts right. Where the target does
not give them back (`quotas_url`), those that were used up before, in this run or earlier on this day, block: that is no
judgement of the bank.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from conformance.actions.scene import Turn
from conformance.client import links
from conformance.errors import Blocked
from conformance.model import LIKENESSES, AskingStep, Call, Exchange, repetition_note
from conformance.specs.quotas import GRANTED
from conformance.wording import plural
from conformance.world import Access, code

_CONNECTED: Final = "psu-ip-address"
"""A request with this header is the customer's own, and not counted (line 663)."""
_TOO_MANY: Final = ("TMRQ", "TQMR")
"""The code of the refusal, in both spellings (ambiguity C1)."""
_FOREIGN: Final = ("none", "garbled", *LIKENESSES)
"""Tokens that are nobody's."""
_HINT: Final = "four accesses a day allow one run: say `quotas: false` under features for runs that only gate a release"


def taken_by(call: Call, turn: Turn[AskingStep]) -> Access | None:
    """The access that a request uses up; None where it uses up none."""
    world, envelope = turn.world, turn.step.envelope
    connected = any(name.lower() == _CONNECTED for name, _ in call.headers)
    alone = not connected and (envelope.batch or _CONNECTED in call.without)
    path = links.below_root(call.url, world.target) if alone and call.method == "GET" else None
    token = envelope.token or turn.scene.scenario.given.token
    if path is None or token in _FOREIGN:
        return None
    return Access(day=world.clock.today, persona=turn.actor.id, path=path)


def take(access: Access, turn: Turn[AskingStep]) -> None:
    """Use one up. Raises Blocked where a scenario that counts would count what others have used in this run."""
    scene, used = turn.scene, turn.world.accesses
    others = used.taken(access) - scene.accesses_to(access)
    if _counts(turn) and others:
        raise Blocked(f"{_by_this_run(access, others)}, and the target cannot give them back ({_HINT})")
    scene.accesses.append(access)
    used.take(access, scene.scenario.name)


def judge(access: Access, exchange: Exchange, turn: Turn[AskingStep]) -> None:
    """Give back an access that was refused for another reason: what is not given is no access (lines 252-266).

    Raises Blocked where the bank refuses an access because others, not this scenario, have used up those of the day.

    A scenario that counts knows that by its first access of all: from the second one on it is the bank's doing.
    """
    scene = turn.scene
    if repetition_note(exchange.note):
        scene.repeated.add(access)
    if exchange.status != 429 and code(exchange) not in _TOO_MANY:
        if HTTPStatus.BAD_REQUEST <= exchange.status < HTTPStatus.INTERNAL_SERVER_ERROR:
            scene.accesses.remove(access)
            turn.world.accesses.give_back(access, scene.scenario.name)
        return
    if access in scene.repeated and not _is_wanted(turn.step):
        says = "a batch access had to be sent more than once, and the bank may have counted it each time"
        raise Blocked(f"{says}: GET {access.path} of {access.persona}")
    own = scene.accesses_to(access).total()
    counts = scene.scenario.given.quotas is not None
    suspect = len(scene.accesses) == 1 if counts else own <= GRANTED and not _is_wanted(turn.step)
    if not suspect or (counts and turn.world.controls.resets_quotas):
        return
    others = turn.world.accesses.taken(access) - scene.accesses_to(access)
    if others:
        raise Blocked(f"{_by_this_run(access, others)} ({_HINT})")
    earlier = "the batch accesses of this day were used up before this run"
    reset = "and the target cannot give them back" if counts else "or by whoever else acts for this customer"
    raise Blocked(f"{earlier}, {reset} ({_HINT})")


def _counts(turn: Turn[AskingStep]) -> bool:
    """Whether the scenario needs accesses that nobody has used, and cannot have them given back."""
    return turn.scene.scenario.given.quotas is not None and not turn.world.controls.resets_quotas


def _is_wanted(step: AskingStep) -> bool:
    """Whether the step is about the refusal: no answer but that one would do."""
    wanted = [claim.wanted for claim in step.claims if claim.must and claim.word == "status"]
    statuses = {status for one in wanted for status in (one if isinstance(one, list) else [one])}
    return bool(statuses) and not any(200 <= status < 300 for status in statuses)


def _by_this_run(access: Access, others: dict[str, int]) -> str:
    whose = " and ".join(sorted(others))
    number = plural(sum(others.values()), "batch access", "batch accesses")
    return f"this run has used {number} of the day to GET {access.path} of {access.persona} ({whose})"
