"""The HAL documents of the API, put together by the rules."""

from collections.abc import Sequence
from datetime import datetime

from conformance.sandbox.consents import Consent
from conformance.sandbox.exchange import JSON
from conformance.sandbox.movements import Movement
from conformance.sandbox.people import BANK_CODE, BIC, Account, Person, Resource
from conformance.sandbox.rules import Rules
from conformance.sandbox.rules.pages import Place


def account_item(rules: Rules, resource: Resource, opened: tuple[bool, bool], url: str, now: datetime) -> JSON:
    """An account or card in the list; `opened` says whether balances and transactions are consented."""
    item: JSON = {
        "cashAccountType": "CACC" if isinstance(resource, Account) else "CARD",
        "accountId": account_id(resource),
        "resourceId": resource.resource_id,
        "product": resource.product,
    }
    if opened[0]:
        item["balances"] = rules.balances(resource, now)
    item["_links"] = rules.links_of_account(url, *opened)
    item |= {"usage": resource.usage, "psuStatus": resource.status, "name": resource.name}
    if not isinstance(resource, Account):
        item["linkedAccount"] = resource.linked
    return item | {"bicFi": BIC, "details": resource.details}


def account_id(resource: Resource) -> JSON:
    """The IBAN of an account, the encrypted number of a card."""
    if isinstance(resource, Account):
        return {"iban": resource.iban, "currency": "EUR"}
    other = {"identification": resource.identification, "schemeName": "CPAN", "issuer": BANK_CODE}
    return {"other": other, "currency": "EUR"}


def accounts_page(rules: Rules, items: list[JSON], place: Place, root: str, consent: Consent) -> JSON:
    """The list of accounts."""
    links = rules.page_links(place)
    if rules.opens_identity(consent):
        links |= rules.identity_link(root)
    return {"_links": links, "accounts": items}


def balances_page(rules: Rules, resource: Resource, now: datetime, links: JSON) -> JSON:
    """The balances of an account, the outstanding amounts of a card."""
    return {"balances": rules.balances(resource, now), "_links": links}


def transactions_page(rules: Rules, rows: Sequence[Movement], links: JSON) -> JSON:
    """One page of movements."""
    return {"_links": links, "transactions": [rules.transaction(row) for row in rows]}


def identity(person: Person, root: str) -> JSON:
    """Who the customer is; a company has a name only."""
    document: JSON = {"connectedPsu": person.full_name}
    named = {
        "connectedPsuNamePrefix": person.prefix,
        "connectedPsuFirstName": person.first_name,
        "connectedPsuLastName": person.last_name,
    }
    document |= {name: value for name, value in named.items() if value is not None}
    self_link, parent = {"href": f"{root}/end-user-identity"}, {"href": f"{root}/accounts"}
    return document | {"_links": {"self": self_link, "parent-list": parent}}
