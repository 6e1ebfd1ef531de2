"""`walk`: every page of a list as one answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from conformance import paths
from conformance.actions.asking import answer_to, body_of, exchanged, url_of
from conformance.actions.following import no_way, remark, where_it_leads
from conformance.actions.scene import Brought, Scene
from conformance.client.links import NotFollowed
from conformance.errors import Blocked
from conformance.hal import links
from conformance.model import JSON, Exchange, Mismatch
from conformance.specs import Persona


@dataclass(slots=True)
class _Walk:
    """The pages of a walk, and what was wrong on the way."""

    send: Mapping[str, JSON]
    scene: Scene
    actor: Persona
    pages: list[Exchange] = field(default_factory=list)
    mismatches: list[Mismatch] = field(default_factory=list)

    @property
    def by(self) -> str:
        """The name of the links it goes by."""
        return str(self.send.get("by", "next"))

    def from_start(self, start: str) -> None:
        """Read the page at a start, a request or a link of the last answer, and those behind it."""
        url = url_of(start, self.send, self.scene) if start.startswith(("/", "http")) else self._first_link(start)
        seen: set[str] = set()
        while url is not None and url not in seen:
            if len(seen) >= self.scene.world.target.limits.page_cap:
                told = "raise limits.page_cap in the target file to walk them all"
                raise Blocked(f"more than {len(seen)} pages: {told}")
            seen.add(url)
            self.pages.append(exchanged("GET", url, self.send, self.scene, self.actor))
            url = self._onward()
        if url is not None:
            says, where = f"the {self.by} link leads back to a page already read", f"_links.{self.by}"
            wanted = "an end of the pages"
            self.mismatches.append(Mismatch(says=says, wanted=wanted, got=url, where=where, exchange=self._here))

    @property
    def _here(self) -> int:
        return len(self.pages) - 1

    def _first_link(self, path: str) -> str | None:
        if self.scene.last is None:
            raise Blocked("there is no answer whose link could be walked from")
        where, _, link = next(links(path, self.scene.last.body))
        if isinstance(link, paths.Gap) and self.send.get("optional"):
            return None
        return self._url_of(link, self.scene.last.exchanges[0].call.url, where, -1)

    def _onward(self) -> str | None:
        page = self.pages[-1]
        shown = page.data.get("_links") if page.status == 200 and isinstance(page.data, dict) else None
        link = shown.get(self.by) if isinstance(shown, dict) else None
        return None if link is None else self._url_of(link, page.call.url, f"_links.{self.by}", self._here)

    def _url_of(self, link: JSON, asked: str, where: str, exchange: int) -> str | None:
        to = where_it_leads(link, asked, self.scene)
        if isinstance(to, NotFollowed):
            self.mismatches.append(no_way(to, link, where, where, exchange))
            return None
        told = {mismatch.says for mismatch in self.mismatches}
        self.mismatches.extend(mismatch for mismatch in remark(to, link, where, exchange) if mismatch.says not in told)
        return to.url


def walked(starts: Sequence[str], send: Mapping[str, JSON], scene: Scene, actor: Persona) -> Iterator[Brought]:
    """All pages as one answer, in the order of the pages whichever way they were walked."""
    walk = _Walk(send, scene, actor)
    for start in starts:
        walk.from_start(start)
    pages, mismatches = tuple(walk.pages), tuple(walk.mismatches)
    if walk.by == "prev":
        last = len(pages) - 1
        mismatches = tuple(
            replace(one, exchange=last - one.exchange) if one.exchange >= 0 else one for one in mismatches
        )
        pages = pages[::-1]
    yield Brought(
        answer=answer_to(pages, _joined(pages), send, scene, walked=True) if pages else None, mismatches=mismatches
    )


def _joined(pages: tuple[Exchange, ...]) -> JSON:
    """The first page with its lists joined over all pages."""
    bodies = [body_of(page) for page in pages]
    first = bodies[0]
    if not isinstance(first, dict):
        return first
    return {name: _rows(bodies, name) if isinstance(value, list) else value for name, value in first.items()}


def _rows(bodies: Sequence[JSON], name: str) -> list[JSON]:
    lists = [body.get(name) for body in bodies if isinstance(body, dict)]
    return [row for rows in lists if isinstance(rows, list) for row in rows]
