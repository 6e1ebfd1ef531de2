"""GET transactions: history, filters, pages, rows."""

from datetime import date, timedelta

import pytest

TODAY = date(2026, 6, 17)
MAIN = "/accounts/038-CPT30019654081/transactions"
CARD = "/accounts/038-GFCC01pV3xQd8L0RtYc6hKn2BsJg/transactions"
ALIX = ("FR7613807008043001965408165", "FR7613807008043001965408262", "FR7613807008043001965408359")
MERCHANT = {
    "038-CPT06021917866": 487,
    "038-CPT30321656392": 563,
    "038-CPT30421008479": 1002,
    "038-CPT30921016530": 1230,
    "038-CPT30921523550": 1108,
    "038-GFCC013iNWXlZ4IXLB6TBcllAPXQ": 110,
}


def day(age):
    return (TODAY - timedelta(days=age)).isoformat()


def day_of(row):
    return row.get("bookingDate") or row["expectedBookingDate"]


def number(row):
    return int(row.get("entryReference", 0))


@pytest.fixture
def alix(bank):
    alix = bank.login("D0999992I0")
    alix.consent(ALIX, ALIX)
    return alix


@pytest.fixture
def rows(alix):
    return alix.all_pages(MAIN)


def test_the_rows_make_every_documented_filter_mean_something(rows):
    days = {day_of(row) for row in rows}
    assert {day(age) for age in (90, 89, 9, 8, 7, 3, 2, 1, 0)} <= days
    assert min(days) == day(90)
    assert len(rows) == 230
    assert {row["status"] for row in rows} == {"BOOK", "PDNG", "OTHR"}
    ages = {number(row): (TODAY - date.fromisoformat(day_of(row))).days for row in rows if number(row)}
    assert sorted(ages)[:6] == [1, 2, 3, 4, 5, 6]
    assert [ages[number] for number in (1, 2, 3, 4, 5, 6)] == [5, 3, 8, 2, 7, 9]


def test_members_depend_on_the_status(rows):
    for row in rows:
        booked = row["status"] == "BOOK"
        assert ("bookingDate" in row, "entryReference" in row) == (booked, booked)
        assert ("expectedBookingDate" in row) != booked
        assert not booked or row["entryReference"] == row["resourceId"]
        assert not row["transactionAmount"]["amount"].startswith("-")
        assert len(row["remittanceInformation"]["unstructured"]) == 2
        assert {"domain", "family", "subFamily", "code", "issuer"} == set(row["bankTransactionCode"])


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"dateFrom": day(8)},
        {"dateTo": day(1)},
        {"afterEntryReference": "3"},
        {"dateFrom": day(8), "dateTo": day(2)},
        {"dateFrom": day(8), "afterEntryReference": "2"},
        {"dateTo": day(2), "afterEntryReference": "2"},
        {"dateFrom": day(8), "dateTo": day(2), "afterEntryReference": "2"},
        {"entryReferenceFrom": "9", "entryReferenceTo": "100"},
        {"entryReferenceto": "10"},
        {"entryReferenceFrom": "0009"},
        {"dateFrom": day(90)},
        {"dateFrom": day(8), "dateTo": day(8)},
        {"dateTo": day(90)},
        {"dateFrom": day(-1)},
        {"dateFrom": day(-300), "dateTo": day(-400)},
        {"dateTo": day(-5)},
        {"entryReferenceFrom": "99999999"},
    ],
)
def test_filters_show_all_that_fits_and_nothing_else(alix, rows, asked):
    low, high = asked.get("dateFrom", day(90)), asked.get("dateTo", "9999")
    after = asked.get("entryReferenceFrom", asked.get("afterEntryReference"))
    up_to = asked.get("entryReferenceto", asked.get("entryReferenceTo"))
    wanted = [
        row
        for row in rows
        if low <= day_of(row) < high
        and (after is None or number(row) > int(after))
        and (up_to is None or 0 < number(row) <= int(up_to))
    ]
    assert alix.all_pages(MAIN, **asked) == wanted


def test_references_with_letters_compare_as_text(bank):
    marc = bank.login()
    marc.consent((), ["FR7613807008043001965405158"])
    path = "/accounts/038-CPT30019654051/transactions"
    rows = [row for row in marc.all_pages(path) if "entryReference" in row]
    middle = sorted(row["entryReference"] for row in rows)[60]
    found = marc.all_pages(path, entryReferenceFrom=middle)
    assert found == [row for row in rows if row["entryReference"] > middle]
    assert len(found) < len(rows)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-6-1",
        "2026-06-31",
        "2026-02-29",
        "17-06-2026",
        "2026/06/17",
        "20260617",
        "2026-06-17T00:00:00",
        "2026-06-17T00:00:00Z",
        "2026-06-17 ",
        " 2026-06-17",
        "2026-06-17\n",
        "today",
        "0000-01-01",
        "2026-W25-3",
        "٢٠٢٦-٠٦-١٧",  # noqa: RUF001 - digits that are not ASCII
        "+2026-06-17",
        "2026-13-01",
        "2026-06-00",
    ],
)
@pytest.mark.parametrize("name", ["dateFrom", "dateTo"])
def test_a_malformed_date_is_refused(alix, name, text):
    answer = alix.get(MAIN, **{name: text})
    assert (answer.status_code, answer.json()["message"]) == (400, "ENDE")


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"dateFrom": day(89)}, 200),
        ({"dateFrom": day(90)}, 200),
        ({"dateFrom": day(91)}, 400),
        ({"dateFrom": day(92)}, 400),
        ({"dateTo": day(90)}, 200),
        ({"dateTo": day(91)}, 400),
        ({"dateFrom": day(2), "dateTo": day(3)}, 400),
        ({"dateFrom": day(3), "dateTo": day(3)}, 200),
    ],
)
def test_the_period_ends_ninety_days_ago(alix, asked, status):
    assert alix.get(MAIN, **asked).status_code == status


@pytest.mark.parametrize(
    "asked",
    [
        [("dateFrom", day(3)), ("dateFrom", day(3))],
        [("page", "1"), ("page", "1")],
        [("entryReferenceFrom", "1"), ("afterEntryReference", "1")],
        [("entryReferenceFrom", "")],
        [("entryReferenceTo", "1" * 41)],
    ],
)
def test_what_is_said_twice_or_too_long_is_refused(alix, asked):
    answer = alix.ask("GET", MAIN, params=asked)
    assert (answer.status_code, answer.json()["message"]) == (400, "FF01")


def test_unknown_parameters_are_ignored(alix):
    assert alix.get(MAIN, dateType="booking", foo="").status_code == 200


@pytest.mark.parametrize("asked", [{}, {"dateFrom": day(90)}, {"entryReferenceFrom": "10"}])
def test_links_lead_forwards_and_backwards_with_the_filters(alix, asked):
    first = alix.get(MAIN, **asked).json()
    links = {name: link["href"] for name, link in first["_links"].items()}
    assert set(links) == {"self", "first", "last", "next", "balances", "parent-list"}
    assert links["self"] == links["first"]
    assert "page=" not in links["self"]
    assert all(f"{name}={value}" in links[page] for name, value in asked.items() for page in ("self", "next", "last"))
    second = alix.get(links["next"]).json()
    assert alix.get(links["last"]).json() == second
    assert second["_links"]["prev"]["href"] == links["first"]
    assert second["_links"]["self"]["href"] == links["next"]
    assert "next" not in second["_links"]
    assert (len(first["transactions"]), len(second["transactions"]) > 0) == (200, True)


def test_an_empty_list_is_one_page(alix):
    answer = alix.get(MAIN, dateFrom=day(-30))
    assert (answer.status_code, answer.json()["transactions"]) == (200, [])
    assert set(answer.json()["_links"]) == {"self", "first", "last", "balances", "parent-list"}
    assert alix.get(answer.json()["_links"]["last"]["href"]).status_code == 200
    assert alix.get(MAIN, dateFrom=day(-30), page="2").json()["message"] == "IPGN"


def test_invoices_of_a_card(alix):
    document = alix.get(CARD).json()
    assert set(document["_links"]) == {"self", "first", "last", "parent-list"}
    rows = document["transactions"]
    assert {row["status"] for row in rows} == {"BOOK", "OTHR"}
    assert {row["bankTransactionCode"]["code"] for row in rows} == {"213"}
    assert {row["bookingDate"] for row in rows if row["status"] == "BOOK"} == {"2026-05-31", "2026-04-30", "2026-03-31"}
    assert {row["expectedBookingDate"] for row in rows if row["status"] == "OTHR"} == {"2026-06-30"}


@pytest.mark.parametrize("moment", ["2026-03-29T12:00+02:00", "2028-02-29T12:00+01:00", "2026-12-31T23:59+01:00"])
def test_the_documented_counts_hold_on_any_day(bank, moment):
    bank.set_clock(moment)
    adam = bank.login("D0999994I0")
    adam.consent((), ["FR7613807008063031966574219"])
    path = "/accounts/038-CPT30319665742/transactions"
    assert len(adam.get(path).json()["transactions"]) == 200
    assert len(adam.all_pages(path)) == 245
    merchant = bank.login("D0999995I0")
    merchant.consent((), [item["accountId"]["iban"] for item in merchant.get("/accounts").json()["accounts"]])
    found = {resource_id: merchant.all_pages(f"/accounts/{resource_id}/transactions") for resource_id in MERCHANT}
    assert {resource_id: len(rows) for resource_id, rows in found.items()} == MERCHANT
    assert len({row["bankTransactionCode"]["code"] for rows in found.values() for row in rows}) == 73
    for rows in found.values():
        assert len({row["resourceId"] for row in rows}) == len(rows)


def test_booked_rows_stay_what_they_were_the_day_after(bank):
    adam = bank.login("D0999994I0")
    adam.consent((), ["FR7613807008063031966574219"])
    path = "/accounts/038-CPT30319665742/transactions"
    before = [row for row in adam.all_pages(path) if day_of(row) > day(90) and row["status"] == "BOOK"]
    bank.set_clock("2026-06-18T00:00:01+02:00")
    adam = bank.login("D0999994I0")
    after = adam.all_pages(path)
    assert all(row in after for row in before)


def test_the_day_is_the_one_in_paris(bank):
    for moment, oldest in (("2026-06-17T21:59:59Z", day(90)), ("2026-06-17T22:00:00Z", day(89))):
        bank.set_clock(moment)
        alix = bank.login("D0999992I0")
        alix.consent((), ALIX)
        assert min(day_of(row) for row in alix.all_pages(MAIN)) == oldest
