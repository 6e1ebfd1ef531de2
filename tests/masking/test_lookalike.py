"""What stands in place of a value has its form, is another one, and is the same for the same value only."""

from __future__ import annotations

import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.masking import iban
from conformance.masking.lookalike import lookalike
from conformance.masking.run_key import new_key

KEY = bytes(range(32))
WORDS = st.text(string.ascii_letters + string.digits, min_size=2, max_size=20).filter(lambda word: word.strip("0"))
SENTENCES = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)
FRENCH = st.builds(
    "{:05}{:05}{:011}".format, st.integers(10000, 49999), st.integers(0, 99999), st.integers(0, 10**11 - 1)
)


def french(number: str, bank: str = "") -> str:
    """The IBAN of a bank, a branch and an account."""
    bank, branch, account = number[:5], number[5:10], number[10:]
    key = 97 - (89 * int(bank) + 15 * int(branch) + 3 * int(account)) % 97
    whole = f"{number}{key:02}"
    return f"FR{98 - iban.remainder(f'FR00{whole}'):02}{whole}"


def form(text: str) -> str:
    """Digits, capitals and small letters by their kind, everything else as it is."""
    kinds = ((str.isdecimal, "9"), (str.isupper, "A"), (str.islower, "a"), (str.isalpha, "o"))
    return "".join(next((kind for is_kind, kind in kinds if is_kind(sign)), sign) for sign in text)


@given(SENTENCES, SENTENCES)
def test_another_value_of_the_same_form(one: str, two: str) -> None:
    """Never the same one; two values never become one; the same in every process that has the key."""
    masked = lookalike(one, KEY)
    assert form(masked) == form(one)
    assert all(new != old for new, old in zip(masked.split(), one.split(), strict=True))
    assert (masked == lookalike(two, KEY)) == (one == two)
    assert lookalike(one, KEY) == masked


@given(st.text(max_size=30))
def test_any_text_keeps_its_length_in_letters_and_in_bytes(text: str) -> None:
    """Whatever script it is in: limits of a schema count the one, a wire the other."""
    masked = lookalike(text, KEY)
    assert len(masked) == len(text)
    assert len(masked.encode("utf-8", "surrogatepass")) == len(text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("value", ["Élodie Müller-Ñandú", "Ὀδυσσεύς", "Иван Петров", "山田太郎", "١٢٣٤٥"])
def test_names_of_everywhere_are_other_names(value: str) -> None:
    """Letters with accents too, each in its own script."""
    masked = lookalike(value, KEY)
    assert form(masked) == form(value)
    assert all(new != old for new, old in zip(masked.split(), value.split(), strict=True))


def test_a_word_is_the_same_in_every_value_and_case() -> None:
    """A full name still has the first name in it."""
    assert lookalike("BARDE Adam", KEY).split() == [lookalike("BARDE", KEY), lookalike("Adam", KEY)]
    assert lookalike("ADAM", KEY) == lookalike("adam", KEY).upper()
    assert lookalike("adam", KEY) != lookalike("adam", new_key())


def test_a_number_stays_one() -> None:
    """It does not begin with a zero: JSON has no such number. A lone zero tells nothing, and stays."""
    for number in range(1, 2000):
        masked = lookalike(str(number), KEY)
        assert str(int(masked)) == masked
        assert masked != str(number)
    assert lookalike("0", KEY) == "0"


def test_small_values_do_not_collide() -> None:
    """All words of two letters become all words of two letters."""
    words = [a + b for a in string.ascii_lowercase for b in string.ascii_lowercase]
    assert sorted(lookalike(word, KEY) for word in words) == words


@given(st.dates())
def test_a_date_stays_a_date(day: date) -> None:
    """Another one; a birthday stays one that somebody alive may have."""
    masked = date.fromisoformat(lookalike(day.isoformat(), KEY))
    assert masked != day
    if 1900 <= day.year <= 2009:
        assert 1900 <= masked.year <= 2009
    else:
        assert masked.year == day.year


@given(st.builds("{:04}-{:02}-{:02}".format, st.integers(0, 9999), st.integers(0, 99), st.integers(0, 99)))
def test_what_is_no_date_is_none_afterwards(text: str) -> None:
    """The 31st of February is as wrong as before."""

    def is_date(value: str) -> bool:
        try:
            date.fromisoformat(value)
        except ValueError:
            return False
        return True

    assert is_date(lookalike(text, KEY)) == is_date(text)


@given(FRENCH, FRENCH)
def test_a_french_iban_stays_one(one: str, two: str) -> None:
    """Country, length, check digits and key; under a bank code that no bank has."""
    value = french(one)
    masked = lookalike(value, KEY)
    assert iban.remainder(value) == iban.remainder(masked) == 1
    assert masked != value
    assert masked[:2] == "FR"
    assert masked[4:9] == "99999"
    assert masked == french(masked[4:25])
    assert (masked == lookalike(french(two), KEY)) == (one == two)


@given(FRENCH, st.integers(1, 96))
def test_wrong_check_digits_stay_wrong(number: str, by: int) -> None:
    """What a check says of the one it says of the other."""
    value = french(number)
    wrong = f"FR{(int(value[2:4]) - 2 + by) % 97 + 2:02}{value[4:]}"
    assert iban.remainder(lookalike(wrong, KEY)) != 1
    assert lookalike(wrong, KEY)[4:] == lookalike(value, KEY)[4:]
    key = f"{(int(value[25:]) - 1 + by) % 97 + 1:02}"
    masked = lookalike(value[:25] + key, KEY)
    assert masked != french(masked[4:25])


def test_an_iban_is_the_same_with_blanks_and_in_small_letters() -> None:
    """And its account number is the one that stands alone."""
    value = french("138070080430019654051")
    masked = lookalike(value, KEY)
    grouped = " ".join(value[start : start + 4] for start in range(0, 27, 4))
    assert lookalike(grouped, KEY).replace(" ", "") == masked
    assert lookalike(value.lower(), KEY) == masked.lower()
    assert lookalike(f"de {grouped} EUR", KEY)[3:36] == lookalike(grouped, KEY)
    assert masked[14:25] == lookalike("30019654051", KEY)


@pytest.mark.parametrize(
    ("value", "bank"),
    [
        ("DE89370400440532013000", slice(4, 12)),
        ("GB82WEST12345698765432", slice(4, 8)),
        ("IT60X0542811101000000123456", slice(5, 10)),
        ("NL91ABNA0417164300", slice(4, 8)),
        ("BE68539007547034", slice(4, 7)),
        ("BR1800360305000010009795493C1", slice(4, 8)),
    ],
)
def test_other_countries(value: str, bank: slice) -> None:
    """The bank's code stands where the register says; letters of it become Z."""
    masked = lookalike(value, KEY)
    assert form(masked) == form(value)
    assert iban.remainder(masked) == iban.remainder(value) == 1
    assert set(masked[bank]) in ({"9"}, {"Z"})
    assert masked[-6:] != value[-6:]


def test_what_only_looks_like_an_iban_is_words() -> None:
    """The country has none of that length, and the check digits are wrong."""
    assert not iban.is_iban("FR76138070080430019654")
    assert not iban.is_iban("XX00123412341234")
    assert iban.found("AT611904300234573201 EUR") == ("AT611904300234573201", " EUR")
    assert iban.found("REF12345678901234567") == ("", "REF12345678901234567")


def test_a_long_word_costs_little() -> None:
    """It is taken in pieces: to count in numbers of a hundred thousand digits would take minutes."""
    value = "a1" * 50_000
    masked = lookalike(value, KEY)
    assert form(masked) == form(value)
    assert masked != value
