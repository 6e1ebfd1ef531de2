"""The templates in deploy/: each is right by its own schema, all play every shard once, and what they run works."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from conformance import __version__, embedded, yamlfile
from conformance.ledger.ledger import read
from conformance.verification.result import Standing
from conformance.verification.verify import verify

TEMPLATES = ("github.yml", "gitlab.yml", "kubernetes.yaml")
ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
SCHEMAS = ROOT / "tests" / "schemas"
QUICK = ("consents/malformed-iban", "identity/marc-by-name", "balances/of-another-customer")
"""Two shares of it: what is one persona's, and what two act in."""


def documents(name: str) -> list[Any]:
    """Those of a YAML file, as YAML 1.2 has it: `on` is no switch."""
    text = (DEPLOY / name).read_text(encoding="utf-8")
    return [yamlfile.parse(part, name).data for part in re.split(r"(?m)^---$", text)]


def job() -> Any:
    """The Job of Kubernetes."""
    return next(one for one in documents("kubernetes.yaml") if one["kind"] == "Job")


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("github.yml", "github-workflow.schema.json"),
        ("gitlab.yml", "gitlab-ci.schema.json"),
        ("kubernetes.yaml", "kubernetes-1.33.schema.json"),
    ],
)
def test_each_template_is_right_by_its_schema(name: str, schema: str) -> None:
    """And a word that nobody there knows is not."""
    known = json.loads((SCHEMAS / schema).read_bytes())
    validator = jsonschema.validators.validator_for(known)(known)
    for one in documents(name):
        assert [error.message for error in validator.iter_errors(one)] == []
    assert not validator.is_valid({"jobs": 1, "kind": "Jobb", "stages": {"a": 1}})


def test_every_shard_is_played_once_and_the_last_after_the_others() -> None:
    """By the number that each of them counts to."""
    (github,) = documents("github.yml")
    assert [*github["jobs"]["shard"]["strategy"]["matrix"]["number"], github["env"]["SHARDS"]] == [1, 2, 3, 4]
    assert github["jobs"]["conformance"]["needs"] == "shard"
    (gitlab,) = documents("gitlab.yml")
    assert str(gitlab["shard"]["parallel"] + 1) == gitlab["variables"]["SHARDS"]
    assert gitlab["stages"] == ["shards", "conformance"] == [gitlab["shard"]["stage"], gitlab["conformance"]["stage"]]
    joins = [github["jobs"]["conformance"]["steps"][-2]["run"], gitlab["conformance"]["script"][-1]]
    assert joins == ["stet-conformance merge shards/* --into reports"] * 2
    spec = job()["spec"]
    shards = {one["name"]: one.get("value") for one in spec["template"]["spec"]["containers"][0]["env"]}["SHARDS"]
    assert str(spec["completions"]) == shards
    assert spec["completionMode"] == "Indexed"


def test_the_image_is_pinned_and_nobody_is_root_in_it() -> None:
    """By the user that Kubernetes is told, too; what is copied is there, or is built first."""
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    lines = text.splitlines()
    images = {line.split()[1] for line in lines if line.startswith("FROM ")}
    assert len(images) == 1
    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-\w+", *images)
    (user,) = [line.split()[1] for line in lines if line.startswith("USER ")]
    assert int(user) == job()["spec"]["template"]["spec"]["securityContext"]["runAsUser"] > 0
    assert f"--uid {user}" in text
    copied = [
        word for line in lines if line.startswith("COPY ") and "--from" not in line for word in line.split()[1:-1]
    ]
    assert copied == ["deploy/requirements.lock", "dist/stet_conformance-${VERSION}-py3-none-any.whl"]
    shared = re.findall(r"(?m)^!(\S+)", (DEPLOY / "Containerfile.dockerignore").read_text(encoding="utf-8"))
    assert all(any(fnmatch(one, each) for each in shared) for one in copied)
    texts = "".join((DEPLOY / name).read_text(encoding="utf-8") for name in TEMPLATES)
    versions = re.findall(r"stet-conformance(?:==|:)([\d.]+)|ARG VERSION=([\d.]+)", texts + text)
    assert {one for pair in versions for one in pair if one} == {__version__}


def test_what_an_image_has_is_what_a_run_needs_in_the_versions_that_are_tested() -> None:
    """Each with its digests, and none from elsewhere."""
    lock, tested = (
        (ROOT / name).read_text(encoding="utf-8") for name in ("deploy/requirements.lock", "requirements.lock")
    )
    pins = re.findall(r"(?m)^([\w.-]+==\S+)", lock)
    assert set(pins) <= set(re.findall(r"(?m)^([\w.-]+==\S+)", tested))
    names = {one.partition("==")[0] for one in pins}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {re.split(r"[\[>=]", one)[0].lower() for one in project["dependencies"]} <= names
    assert not names & {"mypy", "ruff", "mutmut"}
    assert "://" not in lock
    assert len(re.findall(r"(?m)^[\w.-]+==.* \\\n    --hash=sha256:", lock)) == len(pins)


@pytest.mark.long
@pytest.mark.skipif(os.name == "nt", reason="the container's shell is no Windows one")
def test_what_the_job_runs_makes_one_run_of_its_shards(tmp_path: Path) -> None:
    """As processes of their own, the last of them first: it waits, and joins them."""
    script = job()["spec"]["template"]["spec"]["containers"][0]["args"][0]
    only = " ".join(f"--only={name}" for name in QUICK)
    program = tmp_path / "stet-conformance"
    program.write_text(f'#!/bin/sh\n[ "$1" = run ] && set -- "$@" {only}\nexec {sys.executable} -m conformance "$@"\n')
    program.chmod(0o755)
    bank, target = embedded.start()
    oauth = target.oauth
    assert oauth is not None
    (tmp_path / "my-bank.yaml").write_text(
        f"base_url: {target.base_url}\noauth: {{authorize_url: '{oauth.authorize_url}', "
        f"token_url: '{oauth.token_url}', client_id: {oauth.client_id}, redirect_uri: '{oauth.redirect_uri}'}}\n",
        encoding="utf-8",
    )
    told = {"SHARDS": "2", "REPORTS": str(tmp_path), "EXAMINE": "run --target my-bank.yaml", "JOB_UID": "job"}
    environ = {**os.environ, **told, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    try:
        pods = [
            subprocess.Popen(
                ["sh", "-eu", "-c", script], cwd=tmp_path, env={**environ, "JOB_COMPLETION_INDEX": str(index)}
            )
            for index in (1, 0)
        ]
        assert [one.wait(300) for one in pods] == [0, 0]
    finally:
        bank.stop()
    ledger = tmp_path / "job" / "reports" / "ledger.jsonl"
    assert {record["name"] for record in read(ledger).records} >= set(QUICK)
    assert {one.standing for one in verify(ledger).verification.verdicts} == {Standing.SAME}
