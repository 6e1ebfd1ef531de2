"""A request that was let in, and what its query asks for."""

from dataclasses import dataclass
from datetime import date, datetime

from conformance.sandbox.bank import Bank
from conformance.sandbox.exchange import Call, Pairs
from conformance.sandbox.rules import Rules
from conformance.sandbox.rules.history import Filters
from conformance.sandbox.rules.pages import Place
from conformance.sandbox.tokens import Grant

ROOT = "/stet/psd2/v1.4.2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A request that may use the API: what it asks, for whom, and when it is."""

    bank: Bank
    call: Call
    grant: Grant
    now: datetime
    name: str
    resource_id: str

    @property
    def rules(self) -> Rules:
        """The rules of the bank."""
        return self.bank.rules

    @property
    def root(self) -> str:
        """The address of the API as the client called it."""
        return self.call.origin + ROOT

    def url(self, resource_id: str) -> str:
        """The address of an account or card."""
        return f"{self.root}/accounts/{resource_id}"

    def parameter(self, *names: str) -> str | None:
        """The one value of a query parameter, under whichever of its names."""
        values = [value for name, value in self.call.query if name in names]
        if len(values) > 1:
            raise self.rules.bad_request()
        return values[0] if values else None


def page_asked(visit: Visit) -> str | None:
    """The page parameter, if it is one."""
    text = visit.parameter("page")
    if text is not None and not visit.rules.is_page(text):
        raise visit.rules.bad_page()
    return text


def place_of(visit: Visit, url: str, text: str | None, items: int, size: int) -> Place:
    """The page of a list that is meant, and where its neighbours are."""
    last = visit.rules.pages(items, size)
    number = visit.rules.page_number(text, last)
    if number is None:
        raise visit.rules.bad_page()
    return Place(url=url, filters=filters_kept(visit), number=number, last=last)


def filters_kept(visit: Visit) -> Pairs:
    """The filters as they were written, for the links to other pages."""
    rules = visit.rules
    names = ("dateFrom", "dateTo", *rules.names_of_after, *rules.names_of_up_to)
    if visit.name != "/accounts/*/transactions":
        return ()
    return tuple(pair for pair in visit.call.query if pair[0] in names)


def filters_asked(visit: Visit, today: date) -> Filters:
    """The filters of the query, read and found possible."""
    rules = visit.rules
    filters = Filters(
        date_from=_date(visit, "dateFrom"),
        date_to=_date(visit, "dateTo"),
        after=_reference(visit, *rules.names_of_after),
        up_to=_reference(visit, *rules.names_of_up_to),
    )
    if not rules.period_is_allowed(filters, today):
        raise rules.bad_date()
    return filters


def _date(visit: Visit, name: str) -> date | None:
    text = visit.parameter(name)
    try:
        return visit.rules.read_date(text) if text is not None else None
    except ValueError as error:
        raise visit.rules.bad_date() from error


def _reference(visit: Visit, *names: str) -> str | None:
    text = visit.parameter(*names)
    if text is not None and not visit.rules.is_reference(text):
        raise visit.rules.bad_request()
    return text
