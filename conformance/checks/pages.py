"""pages: {first: {transactions: 200}}: how many pages a walk has, how full they are, and that each has its page links.

Chapters GET accounts and GET transactions: where a result is paged, links give access to the first, the previous, the
next and the last page, and self to the page itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.checks.comparing import fits, number_of
from conformance.checks.word import Word, of_the_answer
from conformance.model import JSON, Answer, Exchange, Mismatch
from conformance.wording import either, plural


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield whatever is wrong with the number, the size or the links of the pages."""
    pages = answer.exchanges
    if "count" in wanted and not fits(len(pages), wanted["count"]):
        wish, got = number_of(wanted["count"]), len(pages)
        yield Mismatch(says="the number of pages is wrong", wanted=wish, got=got, key="count")
    for name, size in wanted.get("first", {}).items():
        yield from _first(name, size, pages)
    for name, size in wanted.get("most", {}).items():
        yield from _most(name, size, pages)
    if wanted.get("linked") and len(pages) > 1:
        yield from _linked(pages)


def _first(name: str, size: int | list[int], pages: tuple[Exchange, ...]) -> Iterator[Mismatch]:
    rows, sizes = _rows(pages[0], name), size if isinstance(size, list) else [size]
    if rows is None:
        says = f"the first page has no list `{name}`"
        wish = f"{either(sizes)} items" if len(sizes) > 1 else plural(sizes[0], "item")
        yield Mismatch(says=says, wanted=wish, where=name, key="first")
    elif len(pages) > 1 and rows not in sizes:
        says = f"the first of {len(pages)} pages has {plural(rows, 'item')}"
        yield Mismatch(says=says, wanted=either(sizes), got=rows, where=name, key="first")
    elif len(pages) == 1 and rows > max(sizes):
        says = "the only page has more items than one page may have"
        yield Mismatch(says=says, wanted=f"at most {max(sizes)}", got=rows, where=name, key="first")


def _most(name: str, size: int, pages: tuple[Exchange, ...]) -> Iterator[Mismatch]:
    for index, page in enumerate(pages):
        rows = _rows(page, name)
        if rows is None or rows > size:
            says = f"page {index + 1} has {f'no list `{name}`' if rows is None else 'too many items'}"
            wish = f"at most {size}"
            yield Mismatch(says=says, wanted=wish, got=rows, where=name, key="most", exchange=page)
            return


def _linked(pages: tuple[Exchange, ...]) -> Iterator[Mismatch]:
    for index, page in enumerate(pages):
        links = _links(page.data)
        wanted = {"self", "first", "last"}
        wanted |= {"prev"} if index else set()
        wanted |= {"next"} if index < len(pages) - 1 else set()
        missing = sorted(wanted - links)
        if missing:
            says = f"page {index + 1} of {len(pages)} lacks {', '.join(missing)}"
            wish, got = ", ".join(sorted(wanted)), ", ".join(sorted(links)) or "no links"
            yield Mismatch(says=says, wanted=wish, got=got, where="_links", key="linked", exchange=page)
            return
        if not index and "prev" in links:
            says = "the first page links to a previous one"
            yield Mismatch(says=says, wanted="no prev", got="prev", where="_links.prev", key="linked")
            return


def _links(body: JSON) -> set[str]:
    """The names of the links a page has; one that is null is none."""
    links = body.get("_links") if isinstance(body, dict) else None
    return {name for name, link in links.items() if link} if isinstance(links, dict) else set()


def _rows(page: Exchange, name: str) -> int | None:
    """How many items the list of a page has; None where there is no list. An answer 204 without a body has none."""
    if page.status == 204 and not page.content:
        return 0
    rows = page.data.get(name) if isinstance(page.data, dict) else None
    return len(rows) if isinstance(rows, list) else None


WORD = Word(check=of_the_answer(check))
