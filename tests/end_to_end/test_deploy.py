"""The templates in deploy/: each is right by its own schema, all play every shard once, and what they run works."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from conformance import __version__, embedded, yamlfile
from conformance.ledger.ledger import read
from conformance.verification.result import Standing
from conformance.verification.verify import verify

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
    spec = job()["spec"]
    shards = {one["name"]: one.get("value") for one in spec["template"]["spec"]["containers"][0]["env"]}["SHARDS"]
    assert str(spec["completions"]) == shards
    assert spec["completionMode"] == "Indexed"


def test_the_image_is_pinned_and_nobody_is_root_in_it() -> None:
    """By the user that Kubernetes is told, too; what is copied is there, or is built first."""
    lines = (DEPLOY / "Containerfile").read_text(encoding="utf-8").splitlines()
    images = [line.split()[1] for line in lines if line.startswith("FROM ")]
    assert images
    assert all(re.fullmatch(r"python:3\.\d+\.\d+-slim-\w+", one) for one in images)
    (user,) = [line.split()[1] for line in lines if line.startswith("USER ")]
    assert int(user) == job()["spec"]["template"]["spec"]["securityContext"]["runAsUser"] > 0
    assert "--require-hashes" in "\n".join(lines)
    assert (ROOT / "requirements.lock").is_file()
    texts = "".join(
        (DEPLOY / name).read_text(encoding="utf-8") for name in ("github.yml", "gitlab.yml", "kubernetes.yaml")
    )
    assert set(re.findall(r"stet-conformance(?:==|:)([\d.]+)", texts)) == {__version__}


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
    told = {"SHARDS": "2", "REPORTS": str(tmp_path), "TARGET": "my-bank.yaml", "JOB_UID": "job"}
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
