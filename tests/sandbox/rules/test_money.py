"""GET balances."""

import pytest

PATH = "/accounts/038-CPT30019654051/balances"
IBAN = "FR7613807008043001965405158"


@pytest.fixture
def marc(bank):
    marc = bank.login()
    marc.consent([IBAN])
    return marc


def shown(document):
    return [
        (balance["balanceType"], balance["balanceAmount"]["amount"], balance.get("referenceDate"))
        for balance in document["balances"]
    ]


def test_three_balances_as_in_the_sample(marc):
    document = marc.get(PATH).json()
    assert shown(document) == [
        ("VALU", "4321.95", "2026-06-17"),
        ("CLBD", "4179.95", "2026-06-16"),
        ("OTHR", "4348.95", None),
    ]
    assert set(document["_links"]) == {"self", "parent-list"}
    assert marc.get("/accounts").json()["accounts"][0]["balances"] == document["balances"]
    marc.consent([IBAN], [IBAN])
    assert set(marc.get(PATH).json()["_links"]) == {"self", "parent-list", "transactions"}


@pytest.mark.parametrize(
    ("moment", "kinds"),
    [
        ("20:59:59", 3),
        ("21:00:00", 2),
        ("21:49:59", 2),
        ("21:50:00", 3),
    ],
)
@pytest.mark.parametrize("day", ["2026-01-15T{}+01:00", "2026-06-17T{}+02:00"])
def test_no_value_balance_while_the_evening_runs(bank, moment, kinds, day):
    bank.set_clock(day.format(moment))
    marc = bank.login()
    marc.consent([IBAN])
    assert len(marc.get(PATH).json()["balances"]) == kinds
    assert len(marc.get("/accounts").json()["accounts"][0]["balances"]) == kinds


def test_nothing_on_the_account_of_adam(bank):
    adam = bank.login("D0999994I0")
    adam.consent(["FR7613807008063031966574122"])
    document = adam.get("/accounts/038-CPT30319665741/balances").json()
    assert [amount for _, amount, _ in shown(document)] == ["0", "0", "0"]


def test_outstanding_amounts_are_the_sums_of_the_invoices(bank):
    alix = bank.login("D0999992I0")
    alix.consent(["FR7613807008043001965408165"], ["FR7613807008043001965408165"])
    card = "/accounts/038-GFCC01pV3xQd8L0RtYc6hKn2BsJg"
    document = alix.get(f"{card}/balances").json()
    rows = alix.get(f"{card}/transactions").json()["transactions"]
    due = sum(round(float(row["transactionAmount"]["amount"]) * 100) for row in rows if row["status"] == "OTHR")
    assert [balance["name"] for balance in document["balances"]] == [
        "Encours",
        "Encours terminé non prélevé",
        "Encours terminé prélevé",
    ]
    assert [(kind, day) for kind, _, day in shown(document)] == [
        ("OTHR", "2026-07-31"),
        ("OTHR", "2026-06-30"),
        ("OTHR", "2026-05-31"),
    ]
    assert round(float(shown(document)[1][1]) * 100) == due
