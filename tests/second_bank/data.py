"""Who banks here: eight people, their accounts and cards, and what was booked, in days before today."""

from dataclasses import dataclass
from functools import cached_property

SMS_CODE = "12345678"
OPEN = 2  # rows of every list that are not booked yet
COMPANY = "038-CPT30319665742"  # Adam's other account is his own
ALIX_DAYS = (90, 90, 88, 83, 77, 70, 66, 59, 51, 45, 41, 38, 30, 27, 21, 19, 15, 12, 10, 9, 8, 8, 8, 7, 6, 5, 4, 3, 3,
             2, 2, 1, 1, 0, 0)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """The n-th line, `age` days old by its booking (negative: to come); it has no reference until it is booked."""

    n: int
    age: int
    status: str = "BOOK"
    reference: int | None = None


@dataclass(frozen=True)
class Holding:
    """A deferred-debit card, linked to an account, or an account, linked to itself; opened by the account's IBAN."""

    id: str
    linked: str
    iban: str
    amounts: tuple[str, ...]
    booked: tuple[int, ...]

    @property
    def is_card(self) -> bool:
        return self.id != self.linked

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """All lines, oldest first; references 1..n start where D-8 does, or in the middle, and go round."""
        count = len(self.booked)
        shift = self.booked.index(8) if self.booked is ALIX_DAYS else count // 3
        rows = [Row(n, age, reference=(n - shift) % count + 1) for n, age in enumerate(self.booked)]
        still = [Row(n, count - n, "OTHR" if self.is_card else "PDNG") for n in range(count, count + OPEN)]
        return (*rows, *still) if count else ()


@dataclass(frozen=True)
class Person:
    """One customer; a title is what tells a person from a company."""

    login: str
    title: str
    first: str
    last: str
    joint: bool
    page: int
    holdings: tuple[Holding, ...]


def _spread(count: int) -> tuple[int, ...]:
    return tuple(90 - 91 * n // (count - OPEN) for n in range(count - OPEN))


def _account(iban: str, amount: str, count: int, *cards: tuple[str, tuple[str, ...], int]) -> list[Holding]:
    """An account and its cards, (id, amounts due, count of rows) each."""
    own = "038-CPT" + iban[14:25]
    booked = ALIX_DAYS if own.endswith("4081") else _spread(count)
    behind = [Holding(card, own, iban, amounts, _spread(rows)) for card, amounts, rows in cards]
    return [Holding(own, own, iban, (amount,), booked), *behind]


def _person(login: str, name: str, *accounts: list[Holding], joint: bool = False, page: int = 200) -> Person:
    title, first, last = name.split("/")
    return Person(login, title, first, last, joint, page, tuple(one for account in accounts for one in account))


PEOPLE = {
    one.login: one
    for one in (
        _person("D0999990I0", "MIST/Marc/MALLOW",
                _account("FR7613807008043001965405158", "4179.00", 46),
                _account("FR7613807008043001965405255", "459.56", 23),
                _account("FR7613807008043001965405352", "2165.50", 9)),
        _person("D0999991I0", "MADM/Marie/CHEVAL",
                _account("FR7613807008043001965406128", "1754.03", 31),
                _account("FR7613807008043001965406225", "11429.00", 5), joint=True),
        _person("D0999980", "MIST/Thomas/RIVET",
                _account("FR7613807008043001965407195", "749.27", 18),
                _account("FR7613807008043001965407292", "-20000.00", 0)),
        _person("D0999992I0", "MADM/Alix/ORME",
                _account("FR7613807008043001965408165", "52.00", len(ALIX_DAYS),
                         ("038-GFCC01pQ7vRk2LmT94xYsB6hNd3Zw", ("12.30", "81.00", "140.05"), 11)),
                _account("FR7613807008043001965408262", "395.45", 7,
                         ("038-GFCC01uE8jWc5GaF17oKtV0rMi9Xy", ("0.00", "33.90"), 6)),
                _account("FR7613807008043001965408359", "298.19", 12,
                         ("038-GFCC01bH6sDn4QzL83eUpC2yJw7Tk", ("27.45",), 8)), joint=True, page=3),
        _person("D0999993I0", "//TECH'N CO",
                _account("FR7613807008043001965409135", "63917.00", 64,
                         ("038-GFCC01xN2aPf9KdR65iVgS8mOe1Lq", ("318.00", "45.10"), 14))),
        _person("D0999994I0", "MIST/Adam/BARDE",
                _account("FR7613807008063031966574122", "0.00", 15,
                         ("038-GFCC01WcBfYTK70wJJ5LpsMI3EGQ", ("0.00", "78.65"), 9),
                         ("038-GFCC01mS9kXqK80z5X19_E7WmZjw", ("0.00", "156.27", "9.99"), 7)),
                _account("FR7613807008063031966574219", "-2894.05", 245)),
        _person("755238649", "MADM/Léa/SOREL", _account("FR7617515000920400430518020", "-150.00", 20), joint=True),
        _person("D0999995I0", "//SARL UNIPERSONNELLE 2640",
                _account("FR7613807008063042100847972", "0.00", 1002,
                         ("GFCC013iNWXlZ4IXLB6TBcllAPXQ", ("1204.11", "0.00", "987.60"), 110)),
                _account("FR7613807008060602191786661", "139613054.35", 487),
                _account("FR7613807002353032165639297", "701246591.14", 563),
                _account("FR7613807002353092101653050", "99792.13", 1230),
                _account("FR7613807002353092152355047", "1015745.35", 1108)),
    )
}  # fmt: skip
