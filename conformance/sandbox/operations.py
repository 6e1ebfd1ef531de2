"""The kinds of operation that statements speak of (chapter: GET transactions, the table of operation labels)."""

from typing import Literal, NamedTuple

Side = Literal["CRDT", "DBIT"]


class Kind(NamedTuple):
    """What the label stands for in ISO 20022 terms, and which way the money goes."""

    domain: str
    family: str
    sub_family: str
    side: Side


class Operation(NamedTuple):
    """One label of the table under a code of its own."""

    code: str
    label: str
    kind: Kind


TRANSFER_OUT = Kind("PMNT", "ICDT", "ESCT", "DBIT")
TRANSFER_IN = Kind("PMNT", "RCDT", "DMCT", "CRDT")
DEBIT_OUT = Kind("PMNT", "IDDT", "ESDD", "CRDT")
DEBIT_IN = Kind("PMNT", "RDDT", "OTHR", "DBIT")
INTEREST = Kind("ACMT", "MCOP", "INTR", "DBIT")
FEES = Kind("ACMT", "MDOP", "COMM", "DBIT")
REVERSAL = Kind("ACMT", "MCOP", "RIMB", "CRDT")
BILLS = Kind("PMNT", "DRFT", "DDFT", "DBIT")
SECURITIES = Kind("SECU", "SETT", "TRAD", "DBIT")
CHEQUES = Kind("PMNT", "ICHQ", "CCHQ", "DBIT")
CARDS = Kind("PMNT", "CCRD", "POSD", "DBIT")
INCIDENTS = Kind("PMNT", "RDDT", "UPDD", "DBIT")
LOANS = Kind("LDAS", "CSLN", "PPAY", "DBIT")
INTERNATIONAL = Kind("PMNT", "RCDT", "XBCT", "CRDT")
CASH = Kind("PMNT", "CNTR", "CWDL", "DBIT")
OTHER = Kind("ACMT", "MCOP", "ADJT", "CRDT")

TABLE = (
    Operation("101", "ACHAT PARTS BP", SECURITIES),
    Operation("102", "ANN VIR SEPA", TRANSFER_OUT),
    Operation("103", "ANNU EUROVIR", TRANSFER_OUT),
    Operation("104", "ANNUL FRAIS CB", REVERSAL),
    Operation("105", "ANNULATION", OTHER),
    Operation("106", "ANNULATION PRLV", OTHER),
    Operation("107", "ARRETE DE CPTE", INTEREST),
    Operation("108", "CASH POOLING", OTHER),
    Operation("109", "CHEQUE BANQUE", CHEQUES),
    Operation("110", "CHEQUE", CHEQUES),
    Operation("111", "CHEQUE BANQUE", OTHER),
    Operation("112", "COM.GESTION DEB", OTHER),
    Operation("113", "DEBIT DIFFERE", CARDS),
    Operation("114", "DEPLACE", CHEQUES),
    Operation("115", "DEPOT ESPECES", CASH),
    Operation("116", "ECH PRET IMPAYE", OTHER),
    Operation("117", "ECHEANCE PRET", LOANS),
    Operation("118", "ENVOI EXTRAITS", OTHER),
    Operation("119", "EUROPRELEVEMENT", DEBIT_IN),
    Operation("120", "EUROVIR OCCAS", TRANSFER_OUT),
    Operation("121", "EUROVIR PERM", TRANSFER_OUT),
    Operation("122", "EUROVIR SEPA", TRANSFER_OUT),
    Operation("123", "EUROVIR SEPA", TRANSFER_IN),
    Operation("051", "EUROVIR SEPA RJ", OTHER),
    Operation("124", "FACT. CB", OTHER),
    Operation("125", "FACTURE CB", CARDS),
    Operation("213", "FACTURETTES CB", CARDS),
    Operation("126", "FRAIS ANNUL EVI", TRANSFER_IN),
    Operation("358", "FRAIS OU COTIS", FEES),
    Operation("127", "FRAIS OU COTIS", OTHER),
    Operation("128", "FRAIS VIREMENT", TRANSFER_OUT),
    Operation("129", "IMP.CARTE BLEUE", INCIDENTS),
    Operation("130", "IMPAYE EUROPRLV", TRANSFER_IN),
    Operation("131", "INTERETS RETARD", INTERNATIONAL),
    Operation("132", "LCR DOMICILIEE", BILLS),
    Operation("029", "PRELEVEMENT", DEBIT_IN),
    Operation("133", "RAP COMMERCIAL", INTERNATIONAL),
    Operation("134", "REGUL.INT.CPTE", OTHER),
    Operation("135", "REM.CARTE BLEUE", CARDS),
    Operation("136", "REM.ENCAISSEMEN", BILLS),
    Operation("137", "REMBT EUROPREL", OTHER),
    Operation("138", "REMBT EUROPREL", TRANSFER_IN),
    Operation("139", "REMISE EUROPRL", DEBIT_OUT),
    Operation("140", "REMISE EUROPRLV", DEBIT_OUT),
    Operation("141", "REMISES CHEQUES", CHEQUES),
    Operation("142", "RETOUR EUROPREL", OTHER),
    Operation("143", "RETRAIT CAISSE", CASH),
    Operation("144", "RETRAIT DISTRIB", CARDS),
    Operation("145", "RETRAIT UNIQUE", CASH),
    Operation("146", "RETRO FR.CHEQUE", OTHER),
    Operation("147", "REVERSEMEN DCC", OTHER),
    Operation("148", "REVRST EUROPREL", TRANSFER_IN),
    Operation("149", "REVRST EUROPRLV", OTHER),
    Operation("150", "REVRST EUROPRV", OTHER),
    Operation("151", "TRANSFERT SOLDE", CASH),
    Operation("152", "VERST DEPLACE", CASH),
    Operation("153", "VERST RAPIDE", CASH),
    Operation("154", "VI TRESORERIE", TRANSFER_OUT),
    Operation("155", "VI TRESORERIE", TRANSFER_IN),
    Operation("156", "VIR ADMCP CYBER", TRANSFER_OUT),
    Operation("157", "VIR EURO SIMPLE", TRANSFER_IN),
    Operation("158", "VIR INSTAN EMIS", TRANSFER_OUT),
    Operation("159", "VIR INSTAN RECU", TRANSFER_OUT),
    Operation("160", "VIR INTERNAT", LOANS),
    Operation("161", "VIR TRESO CYBER", TRANSFER_OUT),
    Operation("162", "VIR.AUTOMATIQUE", TRANSFER_OUT),
    Operation("163", "VIREMENT", TRANSFER_OUT),
    Operation("078", "VIREMENT", TRANSFER_IN),
    Operation("164", "VIREMENT CREDIT", TRANSFER_IN),
    Operation("165", "VIREMENT DEBIT", TRANSFER_OUT),
    Operation("166", "VIREMENT EMIS", TRANSFER_OUT),
    Operation("167", "VIRT PERMANENT", TRANSFER_OUT),
)
"""The 72 rows of the documentation, a label and its kind, each under its own code."""

CASH_POOL = Operation("740", "INTS CASH POOL", FEES)
ALL = (*TABLE, CASH_POOL)
"""The 73 different operation codes that the documentation announces for its merchant."""

EVERYDAY = tuple(
    operation
    for operation in TABLE
    if operation.code in {"078", "029", "358", "051"}
    or operation.label in {"CHEQUE", "RETRAIT DISTRIB", "ECHEANCE PRET", "VIREMENT EMIS", "FACTURE CB"}
)
"""What happens on a private account."""

CARD_PURCHASE = next(operation for operation in TABLE if operation.code == "213")
