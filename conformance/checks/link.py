"""link: {_links.self: /accounts}: the link at a path leads to this path below the API root.

`{resourceId}` in the wanted path is that member of the object whose `_links` holds the link, so one line proves that
every account's links lead to that very account; `{accountResourceId}` is the account or card that was asked for. Hosts
and query do not matter, nor how a segment is percent-encoded; what is below the root does, segment by segment: a slash
within an id must be encoded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote, unquote

from conformance.checks.word import Word, entries, of_the_body
from conformance.hal import href, links
from conformance.model import JSON, Answer, Mismatch
from conformance.paths import Gap

_ACCOUNT = 2
"""Which segment of an address is the account's: that before the first slash is empty."""


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield every link that is missing, has no href, or leads elsewhere (the first of each path)."""
    url = answer.exchanges[0].call.url
    asked = _segments(answer.below(url, url) or "")
    for path, leads in wanted.items():
        for where, holder, link in links(path, answer.body):
            if isinstance(link, Gap):
                yield Mismatch(says=str(link), wanted=leads, where=link.where, key=path)
                break
            address, expected = href(link), _expected(leads, holder, asked)
            got = answer.below(address, url) if isinstance(address, str) else None
            if got is None or _segments(got) != expected:
                says = "the link leads elsewhere" if isinstance(address, str) else "the link has no href"
                yield Mismatch(says=says, wanted=_written(expected), got=address, where=where, key=path)
                break


def _segments(path: str) -> list[str]:
    return [unquote(segment) for segment in path.rstrip("/").split("/")]


def _written(segments: list[str]) -> str:
    return "/".join(quote(segment, safe="-._~!$&'()*+,;=:@{}") for segment in segments)


def _expected(leads: str, holder: JSON, asked: list[str]) -> list[str]:
    members = holder if isinstance(holder, dict) else {}
    if asked[1:2] == ["accounts"] and len(asked) > _ACCOUNT:
        members = {"accountResourceId": asked[_ACCOUNT], **members}
    return [
        re.sub(r"\{(\w+)\}", lambda match: str(members.get(match[1], match[0])), segment)
        for segment in _segments(leads)
    ]


WORD = Word(check=of_the_body(check), paths=entries, addresses=True)
