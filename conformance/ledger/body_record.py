"""A body as a line of the ledger, and back: as JSON where that makes the same bytes, else as text, else in Base64."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

import orjson

from conformance import jsontext
from conformance.ledger.exchange_record import digest
from conformance.model import NOT_JSON

Record = dict[str, Any]


def written(sha256: str, content: bytes) -> Record:
    """What is told of a body."""
    record: Record = {"kind": "body", "sha256": sha256}
    try:
        data = jsontext.read(content)  # most were read a moment ago
        if data is NOT_JSON:
            data = orjson.loads(content)
        if isinstance(data, dict | list) and orjson.dumps(data) == content:
            return record | {"json": data}
    except (orjson.JSONDecodeError, TypeError):
        pass
    try:
        return record | {"text": content.decode()}
    except UnicodeDecodeError:
        return record | {"base64": base64.b64encode(content).decode()}


def read(record: Mapping[str, Any]) -> bytes:
    """The body that a line tells. Raises ValueError where it has another digest."""
    content = content_of(record)
    if digest(content) != record["sha256"]:
        raise ValueError("the body has another digest")
    return content


def content_of(record: Mapping[str, Any]) -> bytes:
    """The same, whatever digest it has. Raises ValueError or KeyError where it is told in no way."""
    if "json" in record:
        return orjson.dumps(record["json"])
    if "text" in record:
        text: str = record["text"]
        return text.encode("utf-8", "surrogatepass")
    try:
        return base64.b64decode(record["base64"], validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from None
