"""The HAL documents of the API (chapters: the samples of each use case; draft-kelly-json-hal for links)."""

from collections.abc import Sequence
from datetime import datetime

from conformance.sandbox.consents import Consent
from conformance.sandbox.customers import Account, Customer, Resource
from conformance.sandbox.messages import JSON
from conformance.sandbox.personas import BANK_CODE, BIC
from conformance.sandbox.rules import Rules
from conformance.sandbox.rules.pages import PagePosition
from conformance.sandbox.transactions import Transaction


def build_account_item(  # noqa: PLR0913 - what an item shows depends on all of them
    rules: Rules, resource: Resource, *, balances: bool, transactions: bool, url: str, now: datetime
) -> JSON:
    """An account or card in the list; `balances` and `transactions` say whether these are consented."""
    item: JSON = {
        "cashAccountType": "CACC" if isinstance(resource, Account) else "CARD",
        "accountId": build_account_id(resource),
        "resourceId": resource.resource_id,
        "product": resource.product,
    }
    if balances:
        item["balances"] = rules.balances(resource, now)
    item["_links"] = rules.account_links(url, balances=balances, transactions=transactions)
    item |= {"usage": resource.usage, "psuStatus": resource.status, "name": resource.name}
    if not isinstance(resource, Account):
        item["linkedAccount"] = resource.linked
    return item | {"bicFi": BIC, "details": resource.details}


def build_account_id(resource: Resource) -> JSON:
    """The IBAN of an account, the encrypted number of a card."""
    if isinstance(resource, Account):
        return {"iban": resource.iban, "currency": "EUR"}
    other = {"identification": resource.identification, "schemeName": "CPAN", "issuer": BANK_CODE}
    return {"other": other, "currency": "EUR"}


def build_accounts_page(rules: Rules, items: list[JSON], position: PagePosition, root: str, consent: Consent) -> JSON:
    """The list of accounts."""
    links = rules.page_links(position)
    if rules.opens_identity(consent):
        links |= rules.identity_link(root)
    return {"_links": links, "accounts": items}


def build_balances_page(rules: Rules, resource: Resource, now: datetime, links: JSON) -> JSON:
    """The balances of an account, the outstanding amounts of a card."""
    return {"balances": rules.balances(resource, now), "_links": links}


def build_transactions_page(rules: Rules, rows: Sequence[Transaction], links: JSON) -> JSON:
    """One page of transactions."""
    return {"_links": links, "transactions": [rules.transaction(row) for row in rows]}


def build_identity(customer: Customer, root: str) -> JSON:
    """Who the customer is; a company has a name only."""
    document: JSON = {"connectedPsu": customer.full_name}
    named = {
        "connectedPsuNamePrefix": customer.prefix,
        "connectedPsuFirstName": customer.first_name,
        "connectedPsuLastName": customer.last_name,
    }
    document |= {name: value for name, value in named.items() if value is not None}
    self_link, parent = {"href": f"{root}/end-user-identity"}, {"href": f"{root}/accounts"}
    return document | {"_links": {"self": self_link, "parent-list": parent}}
