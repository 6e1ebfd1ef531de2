"""The embedded bank in a process of its own, tokens for it, and commands timed as whole processes."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

from conformance import specs
from conformance.client.sender import Sender
from conformance.clock import Clock
from conformance.login.login import Login
from conformance.masking.secrets import Secrets
from conformance.target.load import bare_target
from conformance.tokens.tokens import Tokens

_NAMING_THE_BANK = {".yaml", ".yml", ".json", ".jsonl", ".hurl"}
"""The files of a contestant in which the bank's address stands."""


class Bank:
    """The embedded bank in a process of its own, as `with Bank() as base_url`."""

    def __enter__(self) -> str:
        with socket.create_server(("127.0.0.1", 0)) as found:
            port = found.getsockname()[1]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "conformance", "sandbox", "--port", str(port)], stdout=subprocess.DEVNULL
        )
        base_url = f"http://127.0.0.1:{port}/stet/psd2/v1.4.2"
        for _ in range(100):
            try:
                httpx.get(base_url + "/accounts", trust_env=False)
            except httpx.ConnectError:
                time.sleep(0.1)
            else:
                return base_url
        raise SystemExit("the bank did not start")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait()


def target_with_tokens(base_url: str, file: Path) -> Path:
    """A target file with a token of each scope for each persona, so that no contestant logs in."""
    target, clock, secrets = bare_target(base_url, {}), Clock(), Secrets()
    people = specs.load().cast.personas
    logins = {key: Login(identifier=person.login, sms_code=person.sms_code) for key, person in people.items()}
    with Sender(target, clock, secrets) as sender:
        vault = Tokens(target, logins, sender, clock, secrets)
        tokens = {key: {scope: vault.access(key, scope) or "" for scope in ("aisp", "piisp")} for key in people}
    file.write_text(json.dumps({"name": "benchmark", "base_url": base_url, "tokens": tokens}), encoding="utf-8")
    return file


def timed(command: list[str], base_url: str) -> float:
    """The seconds that a command takes as a whole process; the bank's daily quotas start afresh before it."""
    httpx.delete(base_url.partition("/stet/")[0] + "/_sandbox/quotas", trust_env=False)
    begun = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(
            f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
        )
    return time.perf_counter() - begun


def to_first_request(command: list[str], base_url: str) -> float:
    """The seconds from the start of a command to its first request, which never gets an answer.

    In its words, and in the files that they name, a listener stands in the bank's place for as long as that takes.
    """
    files = [path for path in map(Path, command) if path.suffix in _NAMING_THE_BANK and path.is_file()]
    texts = {file: file.read_bytes() for file in files}
    before = base_url.partition("/stet/")[0]
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(60)
        instead = f"http://127.0.0.1:{listener.getsockname()[1]}"
        for file, text in texts.items():
            file.write_bytes(text.replace(before.encode(), instead.encode()))
        words = [word.replace(before, instead) for word in command]
        begun = time.perf_counter()
        with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                with listener.accept()[0] as connection:
                    connection.recv(1)
                return time.perf_counter() - begun
            finally:
                process.kill()
                for file, text in texts.items():
                    file.write_bytes(text)
