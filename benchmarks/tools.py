"""The checks in the words of other tools: what each plays is written into a folder, and the command handed back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

MEMBERS: Final = {
    "accounts": ("/accounts", ["accounts[0].resourceId", "_links.self.href"]),
    "balances": ("/balances", ["balances[0].name"]),
    "identity": ("/end-user-identity", ["connectedPsu"]),
}
"""By the kind of a check: its address, and texts in the body, near to what ours asks for and sayable in any tool."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, and the status that is due."""

    name: str
    url: str
    headers: Mapping[str, str]
    status: int

    @property
    def members(self) -> list[str]:
        """The members that its body has."""
        for kind, (ends, members) in MEMBERS.items():
            if self.name.endswith(f"-{kind}") and self.url.endswith(ends):
                return members
        return []


@dataclass(frozen=True, slots=True)
class Tool:
    """Another tool."""

    does: str
    """What it asserts and writes."""
    written: Callable[[Path, Sequence[Asked], str], list[str]]
    """Writes what it plays into a folder; its command."""


def tavern(folder: Path, asked: Sequence[Asked], _: str) -> list[str]:
    """A file of tests, one of one stage each."""
    tests = [
        {"test_name": one.name, "stages": [{"name": one.name, "request": _request(one), "response": _due(one)}]}
        for one in asked
    ]
    file = folder / "test_checks.tavern.yaml"
    file.write_text(yaml.safe_dump_all(tests, sort_keys=False), encoding="utf-8")
    python = Path(str(shutil.which("tavern-ci"))).with_name("python")
    return [str(python), "-m", "pytest", "-q", str(file), f"--rootdir={folder}", f"--junitxml={folder}/tavern.xml"]


def _request(one: Asked) -> dict[str, Any]:
    return {"url": one.url, "method": "GET", "headers": dict(one.headers)}


def _due(one: Asked) -> dict[str, Any]:
    due: dict[str, Any] = {"status_code": one.status, "strict": False}
    if one.members:
        found = [{"jmespath": member, "operator": "regex", "expected": "^(?!None$)."} for member in one.members]
        due["verify_response_with"] = {
            "function": "tavern.helpers:validate_content",
            "extra_kwargs": {"comparisons": found},
        }
    return due


def gabbi(folder: Path, asked: Sequence[Asked], _: str) -> list[str]:
    """A file of tests; what is a text is matched by a regular expression."""
    tests = [
        {
            "name": one.name,
            "GET": one.url,
            "request_headers": dict(one.headers),
            "status": one.status,
            **({"response_json_paths": {f"$.{member}": "/./" for member in one.members}} if one.members else {}),
        }
        for one in asked
    ]
    file = folder / "checks.yaml"
    file.write_text(yaml.safe_dump({"tests": tests}, sort_keys=False), encoding="utf-8")
    return ["gabbi-run", "-q", "--", str(file)]


def newman(folder: Path, asked: Sequence[Asked], _: str) -> list[str]:
    """A collection of Postman's, each request with its tests."""
    items = [
        {
            "name": one.name,
            "request": {
                "method": "GET",
                "url": one.url,
                "header": [{"key": key, "value": value} for key, value in one.headers.items()],
            },
            "event": [{"listen": "test", "script": {"exec": _postman(one)}}],
        }
        for one in asked
    ]
    info = {"name": "checks", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}
    file = folder / "checks.json"
    file.write_text(json.dumps({"info": info, "item": items}), encoding="utf-8")
    return ["newman", "run", str(file), "--reporters", "junit", "--reporter-junit-export", str(folder / "newman.xml")]


def _postman(one: Asked) -> list[str]:
    has = "pm.test('has {0}', () => pm.expect(pm.response.json()).to.have.nested.property('{0}'))"
    return [
        f"pm.test('status', () => pm.response.to.have.status({one.status}))",
        *(has.format(member) for member in one.members),
    ]


def stepci(folder: Path, asked: Sequence[Asked], _: str) -> list[str]:
    """A workflow of one test, with a step for each check."""
    steps = [
        {
            "name": one.name,
            "http": {
                **_request(one),
                "check": {
                    "status": one.status,
                    "jsonpath": {f"$.{member}": [{"isString": True}] for member in one.members},
                },
            },
        }
        for one in asked
    ]
    file = folder / "workflow.yml"
    workflow = {"version": "1.1", "name": "checks", "tests": {"checks": {"steps": steps}}}
    file.write_text(yaml.safe_dump(workflow, sort_keys=False), encoding="utf-8")
    return ["stepci", "run", str(file)]


def schemathesis(folder: Path, asked: Sequence[Asked], base_url: str) -> list[str]:
    """The description of the API with nothing in it but what is asked, each request an example of its operation."""
    whole = _description()
    paths: dict[str, Any] = {}
    for one in asked:
        path = one.url.removeprefix(base_url).partition("?")[0]
        get = paths.setdefault(path, {"get": _operation(whole, path)})["get"]
        examples = get["parameters"][0]["examples"]
        examples[f"check-{len(examples)}"] = {"value": one.headers["X-Request-ID"]}
    servers = [{"url": base_url}]
    file = folder / "openapi.json"
    told = {"openapi": whole["openapi"], "info": whole["info"], "servers": servers, "paths": paths}
    file.write_text(json.dumps({**told, "components": whole["components"]}), encoding="utf-8")
    same = {key: value for key, value in asked[0].headers.items() if key.lower() in {"authorization", "psu-ip-address"}}
    return [
        *("schemathesis", "run", str(file), "--url", base_url, "--phases", "examples"),
        *("--checks", "status_code_conformance,content_type_conformance,response_schema_conformance"),
        *(word for key, value in same.items() for word in ("--header", f"{key}: {value}")),
        *("--report", "junit", "--report-junit-path", str(folder / "schemathesis.xml"), "--no-color"),
    ]


def _description() -> dict[str, Any]:
    from conformance import specs  # noqa: PLC0415 - of one contestant only
    from conformance.specs.openapi import bundled  # noqa: PLC0415 - as above

    return dict(bundled(specs.specs_folder()))


def _operation(whole: Mapping[str, Any], path: str) -> dict[str, Any]:
    """The operation of the description that an address is of, asked without anything but a request id."""
    template = next(one for one in whole["paths"] if _fits(one, path))
    id_of_request = {"name": "X-Request-ID", "in": "header", "required": True, "schema": {"type": "string"}}
    return {
        "parameters": [{**id_of_request, "examples": {}}],
        "responses": whole["paths"][template]["get"]["responses"],
    }


def _fits(template: str, path: str) -> bool:
    parts, given = template.split("/"), path.split("/")
    return len(parts) == len(given) and all(
        part == one or part.startswith("{") for part, one in zip(parts, given, strict=True)
    )


def hurl(folder: Path, asked: Sequence[Asked], _: str) -> list[str]:
    """A file for each, so that each has a verdict of its own in JUnit."""
    files = []
    for number, one in enumerate(asked, 1):
        lines = [f"GET {one.url}", *(f"{key}: {value}" for key, value in one.headers.items()), f"HTTP {one.status}"]
        if one.members:
            lines += ["[Asserts]", *(f'jsonpath "$.{member}" isString' for member in one.members)]
        files.append(folder / f"check-{number:04}.hurl")
        files[-1].write_text("\n".join(lines) + "\n", encoding="utf-8")
    reports = ("--report-junit", str(folder / "hurl.xml"), "--report-html", str(folder / "html"))
    return ["hurl", "--test", *reports, *map(str, files)]


TOOLS: Final[Mapping[str, Tool]] = {
    "tavern-ci": Tool("statuses, members; JUnit", tavern),
    "gabbi-run": Tool("statuses, members; no report", gabbi),
    "newman": Tool("statuses, members; JUnit", newman),
    "stepci": Tool("statuses, members; no report", stepci),
    "schemathesis": Tool("documented statuses, schemas; JUnit", schemathesis),
    "hurl": Tool("statuses, members; JUnit, HTML", hurl),
}
"""By the program that is looked for on the path."""
