"""specs/openapi.yaml: a valid OpenAPI 3.1 document of what the register promises and the scenarios use, and no more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson
import pytest
import yaml
from openapi_spec_validator import OpenAPIV31SpecValidator

from conformance import catalogue, specs
from conformance.catalogue.steps import target
from conformance.cli import cli
from conformance.model import JSON, AnsweredStep, AskingStep, Claim, Step
from conformance.specs.openapi import bundled
from tests.support.constraints import WHOLE, constraints
from tests.support.validators import SCHEMAS, refusals, rust

SPECS = specs.load()
FILE = SPECS.folder / "openapi.yaml"
DOCUMENT: dict[str, Any] = yaml.safe_load(FILE.read_bytes())
STEPS = [step for scenario in catalogue.load([specs.scenarios_folder()], SPECS) for step in scenario.steps]
VERBS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
REFUSALS = {400, 401, 403, 404, 405, 406, 408, 410, 414, 415, 422, 429, 501}
ABSENT = {404, 405, 501}
RIGHT = ("must", "accept")
OPERATIONS = {
    f"{verb.upper()} {path}": {**operation, "headers": item["parameters"]}
    for path, item in DOCUMENT["paths"].items()
    for verb, operation in item.items()
    if verb.upper() in VERBS
}
PARAMETERS = DOCUMENT["components"]["parameters"]


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        yield from (value for key, value in node.items() if key == "$ref")
        node = list(node.values())
    if isinstance(node, list):
        for item in node:
            yield from references(item)


def described(step: Step) -> str | None:
    """The operation a step calls by address, as the document names it; None where it has no such operation."""
    path = re.sub(r"^/accounts/[^/]+/", "/accounts/{accountResourceId}/", str(target(step)).partition("?")[0])
    if path not in DOCUMENT["paths"]:
        path = path.rstrip("/")
    name = f"{step.verb} {path}"
    return name if name in OPERATIONS else None


def _claims(step: Step) -> tuple[Claim, ...]:
    return step.claims if isinstance(step, AnsweredStep) else ()


def statuses(step: Step) -> set[int]:
    wanted: list[JSON] = [claim.wanted for claim in _claims(step) if claim.word == "status"]
    return {int(status) for one in wanted for status in (one if isinstance(one, list) else [one])}


def parameters(operation: dict[str, Any]) -> set[str]:
    return {reference["$ref"].rpartition("/")[2] for reference in operation.get("parameters", ())}


def test_is_a_valid_document_of_openapi_3_1() -> None:
    """Its schemas included, which are followed into their own files."""
    errors = list(OpenAPIV31SpecValidator(DOCUMENT, base_uri=FILE.as_uri()).iter_errors())
    assert [error.message for error in errors] == []


def test_the_bodies_are_referred_to_and_not_copied() -> None:
    """Every schema of a body that the API sends or takes is named, by a path relative to the document."""
    named = {one for one in references(DOCUMENT) if not one.startswith("#")}
    bodies = ("accounts", "balances", "transactions", "identity", "consents", "error")
    assert named == {f"stet-1.4.2/{name}.json" for name in bodies}
    assert all((SPECS.folder / name).is_file() for name in named)
    assert set(DOCUMENT["components"]["schemas"]) == {"Reference", "ByIbanAlone"}


def test_every_component_is_used() -> None:
    local = {tuple(one.split("/")[-2:]) for one in references(DOCUMENT) if one.startswith("#")}
    components = DOCUMENT["components"]
    kinds = ("parameters", "headers", "schemas", "responses", "examples")
    assert local == {(kind, name) for kind in kinds for name in components[kind]}


def test_the_operations_are_those_of_the_register() -> None:
    """Each chapter that is about an operation names it, and nothing else is described."""
    titles = " ".join(chapter.title for chapter in SPECS.chapters)
    assert set(OPERATIONS) == {" ".join(found) for found in re.findall(r"\(([A-Z]+) (/[^)]+)\)", titles)}


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_cites_its_own_chapter(name: str) -> None:
    cited = [SPECS.register[one] for one in OPERATIONS[name]["x-requirements"]]
    assert {f"({name})" in one.chapter for one in cited} == {True}


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_parameter_is_one_of_the_register(name: str) -> None:
    """A requirement that it cites speaks of it; the headers about the customer share one."""
    parameter = PARAMETERS[name]
    words = {"accountResourceId": "resourceId", "Signature": "signature", "Digest": "digest", "page": "page=1"}
    said = " ".join(f"{(one := SPECS.register[key]).says} {one.stet}" for key in parameter["x-requirements"])
    assert parameter["name"] == name
    assert words.get(name, name) in said or (name.startswith("PSU-") and "PSU headers" in said)


def test_every_header_of_stet_is_sent_to_every_operation() -> None:
    headers = {key for key, one in PARAMETERS.items() if one["in"] == "header"}
    assert all({one["$ref"].rpartition("/")[2] for one in item["headers"]} == headers for item in OPERATIONS.values())


def test_every_answer_of_an_error_has_the_error_body() -> None:
    """By the schema of errors, under both media types; every answer may echo the X-Request-ID."""
    components = DOCUMENT["components"]["responses"]
    for name, operation in OPERATIONS.items():
        for status, given in operation["responses"].items():
            response = components[given["$ref"].rpartition("/")[2]] if "$ref" in given else given
            bodies = {media: body["schema"]["$ref"] for media, body in response.get("content", {}).items()}
            assert "X-Request-ID" in response["headers"]
            if int(status) >= 400:
                expected = dict.fromkeys(("application/hal+json", "application/json"), "stet-1.4.2/error.json")
                assert bodies == expected, (name, status)


def test_what_the_scenarios_call_with_success_is_described() -> None:
    """What is not described is only ever called where its absence is right too; all that is described is called."""
    calls = [step for step in STEPS if step.verb in VERBS and str(target(step)).startswith("/")]
    strange = [step for step in calls if described(step) is None and not statuses(step) & ABSENT]
    assert [f"{step.place} {step.verb} {target(step)}" for step in strange] == []
    assert {described(step) for step in calls} - {None} == set(OPERATIONS)


def test_what_the_scenarios_ask_is_described() -> None:
    """Every filter and page of a query, and every header about the customer."""
    for step in STEPS:
        name = described(step) if step.verb in VERBS else None
        if name is not None and not statuses(step) <= REFUSALS:
            asked = set(step.query) if isinstance(step, AskingStep) else set()
            assert asked <= parameters(OPERATIONS[name]) | {"access_token"}, (name, step.place)


def test_the_statuses_that_the_scenarios_await_are_described() -> None:
    """A status that alone is right is one that the operation is said to answer with."""
    for step in STEPS:
        name = described(step) if step.verb in VERBS else None
        if name is not None and len(statuses(step)) == 1:
            assert {str(one) for one in statuses(step)} <= set(OPERATIONS[name]["responses"]), (name, step.place)


def shown(node: Any) -> Iterator[tuple[str, str]]:
    """Every example with the schema of its place: `error NotConsented`."""
    if isinstance(node, dict):
        for one in node.get("examples", {}).values() if "schema" in node else ():
            schema = node["schema"].get("$ref") or node["schema"]["allOf"][0]["$ref"]
            yield schema.rpartition("/")[2].removesuffix(".json"), one["$ref"].rpartition("/")[2]
        node = list(node.values())
    if isinstance(node, list):
        for one in node:
            yield from shown(one)


def test_every_example_is_what_we_would_accept_of_a_bank() -> None:
    """By the schema of its place, by what the bank adds to it, and by what ought to be."""
    examples = DOCUMENT["components"]["examples"]
    wrong = {
        f"{name} {layer}": refusals(layer, examples[name]["value"])
        for schema, name in shown(DOCUMENT)
        for layer in (schema, f"{schema}.bank", f"{schema}.advice")
        if layer in SCHEMAS
    }
    assert {key: value for key, value in wrong.items() if value} == {}


def test_every_refusal_that_is_shown_has_its_own_status() -> None:
    """And where it is told by a code of the bank's tables, one that the code may come with there."""
    codes = yaml.safe_load((SPECS.folder / "errors.yaml").read_bytes())["codes"]
    seen = set()
    for where, given in answers():
        for content in given.get("content", {}).values():
            for one in content["examples"].values():
                body = DOCUMENT["components"]["examples"][one["$ref"].rpartition("/")[2]]["value"]
                code = codes.get(body.get("message"))
                if "message" in body:
                    assert body["status"] == int(where.rpartition(" ")[2]), where
                if code:
                    tables = [code["statuses"], *(one["statuses"] for one in code.get("except", {}).values())]
                    assert body["status"] in {one for table in tables for key in RIGHT for one in table.get(key, ())}
                    seen.add(body["message"])
    assert seen == set(codes)


def answers() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every answer of every operation, those that several share put in."""
    for name, operation in OPERATIONS.items():
        for status, given in operation["responses"].items():
            shared = DOCUMENT["components"]["responses"].get(given.get("$ref", "").rpartition("/")[2])
            yield f"{name} {status}", shared or given


# ------------------------------------------------------------------------------------------------------ in one document

BUNDLED = bundled(SPECS.folder)


def test_one_document_leads_nowhere_else() -> None:
    """And is as valid as the one that refers to other files."""
    assert {one for one in references(BUNDLED) if not one.startswith("#/components/")} == set()
    assert [error.message for error in OpenAPIV31SpecValidator(BUNDLED).iter_errors()] == []


@pytest.mark.parametrize("name", ["accounts", "balances", "transactions", "identity", "error", "consents"])
def test_its_schemas_judge_as_the_files_do(name: str) -> None:
    """Every constraint that a body can break."""
    schema = {**BUNDLED["components"]["schemas"][name.title()], "components": BUNDLED["components"]}
    within, ours = jsonschema_rs.validator_for(schema), rust(name)
    broken = [body for one in constraints(name, WHOLE[name]) for body in one.broken(WHOLE[name])]
    assert within.is_valid(WHOLE[name])
    assert [body for body in broken if within.is_valid(body) is not ours.is_valid(body)] == []
    assert sum(not ours.is_valid(body) for body in broken) > 5


def test_the_command_writes_it(tmp_path: Path) -> None:
    """As it is printed."""
    file = tmp_path / "api.json"
    assert cli.main(["openapi", "--output", str(file)], standalone_mode=False) == 0
    assert orjson.loads(file.read_bytes()) == BUNDLED
