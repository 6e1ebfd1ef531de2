"""The whole catalogue with all reports beside a bare loop that sends the same requests; prints a table and the ratio.

python benchmarks/catalogue.py [ROUNDS]
"""

from __future__ import annotations

import json
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
from rich.console import Console
from rich.table import Table

from conformance import specs
from conformance.client.sender import Sender
from conformance.clock import Clock
from conformance.login.login import Login
from conformance.masking.secrets import Secrets
from conformance.target.load import bare_target
from conformance.tokens.tokens import Tokens

HERE = Path(__file__).resolve().parent
RUN = [sys.executable, "-m", "conformance", "run", "--quiet"]


def main(rounds: int) -> None:
    """Measure both contestants in turn."""
    with tempfile.TemporaryDirectory() as folder, Bank() as base_url:
        target = Path(folder) / "target.yaml"
        target.write_text(json.dumps({"name": "benchmark", "base_url": base_url, "tokens": tokens(base_url)}))
        reports = Path(folder) / "reports"
        ours = [*RUN, "--target", str(target), "--reports", str(reports)]
        one = [*ours, "--only", "beneficiaries/not-implemented"]
        timed(ours, base_url)
        ledger = reports / "ledger.jsonl"
        frozen = ledger.rename(Path(folder) / "requests.jsonl")
        first = Path(folder) / "one.jsonl"
        first.write_text(only(frozen, "beneficiaries/not-implemented"))
        loop = [sys.executable, str(HERE / "bare_loop.py")]
        contestants = {
            "catalogue, all reports": (ours, one),
            "bare loop": ([*loop, str(frozen), str(target)], [*loop, str(first), str(target)]),
        }
        show(measure(contestants, rounds, base_url), requests(frozen))


def measure(contestants: dict, rounds: int, base_url: str) -> dict[str, tuple[float, float]]:
    """Median seconds of the whole and of the start-up, the contestants taking turns."""
    times: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in contestants}
    for _ in range(rounds):
        for name, (whole, start) in contestants.items():
            times[name][0].append(timed(whole, base_url))
            times[name][1].append(timed(start, base_url))
    return {name: (statistics.median(whole), statistics.median(start)) for name, (whole, start) in times.items()}


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


def show(measured: dict[str, tuple[float, float]], number: int) -> None:
    """The table and the ratio."""
    table = Table("", "total", "start-up", "per request", title=f"{number} requests, medians")
    for name, (whole, start) in measured.items():
        table.add_row(name, f"{whole:.2f} s", f"{start:.2f} s", f"{(whole - start) / number * 1000:.2f} ms")
    (ours, our_start), (bare, bare_start) = measured.values()
    Console().print(table)
    print(f"ratio: {ours / bare:.2f} of the bare loop in all, {(ours - our_start) / (bare - bare_start):.2f} a request")


def requests(ledger: Path) -> int:
    """How many requests a ledger holds."""
    return sum(len(json.loads(line).get("exchanges", ())) for line in ledger.open())


def only(ledger: Path, name: str) -> str:
    """The line of one scenario."""
    return next(line for line in ledger.open() if json.loads(line).get("name") == name)


def tokens(base_url: str) -> dict[str, dict[str, str]]:
    """A token of each scope for each persona, so that neither contestant logs in."""
    target, clock, secrets = bare_target(base_url, {}), Clock(), Secrets()
    people = specs.load().cast.personas
    logins = {key: Login(identifier=person.login, sms_code=person.sms_code) for key, person in people.items()}
    with Sender(target, clock, secrets) as sender:
        vault = Tokens(target, logins, sender, clock, secrets)
        return {key: {scope: vault.access(key, scope) or "" for scope in ("aisp", "piisp")} for key in people}


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


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
