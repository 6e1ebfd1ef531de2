"""`follow`: the links of the last answer, as far as they may be followed."""

from __future__ import annotations

from collections.abc import Iterator

from conformance import paths
from conformance.actions.asking import exchanged, single_answer, url_of
from conformance.actions.scene import Brought, Turn
from conformance.client.links import Link, NotFollowed, resolve
from conformance.errors import Blocked
from conformance.hal import href, links
from conformance.model import JSON, Exchange, Follow, Mismatch
from conformance.target.target import Target


def followed(turn: Turn[Follow]) -> Iterator[Brought]:
    """One answer per link that the path leads to in the last answer; a link that is missing is a mismatch.

    Mismatches of a link are shown by the answer that holds it, which came before the step. Raises Blocked where no
    answer did, or no token can be had, Unreachable where no answer comes.
    """
    step, before = turn.step, turn.scene.last
    if before is None:
        raise Blocked("no step before has an answer whose link could be followed")
    asked = before.exchanges[0].call.url
    for where, holder, link in list(links(step.path, before.body)):
        to = where_it_leads(link, asked, turn.world.target)
        if isinstance(to, Link):
            answer = single_answer(exchanged(turn, "GET", url_of(to.url, turn)), turn)
            yield Brought(answer=answer, it=holder, mismatches=remark(to, link, where, before.last))
        elif not (step.optional and isinstance(link, paths.Gap)):
            yield Brought(answer=None, mismatches=(no_way(to, link, where, step.path, before.last),))


def where_it_leads(link: JSON, asked: str, target: Target) -> Link | NotFollowed:
    """Where a link leads; a bank may write anything there."""
    if isinstance(link, paths.Gap):
        return NotFollowed(reason=paths.explain(link))
    address = href(link)
    if not isinstance(address, str):
        return NotFollowed(reason="it has no href")
    if not address.isprintable():
        return NotFollowed(reason="its href is not a URL")
    try:
        return resolve(address, asked, target)
    except ValueError as error:
        return NotFollowed(reason=f"its href is not a URL: {error}")


def no_way(to: NotFollowed, link: JSON, where: str, path: str, holder: Exchange) -> Mismatch:
    """The mismatch of a link that is not there, or must not be followed; `holder` is the answer that should have it."""
    if isinstance(link, paths.Gap):
        says = f"{to.reason}, so it cannot be followed"
        return Mismatch(says=says, wanted=f"a link at {path}", where=where, key=path, exchange=holder)
    says = f"the link cannot be followed: {to.reason}"
    return Mismatch(says=says, wanted="a link below the API root", got=href(link), where=where, exchange=holder)


def remark(to: Link, link: JSON, where: str, holder: Exchange) -> tuple[Mismatch, ...]:
    """What was not quite right about a link that is followed all the same."""
    if not to.note:
        return ()
    wanted = "the host that was called, or one the target lists"
    return (
        Mismatch(says=to.note, wanted=wanted, got=href(link), where=where, advice=True, reading="B8", exchange=holder),
    )
