"""A verdict and its exchanges as lines: read back they are equal, they are valid, and they tell no secret."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings

from conformance import jsontext
from conformance.ledger import exchange_record
from conformance.ledger.ledger import Batch
from conformance.ledger.lines import dumps, loads
from conformance.ledger.masks import Masks
from conformance.ledger.record import from_record
from conformance.masking.secrets import Secrets
from conformance.model import NO_ANSWER, NOT_JSON, Envelope, LongValue, PlayedStep, Request, Verdict
from tests.support import makers
from tests.support.ledger_lines import record, valid
from tests.support.verdicts import verdicts

NOTHING_HIDDEN = Masks()
slow_to_draw = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def there_and_back(verdict: Verdict) -> Verdict:
    """Through the pipe of a worker: the lines of its exchanges, and its own."""
    batch = Batch.unpacked(*Batch.of(verdict.exchanges, NOTHING_HIDDEN, record(verdict)).packed())
    valid(batch.record | {"after": "0" * 64})
    return batch.entry.verdict


def short(verdict: Verdict) -> Verdict:
    """The verdict as it can be read back: of a long value the digest is kept."""
    played = tuple(
        replace(step, words=tuple((word, _short(value)) for word, value in step.words)) for step in verdict.played
    )
    return replace(verdict, played=played)


def _short(value: Any) -> Any:
    content = dumps(value)
    if isinstance(value, str | list | dict) and len(content) > 400:
        return LongValue(sha256=exchange_record.digest(content), length=len(content))
    return value


@slow_to_draw
@given(verdicts())
def test_a_verdict_survives_the_ledger(verdict: Verdict) -> None:
    """With its exchanges, the steps as they were played, and what each finding is shown by."""
    again = there_and_back(verdict)
    assert again == short(verdict)
    for before, after in zip(verdict.findings, again.findings, strict=True):
        assert [one is after.exchange for one in again.exchanges] == [
            one is before.exchange for one in verdict.exchanges
        ]


@slow_to_draw
@given(verdicts())
def test_exchanges_are_valid_lines(verdict: Verdict) -> None:
    """Each by itself; a body goes by the digest of its bytes."""
    kept: dict[str, bytes] = {}

    def keep(content: bytes) -> str:
        kept[exchange_record.digest(content)] = content
        return exchange_record.digest(content)

    for exchange in verdict.exchanges:
        told = loads(dumps(exchange_record.written(exchange, keep)))
        valid(told)
        assert exchange_record.read(told, kept) == exchange


def test_a_request_that_got_no_answer_is_told_so() -> None:
    """Without a response, with the reason."""
    silence = makers.exchange(status=NO_ANSWER, headers=(), content=b"", data=NOT_JSON, note="refused", number=1)
    told = exchange_record.written(silence, lambda _: "")
    assert "response" not in told
    assert told["note"] == "refused"
    assert exchange_record.read(told, {}) == silence
    assert not silence.answered


def test_long_values_are_told_by_their_digest() -> None:
    """Rows that were kept stand in the ledger already, in the answer that they came from."""
    rows = [{"resourceId": str(number)} for number in range(100)]
    played = PlayedStep(step=1, at=makers.MOMENT, words=(("$rows", rows), ("$today", "2026-11-22")))
    told = record(makers.verdict(played=(played,)))["played"][0]["words"]
    assert told[0] == {"word": "$rows", "sha256": exchange_record.digest(dumps(rows)), "length": len(dumps(rows))}
    assert told[1] == {"word": "$today", "value": "2026-11-22"}


def test_a_digest_is_told_whole() -> None:
    """Though a typed code of four digits stands in it by chance; without it no ledger could be read back."""
    rows = [{"resourceId": str(number)} for number in range(100)]
    sha256 = exchange_record.digest(dumps(rows))
    code = Masks(secrets=lambda text: text.replace(sha256[20:24], "***"))
    played = PlayedStep(step=1, at=makers.MOMENT, words=(("$rows", rows), ("$code", sha256[20:24])))
    told = record(makers.verdict(played=(played,)), code)["played"][0]["words"]
    assert told[0]["sha256"] == sha256
    assert told[1] == {"word": "$code", "value": "***"}


def test_a_file_goes_by_the_name_that_is_given() -> None:
    """In the place of the scenario and of its findings; places in other files stay."""
    elsewhere = makers.finding(place=replace(makers.place(3, 4), file="other.yaml"))
    told = record(makers.verdict(findings=(makers.finding(), elsewhere)), file="mine/x.yaml")
    assert told["place"] == "mine/x.yaml:2:8"
    assert [one["place"] for one in told["findings"]] == ["mine/x.yaml:21:29", "other.yaml:3:4"]


# -------------------------------------------------------------------------------------------------------------- secrets

CANARY = "c4n4ry-s3cret"


def hidden(text: str) -> str:
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
    played = PlayedStep(step=0, at=makers.MOMENT, words=(("$kept", CANARY), ("$rows", [CANARY] * 50)))
    return makers.verdict(
        scenario=scenario,
        findings=(finding,),
        exchanges=(exchange, latin),
        reason=f"because {CANARY}",
        played=(played,),
    )


def test_no_secret_passes_the_masks() -> None:
    """Whatever stands in a line has gone through them; cookies and Authorization are hidden in any case."""
    masks, verdict = Masks(secrets=hidden), planted()
    text, bodies = Batch.of(verdict.exchanges, masks, record(verdict, masks, sources={21: f"line {CANARY}"})).packed()
    for told in (text, *bodies.values()):
        assert CANARY.encode() not in told
        assert b"unknown-to-the-mask" not in told
    assert exchange_record.digest(dumps(["***"] * 50)).encode() in text
    assert {exchange_record.digest(body) for body in bodies.values()} == set(bodies)


def test_a_body_that_was_masked_is_masked_anew_once_more_is_known() -> None:
    """It comes again, and says what was learnt meanwhile."""
    secrets, body = Secrets(bytes(32)), b'{"first": "s3cret-number-one", "second": "s3cret-number-two"}'
    masks = Masks(secrets=secrets.mask, learnt=lambda: secrets.known)
    secrets.learn("s3cret-number-one")
    assert b"one" not in masks.content(body)
    assert b"two" in masks.content(body)
    secrets.learn("s3cret-number-two")
    assert b"two" not in masks.content(body)


def test_a_body_without_a_secret_is_looked_at_again_once_more_is_known() -> None:
    """It was told as it is; what was learnt meanwhile is hidden when it comes again."""
    secrets, body = Secrets(bytes(32)), b'{"first": "s3cret-number-one"}'
    masks = Masks(secrets=secrets.mask, learnt=lambda: secrets.known)
    assert masks.content(body) is body
    secrets.learn("s3cret-number-one")
    assert b"one" not in masks.content(body)


def test_nothing_tells_of_the_unmasked_body() -> None:
    """Its digest is that of the masked one, in the line and in the headers; a label of a token stays."""
    body = f"a body with {CANARY}".encode()
    digests = [
        base64.b64encode(hashlib.sha256(one).digest()).decode() for one in (body, hidden(body.decode()).encode())
    ]
    call = makers.call(
        url=f"{makers.BASE}/x?token={CANARY}",
        headers=(("Authorization", "Bearer ***12"), ("Signature", 'signature="c2lnbmF0dXJlLW92ZXItYQ=="')),
    )
    came = makers.exchange(content=body, data=NOT_JSON, headers=(("Digest", f"SHA-256={digests[0]}"),), call=call)
    told = Masks(secrets=hidden, key=bytes(32)).exchange(came)
    assert told.headers == (("Digest", f"SHA-256={digests[1]}"),)
    authorization, signature = told.call.headers
    assert authorization == ("Authorization", "Bearer ***12")
    assert signature[1].startswith('signature="')
    assert "c2lnbmF0dXJl" not in signature[1]


def test_what_was_masked_is_read_as_it_is_told() -> None:
    """The parsed body is that of the masked text."""
    told = Masks(secrets=hidden).exchange(planted().exchanges[0])
    assert told.data == {"access_token": "***"} == jsontext.read(told.content)


def test_what_has_nothing_to_hide_is_the_same_object() -> None:
    """So that hundreds of rows are neither copied nor parsed again."""
    call = makers.call(headers=())
    exchange = makers.exchange(call=call)
    assert Masks(secrets=hidden).exchange(exchange) is exchange


def test_the_record_of_a_verdict_is_masked_as_a_whole() -> None:
    """What of it is personal is known by where it stands."""
    masks = Masks(verdict=lambda told: {**told, "title": told["persona"]})
    told = record(makers.verdict(), masks)
    exchanges = {one.number: one for one in makers.verdict().exchanges}
    assert from_record(told, exchanges).scenario.title == "adam"
