"""Links written otherwise."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urlsplit

import orjson

from conformance.sandbox.differences import Variation
from conformance.sandbox.edits import Edit, drop_members, rewrite_links, set_members
from conformance.sandbox.hooks import ACCOUNTS, alter_body, alter_response, override
from conformance.sandbox.messages import JSON, Request, Response
from conformance.sandbox.rules import Rules
from conformance.sandbox.rules.pages import PagePosition


def _alter_links(made: Callable[[str], str]) -> type[Rules]:
    return alter_body("", rewrite_links(made))


def _add_slash(href: str) -> str:
    path, mark, query = href.partition("?")
    return f"{path}/{mark}{query}"


def _reverse_parameters(href: str) -> str:
    path, mark, query = href.partition("?")
    return path + mark + "&".join(reversed(query.split("&")))


def _add_templated(path: str) -> Edit:
    return set_members(path, templated=False)


def _drop_templated(path: str) -> Edit:
    return drop_members(path, "templated")


class OpaqueCursors(Rules):
    """Page links carry a cursor that tells nothing to anybody else."""

    def page_url(self, position: PagePosition, page: str | None) -> str:
        """The page and its filters in one."""
        plain = super().page_url(position, page)
        path, _, query = plain.partition("?")
        return f"{path}?cursor={urlsafe_b64encode(query.encode()).decode()}" if query else plain

    def rewrite_request(self, request: Request) -> Request:
        """Read it."""
        cursor = dict(request.query).get("cursor")
        if cursor is None:
            return super().rewrite_request(request)
        return super().rewrite_request(replace(request, query=tuple(parse_qsl(urlsafe_b64decode(cursor).decode()))))


class SinglePagesWithoutFirstAndLast(Rules):
    """A list on one page links to itself only."""

    def page_links(self, position: PagePosition) -> JSON:
        """No first, no last."""
        links = super().page_links(position)
        return links if position.last > 1 else {"self": links["self"]}


def _number_every_page(self: Rules, position: PagePosition, number: int) -> str:
    return self.page_url(position, str(number))


def _number_first_page(self: Rules, position: PagePosition, page: str | None) -> str:
    return Rules.page_url(self, position, page or "1")


def _number_last_page(self: Rules, position: PagePosition) -> JSON:
    return Rules.page_links(self, position) | {"last": {"href": self.numbered_page_url(position, position.last)}}


def _add_link(response: Response, request: Request) -> Response:
    document = orjson.loads(response.body)
    if "_links" in document:
        document["_links"]["help"] = {"href": document["_links"]["self"]["href"], "title": "Aide"}
    return replace(response, body=orjson.dumps(document)) if request.method == "GET" else response


def _add_size(self: Rules, position: PagePosition, page: str | None) -> str:
    plain = Rules.page_url(self, position, page)
    return f"{plain}{'&' if '?' in plain else '?'}{urlencode({'size': 200})}"


VARIATIONS = (
    Variation(
        "links-by-path",
        "Links are paths.",
        "B8: samples have both",
        _alter_links(lambda href: urlsplit(href)._replace(scheme="", netloc="").geturl()),
    ),
    Variation(
        "links-without-scheme",
        "Links leave out the scheme.",
        "RFC 3986, 4.2",
        _alter_links(lambda href: href.partition(":")[2]),
    ),
    Variation(
        "links-on-the-host-of-the-samples",
        "Links name the host of the samples.",
        "B8",
        _alter_links(
            lambda href: urlsplit(href)._replace(scheme="https", netloc="www.rs-sandbox.api.89c3.com").geturl()
        ),
    ),
    Variation("links-with-a-slash", "Links have a slash at the end of their path.", "B4", _alter_links(_add_slash)),
    Variation(
        "links-templated-everywhere",
        "All links tell that they are no templates.",
        "G4",
        alter_body("", _add_templated("_links.*"), _add_templated("accounts.*._links.*")),
    ),
    Variation(
        "links-templated-nowhere",
        "No link tells that it is no template.",
        "G4",
        alter_body("", _drop_templated("_links.*"), _drop_templated("accounts.*._links.*")),
    ),
    Variation(
        "links-templated-although-filled-in",
        "Links say that they are templates, although nothing is left to fill in.",
        "G4: STET's samples do the same",
        alter_body("", set_members("_links.*", templated=True), set_members("accounts.*._links.*", templated=True)),
    ),
    Variation(
        "links-with-titles",
        "Links have a title and a type.",
        "HAL: both optional",
        alter_body("", set_members("_links.*", title="Lien", type="application/hal+json")),
    ),
    Variation(
        "links-in-another-order",
        "The parameters of links come in another order.",
        "no order is promised",
        _alter_links(_reverse_parameters),
    ),
    Variation("links-with-a-size", "Page links tell the size of a page.", "B10", override(page_url=_add_size)),
    Variation(
        "pages-always-numbered",
        "Links to the first page tell its number.",
        "E4, E5",
        override(numbered_page_url=_number_every_page, page_url=_number_first_page),
    ),
    Variation("last-page-by-number", "The last link tells a number.", "E6", override(page_links=_number_last_page)),
    Variation(
        "opaque-cursors", "Page links carry an opaque cursor.", "B10: page is no documented parameter", OpaqueCursors
    ),
    Variation(
        "single-pages-without-first-and-last",
        "A list on one page has neither first nor last.",
        "PAG-13: a should; E9",
        SinglePagesWithoutFirstAndLast,
    ),
    Variation(
        "more-links",
        "Documents have a link that STET does not know.",
        "HAL",
        alter_response(
            "",
            lambda response, request: (
                _add_link(response, request) if response.body and "/oauth/" not in request.path else response
            ),
        ),
    ),
    Variation(
        "list-without-first-and-last",
        "The list has neither first nor last.",
        "PAG-20",
        alter_body(ACCOUNTS, drop_members("_links", "first", "last")),
    ),
)
