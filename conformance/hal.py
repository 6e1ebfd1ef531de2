"""HAL links in a JSON body: where they stand, who holds them, and where they lead (draft-kelly-json-hal)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.model import JSON
from conformance.paths import Gap, Hit, find


def links(path: str, body: JSON) -> Iterator[tuple[str, JSON, Any]]:
    """Where each link of a path stands, the object whose `_links` holds it, and the link; a Gap where there is none."""
    before, middle, name = path.rpartition("_links.")
    holders = find(before.rstrip("."), body) if before else [Hit(at=None, value=body)]
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
