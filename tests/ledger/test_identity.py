"""Who ran it, as the environment names them."""

from __future__ import annotations

import pytest

from conformance.ledger.identity import identity

SYSTEMS = {
    "GitHub Actions": (
        {"GITHUB_ACTIONS": "true", "GITHUB_SERVER_URL": "https://g", "GITHUB_REPOSITORY": "a/b", "GITHUB_RUN_ID": "7",
         "GITHUB_SHA": "c0"},
        "https://g/a/b/actions/runs/7",
    ),
    "GitLab CI": ({"GITLAB_CI": "true", "CI_JOB_URL": "https://l/7", "CI_COMMIT_SHA": "c0"}, "https://l/7"),
    "Jenkins": ({"JENKINS_URL": "https://j", "BUILD_URL": "https://j/7", "GIT_COMMIT": "c0"}, "https://j/7"),
    "Azure Pipelines": (
        {"TF_BUILD": "True", "SYSTEM_COLLECTIONURI": "https://z/", "SYSTEM_TEAMPROJECT": "p", "BUILD_BUILDID": "7",
         "BUILD_SOURCEVERSION": "c0"},
        "https://z/p/_build/results?buildId=7",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_ci_system_names_its_job_and_commit(name: str) -> None:
    """Each in variables of its own."""
    environ, job = SYSTEMS[name]
    assert identity(environ | {"STET_OPERATOR": " ACME "}) == {
        "operator": "ACME", "ci": name, "job": job, "commit": "c0"
    }  # fmt: skip


def test_what_is_not_named_is_not_told() -> None:
    """No machine, no user."""
    assert identity({"USER": "somebody", "HOSTNAME": "machine", "STET_OPERATOR": " "}) == {}
    assert identity({"GITHUB_ACTIONS": "true"}) == {"ci": "GitHub Actions"}
