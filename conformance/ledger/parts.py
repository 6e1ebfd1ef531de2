"""The parts of a run that was joined from shards: each is a run of its own, with its own tokens, masks and moment."""

from __future__ import annotations

from dataclasses import replace

from conformance.errors import Mistake
from conformance.ledger.reading import Altered, Story


def parts_of(story: Story) -> tuple[Story, ...]:
    """Each part with its own header, its exchanges under their numbers in the whole; the story itself, if it is one.

    What rules came to is told of the whole only. Raises Altered where the header counts other lines than there are.
    """
    told = story.header.get("parts")
    if not told:
        return (story,)
    of_scenarios = [at for at, record in enumerate(story.records) if record["origin"] != "rule"]
    counted = sum(one["exchanges"] for one in told), sum(one["verdicts"] for one in told)
    if counted != (len(story.exchanges), len(of_scenarios)):
        says = f"{story.path}: its shards have {counted[0]} exchanges and {counted[1]} verdicts, there are others"
        raise Altered([Mistake(place=None, says=says, hint="a ledger is used as it was joined")])
    found: list[Story] = []
    exchanges = verdicts = 0
    for part in told:
        numbers = range(exchanges + 1, exchanges + part["exchanges"] + 1)
        places = of_scenarios[verdicts : verdicts + part["verdicts"]]
        found.append(
            replace(
                story,
                header=part["header"],
                records=tuple(story.records[at] for at in places),
                entries=tuple(story.entries[at] for at in places),
                exchanges={number: story.exchanges[number] for number in numbers},
            )
        )
        exchanges, verdicts = exchanges + part["exchanges"], verdicts + part["verdicts"]
    return tuple(found)
