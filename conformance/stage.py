"""Sets the stage of a scenario: the clock, the quotas, the consent. What cannot be set blocks the scenario."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from conformance.client.recognition import words_of
from conformance.clock import PARIS
from conformance.errors import Blocked
from conformance.late import pattern
from conformance.model import JSON, Asker, Consent, Purpose, Scenario
from conformance.specs import Persona
from conformance.world import World

_STEP = pattern(r"\+([0-9]+)([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def missing_feature(scenario: Scenario, world: World) -> str:
    """Why the scenario is skipped on this target; '' where it is not."""
    lacking = [need for need in scenario.needs if not world.target.offers(need)]
    if not lacking:
        return ""
    features = ", ".join(_FEATURES.get(need, need) for need in lacking)
    return f"the target does not declare {features}"


_FEATURES = {
    "piisp": "tokens of scope piisp (features.piisp)",
    "quotas": "that daily quotas may be used up (features.quotas)",
    "clock": "a clock that can be set (features.clock)",
    "revocation": "the revocation of tokens (features.revocation)",
    "oauth": "its OAuth2 endpoints (oauth)",
    "robot": "a login that the robot plays (login.kind), as two at once and second tries need it",
    "fallback": "the fallback (features.fallback)",
    "refusal": "that a customer may refuse on its screens (features.refusal)",
    "second_client": "a second client (features.second_client)",
    "signature": "that it verifies signatures (features.signature)",
    "mtls": "that it demands client certificates (features.mtls)",
}


def set_stage(scenario: Scenario, persona: Persona, world: World) -> None:
    """Put in place what the scenario is given.

    Raises Blocked where it cannot be put in place, Unreachable where the bank does not answer.
    """
    given, asker = scenario.given, Asker(purpose=Purpose.STAGE, scenario=scenario.name)
    if given.clock is not None:
        world.controls.set_clock(moment(given.clock, world.clock.now()))
    if given.quotas is not None or scenario.takes_batch_accesses:
        world.controls.reset_quotas()
    if given.consent is not None or (scenario.scope == "aisp" and given.token is None):
        world.consents.meet(persona, asker)
    if given.consent is not None:
        exchange = world.consents.give(persona, consent_body(given.consent, persona), asker)
        if exchange.status // 100 != 2:  # another success than 201 is judged by the scenario that is about it
            said = words_of(exchange)
            answer = f"PUT /consents answers {exchange.status}" + (f': "{said}"' if said else "")
            raise Blocked(f"the consent of {persona.id} could not be set: {answer}")


def clear_stage(scenario: Scenario, world: World, *, moved: bool) -> None:
    """Let the clocks run on as before, where the scenario or one of its steps (`moved`) set them. Raises nothing."""
    if scenario.given.clock is not None or moved:
        world.controls.release_clock()


def moment(text: str, now: datetime) -> datetime:
    """The moment that a stage or a clock step names, in Europe/Paris: +61m, 21:30 of today, or 2026-03-29T02:30.

    Raises Blocked where there is none, as where a bank's `expires_in` is no number.
    """
    relative = _STEP.fullmatch(text)
    try:
        if relative:
            later = now.astimezone(UTC) + timedelta(**{_UNITS[relative[2]]: int(relative[1])})
            return later.astimezone(PARIS)
        if "T" in text:
            return datetime.fromisoformat(text).replace(tzinfo=PARIS)
        return datetime.combine(now.date(), time.fromisoformat(text), tzinfo=PARIS)
    except (ValueError, OverflowError):
        raise Blocked(f"the clock cannot be set to `{text}`: that is not a valid moment") from None


def consent_body(consent: str | Consent, persona: Persona) -> JSON:
    """The body for PUT /consents that a stage stands for (chapter PUT /consents: the four members are mandatory).

    Raises Blocked where it names an account that this target's cast lacks.
    """
    if isinstance(consent, Consent):
        balances = [_iban(persona, name) for name in consent.balances]
        transactions = [_iban(persona, name) for name in consent.transactions]
        identity = bool(consent.identity)
    elif consent == "everything":
        balances = transactions = [account.iban for account in persona.accounts]
        identity = True
    elif consent == "nothing":
        balances, transactions, identity = [], [], False
    else:
        balances = [account.iban for account in persona.accounts if account.balances_consented]
        transactions = [account.iban for account in persona.accounts if account.transactions_consented]
        identity = persona.identity_consented
    return {
        "balances": [{"iban": iban} for iban in balances],
        "transactions": [{"iban": iban} for iban in transactions],
        "trustedBeneficiaries": False,
        "psuIdentity": identity,
    }


def _iban(persona: Persona, nickname: str) -> str:
    account = persona.account(nickname)
    if account is None:
        raise Blocked(f"{persona.id} has no account `{nickname}` in this cast")
    return account.iban
