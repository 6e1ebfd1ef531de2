"""Findings that are one defect, by what they have in common. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import Final

from conformance.frozen import dataclass
from conformance.late import pattern
from conformance.report.consented import ends_with_a_refresh, is_closed, is_opened, kept_otherwise
from conformance.report.refreshed import KEPT, is_refreshed
from conformance.report.sightings import Sighting, Sightings
from conformance.specs import Requirement
from conformance.symptoms import CODED, FOREIGN, LOGIN, OUTSIDE, Symptom

REFUSAL: Final = 400
UNKNOWN: Final = 401
_NOTHING: Final = 204
_FAILURE: Final = 500
_ELSEWHERE: Final = 300
"""A status from which on nothing of the customer's is shown."""
OF_VALUES: Final = frozenset({"balances", "equals", "amount", "matches", "unlike", "only", "none", "between"})
"""Words that say what a member should be: what is wrong with it in one place is likely so in another."""
_QUERY: Final = pattern(r"query ([^,]*)")
_KINDS: Final = {"date": "dates", "entr": "references", "afte": "references"}
"""What parameters of a query choose by, by their beginnings."""
_BATCH: Final = "batch yes"
_NOT_THERE: Final = "is missing"
_OTHERS: Final = pattern(r"missing: .*; too many: ")
"""How a list has other values than are due, in their place."""
PAGES: Final = ("first", "last", "next", "prev")
"""The links from one page to another."""
_SEVERAL: Final = 3
"""So many, and chance is no explanation any more."""
_REFUSED: Final = pattern(r"\b4\d\d\b")
_REFUSED_SO: Final = " instead of another refusal"
"""As the likeness of a symptom says it (conformance/symptoms)."""
_STATUS: Final = pattern(r"\b[1-5]\d\d\b")
Register = Mapping[str, Requirement]

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Findings that are one defect, if it is one of this chapter."""

    symptoms: frozenset[Symptom]
    sightings: tuple[Sighting, ...]

    @property
    def by_rule(self) -> bool:
        """Whether a rule has found any of it."""
        return any(one.by_rule for one in self.sightings)


def alike(verdicts: Sequence[Sightings], register: Register) -> list[Group]:
    """The findings that lead, grouped.

    A promise that stands at the constraint itself holds its chapter apart; one that a finding has by its step or
    scenario does not: what looks alike at one address, asked in one manner, cannot be told apart from outside.
    """
    joined = _Joined()
    together: dict[str, list[Sighting]] = {}
    leading = [one for verdict in verdicts for one in verdict.found if one.leads]
    usual = {anonymous(one.symptom) for one in leading if not one.symptom.manner}
    places, of_the_bank = _failing_together(verdicts), _of_the_bank(verdicts, leading)
    answers_refused = {
        (one.symptom.address, one.status)
        for one in leading
        if one.symptom.likeness.endswith("an answer") and not _either_would_do(one.symptom)
    }
    for one in leading:
        alike_here = *_looks(one, register, usual), *_of_values(one), *_of_status(one.symptom, usual, places)
        for key in (*alike_here, *of_the_bank(one)):
            joined.join(one.symptom, key)
        chapter = chapter_of(one.symptom.promise, register)
        either = chapter and _either_would_do(one.symptom)
        if either and (one.symptom.address, one.status) not in answers_refused:  # it is one in place of another, then
            joined.join(one.symptom, ("chapter", chapter, "status", one.symptom.member, f"{one.status}{_REFUSED_SO}"))
        if not one.by_rule:
            for other in together.setdefault(one.scenario, []):
                likely = not (one.named or other.named) and _likely_one(one.symptom, other.symptom)
                if likely or _mixes_up(one, other):
                    joined.join(one.symptom, ("together", one.scenario, other.symptom.path))
                    joined.join(other.symptom, ("together", one.scenario, other.symptom.path))
            together[one.scenario].append(one)
    groups: dict[Symptom, list[Sighting]] = {}
    for one in leading:
        groups.setdefault(joined.root(one.symptom), []).append(one)
    return [
        Group(symptoms=frozenset(one.symptom for one in group), sightings=tuple(group)) for group in groups.values()
    ]


def _of_the_bank(verdicts: Sequence[Sightings], leading: Sequence[Sighting]) -> Callable[[Sighting], Iterator[Key]]:
    """What a finding has in common with others by what the bank does as a whole: that shows in all of them together."""
    kept = answered_well(verdicts)
    forgotten, refused = forgotten_tokens(verdicts, kept), _only_after_refusals(leading)
    alike_refused, erratic = refused_whatever_was_due(leading), _now_and_then(leading, kept)
    ended, narrowed = ends_with_a_refresh(verdicts), set(kept_otherwise(verdicts))

    def keys(one: Sighting) -> Iterator[Key]:
        if is_forgotten(one, forgotten):
            yield ("token",)
        if one.symptom in refused:
            yield "changed by a refusal", one.refused
        if one.symptom.word == "status" and one.refusal in alike_refused:
            yield "refused whatever was due", one.refusal
        if ended and is_closed(one):
            yield ("ended by a refresh",)
        if one.symptom in narrowed:
            yield ("another consent",)
        if one.symptom.turn in erratic and _is_kept(one, kept):
            yield "now and then", one.symptom.turn

    return keys


def _either_would_do(looks: Symptom) -> bool:
    """Whether an answer or a refusal would have done, and another refusal came: which was due in truth nobody knows."""
    wanted = looks.wording.partition(" ")[2]
    return looks.word == "status" and looks.likeness.endswith("an answer") and bool(_REFUSED.search(wanted))


def _looks(one: Sighting, register: Register, usual: set[Key]) -> Iterator[Key]:
    """What a finding has in common with others of its defect, as far as that does not hang on its status."""
    looks, chapter = one.symptom, chapter_of(one.symptom.promise, register)
    apart = chapter if one.by_rule or looks.word == "schema" else ""
    manner = _manner(looks, usual)
    yield "here", apart, manner, *anonymous(looks)
    if manner:
        yield "asked so", manner, looks.word, looks.wording
    if looks.essence:
        yield "essence", *_scope(looks, chapter), looks.essence
    if looks.word == "error" and one.finding.got is not None:
        yield "code", str(one.status), str(one.finding.wanted), str(one.finding.got)
    if one.enters and one.status >= REFUSAL and (looks.word == "status" or looks.essence.startswith(LOGIN)):
        yield "entrance", looks.address, str(one.status)
    if looks.word in CODED and is_refreshed(manner):
        yield "refreshed", str(one.status)
    if looks.promise:
        yield "promise", looks.promise, looks.word, looks.member, looks.wording
        if one.named:
            yield "kind", looks.promise, looks.word, looks.wording, str(one.finding.wanted)
    if one.by_rule and one.finding.seen is not None:  # always seen together
        seen = one.finding.seen
        yield "rule", looks.promise, str(one.number), str(seen.answers), *seen.addresses
    if chapter and (looks.word != "status" or looks.likeness.endswith(_REFUSED_SO)):
        yield "chapter", chapter, looks.word, looks.member, looks.likeness
    if looks.place.startswith("_links.") and looks.member in PAGES:  # one and the same cuts every list into pages
        yield "page link", looks.word, looks.place, looks.wording
    if chapter and looks.likeness.isdigit():
        yield "fails", chapter, looks.likeness


def _of_values(one: Sighting) -> Iterator[Key]:
    """Of a member that is not as wanted: how it is wrong, and what came there; of a list which one it is."""
    looks = one.symptom
    if " holds " in looks.essence and one.tried is not None:
        yield "list", looks.essence, one.tried.request.partition("?")[0]
    wanted, came = one.finding.wanted, one.finding.got
    if looks.word in OF_VALUES and looks.member and isinstance(wanted, str) and isinstance(came, str):
        yield "instead", looks.member, wanted, came
    if not one.by_rule and looks.word in OF_VALUES:
        yield "value", looks.word, looks.member, looks.wording, str(one.finding.wanted)
        if looks.member and not one.finding.says.endswith(_NOT_THERE):
            yield "member", looks.address, looks.place
        if isinstance(one.finding.got, str) and looks.member:
            yield "came", looks.address, looks.place, one.finding.got
    if _has_others(looks) and looks.member:
        yield "member", looks.address, looks.place


def _has_others(looks: Symptom) -> bool:
    """Whether a list has other values of a member than are due, in their place: neither too few nor too many."""
    return looks.word == "values" and bool(_OTHERS.match(looks.wording))


def _mixes_up(one: Sighting, other: Sighting) -> bool:
    """Whether one answer shows what is not consented and hides what is."""
    return (is_opened(one) and is_closed(other)) or (is_closed(one) and is_opened(other))


def answered_well(verdicts: Iterable[Sightings]) -> set[Key]:
    """What was claimed of which address, and held at some time."""
    found = (one.tried for verdict in verdicts for one in verdict.found if one.tried is not None)
    broken = {(one.claim, one.number) for one in found}
    every = (one for verdict in verdicts for one in verdict.tried)
    return {(one.claim, one.address) for one in every if (one.claim, one.number) not in broken}


def forgotten_tokens(verdicts: Iterable[Sightings], kept: set[Key]) -> set[str]:
    """Whose tokens are unknown where others were known: that is no matter of the address."""
    return {
        one.persona
        for verdict in verdicts
        for one in verdict.found
        if one.tried is not None and _is_unknown(one) and (one.tried.claim, one.tried.address) in kept
    }


def is_forgotten(one: Sighting, forgotten: Container[str]) -> bool:
    """Whether the bank does not know a token of a customer of whom it forgets tokens."""
    return _is_unknown(one) and one.persona in forgotten


def _is_unknown(one: Sighting) -> bool:
    own = one.refreshed or (one.tried is not None and bool(one.tried.persona))
    return one.finding.got == UNKNOWN and (own or one.symptom.likeness.endswith("an answer"))


def _only_after_refusals(leading: Sequence[Sighting]) -> set[Symptom]:
    """What shows only where the scenario had tried a change that was to be refused: it was no refusal, then."""
    found: dict[Symptom, set[str]] = {}
    for one in leading:
        found.setdefault(one.symptom, set()).add(
            one.refused if one.finding.must and one.symptom.word != "error" else ""
        )
    return {looks for looks, refused in found.items() if len(refused) == 1 and "" not in refused}


def refused_whatever_was_due(leading: Iterable[Sighting]) -> set[str]:
    """The refusals that come in the same words at several addresses, whether an answer was due there or another one.

    A bank that says the same to a good request, to one without a token and to one by a wrong method has looked at none
    of that: something that all of these have is what it refuses. One refusal in the place of another is no such thing,
    nor is one that takes the place of answers only.
    """
    came: dict[str, list[Symptom]] = {}
    due: dict[str, set[str]] = {}
    for one in leading:
        if one.symptom.word == "status" and one.finding.must and one.refusal:
            came.setdefault(one.refusal, []).append(one.symptom)
            due.setdefault(one.refusal, set()).update(_STATUS.findall(one.symptom.wording.partition(" ")[2]))
    return {
        refusal
        for refusal, looks in came.items()
        if len({each.address for each in looks}) >= _SEVERAL
        and len({status for status in due[refusal] if int(status) >= REFUSAL}) >= _SEVERAL
        and any(int(status) < REFUSAL for status in due[refusal])
    }


def _of_status(looks: Symptom, usual: set[Key], places: Mapping[tuple[str, str], Key]) -> Iterator[Key]:
    """Of a wrong status: what came in this manner, wherever it comes together."""
    if looks.word == "status":
        came, _, due = looks.wording.partition(" instead of ")
        if str(UNKNOWN) in due and came.isdigit() and int(came) >= _ELSEWHERE:
            yield "unknown token", came
        manner = _kinds(_manner(looks, usual))
        yield "status", manner, looks.turn, *places.get((looks.turn, looks.address), (looks.address,))
        if looks.turn.endswith("a refusal") and _BATCH in manner:
            yield "ignored", looks.address, manner
    elif looks.word == "selects" and _BATCH in looks.manner:  # what is not read is neither used nor refused
        yield "ignored", looks.address, _kinds(looks.manner)


def _now_and_then(leading: Iterable[Sighting], kept: set[Key]) -> set[str]:
    """What comes now and then at several addresses, and is none of the refusals that a request may earn.

    Each of those addresses answers well at other times: it is what all of them have in common that fails.
    """
    came: dict[str, set[str]] = {}
    for one in leading:
        if _fails(one) and _is_kept(one, kept):
            came.setdefault(one.symptom.turn, set()).add(one.symptom.address)
    return {turn for turn, addresses in came.items() if len(addresses) >= _SEVERAL}


def _fails(one: Sighting) -> bool:
    """Whether in the place of an answer came what says neither that the request is wrong nor that there is nothing."""
    failed = one.status >= _FAILURE or one.symptom.likeness.endswith("another answer")
    return one.symptom.word == "status" and failed and one.status != _NOTHING


def _is_kept(one: Sighting, kept: set[Key]) -> bool:
    """Whether what was claimed held at another time."""
    return one.tried is not None and (one.tried.claim, one.tried.address) in kept


def _kinds(manner: str) -> str:
    """How was asked, with a query by what it chooses: `query dates` of `query dateFrom dateTo page`."""
    query = _QUERY.search(manner)
    names = query[1].split() if query is not None else []
    kinds = {_KINDS.get(name[:4], name) for name in names}
    kinds -= {"page"} if len(kinds) > 1 else set()
    return _QUERY.sub(f"query {' '.join(sorted(kinds))}", manner)


def _manner(looks: Symptom, usual: set[Key]) -> str:
    """How was asked; nothing where the same comes in the usual manner too, and that is no wonder.

    An answer that is refused to one who asks as usual, or is another, is so to all; a token that a step has kept is one
    as others.
    """
    alike = looks.likeness.endswith(("an answer", "another answer")) or looks.manner == KEPT
    return "" if alike and anonymous(looks) in usual else looks.manner


def _failing_together(verdicts: Iterable[Sightings]) -> dict[tuple[str, str], Key]:
    """By status and address: the addresses that the same status comes from in the same scenarios.

    Those are one defect, unless the one address fails more often without the other, where both were asked.
    """
    both: Counter[tuple[str, str, str]] = Counter()
    alone: Counter[tuple[str, str, str]] = Counter()
    seen: dict[str, set[str]] = {}
    for verdict in verdicts:
        wrong: dict[str, set[str]] = {}
        for one in verdict.found:
            if one.symptom.word == "status" and one.symptom.address and one.finding.must:
                wrong.setdefault(one.symptom.turn, set()).add(one.symptom.address)
        asked = {one.address for one in verdict.tried if one.claim.startswith("status ")}
        for looks, there in wrong.items():
            seen.setdefault(looks, set()).update(there)
            for here in there:
                both.update((looks, here, other) for other in there - {here})
                alone.update((looks, here, other) for other in asked - there)
    joined = {(looks, here): {here} for looks, there in seen.items() for here in there}
    for (looks, here, other), times in both.items():
        if times >= max(alone[looks, here, other], alone[looks, other, here]):
            together = joined[looks, here] | joined[looks, other]
            for each in together:
                joined[looks, each] = together
    return {key: tuple(sorted(there)) for key, there in joined.items()}


def _likely_one(one: Symptom, other: Symptom) -> bool:
    """Whether two things that are wrong with one answer are likely one: in the same place, or in the same way."""
    return _same_place(one.place, other.place) or (one.word, one.wording) == (other.word, other.wording)


def _same_place(one: str, other: str) -> bool:
    """Whether two paths are the same, or one leads through the other."""
    return one == other or one.startswith((f"{other}.", f"{other}[")) or other.startswith((f"{one}.", f"{one}["))


def _scope(looks: Symptom, chapter: str) -> Key:
    """Within what the same essence is one defect: where nothing but rows are, only within a chapter."""
    if looks.essence in (OUTSIDE, FOREIGN) or looks.essence.startswith(LOGIN):
        return ()
    return (looks.address,) if looks.essence.endswith("missing") else (looks.address, chapter)


def anonymous(looks: Symptom) -> Key:
    """What a finding looks like, whoever it is about."""
    return looks.word, looks.path, looks.likeness, looks.address


def chapter_of(promise: str, register: Register) -> str:
    """The chapter of a promise; the promise itself where the register does not know it."""
    return register[promise].chapter if promise in register else promise


class _Joined:
    """Symptoms that are joined by having a key in common."""

    def __init__(self) -> None:
        self._above: dict[Symptom, Symptom] = {}
        self._holders: dict[Key, Symptom] = {}

    def join(self, looks: Symptom, key: Key) -> None:
        """A symptom has a key, and is joined with all others that have it."""
        self._above.setdefault(looks, looks)
        holder = self.root(self._holders.setdefault(key, looks))
        self._above[self.root(looks)] = holder

    def root(self, looks: Symptom) -> Symptom:
        """The one that stands for all that it is joined with."""
        while self._above[looks] is not looks:
            looks = self._above[looks]
        return looks
