"""The files of a new project, as texts. Pure but for the shipped schemas, which are read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Self
from urllib.parse import urlsplit

from conformance import __version__, specs
from conformance.frozen import dataclass
from conformance.target.address import loopback
from conformance.target.load import bare_target
from conformance.wording import as_json

_SCHEMAS: Final = ("scenario", "target", "cast", "deviations", "own-requirement")
"""The grammars of what a user writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What the files of a project are about."""

    name: str
    base_url: str
    authorize_url: str
    token_url: str
    client_id: str
    redirect_uri: str
    ci: str
    """github, gitlab, both or none."""

    @classmethod
    def of(cls, base_url: str, *, name: str | None, ci: str, oauth: Mapping[str, str | None]) -> Self:
        """What is said, and for the rest what the documentation has for a bank at this address."""
        usual = bare_target(base_url, {})
        assert usual.oauth is not None
        told = {key: oauth.get(key) or getattr(usual.oauth, key) for key in _OAUTH}
        return cls(name=name or urlsplit(base_url).netloc, base_url=base_url, ci=ci, **told)


_OAUTH: Final = ("authorize_url", "token_url", "client_id", "redirect_uri")


def files(answers: Answers) -> dict[str, str]:
    """Path and text of each file, paths from the project's folder with slashes."""
    found = {
        "my-bank.yaml": _target(answers),
        "scenarios/own/accounts-answer.yaml": _SCENARIO,
        ".gitignore": _IGNORED,
        **schema_files(),
    }
    here = _on_this_machine(answers)
    command, note = ("run", _NOT_YOUR_BANK) if here else ("run --target my-bank.yaml", "")
    for path, template, whose in (
        (".github/workflows/conformance.yml", _GITHUB, ("github", "both")),
        (".gitlab-ci.yml", _GITLAB, ("gitlab", "both")),
    ):
        if answers.ci in whose:
            found[path] = note + template.format(version=__version__, command=command)
    return found


def schema_files() -> dict[str, str]:
    """The schemas by which an editor completes and checks what a user writes."""
    folder = specs.specs_folder()
    names = [f"{name}.schema.json" for name in _SCHEMAS]
    return {f"schemas/{name}": (folder / name).read_text(encoding="utf-8") for name in names}


def _on_this_machine(answers: Answers) -> bool:
    """Whether the bank is one of this machine, which no pipeline has: there the embedded one is examined."""
    return loopback(urlsplit(answers.base_url).hostname or "")


def _target(answers: Answers) -> str:
    """The target file; texts are quoted as JSON, which YAML reads as it stands."""
    sandbox = _OF_THE_SANDBOX.format(origin=answers.base_url.partition("/stet/")[0])
    revoke = f"  revoke_url: {as_json(answers.token_url.removesuffix('/token') + '/revoke')}\n"
    return _TARGET.format(
        name=as_json(answers.name),
        base_url=as_json(answers.base_url),
        authorize_url=as_json(answers.authorize_url),
        token_url=as_json(answers.token_url),
        client_id=as_json(answers.client_id),
        redirect_uri=as_json(answers.redirect_uri),
        revoke=revoke if _on_this_machine(answers) and answers.token_url.endswith("/token") else "",
        features=sandbox if _on_this_machine(answers) else _OF_A_BANK,
    )


_TARGET: Final = """\
# yaml-language-server: $schema=schemas/target.schema.json
#
# The bank to examine. Any value may be $ENV{{NAME}}; paths count from this file. What is secret comes from the
# environment: tokens from STET_TOKEN_MARC_AISP and the like, where the bank's login screens cannot be played.

name: {name}
base_url: {base_url}
oauth:
  authorize_url: {authorize_url}
  token_url: {token_url}
  client_id: {client_id}
  redirect_uri: {redirect_uri}
{revoke}\
# tls: {{certificate: "$ENV{{STET_QWAC}}", key: "$ENV{{STET_QWAC_KEY}}"}}      # where the bank demands mutual TLS
# signature: {{key_id: "$ENV{{STET_QSEAL_KEY_ID}}", key: "$ENV{{STET_QSEAL_KEY}}"}}
{features}\
# deviations: deviations.yaml   # failures that are known and accepted for a time; a run writes new-deviations.yaml
# limits: {{rate_per_s: 5, in_flight: 3}}
"""
_OF_A_BANK: Final = """\
features:             # what may be used; scenarios that need more are skipped, and the report says so
  piisp: true         # tokens of scope piisp (role CBPII)
  refusal: true       # the login screens have a button by which the customer refuses
  # quotas: true      # the four batch accesses of a day may be used up
"""
_OF_THE_SANDBOX: Final = """\
features: {{piisp: true, quotas: true, clock: true, revocation: true, batch: true, fallback: true, refusal: true}}
quotas_url: {origin}/_sandbox/quotas
"""
_SCENARIO: Final = """\
# yaml-language-server: $schema=../../schemas/scenario.schema.json
#
# One claim about the bank, in a file that reads aloud as a sentence. `stet-conformance lint` finds every mistake,
# `stet-conformance run scenarios` plays what stands below this folder.
title: The accounts of a customer are told
as: marc
given: {consent: everything}
steps:
  - GET: /accounts
    expect:
      status: 200
      has: [accounts]
"""
_IGNORED: Final = """\
# What a run writes, and what must not be told.
reports/
*.pem
*.p12
*.key
.env
"""
_NOT_YOUR_BANK: Final = """\
# my-bank.yaml names a bank of this machine, which a pipeline does not reach: this examines the embedded bank instead,
# and says nothing about yours. Once my-bank.yaml names your bank: `stet-conformance run --target my-bank.yaml`.
"""
_GITHUB: Final = """\
name: conformance
on:
  workflow_dispatch:
  push:
    branches: [main]
jobs:
  conformance:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: pip install stet-conformance=={version}
      # Failures become annotations, and the job's summary says what the run came to.
      - run: stet-conformance {command}
        # env:
        #   STET_TOKEN_MARC_AISP: ${{{{ secrets.STET_TOKEN_MARC_AISP }}}}
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: conformance
          path: reports/
"""
_GITLAB: Final = """\
conformance:
  image: python:3.12
  script:
    - pip install stet-conformance=={version}
    # Secrets are masked variables of the project: STET_TOKEN_MARC_AISP and the like.
    - stet-conformance {command}
  artifacts:
    when: always
    paths:
      - reports/
    reports:
      junit: reports/junit.xml
"""
