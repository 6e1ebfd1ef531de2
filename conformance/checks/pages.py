"""pages: {first: {transactions: 200}}: how many pages a walk has, how full they are, and that each has its page links.

Chapters GET accounts and GET transactions: where a result is paged, links give access to the first, the previous, the
next and the last page, and self to the page itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.checks.word import Word, alone
from conformance.model import JSON, Answer, Mismatch


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield whatever is wrong with the number, the size or the links of the pages."""
    bodies = [exchange.data for exchange in answer.exchanges]
    if "count" in wanted and not _fits(len(bodies), wanted["count"]):
        yield Mismatch(says="the number of pages is another one", wanted=wanted["count"], got=len(bodies), key="count")
    yield from _first(wanted.get("first", {}), bodies)
    yield from _most(wanted.get("most", {}), bodies)
    if wanted.get("linked") and len(bodies) > 1:
        yield from _linked(bodies)


def _first(wanted: dict[str, int], bodies: list[JSON]) -> Iterator[Mismatch]:
    for name, size in wanted.items():
        rows = _rows(bodies[0], name)
        if len(bodies) > 1 and rows != size:
            yield Mismatch(says="the first page holds another number", wanted=size, got=rows, where=name, key="first")
        elif len(bodies) == 1 and rows > size:
            says = "the only page holds more than one page may"
            yield Mismatch(says=says, wanted=f"{size} at most", got=rows, where=name, key="first")


def _most(wanted: dict[str, int], bodies: list[JSON]) -> Iterator[Mismatch]:
    for name, size in wanted.items():
        for index, body in enumerate(bodies):
            if _rows(body, name) > size:
                says, got = f"page {index + 1} holds too many rows", _rows(body, name)
                yield Mismatch(says=says, wanted=f"{size} at most", got=got, where=name, key="most", exchange=index)
                break


def _linked(bodies: list[JSON]) -> Iterator[Mismatch]:
    for index, body in enumerate(bodies):
        links = _links(body)
        wanted = {"self", "first", "last"}
        wanted |= {"prev"} if index else set()
        wanted |= {"next"} if index < len(bodies) - 1 else set()
        missing = sorted(wanted - links)
        if missing:
            says = f"page {index + 1} of {len(bodies)} lacks {', '.join(missing)}"
            asked, got = sorted(wanted), sorted(links)
            yield Mismatch(says=says, wanted=asked, got=got, where="_links", key="linked", exchange=index)
            return
        if not index and "prev" in links:
            says = "the first page has a link to a previous one"
            yield Mismatch(says=says, wanted="no prev", got="prev", where="_links.prev", key="linked")
            return


def _links(body: JSON) -> set[str]:
    """The names of the links a page has; one that is null is none."""
    links = body.get("_links") if isinstance(body, dict) else None
    return {name for name, link in links.items() if link} if isinstance(links, dict) else set()


def _rows(body: JSON, name: str) -> int:
    rows = body.get(name) if isinstance(body, dict) else None
    return len(rows) if isinstance(rows, list) else 0


def _fits(got: int, wanted: JSON) -> bool:
    if isinstance(wanted, dict):
        return bool(wanted.get("least", 0) <= got <= wanted.get("most", got))
    return bool(got == wanted)


WORD = Word(check=alone(check))
