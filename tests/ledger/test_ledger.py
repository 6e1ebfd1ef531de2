"""The ledger: what is written is read back by the same class, is valid by its schema, and tells no secret."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance.catalogue.steps import REQUESTS
from conformance.clock import PARIS
from conformance.errors import Mistakes, Unreachable
from conformance.ledger.ledger import Ledger, footer, from_record, header, is_ledger, read, to_record
from conformance.ledger.lines import dumps, loads
from conformance.ledger.record import BODY_CAP
from conformance.model import (
    NOT_JSON,
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
    Purpose,
    Raw,
    Request,
    Scenario,
    SetClock,
    Stage,
    Typed,
    Verdict,
    Walk,
)  # fmt: skip
from conformance.specs import grammar
from tests.support import makers

SCHEMA = grammar("ledger")


def valid(record: Any) -> None:
    """One definition at a time: `oneOf` over all would not say which breach matters."""
    schema = {**SCHEMA["definitions"][record["kind"]], "definitions": SCHEMA["definitions"]}
    jsonschema.Draft7Validator(schema).validate(record)


# ------------------------------------------------------------------------------------------------ there and back again

text = st.text(st.characters(codec="utf-8"), max_size=20)
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
bodies = st.binary(max_size=40) | json_values.map(lambda value: json.dumps(value).encode())
durations = st.floats(0, 1e6)


def parsed(content: bytes) -> Any:
    try:
        return loads(content) if content else NOT_JSON
    except ValueError:
        return NOT_JSON


@st.composite
def exchanges(draw: st.DrawFn) -> Exchange:
    content = draw(bodies)
    call = Call(
        method=draw(name), url=draw(text), headers=draw(headers), content=draw(st.none() | bodies),
        persona=draw(name), scope=draw(name),
    )  # fmt: skip
    return Exchange(
        call=call, status=draw(st.integers(100, 599)), headers=draw(headers), content=content, data=parsed(content),
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
}  # fmt: skip
envelopes = st.builds(
    Envelope, headers=fields, token=st.none() | name, scope=st.none() | name, batch=st.booleans(),
    signature=st.just("") | name, certificate=st.just("") | name,
)  # fmt: skip
payloads = st.none() | st.builds(Json, json_values) | st.builds(Raw, text) | st.builds(Form, fields)
typed = st.builds(Typed, identifier=st.none() | text, sms_code=st.none() | text)
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


@st.composite
def verdicts(draw: st.DrawFn) -> Verdict:
    scenario = draw(scenarios)
    found = tuple(
        replace(one, asker=asker(draw(st.none() | st.integers(0, 3)), scenario))
        for one in draw(st.lists(exchanges(), max_size=2))
    )
    findings = st.builds(
        Finding, word=name, key=text, where=text, says=text, wanted=json_values, got=json_values, must=st.booleans(),
        place=places, step=st.integers(0, 3), exchange=st.sampled_from([None, *found]),
    )  # fmt: skip
    return Verdict(
        scenario=scenario, outcome=draw(st.sampled_from(Outcome)), exchanges=found,
        findings=tuple(draw(st.lists(findings, max_size=2))), reason=draw(text), started=draw(moments),
        elapsed_ms=draw(durations), counterexample=draw(st.none() | text),
    )  # fmt: skip


def asker(step: int | None, scenario: Scenario) -> Asker:
    purpose = Purpose.STAGE if step is None else Purpose.STEP
    return Asker(purpose=purpose, scenario=scenario.name, step=step)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(verdicts())
def test_a_verdict_survives_the_ledger(verdict: Verdict) -> None:
    """Written as a line and read again it is equal to what it was; and the line is valid."""
    line = dumps(to_record(verdict, str))
    assert b"\n" not in line
    again = from_record(loads(line))
    assert again == verdict
    for before, after in zip(verdict.findings, again.findings, strict=True):
        assert [one is after.exchange for one in again.exchanges] == [
            one is before.exchange for one in verdict.exchanges
        ]
    valid(loads(line))


def test_header_and_footer_are_valid() -> None:
    """The first and the last line keep the schema too."""
    valid(makers.HEADER)
    head = header(
        harness="1", name="n", base_url="b", api="a", started=makers.MOMENT.isoformat(), requirements="a" * 64,
        scenarios="b" * 64, selection=["AT-TRX"], catalogue={"scenarios": 3, "sha256": "c" * 64},
    )  # fmt: skip
    valid(loads(dumps(head)))
    ended = makers.MOMENT.isoformat()
    foot = footer(
        {Outcome.FAILED: 2}, exit_code=1, word="NOT CONFORM", end="whole", complete=True, ended=ended, stale=["x: y"]
    )
    valid(loads(dumps(foot)))
    assert foot["counts"]["failed"] == 2


# ------------------------------------------------------------------------------------------------------------- bodies


def test_a_body_at_the_cap_is_kept_whole() -> None:
    """64 KiB are the most that is recorded in full."""
    body = b'"' + b"x" * (BODY_CAP - 2) + b'"'
    record = to_record(makers.verdict(exchanges=(makers.exchange(content=body, data=loads(body)),)), str)
    assert record["exchanges"][0]["response"] == {
        "status": 200,
        "headers": [["content-type", "application/hal+json"]],
        "body": body.decode(),
    }


def test_a_longer_body_is_cut_and_named_by_its_digest() -> None:
    """Of a longer one the first 64 KiB are kept, with the length and SHA-256 of the whole, and the reader is told."""
    body = ("é" * BODY_CAP).encode()
    record = to_record(makers.verdict(exchanges=(makers.exchange(content=body, data=NOT_JSON, note="slow"),)), str)
    response = record["exchanges"][0]["response"]
    assert len(response["body"].encode()) <= BODY_CAP
    assert response["length"] == len(body)
    assert len(response["sha256"]) == 64
    exchange = from_record(record).exchanges[0]
    assert exchange.note == "slow; the first 65,536 of 131,072 bytes of the body are kept"
    assert exchange.data is NOT_JSON


def test_a_body_that_is_no_text_survives() -> None:
    """An image, or a page in another encoding."""
    body = bytes(range(256))
    verdict = makers.verdict(exchanges=(makers.exchange(content=body, data=NOT_JSON),))
    assert from_record(to_record(verdict, str)).exchanges[0].content == body


# -------------------------------------------------------------------------------------------------------------- secrets

CANARY = "c4n4ry-s3cret"


def mask(text: str) -> str:
    return text.replace(CANARY, "***")


def planted() -> Verdict:
    """A verdict with the secret in every text a bank or a scenario can put it in."""
    call = makers.call(
        url=f"{makers.BASE}/x?token={CANARY}",
        headers=(("Authorization", f"Bearer {CANARY}"), ("X-Own", CANARY)),
        content=f"password={CANARY}".encode(),
    )
    exchange = makers.exchange(
        call=call,
        headers=(("Set-Cookie", "session=unknown-to-the-mask"), ("Location", f"https://x/?code={CANARY}")),
        content=f'{{"access_token": "{CANARY}"}}'.encode(),
        note=f"retried {CANARY}",
    )
    latin = makers.exchange(content=f"caf\xe9 {CANARY}".encode("latin-1"), data=NOT_JSON)
    finding = makers.finding(
        wanted=[CANARY], got={CANARY: {"deep": [CANARY]}}, says=f"got {CANARY}", where=CANARY, key=CANARY
    )
    headers = Envelope(headers={"X": CANARY})
    step = Request(method="GET", addresses=(f"/x/{CANARY}",), place=makers.place(1, 1), envelope=headers)
    scenario = makers.scenario(title=f"says {CANARY}", steps=(step,))
    return makers.verdict(
        scenario=scenario, findings=(finding,), exchanges=(exchange, latin), reason=f"because {CANARY}"
    )


def test_no_secret_passes_the_mask() -> None:
    """Whatever stands in a record has gone through the mask; cookies and Authorization are hidden in any case."""
    line = dumps(to_record(planted(), mask, sources={21: f"line {CANARY}"}))
    assert CANARY.encode() not in line
    assert b"unknown-to-the-mask" not in line
    assert CANARY.encode() not in base64.b64decode(loads(line)["exchanges"][1]["response"]["base64"])


def test_a_secret_on_the_cut_is_hidden_whole() -> None:
    """A body is masked before it is cut: half a token would still be a secret."""
    body = (b"x" * (BODY_CAP - 5)) + CANARY.encode() + b"y" * 1000
    record = to_record(makers.verdict(exchanges=(makers.exchange(content=body, data=NOT_JSON),)), mask)
    assert CANARY[:5] not in record["exchanges"][0]["response"]["body"]


def test_nothing_tells_of_the_unmasked_body() -> None:
    """Its digest is that of the masked one, in the record and in the headers; a label of a token stays."""
    body = b"y" * BODY_CAP + CANARY.encode()
    hidden = mask(body.decode()).encode()
    digests = [base64.b64encode(hashlib.sha256(one).digest()).decode() for one in (body, hidden)]
    exchange = makers.exchange(content=body, data=NOT_JSON, headers=(("Digest", f"SHA-256={digests[0]}"),))
    call = makers.call(
        url=f"{makers.BASE}/x?token={CANARY}",
        headers=(("Authorization", "Bearer ***12"), ("Signature", 'signature="c2lnbmF0dXJlLW92ZXItYQ=="')),
    )
    record = to_record(makers.verdict(exchanges=(replace(exchange, call=call),)), mask, key=bytes(32))
    told = record["exchanges"][0]
    assert told["response"]["sha256"] == hashlib.sha256(hidden).hexdigest()
    assert told["response"]["headers"] == [["Digest", f"SHA-256={digests[1]}"]]
    [authorization, signature] = told["request"]["headers"]
    assert authorization == ["Authorization", "Bearer ***12"]
    assert signature[1].startswith('signature="')
    assert "c2lnbmF0dXJl" not in signature[1]


# ------------------------------------------------------------------------------------------------------------ the file


END = footer(
    {Outcome.FAILED: 1}, exit_code=1, word="NOT CONFORM", end="whole", complete=True, ended=makers.MOMENT.isoformat()
)


def written(folder: Path, *, end: bool = True) -> Path:
    path = folder / "deep" / "ledger.jsonl"
    ledger = Ledger(path, makers.HEADER)
    ledger.write(dumps(to_record(makers.verdict(), str)))
    if end:
        ledger.close(END)
    return path


def test_a_ledger_is_read_back(tmp_path: Path) -> None:
    """Header, verdicts and footer come back; a ledger is told from another file by its first line."""
    path = written(tmp_path)
    story = read(path)
    assert story.complete
    assert story.header == makers.HEADER
    assert [from_record(record) for record in story.records] == [from_record(to_record(makers.verdict(), str))]
    assert is_ledger(path)
    assert not is_ledger(Path(__file__))


# The file is left open, as a crash would leave it.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_every_line_is_on_disk_at_once(tmp_path: Path) -> None:
    """Nothing that was measured waits in a buffer for an end that may never come."""
    story = read(written(tmp_path, end=False))
    assert len(story.records) == 1
    assert story.footer is None
    assert not story.complete


# The file is left open, as a crash would leave it.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_line_that_a_crash_cut_off_is_left_out(tmp_path: Path) -> None:
    """What stands before it is still read."""
    path = written(tmp_path, end=False)
    with path.open("ab") as file:
        file.write(b'{"kind":"verdict","na')
    assert len(read(path).records) == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is not a ledger"),
        (b"hello\n", "1:1: this line does not belong in a ledger"),
        (b'{"kind":"footer"}\n', "is not a ledger"),
        (b'{"kind":"header","format":99}\n', "a ledger of format 99"),
        (b'{"kind":"header","format":1}\nnonsense\n{"kind":"footer"}\n', "2:1: this line does not belong in a ledger"),
    ],
)
def test_what_is_no_ledger_is_told(tmp_path: Path, content: bytes, says: str) -> None:
    """With the line that is wrong."""
    path = tmp_path / "x.jsonl"
    path.write_bytes(content)
    with pytest.raises(Mistakes, match=says):
        read(path)


def test_a_ledger_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """In one sentence, with what to do."""
    (tmp_path / "file").write_text("")
    with pytest.raises(Unreachable, match=r"reports folder .* cannot be written: .*--reports"):
        Ledger(tmp_path / "file" / "ledger.jsonl", makers.HEADER)


def test_what_only_the_slow_writer_takes_is_written() -> None:
    """Numbers beyond 64 bits and lone surrogates: a bank may send them; the ledger must not break on it."""
    assert dumps({"n": 2**80}) == b'{"n":1208925819614629174706176}'
    assert loads(dumps({"s": "\ud800"})) == {"s": "\ud800"}


def test_moments_are_read_in_paris() -> None:
    """Whatever zone the machine is in."""
    started = replace(makers.verdict(), started=makers.MOMENT + timedelta(days=180))
    assert from_record(to_record(started, str)).started.tzinfo == PARIS
