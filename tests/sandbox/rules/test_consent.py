"""GET /accounts and the consent model."""

import pytest

MARC = ("FR7613807008043001965405158", "FR7613807008043001965405255", "FR7613807008043001965405352")
ALIX = ("FR7613807008043001965408165", "FR7613807008043001965408262", "FR7613807008043001965408359")
ADAM = ("FR7613807008063031966574122", "FR7613807008063031966574219")
PEOPLE = {
    "D0999990I0": (3, 0),
    "D0999991I0": (2, 0),
    "D0999980": (2, 0),
    "D0999992I0": (3, 3),
    "D0999993I0": (1, 1),
    "D0999994I0": (2, 2),
    "755238649": (1, 0),
    "D0999995I0": (5, 1),
}


def listed(customer):
    return {item["resourceId"]: item for item in customer.get("/accounts").json()["accounts"]}


@pytest.mark.parametrize("login", PEOPLE)
def test_without_consent_all_accounts_are_listed_bare(bank, login):
    document = bank.login(login).get("/accounts").json()
    assert len(document["accounts"]) == PEOPLE[login][0]
    assert set(document["_links"]) == {"self", "first", "last"}
    for item in document["accounts"]:
        assert item["cashAccountType"] == "CACC"
        assert item["_links"] == {}
        assert "balances" not in item
        assert item["accountId"]["currency"] == "EUR"


@pytest.mark.parametrize("login", PEOPLE)
def test_with_full_consent_cards_follow_their_accounts(bank, login):
    customer = bank.login(login)
    ibans = [item["accountId"]["iban"] for item in listed(customer).values()]
    assert customer.consent(ibans, ibans, True).status_code == 201
    items = listed(customer)
    cards = [item for item in items.values() if item["cashAccountType"] == "CARD"]
    assert (len(items) - len(cards), len(cards)) == PEOPLE[login]
    assert all(set(item["_links"]) == {"balances", "transactions"} for item in items.values())
    assert all(card["linkedAccount"] in items and card["accountId"]["other"]["schemeName"] == "CPAN" for card in cards)


def test_each_list_opens_its_own_kind(bank):
    alix = bank.login("D0999992I0")
    alix.consent(balances=[ALIX[0]], transactions=[ALIX[1]])
    items = listed(alix)
    assert len(items) == 4
    for item in items.values():
        support = item.get("linkedAccount", item["resourceId"])
        if support.endswith("081"):
            assert set(item["_links"]) == {"balances"}
            assert item["balances"]
        else:
            assert set(item["_links"]) == {"transactions"}
            assert "balances" not in item
    for resource_id, item in items.items():
        for kind in ("balances", "transactions"):
            answer = alix.get(f"/accounts/{resource_id}/{kind}")
            assert answer.status_code == (200 if kind in item["_links"] else 403)


def test_a_consent_replaces_the_one_before_and_empty_lists_revoke(bank):
    marc = bank.login()
    marc.consent(MARC, MARC, True)
    marc.consent(balances=MARC[:1])
    assert list(listed(marc)) == ["038-CPT30019654051"]
    assert marc.get("/end-user-identity").status_code == 403
    marc.consent()
    assert len(listed(marc)) == 3
    assert marc.get("/accounts/038-CPT30019654051/balances").json()["message"] == "NGAC"


def test_identity_follows_its_flag_alone(bank):
    marc = bank.login()
    assert marc.get("/end-user-identity").json()["message"] == "NGAC"
    marc.consent(identity=True)
    link = marc.get("/accounts").json()["_links"]["endUserIdentity"]["href"]
    document = marc.get(link).json()
    assert document.pop("_links")["self"]["href"] == link
    assert document == {
        "connectedPsu": "MALLOW MARC",
        "connectedPsuNamePrefix": "MIST",
        "connectedPsuFirstName": "Marc",
        "connectedPsuLastName": "MALLOW",
    }


def test_a_company_has_a_name_only(bank):
    company = bank.login("D0999995I0")
    company.consent(identity=True)
    document = company.get("/end-user-identity").json()
    assert set(document) == {"connectedPsu", "_links"}


def test_a_consent_belongs_to_one_client(bank):
    bank.login().consent(MARC, MARC)
    assert all(item["_links"] == {} for item in listed(bank.login(client_id="PSDFR-ACPR-12345")).values())


def test_a_consent_outlives_the_token(bank):
    bank.login().consent(MARC[:1])
    assert len(listed(bank.login())) == 1


def test_a_card_that_was_not_used_lately_is_not_there(bank):
    marc = bank.login()
    marc.consent(MARC, MARC)
    assert not any(item["cashAccountType"] == "CARD" for item in listed(marc).values())
    answer = marc.get("/accounts/038-GFCC01kT7pWv2Q9ZsXb4mNf8LcHw/transactions")
    assert (answer.status_code, answer.json()["message"]) == (404, "CDNA")


@pytest.mark.parametrize(
    ("login", "status"),
    [("D0999990I0", "Account Holder"), ("D0999991I0", "Account Co-Holder"), ("D0999992I0", "Account Co-Holder")],
)
def test_joint_accounts_have_a_co_holder(bank, login, status):
    assert {item["psuStatus"] for item in listed(bank.login(login)).values()} == {status}


def test_the_sample_of_adam(bank):
    adam = bank.login("D0999994I0")
    adam.consent(ADAM, ADAM)
    card = listed(adam)["038-GFCC01mS9kXqK80z5X19_E7WmZjw"]
    assert card["accountId"]["other"] == {
        "identification": "C01mS9kXqK80z5X19/E7WmZjw==",
        "schemeName": "CPAN",
        "issuer": "13807",
    }
    assert card["linkedAccount"] == "038-CPT30319665741"
    assert [(balance["name"], balance["referenceDate"]) for balance in card["balances"]] == [
        ("Encours", "2026-06-30"),
        ("Dernier encours prélevé", "2026-05-31"),
    ]


def test_links_are_absolute_and_name_the_host_that_was_called(bank):
    marc = bank.login()
    marc.consent(MARC, MARC, True)
    document = marc.get("/accounts/", headers={"X-Forwarded-Host": "elsewhere.test"}).json()
    hrefs = [link["href"] for item in (document, *document["accounts"]) for link in item["_links"].values()]
    assert len(hrefs) == 10
    assert all(href.startswith("http://bank.test/stet/psd2/v1.4.2/") for href in hrefs)
    assert all(marc.get(href).status_code == 200 for href in hrefs)


@pytest.mark.parametrize(
    ("page", "status"),
    [
        ("1", 200),
        ("last", 200),
        ("2", 400),
        ("0", 400),
        ("-1", 400),
        ("one", 400),
        ("", 400),
        ("1.0", 400),
        ("+1", 400),
        ("01", 400),
        ("LAST", 400),
        ("9" * 30, 400),
    ],
)
@pytest.mark.parametrize("path", ["/accounts", "/accounts/038-CPT30019654051/balances"])
def test_pages_of_short_lists(bank, path, page, status):
    marc = bank.login()
    marc.consent(MARC)
    answer = marc.get(path, page=page)
    assert answer.status_code == status
    if status == 400:
        assert answer.json()["message"] == "IPGN"
    else:
        assert "page=1" not in answer.json()["_links"]["self"]["href"]
