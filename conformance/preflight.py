"""Before the catalogue: is each persona on this target as the documentation describes him?

A mock with 187 transactions where 245 are documented would turn many scenarios red for one reason. So what is missing
is found once and told once; scenarios that stand on it are blocked with that reason, and only the acceptance test that
promises it fails. An account counts as missing only where it is listed neither without nor with consent, so that a
bank that loses accounts from a list is still caught by the scenarios about lists.
"""

from __future__ import annotations

from collections.abc import Iterable

from conformance import paths, words
from conformance.catalogue.steps import beside, target
from conformance.errors import Blocked, Unreachable
from conformance.frozen import dataclass
from conformance.model import NOT_JSON, Asker, Purpose, Scenario
from conformance.specs import Account, Persona
from conformance.stage import consent_body
from conformance.wording import plural
from conformance.words import segment
from conformance.world import World

_ASKER = Asker(purpose=Purpose.PREFLIGHT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """One way in which a persona is not as documented on this target."""

    persona: str
    nickname: str
    says: str
    rows: int | None = None
    """The number of transactions found, where that is what falls short."""


def inspect(world: World, scenarios: Iterable[Scenario]) -> tuple[Shortfall, ...]:
    """What is missing of the personas that these scenarios need; what cannot be asked is not missing."""
    chosen = [scenario for scenario in scenarios if not any(not world.target.offers(need) for need in scenario.needs)]
    found: list[Shortfall] = []
    for persona_id in sorted({scenario.persona for scenario in chosen if scenario.given.consent is not None}):
        persona = world.cast.personas.get(persona_id)
        if persona is not None:
            found += _inspected(world, persona, _rows_needed(chosen, persona))
    return tuple(found)


def _rows_needed(scenarios: Iterable[Scenario], persona: Persona) -> dict[str, int]:
    """The most rows that any scenario needs on each account of a persona, by its first nickname."""
    needed: dict[str, int] = {}
    for scenario in scenarios:
        if scenario.persona == persona.id:
            for nickname, number in scenario.given.rows.items():
                account = persona.account(nickname)
                if account is not None:
                    needed[account.nickname] = max(number, needed.get(account.nickname, 0))
    return needed


def _inspected(world: World, persona: Persona, rows: dict[str, int]) -> list[Shortfall]:
    """What is missing of one persona; nothing where the question cannot be put, which the scenarios will tell."""
    try:
        world.consents.meet(persona, _ASKER)
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
    if world.consents.give(persona, consent_body(consent, persona), _ASKER).status != 201:
        return set()
    pages = [page for page in world.api.pages("/accounts", persona, _ASKER) if page.status == 200]
    return {str(iban) for page in pages for iban in paths.values("accounts[*].accountId.iban", page.data)}


def _absent(persona: Persona, account: Account) -> Shortfall:
    says = f"{persona.name}: the documented account …{account.resource_id[-3:]} ({account.iban}) is not listed"
    return Shortfall(persona=persona.id, nickname=account.nickname, says=says)


def _short(world: World, persona: Persona, account: Account, needed: int) -> list[Shortfall]:
    number = _count(world, persona, account)
    if number is None or number >= needed:
        return []
    documented = (persona.raw.get("transactions") or {}).get(account.nickname)
    wanted = f"{documented} are documented" if documented else f"{needed} are needed"
    says = f"{persona.name}: {plural(number, 'transaction')} on …{account.resource_id[-3:]}, {wanted}"
    return [Shortfall(persona=persona.id, nickname=account.nickname, says=says, rows=number)]


def _count(world: World, persona: Persona, account: Account) -> int | None:
    """How many transactions an account has over all its pages; None where they cannot be read."""
    number, page = 0, None
    for page in world.api.pages(f"/accounts/{segment(account.resource_id)}/transactions", persona, _ASKER):
        if page.status != 200:
            return number if page.status == 204 else None
        if page.data is NOT_JSON:
            return None
        number += len(paths.values("transactions[*]", page.data))
    # Where a page still shows a next link, it was one that may not be followed: nobody knows what stands behind it.
    return number if page is not None and not paths.values("_links.next", page.data) else None


def _used(scenario: Scenario) -> set[str]:
    """The first name of every word in the steps."""
    written = [[target(one), beside(one), [claim.wanted for claim in one.claims]] for one in scenario.answered]
    return {name for name, _, _ in words.used(written)}


def standing_on(scenario: Scenario, persona: Persona, shortfalls: Iterable[Shortfall]) -> str:
    """Why a scenario cannot be judged on this target's personas; '' where it can. Acceptance tests always are."""
    own = [shortfall for shortfall in shortfalls if shortfall.persona == persona.id]
    if not own or any(covered.startswith("AT-") for covered in scenario.covers):
        return ""
    used = {account.nickname for name in _used(scenario) if (account := persona.account(name)) is not None}
    needed = _rows_needed([scenario], persona)
    for shortfall in own:
        absent = shortfall.rows is None and shortfall.nickname in used
        short = shortfall.rows is not None and shortfall.rows < needed.get(shortfall.nickname, 0)
        if absent or short:
            return shortfall.says
    return ""
