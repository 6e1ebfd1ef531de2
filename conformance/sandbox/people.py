"""The cast: eight customers with their accounts and cards (chapter: the bank's personas, its samples)."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

SMS_CODE = "12345678"
BIC = "CCBPFRPPNAN"
BANK_CODE = "13807"

HOLDER = "Account Holder"
CO_HOLDER = "Account Co-Holder"

THREE_OUTSTANDINGS = ("Encours", "Encours terminé non prélevé", "Encours terminé prélevé")
TWO_OUTSTANDINGS = ("Encours", "Dernier encours prélevé")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A payment account in euro; `rows` is how many movements 91 days hold."""

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
class Person:
    """A customer of the bank, by the identifier typed at the login."""

    id: str
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

    def find(self, resource_id: str) -> Resource | None:
        """The account or card of this person that has the id."""
        return next((item for item in self.resources if item.resource_id == resource_id), None)

    def support(self, resource: Resource) -> Account:
        """The payment account itself, or the one behind a card."""
        if isinstance(resource, Account):
            return resource
        return next(account for account in self.accounts if account.resource_id == resource.linked)


MARC = Person(
    id="marc",
    login="D0999990I0",
    segment="PART",
    full_name="MALLOW MARC",
    prefix="MIST",
    first_name="Marc",
    last_name="MALLOW",
    accounts=(
        Account(
            resource_id="038-CPT30019654051",
            iban="FR7613807008043001965405158",
            name="Compte perso",
            balance="4321.95",
            booked="4179.95",
            instant="4348.95",
            rows=120,
        ),
        Account(
            resource_id="038-CPT30019654052",
            iban="FR7613807008043001965405255",
            name="Retrait et Cheques",
            balance="459.56",
            rows=40,
        ),
        Account(
            resource_id="038-CPT30019654053",
            iban="FR7613807008043001965405352",
            name="Compte mensualités",
            balance="2165.5",
            rows=25,
        ),
    ),
    cards=(
        Card(
            identification="C01kT7pWv2Q9ZsXb4mNf8LcHw==",
            linked="038-CPT30019654052",
            name="M MARC MALLOW XX2718",
            rows=9,
            dormant=True,
        ),
    ),
)

MARIE = Person(
    id="marie",
    login="D0999991I0",
    segment="PART",
    full_name="GARNIER MARIE",
    prefix="MADM",
    first_name="Marie",
    last_name="GARNIER",
    accounts=(
        Account(
            resource_id="038-CPT30019654061",
            iban="FR7613807008043001965406128",
            name="M OU MME GARNIER",
            balance="1754.03",
            rows=60,
            status=CO_HOLDER,
        ),
        Account(
            resource_id="038-CPT30019654062",
            iban="FR7613807008043001965406225",
            name="Voyages",
            balance="11429",
            rows=12,
            status=CO_HOLDER,
        ),
    ),
)

THOMAS = Person(
    id="thomas",
    login="D0999980",
    segment="PART",
    full_name="LEROY THOMAS",
    prefix="MIST",
    first_name="Thomas",
    last_name="LEROY",
    accounts=(
        Account(
            resource_id="038-CPT30019654071",
            iban="FR7613807008043001965407195",
            name="LEROY THOMAS",
            balance="749.27",
            rows=95,
        ),
        Account(
            resource_id="038-CPT30019654072",
            iban="FR7613807008043001965407292",
            name="Etudes",
            balance="-20000",
            rows=6,
        ),
    ),
)

ALIX = Person(
    id="alix",
    login="D0999992I0",
    segment="PART",
    full_name="MOREL ALIX",
    prefix="MADM",
    first_name="Alix",
    last_name="MOREL",
    accounts=(
        Account(
            resource_id="038-CPT30019654081",
            iban="FR7613807008043001965408165",
            name="M OU MME MOREL",
            balance="52",
            rows=230,
            status=CO_HOLDER,
        ),
        Account(
            resource_id="038-CPT30019654082",
            iban="FR7613807008043001965408262",
            name="Travaux",
            balance="395.45",
            rows=50,
            status=CO_HOLDER,
        ),
        Account(
            resource_id="038-CPT30019654083",
            iban="FR7613807008043001965408359",
            name="Enfants",
            balance="298.19",
            rows=35,
            status=CO_HOLDER,
        ),
    ),
    cards=(
        Card(
            identification="C01pV3xQd8L0RtYc6hKn2BsJg==",
            linked="038-CPT30019654081",
            name="MME ALIX MOREL XX1123",
            rows=36,
            status=CO_HOLDER,
        ),
        Card(
            identification="C01zN5bGf1M7WqUe9aHr4TkDs==",
            linked="038-CPT30019654082",
            name="MME ALIX MOREL XX5813",
            rows=18,
            status=CO_HOLDER,
            details="VISA INTERNATIONALE DB DIFFERE",
        ),
        Card(
            identification="C01hS6jKl3P8YxVc0dFg7ErTu==",
            linked="038-CPT30019654083",
            name="MME ALIX MOREL XX2134",
            rows=12,
            status=CO_HOLDER,
            outstandings=TWO_OUTSTANDINGS,
        ),
    ),
)

TECHNCO = Person(
    id="technco",
    login="D0999993I0",
    segment="ENT",
    full_name="Tech-N Co",
    accounts=(
        Account(
            resource_id="038-CPT30019654091",
            iban="FR7613807008043001965409135",
            name="Tech-N Co",
            balance="63917",
            rows=150,
            product="COMPTE COURANT",
            usage="ORGA",
        ),
    ),
    cards=(
        Card(
            identification="C01w/pPEk8N32abYfHO0xRDlA==",
            linked="038-CPT30019654091",
            name="TECH-N CO XX6765",
            rows=40,
            usage="ORGA",
            product="Visa Business",
            details="CB VISA BUSINESS DEBIT DIFFERE",
        ),
    ),
)

ADAM = Person(
    id="adam",
    login="D0999994I0",
    segment="PRO",
    full_name="BARDE ADAM",
    prefix="MIST",
    first_name="Adam",
    last_name="BARDE",
    accounts=(
        Account(
            resource_id="038-CPT30319665741",
            iban="FR7613807008063031966574122",
            name="BARDE ADAM",
            balance="0",
            rows=30,
        ),
        Account(
            resource_id="038-CPT30319665742",
            iban="FR7613807008063031966574219",
            name="SARL UNI PICCOLO",
            balance="-2894.05",
            rows=245,
            product="COMPTE COURANT",
            usage="ORGA",
        ),
    ),
    cards=(
        Card(
            identification="C01WcBfYTK70wJJ5LpsMI3EGQ==",
            linked="038-CPT30319665741",
            name="M ADAM BARDE XX9351",
            rows=20,
            outstandings=TWO_OUTSTANDINGS,
        ),
        Card(
            identification="C01mS9kXqK80z5X19/E7WmZjw==",
            linked="038-CPT30319665741",
            name="M ADAM BARDE XX4620",
            rows=15,
            outstandings=TWO_OUTSTANDINGS,
            details="VISA INTERNATIONALE DB DIFFERE",
        ),
    ),
)

LEA = Person(
    id="lea",
    login="755238649",
    segment="PART",
    full_name="FABRE LEA",
    prefix="MADM",
    first_name="Léa",
    last_name="FABRE",
    accounts=(
        Account(
            resource_id="038-CPT04004305180",
            iban="FR7617515000920400430518020",
            name="FABRE LEA",
            balance="-150",
            rows=45,
        ),
    ),
)

SARL2640 = Person(
    id="sarl2640",
    login="D0999995I0",
    segment="ENT",
    full_name="SARL UNIPERSONNELLE 2640",
    accounts=(
        Account(
            resource_id="038-CPT30421008479",
            iban="FR7613807008063042100847972",
            name="SARL UNIPERSONNELLE 2640",
            balance="0",
            rows=1002,
            product="COMPTE COURANT",
            usage="ORGA",
        ),
        Account(
            resource_id="038-CPT06021917866",
            iban="FR7613807008060602191786661",
            name="Magasin",
            balance="139613054.35",
            rows=487,
            product="COMPTE COURANT",
            usage="ORGA",
        ),
        Account(
            resource_id="038-CPT30321656392",
            iban="FR7613807002353032165639297",
            name="Centrale",
            balance="701246591.14",
            rows=563,
            product="COMPTE COURANT",
            usage="ORGA",
        ),
        Account(
            resource_id="038-CPT30921016530",
            iban="FR7613807002353092101653050",
            name="Vente en ligne",
            balance="99792.13",
            rows=1230,
            product="COMPTE COURANT",
            usage="ORGA",
        ),
        Account(
            resource_id="038-CPT30921523550",
            iban="FR7613807002353092152355047",
            name="Fournisseurs",
            balance="1015745.35",
            rows=1108,
            product="COMPTE COURANT",
            usage="ORGA",
        ),
    ),
    cards=(
        Card(
            identification="C013iNWXlZ4IXLB6TBcllAPXQ==",
            linked="038-CPT30421008479",
            name="SARL 2640 XX1597",
            rows=110,
            usage="ORGA",
            product="Visa Business",
            details="CB VISA BUSINESS DEBIT DIFFERE",
        ),
    ),
)

PEOPLE = (MARC, MARIE, THOMAS, ALIX, TECHNCO, ADAM, LEA, SARL2640)
BY_LOGIN = MappingProxyType({person.login: person for person in PEOPLE})
