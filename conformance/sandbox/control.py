"""What a real bank does not have: its clock and its counters in the hands of a test."""

from datetime import datetime

import orjson

from conformance.sandbox.bank import Bank
from conformance.sandbox.exchange import Answer, Call, json_answer


def describe(bank: Bank, call: Call) -> Answer:
    """GET /_sandbox: the faults it was started with, and its clock."""
    if call.method != "GET":
        return _wrong_verb("GET")
    different = {"faults": list(bank.faults), "variations": list(bank.variations)}
    return json_answer(200, different | {"clock": {"now": _now(bank), "set": bank.clock.is_set}})


def clock(bank: Bank, call: Call) -> Answer:
    """GET, PUT, DELETE /_sandbox/clock: read it, set it to a moment from which it goes on, tell real time again."""
    if call.method == "PUT":
        try:
            bank.clock.set(_moment(call.body))
        except (ValueError, OverflowError) as error:
            return json_answer(400, {"error": f'wanted {{"now": "2026-03-29T02:30:00+01:00"}}: {error}'})
    elif call.method == "DELETE":
        bank.clock.reset()
    elif call.method != "GET":
        return _wrong_verb("GET, PUT, DELETE")
    return json_answer(200, {"now": _now(bank), "set": bank.clock.is_set})


def quotas(bank: Bank, call: Call) -> Answer:
    """DELETE /_sandbox/quotas: as if nobody had come today."""
    if call.method != "DELETE":
        return _wrong_verb("DELETE")
    bank.accesses.clear()
    return Answer(status=204)


def _moment(body: bytes) -> datetime:
    document = orjson.loads(body)
    text = document.get("now") if isinstance(document, dict) else None
    if not isinstance(text, str):
        raise ValueError("no moment")
    return datetime.fromisoformat(text)


def _now(bank: Bank) -> str:
    return bank.clock.now().isoformat(timespec="milliseconds")


def _wrong_verb(allowed: str) -> Answer:
    return json_answer(405, {"error": f"allowed: {allowed}"}, headers=(("allow", allowed),))
