"""The schemas of the bodies, and two validators to ask: jsonschema-rs, which is used, and jsonschema, its oracle."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import jsonschema_rs
from referencing import Registry, Resource

FOLDER = Path(__file__).parents[2] / "specs" / "stet-1.4.2"
SCHEMAS = {path.stem: json.loads(path.read_bytes()) for path in sorted(FOLDER.glob("*.json"))}


@cache
def registry() -> Registry[Any]:
    return Registry().with_resources((schema["$id"], Resource.from_contents(schema)) for schema in SCHEMAS.values())


@cache
def python(name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(SCHEMAS[name], registry=registry())


@cache
def rust(name: str) -> jsonschema_rs.Draft202012Validator:
    everything = jsonschema_rs.Registry([(schema["$id"], schema) for schema in SCHEMAS.values()])
    return jsonschema_rs.Draft202012Validator(SCHEMAS[name], registry=everything)


def refusals(name: str, body: Any) -> set[str]:
    """Where the body breaks the schema, as `accounts.0.name`; both validators are asked and must agree."""
    first = {".".join(map(str, error.absolute_path)) for error in python(name).iter_errors(body)}
    second = {".".join(map(str, error.instance_path)) for error in rust(name).iter_errors(body)}
    assert first == second
    return first
