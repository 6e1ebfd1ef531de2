"""`walk`: every page of a list as one answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from conformance import paths
from conformance.actions.asking import answer_to, body_of, exchanged, url_of
from conformance.actions.following import no_way, remark, where_it_leads
from conformance.actions.scene import Brought, Turn
from conformance.client.links import NotFollowed
from conformance.errors import Blocked
from conformance.hal import links
from conformance.model import JSON, Exchange, Mismatch, Walk


@dataclass(slots=True)
class _Walk:
    """The pages of a walk, and what was wrong on the way."""

    turn: Turn[Walk]
    pages: list[Exchange] = field(default_factory=list)
    mismatches: list[Mismatch] = field(default_factory=list)

    @property
    def by(self) -> str:
        """The name of the links it goes by."""
        return self.turn.step.by

    def from_start(self, start: str) -> None:
        """Read the page at a start, a request or a link of the last answer, and those behind it."""
        url = url_of(start, self.turn) if start.startswith(("/", "http")) else self._first_link(start)
        seen: set[str] = set()
        while url is not None and url not in seen:
            if len(seen) >= self.turn.world.target.limits.page_cap:
                hint = "raise limits.page_cap in the target file to walk them all"
                raise Blocked(f"more than {len(seen)} pages: {hint}")
            seen.add(url)
            self.pages.append(exchanged(self.turn, "GET", url))
            url = self._onward()
        if url is not None:
            says, where = f"the {self.by} link leads back to a page already read", f"_links.{self.by}"
            wanted = "a last page without this link"
            self.mismatches.append(Mismatch(says=says, wanted=wanted, got=url, where=where, exchange=self.pages[-1]))

    def _first_link(self, path: str) -> str | None:
        before = self.turn.scene.last
        if before is None:
            raise Blocked("no step before has an answer whose link could be walked from")
        where, _, link = next(links(path, before.body))
        if isinstance(link, paths.Gap) and self.turn.step.optional:
            return None
        return self._url_of(link, before.exchanges[0].call.url, where, before.last)

    def _onward(self) -> str | None:
        page = self.pages[-1]
        shown = page.data.get("_links") if page.status == 200 and isinstance(page.data, dict) else None
        link = shown.get(self.by) if isinstance(shown, dict) else None
        return None if link is None else self._url_of(link, page.call.url, f"_links.{self.by}", page)

    def _url_of(self, link: JSON, asked: str, where: str, holder: Exchange) -> str | None:
        to = where_it_leads(link, asked, self.turn.world.target)
        if isinstance(to, NotFollowed):
            self.mismatches.append(no_way(to, link, where, where, holder))
            return None
        said = {mismatch.says for mismatch in self.mismatches}
        self.mismatches.extend(mismatch for mismatch in remark(to, link, where, holder) if mismatch.says not in said)
        return to.url


def walked(turn: Turn[Walk]) -> Iterator[Brought]:
    """All pages as one answer, in the order of the pages whichever way they were walked.

    Raises Blocked where there are more pages than the target's limit or no answer to start from, Unreachable where no
    answer comes.
    """
    walk = _Walk(turn)
    for start in turn.step.starts:
        walk.from_start(start)
    pages = tuple(walk.pages if walk.by == "next" else reversed(walk.pages))
    answer = answer_to(turn, pages, _joined(pages), walked=True) if pages else None
    yield Brought(answer=answer, mismatches=tuple(walk.mismatches))


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
