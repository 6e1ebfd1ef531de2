"""The bank's customers: eight personas with their accounts and cards (chapters: personas; samples)."""

from types import MappingProxyType

from conformance.sandbox.customers import CO_HOLDER, TWO_OUTSTANDINGS, Account, Card, Customer

SMS_CODE = "12345678"
BIC = "CCBPFRPPNAN"
BANK_CODE = "13807"

MARC = Customer(
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

MARIE = Customer(
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

THOMAS = Customer(
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

ALIX = Customer(
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

TECHNCO = Customer(
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

ADAM = Customer(
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

LEA = Customer(
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

SARL2640 = Customer(
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

CUSTOMERS = (MARC, MARIE, THOMAS, ALIX, TECHNCO, ADAM, LEA, SARL2640)
CUSTOMERS_BY_LOGIN = MappingProxyType({customer.login: customer for customer in CUSTOMERS})
