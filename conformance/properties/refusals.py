"""Whatever is wrong about a request, it is refused as documented, never with a 5xx, and nothing has changed after it.

Chapters of each use case, error codes; STET, responses. What the text leaves open (a page that is not there, an odd
reference, a media type nobody offers) may be answered or refused, but neither break the bank nor change anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final

from hypothesis import strategies as st

from conformance.model import JSON
from conformance.properties import bodies, expected
from conformance.properties.model import KINDS, Consent
from conformance.properties.property import Case, Ground, Property, StepData
from conformance.properties.text import literal

_DATE: Final[Mapping[str, JSON]] = {"status": 400, "error": ["ENDE", "FF01"], "schema": "error"}
_OLD: Final[Mapping[str, JSON]] = {"status": 400, "error": "ENDE", "schema": "error"}
_NOBODYS: Final = ["AC01", "CDNA", "NGAC", "FF01"]
_NOBODY: Final[Mapping[str, JSON]] = {"status": [400, 403, 404], "error": _NOBODYS, "schema": "error"}
_TOKEN: Final[Mapping[str, JSON]] = {"status": [401, 403]}
_SCHEME: Final[Mapping[str, JSON]] = {"status": [400, 401, 403]}
_ODD: Final[Mapping[str, JSON]] = {"status": [200, 204, 400, 404]}
_MEDIA: Final[Mapping[str, JSON]] = {"status": [200, 406]}
_MOST: Final = 10
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
_VERBS: Final[Mapping[str, tuple[str, ...]]] = {
    "GET": ("POST", "PUT", "PATCH", "DELETE"),
    "PUT": ("GET", "POST", "PATCH", "DELETE"),
}


def cases(ground: Ground) -> st.SearchStrategy[Case]:
    """Some requests that are wrong, then the list of accounts: as it was before them."""
    holdings = expected.holdings(ground)
    names = tuple(one.account for one in holdings if not one.card)
    everything = Consent(balances=frozenset(names), transactions=frozenset(names), identity=True)
    after = expected.accounts(everything, holdings)
    given = {"consent": {"balances": list(names), "transactions": list(names), "psuIdentity": True}}
    wrong = _wrong(ground, names)
    some = st.tuples(*(st.none() | wrong for _ in range(_MOST))).map(lambda drawn: [step for step in drawn if step])
    return some.filter(bool).map(lambda steps: Case(given=given, steps=(*steps, after)))


def _wrong(ground: Ground, names: tuple[str, ...]) -> st.SearchStrategy[StepData]:
    resources = tuple(f"/accounts/${names[0]}.resourceId/{kind}" for kind in KINDS)
    transactions = resources[1]
    reads = ("/accounts", *resources, "/end-user-identity")
    return st.one_of(
        _queried(transactions, _dated(ground.today), _DATE),
        _queried(transactions, st.sampled_from((92, 93, 100, 365, 1000, 9000)).map(_long_ago), _OLD),
        bodies.wrong(names),
        _asked(_nobodys(ground), _NOBODY),
        st.sampled_from(reads).flatmap(_verb_of("GET")),
        st.just("/consents").flatmap(_verb_of("PUT")),
        st.tuples(st.sampled_from(reads), _tokens()).map(lambda drawn: {"GET": drawn[0], **drawn[1]}),
        _queried(transactions, _odd(), _ODD),
        st.tuples(st.sampled_from(reads), st.sampled_from(("text/csv", "image/png", "application/xml"))).map(
            lambda drawn: {"GET": drawn[0], "headers": {"Accept": drawn[1]}, "expect": dict(_MEDIA)}
        ),
    )


def _asked(where: st.SearchStrategy[str], expect: Mapping[str, JSON]) -> st.SearchStrategy[StepData]:
    return where.map(lambda path: {"GET": path, "expect": dict(expect)})


def _queried(
    path: str, query: st.SearchStrategy[dict[str, str]], expect: Mapping[str, JSON]
) -> st.SearchStrategy[StepData]:
    return query.map(lambda drawn: {"GET": path, "query": drawn, "expect": dict(expect)})


def _verb_of(verb: str) -> Callable[[str], st.SearchStrategy[StepData]]:
    """Any other verb than the one the resource knows: 405 (acceptance tests, ambiguity C4)."""
    return lambda path: st.sampled_from(_VERBS[verb]).map(lambda wrong: {wrong: path, "expect": {"status": 405}})


# --------------------------------------------------------------------------------------------------------------- dates


def _dated(today: date) -> st.SearchStrategy[dict[str, str]]:
    """A dateFrom or dateTo that is no day written YYYY-MM-DD (line 1391); never one too old by itself.

    Left out are an empty one and the other forms of ISO 8601, which a tolerant bank may read (FLT-20, FLT-22).
    """
    recent = st.sampled_from((1, 2, 8, 30, 60)).map(lambda back: today - timedelta(days=back))
    bad = st.tuples(recent, st.sampled_from(_FORMS)).map(lambda drawn: drawn[0].strftime(drawn[1]))
    return st.tuples(st.sampled_from(("dateFrom", "dateTo")), bad).map(lambda drawn: {drawn[0]: drawn[1]})


_FORMS: Final = (
    "not-a-date", "null", "-1", "\u0662\u0660\u0662\u0665-\u0660\u0661-\u0660\u0661", "%d/%m/%Y", "%d-%m-%Y",
    "%Y/%m/%d", "%Y.%m.%d", "%Y-%m", "%Y-02-30", "%Y-13-01", "%Y-%m-00", "%Y-%m-32", "%Y-00-10", "%y-%m-%d",
    "%Y-%m-%dx", "%d %B %Y",
)  # fmt: skip
"""Words, numbers, Arabic digits, other orders and separators, days that no calendar knows."""


def _long_ago(back: int) -> dict[str, str]:
    return {"dateFrom": f"$today-{back}d"}


# ----------------------------------------------------------------------------------------------- accounts, tokens, odd


def _nobodys(ground: Ground) -> st.SearchStrategy[str]:
    """Accounts that are not the customer's: of nobody, or of somebody else."""
    others = [key for key in ground.cast.personas if key != ground.persona.id]
    theirs = [f"${key}.{one.nickname}.resourceId" for key in others for one in ground.cast.personas[key].accounts]
    invented = st.lists(st.sampled_from(_LETTERS), min_size=3, max_size=35).map("".join)
    known = st.sampled_from([f"$unknown.{name}" for name in ground.cast.unknown] or ["038-CPT00000000000"])
    ids = st.one_of(known, st.sampled_from(theirs or ["038-CPT00000000000"]), invented)
    return st.tuples(ids, st.sampled_from(KINDS)).map(lambda drawn: f"/accounts/{drawn[0]}/{drawn[1]}")


def _tokens() -> st.SearchStrategy[StepData]:
    """No token, one that was never issued, or something else in its place (ambiguity C17)."""
    invented = st.lists(st.sampled_from(_LETTERS), min_size=1, max_size=60).map(lambda text: f"Bearer x{''.join(text)}")
    schemes = st.sampled_from(("Basic dGVzdDp0ZXN0", "Bearer", "Digest x", "x", "Bearer a b", "MAC id=1"))
    return st.one_of(
        st.sampled_from(("none", "garbled", "altered")).map(lambda token: {"token": token, "expect": dict(_TOKEN)}),
        invented.map(lambda text: {"headers": {"Authorization": text}, "expect": dict(_TOKEN)}),
        schemes.map(lambda text: {"headers": {"Authorization": text}, "expect": dict(_SCHEME)}),
    )


def _odd() -> st.SearchStrategy[dict[str, str]]:
    """Pages and references that may be refused or passed over (ambiguities B10, E12, F2), and unknown parameters."""
    pages = st.sampled_from(("0", "-1", "99999", "x", "1.5", "1e3", "٣", "")).map(lambda page: {"page": page})
    names = st.sampled_from(("entryReferenceFrom", "entryReferenceTo", "afterEntryReference", "sort"))
    values = st.sampled_from(("999999999", "-5", "no such reference", "%", "'", '"', "é", "$", "../..", "0" * 41))
    return st.one_of(pages, st.tuples(names, values).map(lambda drawn: {drawn[0]: literal(drawn[1])}))


PROPERTY: Final = Property(
    name="refusals",
    title="Whatever is wrong about a request, it is refused as documented and changes nothing",
    covers=("FLT-17", "FLT-18", "FLT-19", "FLT-21", "ERR-12", "ERR-13", "ERR-14", "ERR-20", "ERR-21", "ERR-22",
            "ERR-23", "ERR-25", "ERR-26", "ERR-27", "ERR-28", "ERR-29", "ERR-34", "ERR-36", "TRX-15", "CON-13",
            "CON-14", "CON-15", "CON-16", "CON-17", "CON-18", "CON-19", "CON-20", "CON-21", "CON-22", "CON-23",
            "CON-24", "CON-27", "CON-28"),
    persona="alix",
    cases=cases,
    reading=("B10", "C4", "C5", "C12", "C14", "C15", "C17", "C24", "E12", "F2"),
)  # fmt: skip
