"""Before the catalogue: is each persona on this target as the documentation describes him?

A mock with 187 transactions where 245 are documented would turn many scenarios red for one reason. So what is missing
is found once and told once; scenarios that stand on it are blocked with that reason, and only the acceptance test that
promises it fails. An account counts as missing only where it is listed neither without nor with consent, so that a
bank that loses accounts from a list is still caught by the scenarios about lists.
"""

from __future__ import annotations

from collections.abc import Iterable

from conformance import paths, words
from conformance.errors import Blocked, Unreachable
from conformance.model import Scenario
from conformance.specs import Account, Persona
from conformance.stage import consent_body
from conformance.world import Shortfall, World


def inspect(world: World, scenarios: Iterable[Scenario]) -> tuple[Shortfall, ...]:
    """What is missing of the personas that these scenarios need; kept in the world for the stage to look at."""
    chosen = [scenario for scenario in scenarios if not any(not world.target.offers(need) for need in scenario.needs)]
    found: list[Shortfall] = []
    for persona_id in sorted({scenario.persona for scenario in chosen if scenario.given.consent is not None}):
        persona = world.cast.personas.get(persona_id)
        if persona is not None:
            found += _inspected(world, persona, _rows_needed(chosen, persona_id))
    world.shortfalls = {(one.persona, one.nickname): one for one in found}
    return tuple(found)


def _rows_needed(scenarios: Iterable[Scenario], persona: str) -> dict[str, int]:
    """The most rows that any scenario needs on each account of a persona."""
    needed: dict[str, int] = {}
    for scenario in scenarios:
        if scenario.persona == persona:
            for nickname, number in (scenario.given.rows or {}).items():
                needed[nickname] = max(number, needed.get(nickname, 0))
    return needed


def _inspected(world: World, persona: Persona, rows: dict[str, int]) -> list[Shortfall]:
    """What is missing of one persona; nothing where the question cannot be put, which the scenarios will tell."""
    try:
        world.meet(persona)
        listed = _listed(world, persona, "nothing") | _listed(world, persona, "everything")
        missing = [account for account in persona.accounts if listed and account.iban not in listed]
        found = [_absent(persona, account) for account in missing]
        for nickname, number in sorted(rows.items()):
            account = persona.account(nickname)
            if account is not None and account not in missing:
                found += _short(world, persona, account, number)
    except (Blocked, Unreachable):
        return []
    return found


def _listed(world: World, persona: Persona, consent: str) -> set[str]:
    if world.consent(persona, consent_body(consent, persona)).status != 201:
        return set()
    pages = [page for page in world.pages(persona, "/accounts") if page.status == 200]
    return {str(iban) for page in pages for iban in paths.values("accounts[*].accountId.iban", page.data)}


def _absent(persona: Persona, account: Account) -> Shortfall:
    says = f"{persona.name}: the documented account …{account.resource_id[-3:]} ({account.iban}) is not there"
    return Shortfall(persona=persona.id, nickname=account.nickname, says=says)


def _short(world: World, persona: Persona, account: Account, needed: int) -> list[Shortfall]:
    number = _count(world, persona, account)
    if number is None or number >= needed:
        return []
    documented = (persona.raw.get("transactions") or {}).get(account.nickname)
    wanted = f"documented {documented}" if documented else f"{needed} are needed"
    says = f"{persona.name}: {number} transactions on …{account.resource_id[-3:]}, {wanted}"
    return [Shortfall(persona=persona.id, nickname=account.nickname, says=says, rows=number)]


def _count(world: World, persona: Persona, account: Account) -> int | None:
    """How many transactions an account has over all its pages; None where they cannot be read."""
    number = 0
    for page in world.pages(persona, f"/accounts/{account.resource_id}/transactions"):
        if page.status != 200:
            return number if page.status == 204 else None
        number += len(paths.values("transactions[*]", page.data))
    return number


def standing_on(scenario: Scenario, world: World) -> str:
    """Why a scenario cannot be judged on this target's personas; '' where it can. Acceptance tests always are."""
    if any(covered.startswith("AT-") for covered in scenario.covers):
        return ""
    written = [[step.target, step.send, [claim.wanted for claim in step.claims]] for step in scenario.steps]
    used = {name for name, _, _ in words.used(written)}
    rows = scenario.given.rows or {}
    for (persona, nickname), shortfall in world.shortfalls.items():
        absent = shortfall.rows is None and nickname in used
        short = shortfall.rows is not None and shortfall.rows < rows.get(nickname, 0)
        if persona == scenario.persona and (absent or short):
            return shortfall.says
    return ""
