"""What a customer is to the bank: a person or a company with payment accounts and deferred-debit cards."""

from dataclasses import dataclass
from typing import Literal

HOLDER = "Account Holder"
CO_HOLDER = "Account Co-Holder"

THREE_OUTSTANDINGS = ("Encours", "Encours terminé non prélevé", "Encours terminé prélevé")
TWO_OUTSTANDINGS = ("Encours", "Dernier encours prélevé")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A payment account in euro; `rows` is how many transactions 91 days hold.

    Amounts are euros as the samples write them; `booked` and `instant` are the other two balances where they differ.
    """

    resource_id: str
    iban: str
    name: str
    balance: str
    rows: int
    booked: str | None = None
    instant: str | None = None
    product: str = "COMPTE CHEQUE"
    usage: Literal["PRIV", "ORGA"] = "PRIV"
    status: str = HOLDER

    @property
    def details(self) -> str:
        """The long name of the product."""
        return self.product


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A deferred-debit card; `rows` is how many invoices its history shows."""

    identification: str
    linked: str
    name: str
    rows: int
    details: str = "CB VISA FACELIA DEBIT DIFFERE"
    product: str = "Visa Classic"
    usage: Literal["PRIV", "ORGA"] = "PRIV"
    status: str = HOLDER
    outstandings: tuple[str, ...] = THREE_OUTSTANDINGS
    dormant: bool = False

    @property
    def resource_id(self) -> str:
        """The identification, made fit for a path."""
        return "038-GFC" + self.identification.rstrip("=").replace("/", "_")


Resource = Account | Card


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A customer of the bank, by the identifier typed at the login."""

    login: str
    segment: Literal["PART", "PRO", "ENT"]
    full_name: str
    accounts: tuple[Account, ...]
    cards: tuple[Card, ...] = ()
    prefix: str | None = None
    first_name: str | None = None
    last_name: str | None = None

    @property
    def resources(self) -> tuple[Resource, ...]:
        """All accounts, then all cards."""
        return (*self.accounts, *self.cards)

    def find_resource(self, resource_id: str) -> Resource | None:
        """The account or card of this customer that has the id."""
        return next((item for item in self.resources if item.resource_id == resource_id), None)

    def payment_account(self, resource: Resource) -> Account:
        """The payment account itself, or the one behind a card."""
        if isinstance(resource, Account):
            return resource
        return next(account for account in self.accounts if account.resource_id == resource.linked)
