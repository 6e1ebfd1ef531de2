"""The answers of a run by what they were held to: which a cause hits, and in what these differ from others. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from conformance.late import pattern
from conformance.report.circumstances import Circumstances
from conformance.report.condition import condition
from conformance.report.phrase import Phrase
from conformance.report.sightings import Sighting, Sightings

_NUMBER: Final = pattern(r"[0-9]{1,9}")


class Answers:
    """The answers to the steps of a run."""

    def __init__(self, verdicts: Iterable[Sightings]) -> None:
        self._how: dict[int, Circumstances] = {}
        self._tried: dict[tuple[str, str], set[int]] = {}
        """By claim and address."""
        self._failed: dict[str, set[int]] = {}
        """By the word of a claim: where a must failed, nobody looked at a should with the same word."""
        self._alike: dict[tuple[str, ...], set[int]] = {}
        """By the way in which a claim was broken."""
        self._steps: dict[str, dict[str, set[int]]] = {}
        """By scenario and address."""
        self._met: dict[str, set[str]] = {}
        """By rule: the scenarios that got an answer that broke it."""
        self._owners: dict[str, set[str]] = {}
        """By resourceId: who was shown the account in a list of his own."""
        self._cards: dict[str, bool] = {}
        """By resourceId: whether it is a card."""
        self._pages: dict[str, int] = {}
        """By path: how many pages the list has that lies there, where that is known."""
        for verdict in verdicts:
            self._add(verdict)

    def _add(self, verdict: Sightings) -> None:
        shown = [one.tried for one in verdict.found if one.tried is not None and not one.by_rule]
        for one in (*verdict.tried, *shown):
            self._how[one.number] = one.circumstances
            self._tried.setdefault((one.claim, one.address), set()).add(one.number)
            self._steps.setdefault(verdict.scenario, {}).setdefault(one.address, set()).add(one.number)
        for finding in verdict.found:
            if finding.tried is not None and not finding.by_rule:
                self._alike.setdefault(_way(finding), set()).add(finding.number)
        for one in shown:
            self._failed.setdefault(_word(one.claim), set()).add(one.number)
        for each in verdict.listed:
            self._owners.setdefault(each.account, set()).add(each.persona)
            self._cards[each.account] = each.card
        for path, number in verdict.pages:
            self._pages[path] = max(number, self._pages.get(path, 0))
        for rule in verdict.hit:
            self._met.setdefault(rule, set()).add(verdict.scenario)

    def hit(self, every: Iterable[Sighting]) -> set[int]:
        """The exchanges that show these findings, and those that broke the same claim in the same way.

        How was asked makes findings look different, for there are defects that depend on it; where they were found to
        be one defect it does not matter any more.
        """
        shown = [one for one in every if one.number and not one.by_rule]
        alike = (self._alike.get(_way(one), ()) for one in shown if one.tried is not None)
        return {one.number for one in shown}.union(*alike)

    def right(self, every: Iterable[Sighting]) -> set[int]:
        """The exchanges that were held to the same claims, and in which nothing of the kind was found."""
        keys = {(one.tried.claim, one.tried.address) for one in every if one.tried is not None and not one.by_rule}
        kept = (self._tried.get(key, set()) - self._failed.get(_word(key[0]), set()) for key in keys)
        return set().union(*kept)

    def condition(self, every: Sequence[Sighting], addresses: Sequence[str], counted: tuple[int, int]) -> Phrase:
        """Which answers are hit, of those that were checked for the same; so many they are, of so many.

        What a rule has looked at is known by its number only. So an answer counts as hit where it is the only one at
        these addresses in a scenario that met such an answer, as right where its scenario met none, and where its
        status is one of those that are hit.
        """
        rules = {one.scenario for one in every if one.by_rule}
        if rules and counted[0] == counted[1]:
            return condition([{}] * counted[0], [])
        if rules:
            hit, others = self._by_rules(rules, addresses, {one.number for one in every if one.number})
        else:
            hit = self.hit(every)
            others = self.right(every) - hit
        counts = not rules and len(hit) + len(others) == counted[1]
        return condition(self._known(hit), self._known(others), all_known=counts)

    def _known(self, numbers: Iterable[int]) -> list[Circumstances]:
        """How they came about, and what lists tell: whose account was asked for, whether it is a card, its pages."""
        known = [self._how[one] for one in sorted(numbers) if one in self._how]
        return [
            {**one, **self._of_account(one.get("account", ""), one.get("actor", "")), "page": self._of_page(one)}
            for one in known
        ]

    def _of_page(self, one: Circumstances) -> str:
        """Whether the page that was asked for lies past the end of its list."""
        page, pages = one.get("query page", ""), self._pages.get(one.get("path", ""))
        return "past" if pages is not None and _NUMBER.fullmatch(page) and int(page) > pages else ""

    def how(self, number: int) -> Circumstances:
        """How an answer to a step came about; nothing where that is not known."""
        return self._how.get(number, {})

    def _of_account(self, account: str, actor: str) -> Circumstances:
        if account not in self._cards:
            return {}
        owners = self._owners[account]
        known = bool(actor) and len(owners) == 1
        return {
            "whose": "another's" if known and actor not in owners else "",
            "kind": "card" if self._cards[account] else "account",
        }

    def _by_rules(self, rules: set[str], addresses: Sequence[str], shown: set[int]) -> tuple[set[int], set[int]]:
        """The answers that surely broke one of these rules, and those that surely did not."""
        met = {scenario for rule in rules for scenario in self._met.get(rule, ())}
        hit, right = set(shown), set()
        for scenario, there in self._steps.items():
            numbers = {number for address in addresses for number in there.get(address, ())}
            if scenario not in met:
                right |= numbers
            elif len(numbers) == 1:
                hit |= numbers
        statuses = {self._how[one].get("status") for one in hit if one in self._how}
        return hit, {one for one in right - hit if self._how[one].get("status") in statuses}


def _word(claim: str) -> str:
    return claim.partition(" ")[0]


def _way(one: Sighting) -> tuple[str, ...]:
    """The claim, the address, and what is wrong."""
    claim = one.tried.claim if one.tried is not None else ""
    return claim, one.symptom.address, one.symptom.promise, one.symptom.wording
