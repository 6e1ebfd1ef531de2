"""link: {_links.self: /accounts}: the link at a path leads to this path below the API root.

`{resourceId}` in the wanted path is that member of the object whose `_links` holds the link, so one line proves that
every account's links lead to that very account. Hosts, query and percent-encoding do not matter; what is below the root
does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from conformance.checks.word import Word, alone, entries
from conformance.hal import href, links
from conformance.model import JSON, Answer, Mismatch
from conformance.paths import Gap, told


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


def _expected(leads: str, holder: JSON) -> str:
    members = holder if isinstance(holder, dict) else {}
    return re.sub(r"\{(\w+)\}", lambda match: str(members.get(match[1], match[0])), leads)


WORD = Word(check=alone(check), paths=entries)
