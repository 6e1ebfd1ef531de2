"""Any sequence of PUT /consents, good, doubled or wrong; then every resource shows what the last good one opens.

Chapter PUT /consents: each call annuls and replaces the one before (line 934), the consent is checked at every request
(line 936). A body that names an account twice is not spoken of (ambiguity D13): what holds after it is left open until
the next good one.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import compress

from hypothesis import strategies as st

from conformance.frozen import dataclass
from conformance.model import JSON
from conformance.properties import bodies, expected
from conformance.properties.model import KINDS, Consent, Holding
from conformance.properties.property import Case, Ground, Property, StepData


@dataclass(frozen=True, slots=True)
class Give:
    """A good consent; `twice` names each account two times."""

    consent: Consent
    twice: bool = False


@dataclass(frozen=True, slots=True)
class Spoil:
    """A consent that must be refused."""

    step: StepData


@dataclass(frozen=True, slots=True)
class Read:
    """A look at the balances or transactions of a holding, at the identity (`identity`) or at the list (`accounts`)."""

    what: str
    holding: Holding | None = None


Act = Give | Spoil | Read


def cases(ground: Ground) -> st.SearchStrategy[Case]:
    """Sequences with a good consent in them, then a look at any of the resources, and at the list."""
    holdings = expected.holdings(ground)
    every = [Read("identity"), *(Read(kind, holding) for holding in holdings for kind in KINDS)]
    names = _names(holdings)
    acts = st.lists(_acts(names, every), max_size=4)
    last = st.tuples(*(st.booleans() for _ in every)).map(lambda picks: list(compress(every, picks)))
    return st.tuples(acts, _consents(names).map(Give), acts, last).map(lambda drawn: Case(
        given={"consent": "nothing"},
        steps=tuple(_steps((*drawn[0], drawn[1], *drawn[2], *drawn[3], Read("accounts")), holdings)),
    ))  # fmt: skip


def _consents(accounts: tuple[str, ...]) -> st.SearchStrategy[Consent]:
    subset = st.tuples(*(st.booleans() for _ in accounts)).map(lambda picks: frozenset(compress(accounts, picks)))
    return st.builds(Consent, balances=subset, transactions=subset, identity=st.booleans())


def _acts(accounts: tuple[str, ...], every: list[Read]) -> st.SearchStrategy[Act]:
    return st.one_of(
        _consents(accounts).map(Give),
        _consents(accounts).map(Give),
        st.sampled_from([Read("accounts"), *every]),
        bodies.wrong(accounts).map(Spoil),
        bodies.wrong(accounts).map(Spoil),
        _consents(accounts).map(lambda one: Give(one, twice=True)),
    )


def _names(holdings: expected.Holdings) -> tuple[str, ...]:
    return tuple(one.account for one in holdings if not one.card)


def _steps(acts: tuple[Act, ...], holdings: expected.Holdings) -> Iterator[StepData]:
    """The steps, each with what the model expects after those before it."""
    state: Consent | None = Consent()
    for act in acts:
        match act:
            case Give(consent, twice):
                state = None if twice and consent.accounts else consent
                yield _given(expected.body(consent, _names(holdings)), twice=state is None)
            case Spoil(step):
                yield step
            case Read(what, holding):
                yield _read(what, holding, state, holdings)


def _given(body: dict[str, JSON], *, twice: bool) -> StepData:
    if not twice:
        return {"PUT": "/consents", "body": body, "expect": {"status": 201}}
    doubled = body | {kind: [*body[kind], *body[kind]] for kind in KINDS}
    return {"PUT": "/consents", "body": doubled, "expect": {"status": [201, 400, 403]}}


def _read(what: str, holding: Holding | None, state: Consent | None, holdings: expected.Holdings) -> StepData:
    if holding is not None:
        return expected.resource(what, holding, state)
    return expected.identity(state) if what == "identity" else expected.accounts(state, holdings)


PROPERTY = Property(
    name="consents",
    title="After any sequence of consents every resource shows what the last good one opens",
    covers=("CON-02", "CON-03", "CON-04", "CON-05", "CON-06", "CON-07", "CON-11", "CON-27", "CON-31", "ACC-01",
            "ACC-07", "ACC-08", "ACC-15", "ACC-16", "ACC-24", "ACC-25", "IDN-02"),
    persona="alix",
    cases=cases,
    reading=("C5", "C13", "D5", "D10", "D13"),
)  # fmt: skip
