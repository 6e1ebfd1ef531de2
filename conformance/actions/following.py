"""`follow`: the links of the last answer, as far as they may be followed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from conformance import paths
from conformance.actions.asking import exchanged, single_answer, url_of
from conformance.actions.scene import Brought, Scene
from conformance.client.links import Link, NotFollowed, resolve
from conformance.errors import Blocked
from conformance.hal import href, links
from conformance.model import JSON, Mismatch
from conformance.specs import Persona


def followed(path: str, send: Mapping[str, JSON], scene: Scene, actor: Persona) -> Iterator[Brought]:
    """One answer per link that the path leads to in the last answer; a link that is missing is a mismatch.

    Mismatches of a link are shown by the answer that holds it, which came before the step.
    """
    before = scene.last
    if before is None:
        raise Blocked("there is no answer whose link could be followed")
    asked = before.exchanges[0].call.url
    for where, holder, link in list(links(path, before.body)):
        to = where_it_leads(link, asked, scene)
        if isinstance(to, Link):
            answer = single_answer(exchanged("GET", url_of(to.url, send, scene), send, scene, actor), send, scene)
            yield Brought(answer=answer, it=holder, mismatches=remark(to, link, where, -1))
        elif not (send.get("optional") and isinstance(link, paths.Gap)):
            yield Brought(answer=None, mismatches=(no_way(to, link, where, path, -1),))


def where_it_leads(link: JSON, asked: str, scene: Scene) -> Link | NotFollowed:
    """Where a link leads; a bank may write anything there."""
    if isinstance(link, paths.Gap):
        return NotFollowed(reason=paths.told(link))
    address = href(link)
    if not isinstance(address, str):
        return NotFollowed(reason="it has no href")
    if not address.isprintable():
        return NotFollowed(reason="its href is no URL")
    try:
        return resolve(address, asked, scene.world.target)
    except ValueError as error:
        return NotFollowed(reason=f"its href is no URL: {error}")


def no_way(to: NotFollowed, link: JSON, where: str, path: str, exchange: int) -> Mismatch:
    """The mismatch of a link that is not there, or must not be followed."""
    if isinstance(link, paths.Gap):
        says = f"{to.reason}, so it cannot be followed"
        return Mismatch(says=says, wanted=f"a link at {path}", where=where, key=path, exchange=exchange)
    says = f"the link cannot be followed: {to.reason}"
    return Mismatch(says=says, wanted="a link below the API root", got=href(link), where=where, exchange=exchange)


def remark(to: Link, link: JSON, where: str, exchange: int) -> tuple[Mismatch, ...]:
    """What was not quite right about a link that is followed all the same."""
    if not to.note:
        return ()
    wanted = "the host that was called, or one the target lists"
    return (Mismatch(says=to.note, wanted=wanted, got=href(link), where=where, advice=True, exchange=exchange),)
