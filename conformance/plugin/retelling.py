"""What a run knows of a ledger that is told again, and of the user's files where it is played."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from conformance import catalogue, specs
from conformance.catalogue import own_register
from conformance.catalogue.shipped import Origin
from conformance.ledger import judged_by
from conformance.ledger.ledger import Story
from conformance.masking.run_key import new_key
from conformance.model import Scenario
from conformance.specs import Requirement

_NOT_TOLD: Final = "This sentence names people, whom the ledger gives other names than the documentation does."


def own_requirements(story: Story | None, scenarios: Iterable[Scenario]) -> Mapping[str, Requirement]:
    """What the user asks of the bank beside its documentation; of a run that is told again its ledger knows it."""
    if story is not None:
        return own_register.read_written(story.header.get("own_requirements", {}))
    return catalogue.own_requirements(scenarios)


def sentences(story: Story | None) -> Mapping[str, str]:
    """The sentences of requirements that stand in a ledger, because personal data was masked in them.

    The key of its masks is gone, and under another one its people would have other names. Where an older ledger lacks
    the sentences, they are not told.
    """
    if story is None or story.header.get("personal_data") != "masked":
        return {}
    told: Mapping[str, str] | None = story.header.get("sentences")
    if told is not None:
        return told
    from conformance.masking.pseudonyms import pseudonyms_of, words_of  # noqa: PLC0415 - of older ledgers only

    documented = specs.load()
    register = {key: one.says for key, one in documented.register.items()}
    people = (persona.raw for persona in documented.cast.personas.values())
    names = pseudonyms_of(people, new_key(), words_of(register.values()))
    return {key: _NOT_TOLD for key, says in register.items() if names.text(says) != says}


def other_texts(story: Story | None) -> Sequence[str]:
    """Whether a ledger was judged by other texts than those that are installed here, as a hint."""
    if story is None:
        return ()
    shipped = (one["name"] for one in story.records if one.get("origin") == Origin.SHIPPED)
    digests = dict(story.header["judged_by"]["digests"])
    if (
        not story.complete or "shard" in story.header
    ):  # of scenarios that have no verdict it does not say which they were
        digests.pop(judged_by.SCENARIOS, None)
    changed = judged_by.changed(digests, shipped)
    says = f"this ledger was not judged by the texts of this version: {', '.join(changed)}"
    return (f"{says}; its verdicts are told as they were",) if changed else ()
