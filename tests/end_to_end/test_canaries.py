"""Canaries: secrets and personal data planted in a run, and looked for in everything that comes of it."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlsplit

import pytest

from conformance import specs
from conformance.certificates import eidas, issuing
from conformance.model import NOBODY
from conformance.sandbox import Running, start
from conformance.target.load import bare_target
from conformance.world import open_world
from tests.support.artefacts import Ran
from tests.support.ledgers import verdicts
from tests.support.projects import FAILS, HEADER, PASSES, SKIPPED, WARNS
from tests.support.unreliable_network import Road

STATIC = "canary-of-a-token-in-the-target-file"
FROM_ENV = "canary-of-a-token-from-the-environment"
COOKIE = "canary-of-a-cookie-of-the-login"
FORMATS = {".jsonl", ".html", ".xml", ".json", ".txt", ".yaml", ".gz", ".md", ".properties"}

ALIX = f"""{HEADER}title: Alix's token and code are echoed by a bank that talks too much
covers: [AT-TRX-1]
as: alix
needs: [oauth]
steps:
  - authorize: {{}}
    expect: {{has: [code]}}
    keep: {{code: code}}
  - POST: $oauth.token
    form:
      grant_type: authorization_code
      code: $code
      client_id: $oauth.client_id
      redirect_uri: $oauth.redirect_uri
    expect:
      status: 200
      equals: {{access_token: another, refresh_token: another}}
    keep: {{access: access_token, refresh: refresh_token}}
  - GET: /accounts
    token: $access
    query: {{q: $access, r: $refresh, c: $code}}
    headers: {{X-Echo: $access}}
    expect:
      status: 418
      has: ["$refresh", "$code"]
"""
LEA = f"""{HEADER}title: Lea has a token that the bank never issued
covers: [AT-BAL-1]
as: lea
given: {{consent: everything}}
steps:
  - GET: /accounts
    expect: {{status: 200}}
"""
BREAKS = PASSES.replace("marc", "thomas").replace("Marc", "Thomas").replace("{balances: {", '{"balances[*]": {')
SCENARIOS = {
    "passes": PASSES,
    "fails": FAILS,
    "warns": WARNS,
    "skipped": SKIPPED,
    "echoes": ALIX,
    "blocked": LEA,
    "breaks": BREAKS,
}
CRASH = """
from dataclasses import replace
import conformance.checks as checks
real = checks.CHECKS["count"]
def crash(wanted, answer, setting):
    if "balances[*]" in wanted:
        told = open("secret.txt").read() + open("target.yaml").read()
        raise ValueError(f"{answer.exchanges[0].content!r} with {told}")
    yield from real.check(wanted, answer, setting)
checks.CHECKS["count"] = replace(real, check=crash)
"""


@pytest.fixture(scope="module")
def bank() -> Iterator[Running]:
    running = start()
    yield running
    running.stop()


def target_text(base_url: str, more: str = "") -> str:
    root = f"{base_url.removesuffix('/v1.4.2')}/oauth"
    return (
        f"name: canaries\nbase_url: {base_url}\n"
        f"oauth: {{authorize_url: '{root}/authorize', token_url: '{root}/token', client_id: PSDFR-ACPR-13807,"
        f" redirect_uri: 'https://myAPP.fr/Home/OAuth2Callback'}}\n{more}"
    )


def run(folder: Path, command: list[str], seen: list[str]) -> Ran:
    """Runs it to its end; meanwhile looks at the arguments of every process of its own."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("STET_", "PYTEST_"))}
    environment |= {"CANARY": FROM_ENV, "PYTHONPATH": os.pathsep.join((str(folder), *filter(None, sys.path)))}
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    arguments: set[str] = set()
    over = threading.Event()
    watcher = threading.Thread(target=watch, args=(process.pid, arguments, over), daemon=True)
    watcher.start()
    told, _ = process.communicate(timeout=120)
    over.set()
    watcher.join()
    return Ran(folder, process.returncode, told, frozenset(found("\n".join(seen))), "\n".join(arguments))


def watch(parent: int, arguments: set[str], over: threading.Event) -> None:
    while not over.wait(0.05):
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                ours = int((entry / "stat").read_text().rpartition(")")[2].split()[1]) == parent
                if ours or int(entry.name) == parent:
                    arguments.add((entry / "cmdline").read_text().replace("\0", " "))
            except (OSError, ValueError, IndexError):
                continue


def found(seen: str) -> Iterator[str]:
    """The secrets that passed on the road: tokens, codes, cookies, the Authorization of requests, the SMS code."""
    yield from re.findall(r'"(?:access|refresh)_token"\s*:\s*"([^"]+)"', seen)
    yield from (code for part in re.findall(r"[?&](code=[^&\s]+)", seen) for _, code in parse_qsl(part))
    yield from (value for value in re.findall(r"(?im)^set-cookie: [^=]+=([^;\s]+)", seen) if len(value) >= 16)
    yield from re.findall(r"(?im)^authorization: Bearer (\S+)", seen)


def planted(folder: Path, base_url: str, more: str = "") -> None:
    balances = folder / "scenarios" / "balances"
    balances.mkdir(parents=True)
    for name, text in SCENARIOS.items():
        (balances / f"{name}.yaml").write_text(text, encoding="utf-8")
    (folder / "sitecustomize.py").write_text("")
    (folder / "secret.txt").write_text(STATIC)
    (folder / "target.yaml").write_text(target_text(base_url, more), encoding="utf-8")


STATIC_TOKENS = f'tokens:\n  lea: {{aisp: {STATIC}}}\n  marie: {{aisp: "$ENV{{CANARY}}"}}\n'


@pytest.fixture(scope="module", params=["stet-conformance", pytest.param("pytest", marks=pytest.mark.long), "workers"])
def ran(request: pytest.FixtureRequest, bank: Running, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """The seven scenarios through each door, with everything that makes a program talk."""
    folder = tmp_path_factory.mktemp("canaries")
    with Road(bank.origin, lambda _count, _path: "", cookie=COOKIE) as road:
        planted(folder, road.base_url, STATIC_TOKENS)
        if request.param == "pytest":
            (folder / "conftest.py").write_text(CRASH)
            loud = ["--tb=long", "-l", "-vv", "--full-trace", "--log-cli-level=DEBUG", "--setup-show", "-rA"]
            command = [sys.executable, "-m", "pytest", "scenarios", "--target=target.yaml", *loud]
        else:
            # Loaded before anything else in every process of the run, workers included.
            (folder / "crashing.py").write_text(CRASH)
            (folder / "conformance_crash.py").write_text("import crashing\nfrom conformance.cli import main\nmain()\n")
            workers = ["-n", "2"] if request.param == "workers" else []
            script = "conformance_crash.py"
            command = [sys.executable, script, "run", "scenarios", "--target=target.yaml", *workers]
        return run(folder, command, road.seen)


def test_every_kind_of_verdict_is_in_the_run(ran: Ran) -> None:
    """Otherwise the canaries would have no way out to be caught on."""
    wanted = {"passed", "failed", "warned", "skipped", "blocked", "broken"}
    assert ran.outcomes >= wanted - ({"broken"} if "-n" in ran.arguments.split() else set()), ran.told
    assert len(ran.secrets - {COOKIE}) >= 6
    assert COOKIE in ran.secrets
    assert {path.suffix for path in (ran.path / "reports").rglob("*") if path.is_file()} == FORMATS


def test_no_secret_is_told(ran: Ran) -> None:
    """In no artefact, on no terminal, in no argument of a process; in no spelling."""
    secrets = {STATIC, FROM_ENV, COOKIE, "12345678", *ran.secrets}
    for name, text in ran.artefacts():
        plain = unquote(text)
        folded = text.lower()
        leaked = [one for one in secrets if one in text or one in plain or quote(one, safe="") in text]
        leaked += [one for one in secrets if one.encode().hex() in folded or one.lower() in folded]
        leaked += [one for one in secrets if any(part in text for part in in_base64(one))]
        assert not leaked, f"{name}: {leaked}"


def in_base64(secret: str) -> Iterator[str]:
    """The letters of it that do not depend on what stands before and behind."""
    for before in range(3):
        whole = base64.b64encode(b"\0" * before + secret.encode()).decode().rstrip("=")
        yield whole[4 if before else 0 : -1]


def test_a_secret_has_one_label_everywhere(ran: Ran) -> None:
    """In URLs, headers, bodies and findings, and whoever of the workers played; so one can still tell who used what."""
    told = {line["name"]: line for line in verdicts(ran.path / "reports" / "ledger.jsonl")}
    last = told["balances/echoes"]["exchanges"][-1]["request"]
    labels = dict(parse_qsl(urlsplit(last["url"]).query))
    sent = dict(last["headers"])
    assert re.fullmatch(r"\*{3}\d+", labels["q"])
    assert sent["Authorization"] == f"Bearer {labels['q']}"
    assert sent["X-Echo"] == labels["q"]
    assert len({labels["q"], labels["r"], labels["c"]}) == 3
    assert f'"refresh_token":"{labels["r"]}"' in json.dumps(told["balances/echoes"]).replace("\\", "").replace(
        ": ", ":"
    )
    presented = {
        dict(one["request"]["headers"])["Authorization"]
        for name in ("passes", "fails")
        for one in told[f"balances/{name}"]["exchanges"]
        if one["request"].get("persona") == "marc"
    }
    assert len(presented) == 1
    assert not presented & {sent["Authorization"]}


def test_the_replay_lines_name_a_variable_instead(ran: Ran) -> None:
    """What was taken away can be put in again by whoever has it."""
    assert "Authorization: Bearer ${STET_TOKEN_MARC_AISP:?}" in ran.told


# ------------------------------------------------------------------------------------------- keys and passphrases


def test_no_key_and_no_passphrase_is_told(tmp_path: Path) -> None:
    """Neither where the run works nor where the passphrase is wrong: keys are used, and never shown."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - slow, and of use here only

    issuing.issue(tmp_path / "certs")
    passphrase = "canary-of-a-passphrase"
    for name in ("qwac", "qseal"):
        key = serialization.load_pem_private_key((tmp_path / "certs" / f"{name}.key").read_bytes(), None)
        (tmp_path / f"{name}.key").write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.BestAvailableEncryption(passphrase.encode()),
            )
        )
    key_lines = [
        line
        for path in (tmp_path / "certs").glob("q*.key")
        for line in path.read_text().splitlines()
        if len(line) > 40 and "--" not in line
    ]
    prints = eidas.read(tmp_path / "certs" / "qseal.pem").fingerprint
    running = start(tls=tmp_path / "certs", signatures=True)
    try:
        for number, word in enumerate((passphrase, "another-canary-of-a-passphrase")):
            more = (
                f'tls: {{certificate: certs/qwac.pem, key: qwac.key, ca: certs/ca.pem, passphrase: "$ENV{{PASS}}"}}\n'
                f"signature: {{key_id: 'https://tpp.example/seal_{prints}', key: qseal.key,"
                ' passphrase: "$ENV{PASS}"}\n'
            )
            folder = tmp_path / str(number)
            folder.mkdir()
            for name in ("certs", "qwac.key", "qseal.key"):
                (folder / name).symlink_to(tmp_path / name)
            planted(folder, running.base_url, more)
            command = [sys.executable, "-m", "conformance", "run", "scenarios", "--target=target.yaml"]
            environment = os.environ | {"PASS": word}
            done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
            ran = Ran(folder, done.returncode, done.stdout + done.stderr, frozenset(), "")
            assert done.returncode in ((1, 4) if word == passphrase else (2, 3)), ran.told
            for name, text in ran.artefacts():
                assert not [one for one in (word, *key_lines) if one in text], name
    finally:
        running.stop()


def test_the_canaries_are_alive(bank: Running) -> None:
    """A road without a mask shows them: the look-out sees what it looks for."""
    with Road(bank.origin, lambda _count, _path: "") as road:
        with open_world(bare_target(road.base_url, {}), specs.load()) as world:
            token = world.tokens.access("marc", "aisp")
            world.api.ask("GET", "/accounts", world.cast.personas["marc"], NOBODY)
        assert token in set(found("\n".join(road.seen)))
        assert len(set(found("\n".join(road.seen)))) >= 3
