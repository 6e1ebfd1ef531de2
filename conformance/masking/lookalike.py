"""Values that look like another one: letters stay letters, digits digits, an IBAN an IBAN, a date a date.

Each word of a value becomes another one, by a permutation of all words of its form that only the holder of the run's
key can work out: two values never become one, and none stays what it is (but a lone zero). What compares, measures or
matches values judges the others as it judged these. A word is the same one in every value, whatever its case: so a full
name still contains the first name, and the number of an account still stands in its IBAN and in its resource id.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from conformance.late import pattern
from conformance.masking import iban
from conformance.masking.permutation import Permutation

_TOKEN: Final = pattern(rf"(?P<iban>{iban.FORM})|(?P<date>(?<!\d)\d{{4}}-\d\d-\d\d(?!\d))|(?P<word>[^\W_]+)")
_DIGITS: Final = "0123456789"
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_PIECE: Final = 64
"""Longer words are taken in pieces, so that no bank can keep us busy with one of a megabyte."""
_EARLIEST: Final = date(1900, 1, 1)
_DAYS: Final = 40_177
"""Dates of birth stay in the years 1900 to 2009."""


def lookalike(value: str, key: bytes) -> str:
    """Another value of the same form and length: a function of the value and the key."""
    return _TOKEN.sub(lambda token: _other(token, key), value)


def _other(token: re.Match[str], key: bytes) -> str:
    if found := token["iban"]:
        known, rest = iban.found(found)
        return other_iban(known, key) + lookalike(rest, key) if known else _words(found, key)
    return other_date(token["date"], key) if token["date"] else other_word(token["word"], key)


def _words(text: str, key: bytes) -> str:
    return re.sub(r"[^\W_]+", lambda word: other_word(word[0], key), text)


@lru_cache(maxsize=65_536)
def other_word(word: str, key: bytes, purpose: str = "word") -> str:
    """A word of as many letters and digits, in the same places and in the same case."""
    number = word.isdecimal()
    folded = "".join(_folded(sign) for sign in word)
    pieces = (folded[start : start + _PIECE] for start in range(0, len(folded), _PIECE))
    other = "".join(
        _permuted(piece, _alphabets(piece, number and not index), key, f"{purpose} {index}")
        for index, piece in enumerate(pieces)
    )
    return "".join(_in_case_of(old, new) for old, new in zip(word, other, strict=True))


def other_date(text: str, key: bytes) -> str:
    """Another day; of one before 1900 or after 2009 another day of its year. What is no date is no date afterwards."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        other = _words(text, key)
        while _is_date(other):
            other = _words(other, key)
        return other
    number = (day - _EARLIEST).days
    if 0 <= number < _DAYS:
        return (_EARLIEST + timedelta(days=Permutation(_DAYS, key, "date").successor(number))).isoformat()
    first = date(day.year, 1, 1)
    length = 366 if _is_date(f"{day.year:04}-02-29") else 365
    return (
        first + timedelta(days=Permutation(length, key, f"date {day.year}").successor((day - first).days))
    ).isoformat()


def other_iban(text: str, key: bytes) -> str:
    """Another IBAN of the same country and length, check digits as right or wrong, under a bank code that no bank has.

    Blanks stay where they are, and letters in their case.
    """
    one = iban.parts(text)
    branch = other_word(one.branch, key, f"branch {one.bank}") if one.branch else ""
    account = other_word(one.account, key, "word" if one.branch else f"account {one.bank}")
    return iban.written(one, iban.unallotted(one.bank), branch, account, like=text)


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


# ---------------------------------------------------------------------------------------------- signs and numbers


def _folded(sign: str) -> str:
    low = sign.lower()
    return low if len(low) == 1 and _width(low) == _width(sign) else sign


def _in_case_of(old: str, new: str) -> str:
    return new.upper() if old.isupper() and len(new.upper()) == 1 else new


def _width(sign: str) -> int:
    return len(sign.encode("utf-8", "surrogatepass"))


def _alphabets(word: str, number: bool) -> Sequence[str]:
    """What may stand in each place. A number does not begin with a zero unless it does: JSON knows no such number."""
    first = _first(word[0]) if number else _alphabet(word[0])
    return [first, *(_alphabet(sign) for sign in word[1:])]


def _first(digit: str) -> str:
    return digit if int(digit) == 0 else _alphabet(digit)[1:]


@lru_cache(maxsize=4096)
def _alphabet(sign: str) -> str:
    """All signs of its kind: a digit of the same script, a letter of the same block, case and length in UTF-8."""
    if sign in _DIGITS:
        return _DIGITS
    if sign in _LETTERS:
        return _LETTERS
    if sign.isdecimal():
        zero = ord(sign) - int(sign)
        return "".join(chr(zero + number) for number in range(10))
    block = ord(sign) & ~0xF
    kin = "".join(one for one in map(chr, range(block, block + 16)) if _kin(one, sign))
    return kin if sign in kin else sign


def _kin(one: str, other: str) -> bool:
    """Whether a letter may stand for another one."""
    if not one.isalpha() or (one.islower(), one.isupper()) != (other.islower(), other.isupper()):
        return False
    lengths = {_width(form) for form in (one, one.upper(), one.lower(), other)}
    return len(lengths) == 1 and len(one.upper()) == 1 and one.upper().lower() == one.lower()


def _permuted(word: str, alphabets: Sequence[str], key: bytes, purpose: str) -> str:
    number, size = 0, 1
    for sign, alphabet in zip(word, alphabets, strict=True):
        number, size = number * len(alphabet) + alphabet.index(sign), size * len(alphabet)
    # Words of another form have permutations of their own.
    form = f"{purpose} {''.join(alphabet[0] for alphabet in alphabets)}"
    number = Permutation(size, key, form).successor(number)
    signs: list[str] = []
    for alphabet in reversed(alphabets):
        number, place = divmod(number, len(alphabet))
        signs.append(alphabet[place])
    return "".join(reversed(signs))
