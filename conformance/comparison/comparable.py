"""What of two runs cannot be compared, and what is to be known about them before they are. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from conformance.catalogue.shipped import Origin
from conformance.checks.balances import may_be_nightly
from conformance.comparison.runs import ComparedRun, Judged
from conformance.model import Exchange, Outcome
from conformance.wording import plural

_MOST: Final = 4
_TEXTS: Final = {"code": "the code of stet-conformance"}


def missing(before: ComparedRun, after: ComparedRun) -> Iterator[str]:
    """What cannot be compared, and why: part of what the first run says finds nothing in the second."""
    for which, run in (("first", before), ("second", after)):
        if not run.story.complete:
            reason = (run.story.footer or {}).get("reason") or "its ledger has no end"
            yield f"the {which} run did not finish ({reason}): what it would have found is not known"
    if not common(before, after):
        yield "the two runs have judged nothing in common"
    for outcome in (Outcome.BLOCKED, Outcome.BROKEN):
        for reason, names in _reasons(before, after, outcome):
            yield f"{plural(len(names), 'scenario')} {outcome} in the second run ({reason}): {_few(names)}"


def remarks(before: ComparedRun, after: ComparedRun) -> Iterator[str]:
    """What is to be known: other texts, features, customers, a narrower selection."""
    yield from _selection(before, after)
    skipped = _others(before, after, Outcome.SKIPPED)
    features = Counter(one.lacking[0] if one.lacking else one.reason or "not told" for one in skipped)
    if skipped:
        told = ", ".join(f"{name} {number}" for name, number in features.most_common())
        yield f"{plural(len(skipped), 'scenario or rule', 'scenarios and rules')} judged in the first run only: {told}"
    unjudged = sorted(
        name for name, one in after.judged.items() if one.judged and not _judged_in(before, name) and _is_scenario(one)
    )
    if unjudged:
        yield f"{plural(len(unjudged), 'scenario')} judged in the second run only: {_few(unjudged)}"
    other = sorted(name for name in common(before, after) if before.judged[name].text != after.judged[name].text)
    if other:
        yield f"{plural(len(other), 'scenario')} asked for something else in the first run: {_few(other)}"
    yield from _texts(before.header, after.header)
    yield from _customers(before.header, after.header)
    asked = [[one for one in run.story.exchanges.values() if about_balances(one)] for run in (before, after)]
    for which, several in zip(("first", "second"), asked, strict=True):
        if several and all(map(nightly, several)) and not all(all(map(nightly, one)) for one in asked):
            yield f"the {which} run has asked while the bank's nightly batch ran only: balances are not compared"
    if masked(before) != masked(after):
        yield "personal data is masked in one of the runs only: values are compared where both have one in common"


def common(before: ComparedRun, after: ComparedRun) -> frozenset[str]:
    """What both runs have judged."""
    return frozenset(name for name, one in after.judged.items() if one.judged and _judged_in(before, name))


def nightly(exchange: Exchange) -> bool:
    """Whether an answer about balances came while the nightly batch may have run: the value-date one may be missing."""
    return may_be_nightly(exchange.at) and about_balances(exchange)


def about_balances(exchange: Exchange) -> bool:
    """Whether balances may be in an answer."""
    return exchange.call.url.partition("?")[0].rstrip("/").endswith(("/balances", "/accounts"))


def masked(run: ComparedRun) -> bool:
    """Whether personal data goes by pseudonyms in it: they are others in every run."""
    return bool(run.header.get("personal_data"))


def _judged_in(run: ComparedRun, name: str) -> bool:
    one = run.judged.get(name)
    return one is not None and one.judged


def _is_scenario(one: Judged) -> bool:
    return one.origin in (Origin.SHIPPED, Origin.OWN)


def _others(before: ComparedRun, after: ComparedRun, outcome: Outcome) -> list[Judged]:
    return [one for name, one in after.judged.items() if one.outcome is outcome and _judged_in(before, name)]


def _reasons(before: ComparedRun, after: ComparedRun, outcome: Outcome) -> Iterable[tuple[str, list[str]]]:
    found: dict[str, list[str]] = {}
    for one in _others(before, after, outcome):
        found.setdefault(one.reason, []).append(one.name)
    return found.items()


def _selection(before: ComparedRun, after: ComparedRun) -> Iterator[str]:
    for which, run, other in (("first", before, after), ("second", after, before)):
        words = run.header.get("selection", ())
        if words and list(words) != list(other.header.get("selection", ())):
            yield f"the {which} run was narrowed to {_few(sorted(words))}"
        shard = run.header.get("shard")
        if shard is not None and shard != other.header.get("shard"):
            yield f"the {which} run is shard {shard['number']} of {shard['of']}"


def _texts(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    if before["harness"] != after["harness"]:
        yield f"the first run is of stet-conformance {before['harness']}, the second of {after['harness']}"
    ones, others = before["judged_by"]["digests"], after["judged_by"]["digests"]
    found = sorted(name for name in ones.keys() & others.keys() if ones[name] != others[name])
    if found:
        told = _few([_TEXTS.get(name, name) for name in found])
        yield f"the second run was judged by other texts than the first ({told}): not all that differs is the bank's"


def _customers(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    ones, others = (set(one.get("cast", {}).get("personas", {})) for one in (before, after))
    for which, only in (("first", ones - others), ("second", others - ones)):
        if only:
            yield f"only the {which} run has {_few(sorted(only))}: their answers are not compared"


def _few(names: list[str]) -> str:
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return ", ".join(names[:_MOST]) + more
