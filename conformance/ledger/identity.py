"""Who ran it, from where: what the environment of a run names of its operator and of the CI job that it was part of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

OPERATOR: Final = "STET_OPERATOR"
"""The variable that names who answers for a run."""
Environ = Mapping[str, str]


class _System(NamedTuple):
    """A CI system: the variable that shows that it is one, and where it names the job and the commit."""

    name: str
    sign: str
    job: Callable[[Environ], str]
    commit: str


def _variable(name: str) -> Callable[[Environ], str]:
    return lambda environ: environ.get(name, "")


def _of_github(environ: Environ) -> str:
    parts = [environ.get(name, "") for name in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_RUN_ID")]
    return f"{parts[0]}/{parts[1]}/actions/runs/{parts[2]}" if all(parts) else ""


def _of_azure(environ: Environ) -> str:
    parts = [environ.get(name, "") for name in ("SYSTEM_COLLECTIONURI", "SYSTEM_TEAMPROJECT", "BUILD_BUILDID")]
    return f"{parts[0]}{parts[1]}/_build/results?buildId={parts[2]}" if all(parts) else ""


_SYSTEMS: Final = (
    _System("GitHub Actions", "GITHUB_ACTIONS", _of_github, "GITHUB_SHA"),
    _System("GitLab CI", "GITLAB_CI", _variable("CI_JOB_URL"), "CI_COMMIT_SHA"),
    _System("Jenkins", "JENKINS_URL", _variable("BUILD_URL"), "GIT_COMMIT"),
    _System("Azure Pipelines", "TF_BUILD", _of_azure, "BUILD_SOURCEVERSION"),
    _System("CircleCI", "CIRCLECI", _variable("CIRCLE_BUILD_URL"), "CIRCLE_SHA1"),
    _System("Buildkite", "BUILDKITE", _variable("BUILDKITE_BUILD_URL"), "BUILDKITE_COMMIT"),
)


def identity(environ: Environ) -> dict[str, str]:
    """`operator`, `ci`, `job` and `commit`, as far as the environment names them."""
    system = next((one for one in _SYSTEMS if environ.get(one.sign)), None)
    found = {"operator": environ.get(OPERATOR, "").strip()}
    if system is not None:
        found |= {"ci": system.name, "job": system.job(environ), "commit": environ.get(system.commit, "")}
    return {name: text for name, text in found.items() if text}
