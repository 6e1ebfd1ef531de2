"""What a real bank does not have: endpoints by which a test sets its clock and resets its quotas."""

from datetime import datetime

import orjson

from conformance.sandbox.bank import Bank
from conformance.sandbox.messages import Request, Response, json_response


def describe(bank: Bank, request: Request) -> Response:
    """GET /_sandbox: the faults and variations it was started with, and its clock."""
    if request.method != "GET":
        return _wrong_verb("GET")
    different = {"faults": list(bank.faults), "variations": list(bank.variations)}
    return json_response(200, different | {"clock": {"now": _now(bank), "set": bank.clock.is_set}})


def control_clock(bank: Bank, request: Request) -> Response:
    """GET, PUT, DELETE /_sandbox/clock: read it, set it to a moment from which it goes on, tell real time again."""
    if request.method == "PUT":
        try:
            bank.clock.set(_read_moment(request.body))
        except (ValueError, OverflowError) as error:
            return json_response(400, {"error": f'wanted {{"now": "2026-03-29T02:30:00+01:00"}}: {error}'})
    elif request.method == "DELETE":
        bank.clock.reset()
    elif request.method != "GET":
        return _wrong_verb("GET, PUT, DELETE")
    return json_response(200, {"now": _now(bank), "set": bank.clock.is_set})


def reset_quotas(bank: Bank, request: Request) -> Response:
    """DELETE /_sandbox/quotas: forget every access that was counted."""
    if request.method != "DELETE":
        return _wrong_verb("DELETE")
    bank.memory.accesses.clear()
    return Response(status=204)


def _read_moment(body: bytes) -> datetime:
    document = orjson.loads(body)
    text = document.get("now") if isinstance(document, dict) else None
    if not isinstance(text, str):
        raise ValueError("no moment")
    return datetime.fromisoformat(text)


def _now(bank: Bank) -> str:
    return bank.clock.now().isoformat(timespec="milliseconds")


def _wrong_verb(allowed: str) -> Response:
    return json_response(405, {"error": f"allowed: {allowed}"}, headers=(("allow", allowed),))
