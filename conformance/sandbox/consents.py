"""What a customer lets a third-party provider see (chapter: PUT /consents), and the reading of the request body."""

from dataclasses import dataclass
from typing import Any

import orjson


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """The IBANs per kind of access, and the two flags."""

    balances: frozenset[str] = frozenset()
    transactions: frozenset[str] = frozenset()
    identity: bool = False
    beneficiaries: bool = False

    @property
    def ibans(self) -> frozenset[str]:
        """Every account that is consented for something."""
        return self.balances | self.transactions


NO_CONSENT = Consent()


class MalformedConsentError(ValueError):
    """The body is not a consent."""


def read_consent(body: bytes) -> Consent:
    """The consent that a body holds; unknown members are ignored.

    Raises MalformedConsentError for a body that is no JSON object, or has a member that is missing or of another type.
    """
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise MalformedConsentError("not JSON") from error
    if not isinstance(document, dict):
        raise MalformedConsentError("not an object")
    return Consent(
        balances=_ibans(document, "balances"),
        transactions=_ibans(document, "transactions"),
        identity=_flag(document, "psuIdentity"),
        beneficiaries=_flag(document, "trustedBeneficiaries"),
    )


def _ibans(document: dict[str, Any], name: str) -> frozenset[str]:
    items = document.get(name)
    if not isinstance(items, list):
        raise MalformedConsentError(f"{name} is not a list")
    return frozenset(_iban(item) for item in items)


def _iban(item: object) -> str:
    if not isinstance(item, dict) or "other" in item:
        raise MalformedConsentError("an account is named by its IBAN alone")
    iban, currency = item.get("iban"), item.get("currency", "EUR")
    if not isinstance(iban, str) or not isinstance(currency, str):
        raise MalformedConsentError("an IBAN and a currency are texts")
    return iban  # one that is no IBAN at all is wrong, which is the account number's code, not the body's


def _flag(document: dict[str, Any], name: str) -> bool:
    value = document.get(name)
    if not isinstance(value, bool):
        raise MalformedConsentError(f"{name} is not true or false")
    return value
