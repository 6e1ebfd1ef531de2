"""Verdicts of all kinds, generated."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from conformance import jsontext
from conformance.catalogue.steps import REQUESTS
from conformance.clock import PARIS
from conformance.model import (
    Asker,
    Authorize,
    Call,
    Claim,
    Consent,
    Envelope,
    Exchange,
    Finding,
    Follow,
    Form,
    Json,
    LogIn,
    Outcome,
    Place,
    PlayedStep,
    Purpose,
    Raw,
    Request,
    Scenario,
    Seen,
    SetClock,
    Stage,
    Tally,
    Typed,
    Verdict,
    Walk,
)

text = st.text(st.characters(codec="utf-8"), max_size=20)
sendable = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=20)
"""What a client can put into a URL or the value of a header."""
name = st.text("abcdefghij", min_size=1, max_size=8)
whole = st.integers(-(2**63), 2**64 - 1)
json_values = st.recursive(
    st.none() | st.booleans() | whole | st.floats(allow_nan=False, allow_infinity=False) | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=4,
)
places = st.builds(
    Place, file=st.sampled_from(["a.yaml", "C:/b c/d.yaml"]), line=st.integers(1, 9999), column=st.integers(1, 200)
)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(
    lambda moment: moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(PARIS)
)
headers = st.lists(st.tuples(name.map("X-{}".format), text), max_size=3).map(tuple)
sent_headers = st.lists(st.tuples(name.map("X-{}".format), sendable), max_size=3).map(tuple)
bodies = st.binary(max_size=40) | json_values.map(lambda value: json.dumps(value).encode())
durations = st.floats(0, 1e6).map(lambda number: round(number, 3))


@st.composite
def exchanges(draw: st.DrawFn) -> Exchange:
    content = draw(bodies)
    call = Call(
        method=draw(name), url=draw(sendable), headers=draw(sent_headers), content=draw(st.none() | bodies),
        persona=draw(name), scope=draw(name),
    )  # fmt: skip
    return Exchange(
        call=call, status=draw(st.integers(100, 599)), headers=draw(headers), content=content,
        data=jsontext.read(content),
        elapsed_ms=draw(durations), at=draw(moments), note=draw(text),
    )  # fmt: skip


claims = st.builds(
    Claim,
    word=name,
    wanted=json_values,
    must=st.booleans(),
    place=places,
    places=st.dictionaries(text, places, max_size=2),
)
scalars = st.none() | whole | st.booleans() | text
fields = st.dictionaries(name, scalars | st.lists(scalars, max_size=2).map(tuple), max_size=2)
common = {
    "place": places, "optional": st.booleans(), "actor": st.none() | name,
    "claims": st.lists(claims, max_size=2).map(tuple), "keep": st.dictionaries(name, text, max_size=2),
    "about": st.dictionaries(name | st.just(""), name, max_size=2), "prepares": st.booleans(),
}  # fmt: skip
envelopes = st.builds(
    Envelope, headers=fields, token=st.none() | name, scope=st.none() | name, batch=st.booleans(),
    signature=st.just("") | name, certificate=st.just("") | name,
)  # fmt: skip
payloads = st.none() | st.builds(Json, json_values) | st.builds(Raw, text) | st.builds(Form, fields)
typed = st.builds(
    Typed, identifier=st.lists(text, max_size=2).map(tuple), sms_code=st.lists(text, max_size=2).map(tuple)
)
starts = st.lists(text, min_size=1, max_size=3).map(tuple)
asking = {**common, "query": fields, "envelope": envelopes}
steps = st.one_of(
    st.builds(
        Request, **asking, method=st.sampled_from(REQUESTS), addresses=starts, times=st.integers(1, 5),
        payload=payloads, refused=st.booleans(),
    ),
    st.builds(Follow, **asking, path=text),
    st.builds(Walk, **asking, starts=starts, by=st.sampled_from(["next", "prev"])),
    st.builds(
        Authorize, **common, params=fields, typed=typed,
        press=st.sampled_from(["submit", "cancel"]), after=st.just("") | name, refused=st.booleans(),
    ),
    st.builds(LogIn, **common, params=fields),
    st.builds(SetClock, place=places, optional=st.booleans(), to=text),
)  # fmt: skip
nicknames = st.lists(name, max_size=2).map(tuple)
consents = st.builds(Consent, balances=nicknames, transactions=nicknames, identity=st.none() | st.booleans())
stages = st.builds(
    Stage, consent=st.none() | st.just("everything") | consents, clock=st.none() | st.just("21:30"),
    token=st.none() | st.just("none"), rows=st.dictionaries(name, st.integers(1, 300), max_size=2),
)  # fmt: skip
names = st.lists(name, max_size=3).map(tuple)
scenarios = st.builds(
    Scenario, name=name, title=text, place=places, covers=names, persona=name, scope=name, given=stages, needs=names,
    reading=names, steps=st.lists(steps, max_size=2).map(tuple),
)  # fmt: skip


seen = st.builds(Seen, answers=st.integers(1, 9), of=st.integers(9, 99), addresses=names, personas=names)
tallies = st.builds(Tally, held=st.integers(0, 99), broken=st.integers(0, 99))
words = st.tuples(name.map("${}".format), json_values | st.just(["row"] * 200))
played = st.builds(PlayedStep, step=st.integers(0, 3), at=moments, words=st.lists(words, max_size=2).map(tuple))


@st.composite
def verdicts(draw: st.DrawFn) -> Verdict:
    scenario = draw(scenarios)
    found = tuple(
        replace(one, asker=asker(draw(st.none() | st.integers(0, 3)), scenario), number=number)
        for number, one in enumerate(draw(st.lists(exchanges(), max_size=2)), 1)
    )
    findings = st.builds(
        Finding, word=name, key=text, where=text, says=text, wanted=json_values, got=json_values, must=st.booleans(),
        place=places, step=st.integers(0, 3), exchange=st.sampled_from([None, *found]),
        tolerance=text,
        promise=st.just("") | name, towards=st.just("") | name, of=st.sampled_from(["", "bank", "stet"]),
        source=st.just("") | name, seen=st.none() | seen,
    )  # fmt: skip
    return Verdict(
        scenario=scenario, outcome=draw(st.sampled_from(Outcome)), exchanges=found,
        findings=tuple(draw(st.lists(findings, max_size=2))),
        played=tuple(draw(st.lists(played, max_size=2))), reason=draw(text), started=draw(moments),
        elapsed_ms=draw(durations), counterexample=draw(st.none() | text),
        tally=draw(st.none() | tallies), hit=draw(names),
    )  # fmt: skip


def asker(step: int | None, scenario: Scenario) -> Asker:
    purpose = Purpose.STAGE if step is None else Purpose.STEP
    return Asker(purpose=purpose, scenario=scenario.name, step=step)
