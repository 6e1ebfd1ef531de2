"""What a consent opens (chapters: GET /accounts, PUT /consents)."""

from datetime import date

from conformance.sandbox.consents import Consent
from conformance.sandbox.customers import Account, Card, Customer, Resource
from conformance.sandbox.transactions import last_used_on, month_end


class ConsentRules:
    """Mixed consent: nothing in detail without it, and only what it names with it."""

    def consent_after(self, old: Consent, new: Consent) -> Consent:  # noqa: ARG002 - a fault may keep the old one
        """A new consent replaces the one before."""
        return new

    def knows_ibans(self, customer: Customer, consent: Consent) -> bool:
        """A customer consents for accounts of his own only."""
        return consent.ibans <= {account.iban for account in customer.accounts}

    def find_resource(self, customer: Customer, resource_id: str) -> Resource | None:
        """A customer reaches his own accounts and cards only."""
        return customer.find_resource(resource_id)

    def opens_balances(self, consent: Consent, payment_account: Account) -> bool:
        """Balances of the account, outstanding amounts of its cards."""
        return payment_account.iban in consent.balances

    def opens_transactions(self, consent: Consent, payment_account: Account) -> bool:
        """Transactions of the account, invoices of its cards."""
        return payment_account.iban in consent.transactions

    def opens_identity(self, consent: Consent) -> bool:
        """The identity, whatever is said about accounts."""
        return consent.identity

    def lists_account(self, consent: Consent, account: Account) -> bool:
        """Every account as long as none is consented, then the consented ones."""
        return not consent.ibans or account.iban in consent.ibans

    def lists_card(self, consent: Consent, payment_account: Account) -> bool:
        """A card appears with its account, in whichever list this is."""
        return payment_account.iban in consent.ibans

    def card_is_available(self, card: Card, today: date) -> bool:
        """Only a card used in this month or the one before is there."""
        return last_used_on(card, today) > month_end(today, 2)

    def list_resources(self, customer: Customer, consent: Consent, today: date) -> list[Resource]:
        """What the list of accounts shows: accounts first, then cards."""
        accounts = [account for account in customer.accounts if self.lists_account(consent, account)]
        cards = [
            card
            for card in customer.cards
            if self.lists_card(consent, customer.payment_account(card)) and self.card_is_available(card, today)
        ]
        return [*accounts, *cards]
