"""judge(story, judges) -> what became of each verdict: the same runner, the recorded answers, the findings afresh.

What was found is looked at only when its own answer is there: rules, pre-flight and what was blocked are judged again
like all else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlsplit

from conformance import deviations, rules
from conformance.catalogue import casting
from conformance.catalogue.shipped import Origin
from conformance.clock import PARIS
from conformance.errors import Mistakes, mistake
from conformance.ledger.entry import Entry
from conformance.ledger.ledger import Story
from conformance.ledger.masks import Masks
from conformance.ledger.parts import parts_of
from conformance.ledger.record import to_record
from conformance.login.callback import Callback, Login
from conformance.model import Authorize, Exchange, LogIn, Outcome, Purpose, Scenario, Verdict
from conformance.rules import Observed
from conformance.runner import Shortfall, inspect, play
from conformance.target.address import joined, same_address
from conformance.tokens.issued import IssuedToken
from conformance.verification import held_again
from conformance.verification.comparing import compared, is_text_of
from conformance.verification.playback import (
    RecordedChance,
    RecordedClock,
    RecordedExchanges,
    RecordedSender,
    labelled,
    with_stand_ins,
)
from conformance.verification.recording import Departure, Recording
from conformance.verification.requests import stand_in
from conformance.verification.result import Again, came_to
from conformance.verification.setting import cast_of, target_of
from conformance.verification.texts import Judges
from conformance.verification.unplayed import Unplayed
from conformance.world.world import World, assembled

if TYPE_CHECKING:
    from conformance.properties import Property

Record = Mapping[str, Any]

_BESIDE: Final = "what was exchanged beside the scenarios"
_DEPARTED: Final = f"{Departure.__name__}: "
_NO_BANK: Final = (
    "with -n every worker had an embedded bank of its own, which the ledger does not describe; "
    "play it with --in-flight, or against one bank"
)
_MANY: Final = 5
"""So many exchanges are named of those that nobody asks for again."""


def judge(story: Story, judges: Judges, *, today: bool = False) -> tuple[Again, ...]:
    """Every verdict of a ledger, judged again. Raises Mistakes where its header tells too little of the bank.

    `today`: by other texts than those of the run, which may ask for what nobody recorded.
    """
    if not story.header["target"]["base_url"]:
        return tuple(came_to(one["name"], (), [_NO_BANK]) for one in story.records)
    parts = parts_of(story)
    sessions = [_Session(part, judges, today=today) for part in parts]
    found = [again for session in sessions for again in session.all()]
    if len(parts) == 1:
        observed = sessions[0].observed()
    else:
        observed = held_again.observed(story.header, story.exchanges.values(), judges)
    return (*found, *_rules(story, observed, judges, today=today))


class _Session:
    """One ledger, or one part of it, played from its first verdict to its last."""

    def __init__(self, story: Story, judges: Judges, *, today: bool) -> None:
        self._story, self._judges, self._today = story, judges, today
        self._masked = story.header.get("personal_data") == "masked"
        self._exchanges = {number: with_stand_ins(one) for number, one in story.exchanges.items()}
        self._recording = Recording(self._exchanges.values(), _owners(story), masked=self._masked)
        started = datetime.fromisoformat(story.header.get("now") or story.header["started"])
        self._clock = RecordedClock(self._recording, started)
        self._chance = RecordedChance(self._recording, self._clock)
        try:
            self._world = self._opened()
            self._deviations = deviations.read_members(story.header["deviations"])
        except (KeyError, TypeError, ValueError) as error:
            says = (
                f"{story.path}: its header tells too little of the bank to judge again: {type(error).__name__} {error}"
            )
            raise mistake(says, hint="a ledger of an older version is read by `report` only") from None
        self._day = started.astimezone(PARIS).date()
        self._first = _first_moments(story)
        self._inspected_at: dict[str, datetime] = {}
        """When each persona was inspected, by the first answer to that."""
        for one in story.exchanges.values():
            if one.asker.purpose is Purpose.PREFLIGHT:
                self._inspected_at.setdefault(one.call.persona, one.at)
        self._shortfalls: tuple[Shortfall, ...] = ()
        self._inspected: set[str] = set()
        self._asked_before = any(one.asker.purpose is Purpose.PREFLIGHT for one in story.exchanges.values())
        self._scenarios = tuple(one.verdict.scenario for one in story.entries)
        self._unplayed = Unplayed(story, judges, self._world.cast)
        self._departed: set[str] = set()

    def _opened(self) -> World:
        header = self._story.header
        target, cast = target_of(header), cast_of(header, self._judges.specs.cast)
        exchanges = RecordedExchanges()
        sender = RecordedSender(target, self._clock, self._recording, exchanges)
        world = assembled(sender, self._judges.specs, cast, self._judges.rules, chance=self._chance, keeps=False)
        exchanges.tell_once(self._exchanges.values())
        if target.login.kind == "browser":
            world.tokens.log_in_by(self._browsed)
        elif target.login.kind == "person":
            world.tokens.take_up(self._had_by_a_person())
        return world

    def _browsed(self, login: Login, params: Mapping[str, str]) -> Callback:  # noqa: ARG002 - whoever it was
        """Where a browser ended, of which the pages are recorded. Raises Departure where they do not tell."""
        callback = params["redirect_uri"]
        for page in self._recording.pages():
            self._clock.pass_to(page.at)
            self._world.sender.exchanges.add(page)
            location = joined(page.call.url, page.header("Location") or "")
            if same_address(location, callback):
                return Callback(params=dict(parse_qsl(urlsplit(location).query)), exchanges=())
        raise Departure("a browser logged in, and its pages do not tell where it ended")

    def _had_by_a_person(self) -> dict[tuple[str, str], IssuedToken]:
        """Tokens that a person had logged in for before the run: whatever they were, they were sent."""
        calls = (one.call for one in self._exchanges.values() if one.call.persona)
        return {(one.persona, one.scope): IssuedToken(access=stand_in(one.persona)) for one in calls}

    # --------------------------------------------------------------------------------------------------------- playing

    def all(self) -> Iterator[Again]:
        yield from self._begin()
        for record, entry in zip(self._story.records, self._story.entries, strict=True):
            if record["origin"] == Origin.GENERATED:
                yield self._generated(record, entry)
            elif record["origin"] != Origin.RULE:
                yield self._scenario(record, entry)
        self._recording.scenario = ""
        self._world.consents.put_back()
        yield from self._left()

    def observed(self) -> tuple[Observed, ...]:
        """What its answers have come to by rules."""
        return self._world.rules.take()

    def _begin(self) -> Iterator[Again]:
        """The bank's clock, where the whole run took place at a moment of the user's choice."""
        now = self._story.header.get("now")
        if now and self._world.target.features.clock and self._recording.upcoming(Purpose.CONTROL):
            try:
                self._world.controls.start_at(datetime.fromisoformat(now))
            except Departure as departure:
                yield came_to("the clock of the run", [str(departure)])

    def _scenario(self, record: Record, entry: Entry) -> Again:
        try:
            scenario, wrong = self._read(record, entry)
        except Mistakes as mistakes:
            return self._cannot(record["name"], f"its text cannot be read: {mistakes}")
        if scenario is None:
            return self._cannot(record["name"], "the texts that judge have no such scenario")
        if self._by_browser(scenario):
            return self._cannot(record["name"], "a browser logged in, of which only the pages are recorded")
        departed = self._inspect(scenario)
        if departed:
            return came_to(record["name"], [departed])
        try:
            verdict = self._played(scenario, entry)
        except Departure as departure:  # once a verdict is against the bank, a question more is put to it
            self._departed.add(scenario.name)
            return came_to(record["name"], [*wrong, *([] if self._today else [str(departure)])], [str(departure)])
        return self._compared(record, verdict, wrong)

    def _cannot(self, name: str, why: str) -> Again:
        """What cannot be played again; what was exchanged for it is asked for by nobody."""
        self._departed.add(name)
        return came_to(name, (), [why])

    def _read(self, record: Record, entry: Entry) -> tuple[Scenario | None, list[str]]:
        """The scenario to be played, and what its ledger says of it that its text does not."""
        name = record["name"]
        text = self._judges.scenario(name)
        if text is None:
            return (None, []) if self._today else (entry.verdict.scenario, ["its text is not in the archive"])
        text = casting.assigned(text, self._world.cast, self._judges.specs.cast)
        if self._today and not self._masked:
            return text, []
        told = _of(record)
        if not is_text_of(told, _of(to_record(_blank(text, entry), Masks())), masked=self._masked):
            return (text, []) if self._today else (text, ["the scenario in the ledger is not the one of the texts"])
        return entry.verdict.scenario, []

    def _by_browser(self, scenario: Scenario) -> bool:
        logs_in = any(isinstance(step, Authorize | LogIn) for step in scenario.steps)
        return self._story.header["bank"]["login"] == "browser" and logs_in and self._world.target.offers("oauth")

    def _inspect(self, scenario: Scenario) -> str:
        """Before a persona's first scenario, where the run asked: is he as documented? What departs from the ledger."""
        if not self._asked_before or scenario.persona in self._inspected:
            return ""
        self._inspected.add(scenario.persona)
        self._recording.scenario = scenario.name if self._recording.names_logins else ""
        # Not when the scenario asked first: that may have been after it had set the clock.
        began = self._first.get(scenario.name, self._clock.now())
        self._clock.start(self._inspected_at.get(scenario.persona, began), ())
        try:
            own = [one for one in self._scenarios if one.persona == scenario.persona]
            self._shortfalls += inspect(self._world, [*own, *self._unplayed.beside(scenario)])
        except Departure as departure:
            return f"pre-flight of {scenario.persona}: {departure}"
        return ""

    def _played(self, scenario: Scenario, entry: Entry) -> Verdict:
        told = entry.verdict
        self._recording.scenario = scenario.name
        self._clock.start(min(told.started, self._first.get(scenario.name, told.started)), told.played)
        self._chance.start(told.played)
        verdict = play(scenario, self._world, self._shortfalls)
        return deviations.applied(verdict, self._deviations, self._day)

    def _compared(self, record: Record, verdict: Verdict, wrong: Sequence[str]) -> Again:
        name = record["name"]
        if verdict.outcome is Outcome.BROKEN and verdict.reason.startswith(_DEPARTED):
            self._departed.add(name)
            says = verdict.reason.removeprefix(_DEPARTED)
            return came_to(name, wrong or ([] if self._today else [says]), [says])
        skipped = verdict.outcome is Outcome.SKIPPED
        lacking = [need for need in verdict.scenario.needs if skipped and not self._world.target.offers(need)]
        again = labelled({**to_record(verdict, Masks()), "lacking": lacking})
        found = compared(record, again, masked=self._masked)
        left = self._recording.left_of(name)
        if left:
            found.differs.append(_nobody_asks(left))
        if found.differs or found.cannot:
            self._departed.add(name)
        return came_to(name, [*wrong, *found.differs], found.cannot, findings=found.same)

    # ------------------------------------------------------------------------------------------------- generated cases

    def _generated(self, record: Record, entry: Entry) -> Again:
        """A property: its counter-example is judged again as the scenario that it is."""
        from conformance import properties  # noqa: PLC0415 - Hypothesis is slow to import, and few runs ask for it

        name, text = record["name"], entry.verdict.counterexample
        self._departed.add(name)
        prop = next((one for one in properties.PROPERTIES if properties.scenario(one).name == name), None)
        if prop is None:
            return came_to(name, (), ["this version has no such property"])
        if text is None:
            return self._cases(record, entry, prop)
        self._recording.drop(name, [one.number for one in entry.verdict.exchanges])
        try:
            scenario = properties.read(text, prop, self._judges.specs)
        except Mistakes as mistakes:
            return came_to(name, [f"its counter-example is no scenario: {mistakes}"])
        verdict = self._played(scenario, entry)
        musts = tuple(one for one in verdict.findings if one.must)
        told = replace(verdict, findings=musts, counterexample=text, examples=entry.verdict.examples)
        return self._compared(record, told, ())

    def _cases(self, record: Record, entry: Entry, prop: Property) -> Again:
        """A property that no case has broken: all of its cases, where the same ones are generated here."""
        from conformance import properties  # noqa: PLC0415 - as above

        told = record.get("examples")
        if not told:
            return came_to(record["name"], (), ["nothing is told of its generated cases"])
        self._recording.scenario = record["name"]
        self._clock.start(self._first.get(record["name"], entry.verdict.started), ())
        self._chance.start(())
        verdict = properties.examine(prop, self._world, told["budget"], told["seed"], self._shortfalls)
        if verdict.outcome is Outcome.BROKEN and verdict.reason.startswith(_DEPARTED):
            cases = f"{told['cases']} generated cases (budget {told['budget']}, seed {told['seed']})"
            then, now = self._story.header["libraries"].get("hypothesis", "unknown"), version("hypothesis")
            says = f"of its {cases} others are generated here: by Hypothesis {now}, then by {then}"
            return came_to(record["name"], (), [says])
        return self._compared(record, verdict, ())

    # ------------------------------------------------------------------------------------------------------- the rest

    def _left(self) -> Iterator[Again]:
        """What nobody has asked for again, of scenarios that came to no verdict and of the run itself."""
        names = {record["name"] for record in self._story.records}
        left = [one for one in self._recording.left() if not self._expected(one, names)]
        if left:
            yield came_to(_BESIDE, [_nobody_asks(left)])

    def _expected(self, one: Exchange, names: set[str]) -> bool:
        asker = one.asker
        match asker.purpose:
            case Purpose.REACHING:
                return one.call.method == "GET" and one.call.url == f"{self._world.target.base_url}/accounts"
            case Purpose.STEP | Purpose.STAGE:
                # What a scenario has left is told of it; one that was cut off has no verdict.
                return asker.scenario in names or not self._story.complete
        by_person = self._world.target.login.kind == "person"
        return bool(self._departed) or by_person or not self._story.complete


def _rules(story: Story, observed: Iterable[Observed], judges: Judges, *, today: bool) -> Iterator[Again]:
    told = {one["name"]: one for one in story.records if one["origin"] == Origin.RULE}
    if not told:
        return
    started = datetime.fromisoformat(story.header.get("now") or story.header["started"])
    listed, day = deviations.read_members(story.header["deviations"]), started.astimezone(PARIS).date()
    again = {one.scenario.name: one for one in rules.verdicts(judges.rules, observed, started)}
    for name, record in told.items():
        verdict = again.pop(name, None)
        if verdict is None:
            yield came_to(name, [] if today else ["nothing was found of this rule"], ["there is no such rule"])
            continue
        known = deviations.applied(verdict, listed, day)
        record_again = labelled({**to_record(known, Masks()), "lacking": []})
        found = compared(record, record_again, masked=story.header.get("personal_data") == "masked")
        yield came_to(name, found.differs, found.cannot, findings=found.same)
    for name in again if not today and story.complete else ():
        yield came_to(name, ["the ledger has no verdict of this rule"])


def _owners(story: Story) -> dict[int, str]:
    """Which scenario needed what the run itself asked for: the first whose verdict tells of it."""
    owners: dict[int, str] = {}
    for record in story.records:
        if record["origin"] != Origin.RULE:
            for number in record["exchanges"]:
                owners.setdefault(number, record["name"])
    return owners


def _first_moments(story: Story) -> dict[str, datetime]:
    """When the first exchange of each scenario came."""
    found: dict[str, datetime] = {}
    for one in story.exchanges.values():
        if one.asker.scenario:
            found.setdefault(one.asker.scenario, one.at)
    return found


def _of(record: Record) -> dict[str, Any]:
    return {name: record[name] for name in ("title", "covers", "persona", "scope", "scenario")}


def _blank(scenario: Scenario, entry: Entry) -> Verdict:
    return Verdict(scenario=scenario, outcome=Outcome.PASSED, started=entry.verdict.started)


def _nobody_asks(left: Sequence[Exchange]) -> str:
    named = ", ".join(f"{one.number} ({one.call.method} {one.call.url})" for one in left[:_MANY])
    more = f" and {len(left) - _MANY} more" if len(left) > _MANY else ""
    return f"nobody asks for what the ledger has as exchange {named}{more}"
