"""The contestant: the same requests as plain pytest tests with httpx and jsonschema-rs, one test a scenario.

python benchmarks/plain_pytest.py REQUESTS TARGET REPORTS
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import bare_loop
import httpx
import orjson
import pytest
import yaml


def main(requests: str, target: str, reports: str) -> int:
    """Run the tests below, with the reports that such a project writes."""
    os.environ |= {"REQUESTS": requests, "TARGET": target}
    return pytest.main(
        [
            *(__file__, "-q", "-p", "no:cacheprovider", "-o", "addopts=", f"--rootdir={Path(__file__).parent}"),
            *(f"--html={reports}/report.html", "--self-contained-html", f"--junitxml={reports}/junit.xml"),
            *(f"--alluredir={reports}/allure", "--clean-alluredir"),
        ]
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test for each line of the requests."""
    scenarios = [orjson.loads(line) for line in Path(os.environ["REQUESTS"]).read_bytes().splitlines()]
    metafunc.parametrize("scenario", scenarios, ids=[each["name"] for each in scenarios])


@pytest.fixture(scope="session")
def client() -> Iterator[httpx.Client]:
    """One connection for all tests."""
    with httpx.Client(trust_env=False) as client:
        yield client


@pytest.fixture(scope="session")
def tokens() -> dict:
    """The tokens of the target file."""
    return yaml.safe_load(Path(os.environ["TARGET"]).read_text(encoding="utf-8"))["tokens"]


@pytest.fixture(scope="session")
def known() -> dict:
    """The compiled schemas."""
    return bare_loop.validators()


def test_scenario(scenario: dict, client: httpx.Client, tokens: dict, known: dict) -> None:
    """Status and schema of every answer."""
    for exchange in scenario["exchanges"]:
        bare_loop.replay(client, exchange, tokens, known)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
