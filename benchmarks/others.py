"""The checks of `checks.py` as Tavern, gabbi and newman play them, beside this project: those of them that are there.

python benchmarks/others.py [CHECKS] [--rounds N] [--path FOLDER ...]

Tavern and gabbi are found on the path as `tavern-ci` and `gabbi-run`, newman as `newman`; a folder of programs (of a
virtual environment, or `node_modules/.bin`) may be named with --path. They assert the statuses alone, no schema and no
member, so they have less to do; what they report is what each writes by itself, JUnit where it can.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import bank
import orjson
import yaml
from checks import consent_to_everything, cost, prepare, show

TOOLS = ("tavern-ci", "gabbi-run", "newman")


def main(size: int, rounds: int, folders: Sequence[str]) -> None:
    """Measure those that are there, in turn."""
    os.environ["PATH"] = os.pathsep.join([*folders, os.environ["PATH"]])
    with tempfile.TemporaryDirectory() as name, bank.Bank() as base_url:
        folder = Path(name)
        target = bank.target_with_tokens(base_url, folder / "target.yaml")
        consent_to_everything(base_url, target)
        commands = {number: contestants(folder, base_url, target, number) for number in (1, size)}
        times: dict[str, list[tuple[float, float, float]]] = {one: [] for one in commands[size]}
        for _, one in itertools.product(range(rounds), times):
            whole = cost(commands[size][one], base_url)
            times[one].append((*whole, cost(commands[1][one], base_url)[0]))
        show(size, times)


def contestants(folder: Path, base_url: str, target: Path, size: int) -> dict[str, list[str]]:
    """The commands of this project, of the bare loop and of each tool that is there."""
    ours = prepare(folder, base_url, target, size)
    token = json.loads(target.read_text(encoding="utf-8"))["tokens"]["adam"]["aisp"]
    lines = [orjson.loads(line) for line in (folder / f"{size}.jsonl").read_bytes().splitlines()]
    asked = [(line["name"], one) for line in lines for one in line["exchanges"]]
    own = folder / str(size) / "others"
    own.mkdir()
    written = {
        "tavern-ci": lambda: tavern(own, asked, token),
        "gabbi-run": lambda: gabbi(own, asked, token),
        "newman": lambda: newman(own, asked, token),
    }
    found = {tool: written[tool]() for tool in TOOLS if shutil.which(tool)}
    return {"every report": ours["every report"], "bare loop": ours["bare loop"], **found}


def tavern(folder: Path, asked: Sequence[tuple[str, dict]], token: str) -> list[str]:
    """A file of tests, one of one stage each."""
    tests = [
        {
            "test_name": name,
            "stages": [
                {
                    "name": name,
                    "request": {"url": one["request"]["url"], "method": "GET", "headers": headers(one, token)},
                    "response": {"status_code": one["response"]["status"], "strict": False},
                }
            ],
        }
        for name, one in asked
    ]
    file = folder / "test_checks.tavern.yaml"
    file.write_text(yaml.safe_dump_all(tests, sort_keys=False), encoding="utf-8")
    python = Path(str(shutil.which("tavern-ci"))).with_name("python")
    return [str(python), "-m", "pytest", "-q", str(file), f"--rootdir={folder}", f"--junitxml={folder}/tavern.xml"]


def gabbi(folder: Path, asked: Sequence[tuple[str, dict]], token: str) -> list[str]:
    """A file of tests."""
    tests = [
        {
            "name": name,
            "GET": one["request"]["url"],
            "request_headers": headers(one, token),
            "status": one["response"]["status"],
        }
        for name, one in asked
    ]
    file = folder / "checks.yaml"
    file.write_text(yaml.safe_dump({"tests": tests}, sort_keys=False), encoding="utf-8")
    return ["gabbi-run", "-q", "--", str(file)]


def newman(folder: Path, asked: Sequence[tuple[str, dict]], token: str) -> list[str]:
    """A collection of Postman's, each request with its test."""
    items = [
        {
            "name": name,
            "request": {
                "method": "GET",
                "url": one["request"]["url"],
                "header": [{"key": key, "value": value} for key, value in headers(one, token).items()],
            },
            "event": [
                {
                    "listen": "test",
                    "script": {
                        "exec": [f"pm.test('status', () => pm.response.to.have.status({one['response']['status']}))"]
                    },
                }
            ],
        }
        for name, one in asked
    ]
    info = {"name": "checks", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}
    file = folder / "checks.json"
    file.write_text(json.dumps({"info": info, "item": items}), encoding="utf-8")
    return ["newman", "run", str(file), "--reporters", "junit", "--reporter-junit-export", str(folder / "newman.xml")]


def headers(exchange: dict, token: str) -> dict[str, str]:
    """What a request carries; the customer is present, so that nothing is counted as a batch access."""
    return {**dict(exchange["request"]["headers"]), "Authorization": f"Bearer {token}"}


if __name__ == "__main__":
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("checks", nargs="?", type=int, default=120)
    words.add_argument("--rounds", type=int, default=3)
    words.add_argument("--path", action="append", default=[], metavar="FOLDER")
    given = words.parse_args()
    main(given.checks, given.rounds, given.path)
