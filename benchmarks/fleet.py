"""How long fourteen banks take beside one: the whole catalogue, each bank in a process of its own.

python benchmarks/fleet.py [MILLISECONDS [SCENARIO ...]]     20 ms an answer, the whole set unless said

One of the fourteen has a fault, one is away, one takes three times as long, one shows a certificate that nobody trusts.
Every bank is examined one scenario at a time; times are those of whole processes, start-up and reports included.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from conformance.certificates import issuing

TARGET = """name: a fleet
target:
  base_url: http://$HOST/stet/psd2/v1.4.2
  oauth: {authorize_url: 'http://$HOST/stet/psd2/oauth/authorize', token_url: 'http://$HOST/stet/psd2/oauth/token',
    revoke_url: 'http://$HOST/stet/psd2/oauth/revoke', client_id: PSDFR-ACPR-13807,
    redirect_uri: 'https://myAPP.fr/Home/OAuth2Callback'}
  features: {quotas: true, clock: true, revocation: true, batch: true, fallback: true, refusal: true}
  quotas_url: http://$HOST/_sandbox/quotas
establishments:
"""
HONEST = 10
Hosts = dict[str, tuple[str, str]]
"""Of each bank its short name: its host, and what its target has otherwise."""


@contextmanager
def served(*words: str) -> Iterator[str]:
    """The host of a bank in a process of its own."""
    command = [sys.executable, "-u", "-m", "conformance", "sandbox", "--port", "0", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as bank:
        assert bank.stdout is not None
        try:
            yield bank.stdout.readline().split(" answers at ")[1].split("/")[2]
        finally:
            bank.terminate()


def examined(hosts: Hosts, only: Sequence[str]) -> tuple[float, dict[str, str]]:
    """The seconds that a fleet of these banks takes, and the word of each."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "fleet.yaml")
        rows = [
            f'  - {{code: "1", short: {short}, host: "{host}"{differs}}}\n' for short, (host, differs) in hosts.items()
        ]
        file.write_text(TARGET + "".join(rows), encoding="utf-8")
        words = ["fleet", str(file), "--in-flight=1", "--banks-at-once=14", "-q"]
        command = [sys.executable, "-m", "conformance", *words, *(f"--only={name}" for name in only)]
        begun = time.perf_counter()
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        took = time.perf_counter() - begun
        try:
            found = json.loads(Path(folder, "fleet", "fleet.json").read_bytes())
        except FileNotFoundError:
            raise SystemExit(f"the fleet ended with {done.returncode}:\n{done.stdout}{done.stderr}") from None
    return took, {one["short"]: one["word"] for one in found["establishments"]}


def main(milliseconds: int, only: Sequence[str]) -> None:
    """Print both times, their ratio and the word of each bank."""
    with ExitStack() as stack:
        certificates = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        issuing.issue(certificates)
        latency = f"--latency={milliseconds}"
        hosts: Hosts = {f"B{n}": (stack.enter_context(served(latency)), "") for n in range(HONEST)}
        alone, word = examined({"B0": hosts["B0"]}, only)
        hosts["FAULT"] = (stack.enter_context(served(latency, "--fault", "rows-in-dollars")), "")
        hosts["SLOW"] = (stack.enter_context(served(f"--latency={3 * milliseconds}")), "")
        stranger = ", differs: {base_url: https://$HOST/stet/psd2/v1.4.2}"
        hosts["STRANGER"] = (stack.enter_context(served(latency, "--mtls", str(certificates))), stranger)
        hosts["AWAY"] = ("127.0.0.1:9", "")
        together, words = examined(hosts, only)
    print(
        f"one bank {alone:.1f} s ({', '.join(word.values())}), fourteen {together:.1f} s: {together / alone:.2f} times"
    )
    print(", ".join(f"{short}: {said}" for short, said in words.items()))


if __name__ == "__main__":
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("milliseconds", type=int, nargs="?", default=20)
    words.add_argument("only", metavar="scenario", nargs="*")
    main(**vars(words.parse_args()))
