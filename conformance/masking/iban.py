"""IBANs, as far as one is to be put in place of another: their parts (ISO 13616 and its registry) and check digits."""

from __future__ import annotations

import re
from typing import Final

from conformance.frozen import dataclass

FORM: Final = r"(?<![^\W_])[A-Za-z]{2}\d{2}(?:[ +]?[A-Za-z0-9]{4}){2,7}(?:[ +]?[A-Za-z0-9]{1,3})?(?![^\W_])"
"""What may be one: `found` says whether it is."""
_COUNTRIES: Final = {
    "AD": (24, 0, 4), "AT": (20, 0, 5), "BE": (16, 0, 3), "BG": (22, 0, 4), "CH": (21, 0, 5), "CY": (28, 0, 3),
    "CZ": (24, 0, 4), "DE": (22, 0, 8), "DK": (18, 0, 4), "EE": (20, 0, 2), "ES": (24, 0, 4), "FI": (18, 0, 3),
    "FR": (27, 0, 5), "GB": (22, 0, 4), "GI": (23, 0, 4), "GR": (27, 0, 3), "HR": (21, 0, 7), "HU": (28, 0, 3),
    "IE": (22, 0, 4), "IS": (26, 0, 4), "IT": (27, 1, 6), "LI": (21, 0, 5), "LT": (20, 0, 5), "LU": (20, 0, 3),
    "LV": (21, 0, 4), "MC": (27, 0, 5), "MT": (31, 0, 4), "NL": (18, 0, 4), "NO": (15, 0, 4), "PL": (28, 0, 8),
    "PT": (25, 0, 4), "RO": (24, 0, 4), "SE": (24, 0, 3), "SI": (19, 0, 5), "SK": (24, 0, 4), "SM": (27, 1, 6),
}  # fmt: skip
"""The countries of SEPA: the length of an IBAN, and where behind its check digits the bank code begins and ends."""
_FRENCH: Final = ("FR", "MC")
"""Bank, branch and account have five, five and eleven signs; a key of two follows (relevé d'identité bancaire)."""
_KEY_VALUES: Final = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")


@dataclass(frozen=True, slots=True, kw_only=True)
class Iban:
    """The parts of an IBAN, in capitals and without blanks."""

    country: str
    check: str
    before: str
    """What stands before the bank's code: a check letter of Italy."""
    bank: str
    branch: str
    """Of a French one only; elsewhere it is part of the account."""
    account: str
    key: str
    """The key of a French one."""


def found(text: str) -> tuple[str, str]:
    """The IBAN that a text of its form begins with, and what of it belongs to the words behind; no IBAN: '' and all.

    It is one if its country has IBANs of that length, or if its check digits are right.
    """
    end = len(text)
    while end > 0:
        if is_iban(text[:end]):
            return text[:end], text[end:]
        end = max(text.rfind(" ", 0, end), text.rfind("+", 0, end), 0)
    return "", text


def is_iban(text: str) -> bool:
    """Whether a text, with or without blanks, is an IBAN, be its check digits right or wrong."""
    compact = compacted(text)
    if not 15 <= len(compact) <= 34 or not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]+", compact, re.ASCII):
        return False
    known = _COUNTRIES.get(compact[:2])
    return len(compact) == known[0] if known else remainder(compact) == 1


def compacted(text: str) -> str:
    """In capitals and without blanks."""
    return text.replace(" ", "").replace("+", "").upper()


def remainder(compact: str) -> int:
    """What is left of it modulo 97: 1 where the check digits are right (ISO 7064)."""
    return int("".join(str(int(sign, 36)) for sign in compact[4:] + compact[:4])) % 97


def parts(text: str) -> Iban:
    """The parts of an IBAN."""
    compact = compacted(text)
    country, check, number = compact[:2], compact[2:4], compact[4:]
    _, start, end = _COUNTRIES.get(country, (0, 0, 4))
    before, bank, rest = number[:start], number[start:end], number[end:]
    if country in _FRENCH:
        return Iban(
            country=country, check=check, before="", bank=bank, branch=rest[:5], account=rest[5:16], key=rest[16:]
        )
    return Iban(country=country, check=check, before=before, bank=bank, branch="", account=rest, key="")


def unallotted(bank: str) -> str:
    """A bank code of the same form that no bank has: nines for digits, Z for letters.

    French codes are handed out from 10000 to 49999; German ones begin with 1 to 8, the number of a clearing area; where
    the code is the beginning of a BIC, none begins with ZZZZ; nines alone are left free by the other registers.
    """
    return "".join("9" if sign.isdigit() else "Z" for sign in bank)


def written(one: Iban, bank: str, branch: str, account: str, *, like: str) -> str:
    """An IBAN of other parts, with the case and the blanks of `like`.

    Its check digits and its key are right where those of `one` are, and as wrong where they are not.
    """
    key = one.key
    if key:
        wrong = (int(key) - _key(one.bank, one.branch, one.account)) % 97 if key.isdigit() else 0
        key = f"{(_key(bank, branch, account) - 1 + wrong) % 97 + 1:02}"
    number = f"{one.before}{bank}{branch}{account}{key}"
    wrong = (int(one.check) - _check(one.country, one.before + one.bank + one.branch + one.account + one.key)) % 97
    check = f"{(_check(one.country, number) - 2 + wrong) % 97 + 2:02}"
    signs = iter(f"{one.country}{check}{number}")
    return "".join(sign if sign in " +" else next(signs).lower() if sign.islower() else next(signs) for sign in like)


def _check(country: str, number: str) -> int:
    """The check digits that an IBAN ought to have, 2 to 98."""
    return 98 - remainder(f"{country}00{number}")


def _key(bank: str, branch: str, account: str) -> int:
    """The key that a French account number ought to have, 1 to 97."""
    values = [int(part.translate(_KEY_VALUES)) for part in (bank, branch, account)]
    return 97 - (89 * values[0] + 15 * values[1] + 3 * values[2]) % 97
