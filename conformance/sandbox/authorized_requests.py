"""A request whose token opens the API, and what its query asks for (chapters: the parameters of each use case)."""

from dataclasses import dataclass
from datetime import date, datetime

from conformance.sandbox.bank import Bank
from conformance.sandbox.consents import Consent
from conformance.sandbox.messages import API_ROOT, NameValuePairs, Request
from conformance.sandbox.rules import Rules
from conformance.sandbox.rules.history import Filters
from conformance.sandbox.rules.pages import PagePosition
from conformance.sandbox.tokens import TokenGrant


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizedRequest:
    """A request with a good token: what it asks, for whom, and when it came (`now`, in Paris)."""

    bank: Bank
    request: Request
    grant: TokenGrant
    now: datetime
    resource: str
    """The name of the resource in the table of routes."""
    resource_id: str
    """The account or card in the path; empty where there is none."""

    @property
    def rules(self) -> Rules:
        """The rules of the bank."""
        return self.bank.rules

    @property
    def consent(self) -> Consent:
        """What the customer lets this client see."""
        return self.bank.memory.consent_of(self.grant)

    @property
    def root(self) -> str:
        """The address of the API as the client called it."""
        return self.request.origin + API_ROOT

    def url(self, resource_id: str) -> str:
        """The address of an account or card."""
        return f"{self.root}/accounts/{resource_id}"

    def parameter(self, *names: str) -> str | None:
        """The one value of a query parameter, under whichever of its names. Raises Refusal where there are several."""
        values = [value for name, value in self.request.query if name in names]
        if len(values) > 1:
            raise self.rules.bad_request()
        return values[0] if values else None


def read_page(authorized: AuthorizedRequest) -> str | None:
    """The page parameter. Raises Refusal where it is no page."""
    text = authorized.parameter("page")
    if text is not None and not authorized.rules.is_page(text):
        raise authorized.rules.bad_page()
    return text


def locate_page(authorized: AuthorizedRequest, *, url: str, page: str | None, items: int, size: int) -> PagePosition:
    """The page of a list that is meant; `items` is the length of the whole list. Raises Refusal beyond its end."""
    last = authorized.rules.count_pages(items, size=size)
    number = authorized.rules.page_number(page, last)
    if number is None:
        raise authorized.rules.bad_page()
    return PagePosition(url=url, filters=filter_parameters(authorized), number=number, last=last)


def filter_parameters(authorized: AuthorizedRequest) -> NameValuePairs:
    """The filters as they were written, for the links to other pages."""
    rules = authorized.rules
    names = ("dateFrom", "dateTo", *rules.names_of_after, *rules.names_of_up_to)
    if authorized.resource != "/accounts/*/transactions":
        return ()
    return tuple(parameter for parameter in authorized.request.query if parameter[0] in names)


def read_filters(authorized: AuthorizedRequest, today: date) -> Filters:
    """The filters of the query. Raises Refusal where one is malformed or the period is not allowed."""
    rules = authorized.rules
    filters = Filters(
        date_from=_date(authorized, "dateFrom"),
        date_to=_date(authorized, "dateTo"),
        after=_reference(authorized, *rules.names_of_after),
        up_to=_reference(authorized, *rules.names_of_up_to),
    )
    if not rules.period_is_allowed(filters, today):
        raise rules.bad_date()
    return filters


def _date(authorized: AuthorizedRequest, name: str) -> date | None:
    text = authorized.parameter(name)
    try:
        return authorized.rules.read_date(text) if text is not None else None
    except ValueError as error:
        raise authorized.rules.bad_date() from error


def _reference(authorized: AuthorizedRequest, *names: str) -> str | None:
    text = authorized.parameter(*names)
    if text is not None and not authorized.rules.is_reference(text):
        raise authorized.rules.bad_request()
    return text
