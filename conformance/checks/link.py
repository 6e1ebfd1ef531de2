"""link: {_links.self: /accounts}: the link at a path leads to this path below the API root.

`{resourceId}` in the wanted path is that member of the object whose `_links` holds the link, so one line proves that every
account's links lead to that very account. Hosts, query and percent-encoding do not matter; what is below the root does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from conformance.model import JSON, Answer, Fault
from conformance.paths import Gap, Hit, find


def check(wanted: JSON, answer: Answer) -> Iterator[Fault]:
    """Yield every link that is missing, has no href, or leads elsewhere (the first of each path)."""
    asked = answer.exchanges[0].call.url
    for path, leads in wanted.items():
        for where, holder, link in _links(path, answer.body):
            if isinstance(link, Gap):
                yield Fault(says=f"{link.where or 'the body'} {link.why}", wanted=leads, where=link.where, key=path)
                break
            href = link.get("href") if isinstance(link, dict) else link
            expected = _expected(leads, holder)
            got = answer.below(href, asked) if isinstance(href, str) else None
            if got is None or unquote(got).rstrip("/") != expected.rstrip("/"):
                yield Fault(says="the link leads elsewhere", wanted=expected, got=href, where=where, key=path)
                break


def _links(path: str, body: JSON) -> Iterator[tuple[str, JSON, Any]]:
    """Every link of a path with the object whose `_links` holds it."""
    before, _, name = path.rpartition("_links.")
    holders = find(before.rstrip("."), body) if before else [Hit(where="", value=body)]
    for holder in holders:
        if isinstance(holder, Gap):
            yield holder.where, None, holder
            continue
        for found in find(f"_links.{name}", holder.value):
            where = ".".join(part for part in (holder.where, found.where) if part)
            link = Gap(where=where, why=found.why) if isinstance(found, Gap) else found.value
            yield where, holder.value, link


def _expected(leads: str, holder: JSON) -> str:
    members = holder if isinstance(holder, dict) else {}
    return re.sub(r"\{(\w+)\}", lambda match: str(members.get(match[1], match[0])), leads)
