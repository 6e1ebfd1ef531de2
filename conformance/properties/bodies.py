"""Bodies of PUT /consents that must be refused (chapter PUT /consents, parameters and error codes)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hypothesis import strategies as st

from conformance.model import JSON
from conformance.properties.expected import iban
from conformance.properties.property import StepData

_BODY: Final[Mapping[str, JSON]] = {"status": [400, 403], "error": "FF01", "schema": "error"}
"""A wrong body: FF01 (line 1005); 403 is what a consent that fails is said to get (line 970, ambiguity C5)."""
_IBAN: Final[Mapping[str, JSON]] = {"status": [400, 403, 404], "error": ["AC01", "FF01"], "schema": "error"}
"""A wrong IBAN: AC01 (line 991)."""
_MEMBERS: Final = ("balances", "transactions", "trustedBeneficiaries", "psuIdentity")
_RAW: Final = ("", "{", "this is no consent", '{"balances": [}', "[]", "null", '"text"', "17")
_NO_LIST: Final[tuple[JSON, ...]] = (None, "", "FR76", 1, True, {})
_NO_FLAG: Final[tuple[JSON, ...]] = (None, "", "perhaps", 7, [], {})
_CARD: Final = {"other": {"identification": "1234", "schemeName": "CPAN"}}
_NO_ITEM: Final[tuple[JSON, ...]] = ({}, {"iban": None}, {"iban": 7}, {"iban": []}, [], None, "FR76", 7, _CARD)
_NO_IBAN: Final = ("FR00", "FR7600000000000000000000000", "FR761380700804300196540515", "nonsense", "")


def wrong(accounts: tuple[str, ...]) -> st.SearchStrategy[StepData]:
    """PUT /consents with something wrong in an otherwise good body."""
    return st.one_of(
        st.sampled_from(_MEMBERS).map(lambda name: _put(_without(accounts, name))),
        st.tuples(st.sampled_from(_MEMBERS), st.integers(0, 5)).map(lambda drawn: _put(_mistyped(accounts, *drawn))),
        st.tuples(st.sampled_from(_MEMBERS[:2]), st.sampled_from(_NO_ITEM)).map(
            lambda drawn: _put(_with(accounts, *drawn), _IBAN)
        ),
        st.tuples(st.sampled_from(_MEMBERS[:2]), st.sampled_from(_NO_IBAN)).map(
            lambda drawn: _put(_with(accounts, drawn[0], {"iban": drawn[1]}), _IBAN)
        ),
        st.sampled_from(_RAW).map(lambda text: {"PUT": "/consents", "raw": text, "expect": dict(_BODY)}),
    )


def _put(body: JSON, expect: Mapping[str, JSON] = _BODY) -> StepData:
    return {"PUT": "/consents", "body": body, "expect": dict(expect)}


def _good(accounts: tuple[str, ...]) -> dict[str, JSON]:
    """A body that would change what the customer has consented to, were it taken."""
    listed = [iban(name) for name in accounts[:1]]
    return {"balances": listed, "transactions": [], "trustedBeneficiaries": False, "psuIdentity": False}


def _without(accounts: tuple[str, ...], name: str) -> JSON:
    return {key: value for key, value in _good(accounts).items() if key != name}


def _mistyped(accounts: tuple[str, ...], name: str, which: int) -> JSON:
    values = _NO_LIST if name in _MEMBERS[:2] else _NO_FLAG
    return _good(accounts) | {name: values[which]}


def _with(accounts: tuple[str, ...], name: str, item: JSON) -> JSON:
    good = _good(accounts)
    return good | {name: [*good[name], item]}
