"""The bodies of STET 1.4.2 as compiled JSON Schemas (2020-12)."""

from __future__ import annotations

from pathlib import Path

import jsonschema_rs
import orjson

Schema = jsonschema_rs.Draft202012Validator


def read_bodies(folder: Path) -> dict[str, Schema]:
    """The schema of each body: `accounts` is what must be, `accounts.advice` what should.

    Raises ValueError where a file is no JSON Schema.
    """
    documents = {path.stem: orjson.loads(path.read_bytes()) for path in sorted(folder.glob("*.json"))}
    registry = jsonschema_rs.Registry([(document["$id"], document) for document in documents.values()])
    return {name: Schema(document, registry=registry, validate_formats=True) for name, document in documents.items()}
