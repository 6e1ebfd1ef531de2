"""link: {_links.self: /accounts}: the link at a path leads to this path below the API root.

`{resourceId}` in the wanted path is that member of the object whose `_links` holds the link, so one line proves that
every account's links lead to that very account. Hosts, query and percent-encoding do not matter; what is below the root
does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from conformance.model import JSON, Answer, Mismatch
from conformance.paths import Gap, Hit, find, told


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield every link that is missing, has no href, or leads elsewhere (the first of each path)."""
    asked = answer.exchanges[0].call.url
    for path, leads in wanted.items():
        for where, holder, link in links(path, answer.body):
            if isinstance(link, Gap):
                yield Mismatch(says=told(link), wanted=leads, where=link.where, key=path)
                break
            address, expected = href(link), _expected(leads, holder)
            got = answer.below(address, asked) if isinstance(address, str) else None
            if got is None or unquote(got).rstrip("/") != expected.rstrip("/"):
                yield Mismatch(says="the link leads elsewhere", wanted=expected, got=address, where=where, key=path)
                break


def links(path: str, body: JSON) -> Iterator[tuple[str, JSON, Any]]:
    """Where each link of a path stands, the object whose `_links` holds it, and the link; a Gap where there is none."""
    before, middle, name = path.rpartition("_links.")
    holders = find(before.rstrip("."), body) if before else [Hit(where="", value=body)]
    for holder in holders:
        if isinstance(holder, Gap):
            yield holder.where, None, holder
            continue
        for found in find(middle + name, holder.value):
            where = ".".join(part for part in (holder.where, found.where) if part)
            if isinstance(found, Gap):
                yield where, holder.value, Gap(where=where, why=found.why)
            else:
                yield where, holder.value, Gap(where=where, why="is null") if found.value is None else found.value


def href(link: JSON) -> JSON:
    """The address of a link: its `href`, or the link itself where a bank writes it as a plain text."""
    return link.get("href") if isinstance(link, dict) else link


def _expected(leads: str, holder: JSON) -> str:
    members = holder if isinstance(holder, dict) else {}
    return re.sub(r"\{(\w+)\}", lambda match: str(members.get(match[1], match[0])), leads)
