"""The customers of the bank."""

from conformance.sandbox.personas import CUSTOMERS


def test_the_ibans_are_right():
    ibans = [account.iban for customer in CUSTOMERS for account in customer.accounts]
    assert len(set(ibans)) == 19
    for iban in ibans:
        assert int("".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])) % 97 == 1


def test_an_account_is_called_by_its_number():
    for customer in CUSTOMERS:
        for account in customer.accounts:
            assert account.resource_id == f"038-CPT{account.iban[14:25]}"
        assert all(customer.payment_account(card) in customer.accounts for card in customer.cards)
