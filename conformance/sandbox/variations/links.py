"""Links written otherwise."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urlsplit

import orjson

from conformance.sandbox import altering
from conformance.sandbox.altering import ACCOUNTS, body, put, rule
from conformance.sandbox.exchange import JSON, Answer, Call
from conformance.sandbox.rules import Rules
from conformance.sandbox.rules.pages import Place
from conformance.sandbox.variations.variation import Variation


def _hrefs(made: Callable[[str], str]) -> type[Rules]:
    return body("", altering.links(made))


def _slashed(href: str) -> str:
    path, mark, query = href.partition("?")
    return f"{path}/{mark}{query}"


def _turned(href: str) -> str:
    path, mark, query = href.partition("?")
    return path + mark + "&".join(reversed(query.split("&")))


def _templated(path: str) -> altering.Change:
    return put(path, templated=False)


def _untemplated(path: str) -> altering.Change:
    return altering.drop(path, "templated")


class OpaqueCursors(Rules):
    """Page links carry a cursor that tells nothing to anybody else."""

    def page_url(self, place: Place, page: str | None) -> str:
        """The page and its filters in one."""
        plain = super().page_url(place, page)
        path, _, query = plain.partition("?")
        return f"{path}?cursor={urlsafe_b64encode(query.encode()).decode()}" if query else plain

    def received(self, call: Call) -> Call:
        """Read it."""
        cursor = dict(call.query).get("cursor")
        if cursor is None:
            return super().received(call)
        return super().received(replace(call, query=tuple(parse_qsl(urlsafe_b64decode(cursor).decode()))))


class SinglePagesAlone(Rules):
    """A list on one page links to itself only."""

    def page_links(self, place: Place) -> JSON:
        """No first, no last."""
        links = super().page_links(place)
        return links if place.last > 1 else {"self": links["self"]}


def _every_page_numbered(self: Rules, place: Place, number: int) -> str:
    return self.page_url(place, str(number))


def _with_one(self: Rules, place: Place, page: str | None) -> str:
    return Rules.page_url(self, place, page or "1")


def _last_by_number(self: Rules, place: Place) -> JSON:
    return Rules.page_links(self, place) | {"last": {"href": self.numbered(place, place.last)}}


def _more(given: Answer, call: Call) -> Answer:
    document = orjson.loads(given.body)
    if "_links" in document:
        document["_links"]["help"] = {"href": document["_links"]["self"]["href"], "title": "Aide"}
    return replace(given, body=orjson.dumps(document)) if call.method == "GET" else given


def _with_size(self: Rules, place: Place, page: str | None) -> str:
    plain = Rules.page_url(self, place, page)
    return f"{plain}{'&' if '?' in plain else '?'}{urlencode({'size': 200})}"


VARIATIONS = (
    Variation(
        "links-by-path",
        "Links are paths.",
        "B8: samples have both",
        _hrefs(lambda href: urlsplit(href)._replace(scheme="", netloc="").geturl()),
    ),
    Variation(
        "links-without-scheme",
        "Links leave out the scheme.",
        "RFC 3986, 4.2",
        _hrefs(lambda href: href.partition(":")[2]),
    ),
    Variation(
        "links-on-the-host-of-the-samples",
        "Links name the host of the samples.",
        "B8",
        _hrefs(lambda href: urlsplit(href)._replace(scheme="https", netloc="www.rs-sandbox.api.89c3.com").geturl()),
    ),
    Variation("links-with-a-slash", "Links have a slash at the end of their path.", "B4", _hrefs(_slashed)),
    Variation(
        "links-templated-everywhere",
        "All links tell that they are no templates.",
        "G4",
        body("", _templated("_links.*"), _templated("accounts.*._links.*")),
    ),
    Variation(
        "links-templated-nowhere",
        "No link tells that it is no template.",
        "G4",
        body("", _untemplated("_links.*"), _untemplated("accounts.*._links.*")),
    ),
    Variation(
        "links-with-titles",
        "Links have a title and a type.",
        "HAL: both optional",
        body("", put("_links.*", title="Lien", type="application/hal+json")),
    ),
    Variation(
        "links-in-another-order",
        "The parameters of links come in another order.",
        "no order is promised",
        _hrefs(_turned),
    ),
    Variation("links-with-a-size", "Page links tell the size of a page.", "B10", rule(page_url=_with_size)),
    Variation(
        "pages-always-numbered",
        "Links to the first page tell its number.",
        "E4, E5",
        rule(numbered=_every_page_numbered, page_url=_with_one),
    ),
    Variation("last-page-by-number", "The last link tells a number.", "E6", rule(page_links=_last_by_number)),
    Variation(
        "opaque-cursors", "Page links carry an opaque cursor.", "B10: page is no documented parameter", OpaqueCursors
    ),
    Variation(
        "single-pages-without-first-and-last",
        "A list on one page has neither first nor last.",
        "PAG-13: a should; E9",
        SinglePagesAlone,
    ),
    Variation(
        "more-links",
        "Documents have a link that STET does not know.",
        "HAL",
        altering.answer(
            "", lambda given, call: _more(given, call) if given.body and "/oauth/" not in call.path else given
        ),
    ),
    Variation(
        "list-without-first-and-last",
        "The list has neither first nor last.",
        "PAG-20",
        body(ACCOUNTS, altering.drop("_links", "first", "last")),
    ),
)
