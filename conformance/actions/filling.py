"""The words of a step filled in, as it is about to be played; those of its claims wait for its answers."""

from __future__ import annotations

import re

from conformance.frozen import replace
from conformance.late import pattern
from conformance.model import (
    USUAL,
    AnsweredStep,
    Authorize,
    Envelope,
    Field,
    Fields,
    Follow,
    Form,
    Json,
    LogIn,
    Payload,
    Raw,
    Typed,
    Walk,
)
from conformance.words import Vocabulary, fill, fill_address, fill_fields, fill_text, plain

_WORD, _DATE_TIME = pattern(r"\$[a-z_][\w.]*", re.IGNORECASE), pattern(r"\d{4}-\d\d-\d\dT")


def filled(step: AnsweredStep, vocabulary: Vocabulary) -> AnsweredStep:
    """The step with every word in what it sends filled in. Raises UnknownWord."""
    if isinstance(step, Authorize):
        identifiers, codes = (
            tuple(fill_text(text, vocabulary) for text in texts)
            for texts in (step.typed.identifier, step.typed.sms_code)
        )
        params = fill_fields(step.params, vocabulary)
        return replace(step, params=params, typed=Typed(identifier=identifiers, sms_code=codes))
    if isinstance(step, LogIn):
        return replace(step, params=fill_fields(step.params, vocabulary))
    query, envelope = _query(step.query, vocabulary), _envelope(step.envelope, vocabulary)
    if isinstance(step, Follow):
        return replace(step, path=fill_text(step.path, vocabulary), query=query, envelope=envelope)
    if isinstance(step, Walk):
        starts = tuple(_start(start, vocabulary) for start in step.starts)
        return replace(step, starts=starts, query=query, envelope=envelope)
    addresses = tuple(fill_address(address, vocabulary) for address in step.addresses)
    payload = _payload(step.payload, vocabulary)
    return replace(step, addresses=addresses, query=query, envelope=envelope, payload=payload)


def _start(written: str, vocabulary: Vocabulary) -> str:
    """Where a walk starts: an address, or a path to a link of the last answer."""
    return (fill_address if written.startswith(("/", "$")) else fill_text)(written, vocabulary)


def _query(written: Fields, vocabulary: Vocabulary) -> Fields:
    """A day kept from a row that tells it as a date-time is asked for as a day (YYYY-MM-DD)."""
    words = {name for name, text in written.items() if _WORD.fullmatch(str(text))}
    found = fill_fields(written, vocabulary)
    return {name: _day(value) if name in words else value for name, value in found.items()}


def _day(value: Field) -> Field:
    return value[:10] if isinstance(value, str) and _DATE_TIME.match(value) else value


def _envelope(written: Envelope, vocabulary: Vocabulary) -> Envelope:
    if written == USUAL:
        return written
    token = written.token if written.token is None else plain(fill(written.token, vocabulary))
    return replace(written, headers=fill_fields(written.headers, vocabulary), token=token)


def _payload(written: Payload | None, vocabulary: Vocabulary) -> Payload | None:
    match written:
        case Json(value):
            return Json(fill(value, vocabulary))
        case Raw(text):
            return Raw(fill_text(text, vocabulary))
        case Form(fields):
            return Form(fill_fields(fields, vocabulary))
    return None
