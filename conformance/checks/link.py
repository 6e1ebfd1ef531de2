"""link: {_links.self: /accounts}: the link at a path leads to this path below the API root.

`{resourceId}` in the wanted path is that member of the object whose `_links` holds the link, so one line proves that
every account's links lead to that very account. `{accountResourceId}` is the account or card that was asked for: a link
that leads to an account leads to that one, and of others nothing is said. Hosts and query do not matter, nor how a
segment is percent-encoded; what is below the root does, segment by segment: a slash within an id must be encoded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote, unquote

from conformance.checks.word import Word, entries, of_the_body
from conformance.hal import href, links
from conformance.late import pattern
from conformance.model import JSON, Answer, Mismatch
from conformance.paths import Gap

_ASKED = "accountResourceId"
_ACCOUNT = pattern(r"/accounts/([^/]+)")


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield every link that is missing, has no href, or leads elsewhere (the first of each path)."""
    url = answer.exchanges[0].call.url
    for path, leads in wanted.items():
        for where, holder, link in links(path, answer.body):
            if isinstance(link, Gap):
                yield Mismatch(says=str(link), wanted=leads, where=link.where, key=path)
                break
            address, members = href(link), holder if isinstance(holder, dict) else {}
            got = answer.below(address, url) if isinstance(address, str) else None
            if _ASKED in leads:
                if not _account(got):
                    continue
                members = members | _account(answer.below(url, url))
            expected = _expected(leads, members)
            if got is None or _segments(got) != expected:
                says = "the link leads elsewhere" if isinstance(address, str) else "the link has no href"
                yield Mismatch(says=says, wanted=_written(expected), got=address, where=where, key=path)
                break


def _segments(path: str) -> list[str]:
    return [unquote(segment) for segment in path.rstrip("/").split("/")]


def _written(segments: list[str]) -> str:
    return "/".join(quote(segment, safe="-._~!$&'()*+,;=:@{}") for segment in segments)


def _account(path: str | None) -> dict[str, JSON]:
    """The account or card that a path below the root is about."""
    found = _ACCOUNT.match(path or "")
    return {_ASKED: unquote(found[1])} if found else {}


def _expected(leads: str, members: Mapping[str, JSON]) -> list[str]:
    return [
        re.sub(r"\{(\w+)\}", lambda match: str(members.get(match[1], match[0])), segment)
        for segment in _segments(leads)
    ]


WORD = Word(check=of_the_body(check), paths=entries, addresses=True)
