"""The whole catalogue with all reports beside a bare loop that sends the same requests; prints a table and the ratio.

python benchmarks/catalogue.py [ROUNDS]
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

import recorded
from bank import Bank, target_with_tokens, timed
from rich.console import Console
from rich.table import Table

HERE = Path(__file__).resolve().parent
RUN = [sys.executable, "-m", "conformance", "run", "--quiet"]
ONE = "beneficiaries/not-implemented"


def main(rounds: int) -> None:
    """Measure both contestants in turn."""
    with tempfile.TemporaryDirectory() as name, Bank() as base_url:
        folder = Path(name)
        target, reports = target_with_tokens(base_url, folder / "target.yaml"), folder / "reports"
        ours = [*RUN, "--target", str(target), "--reports", str(reports)]
        one = [*ours, "--only", ONE]
        timed(ours, base_url)
        every = recorded.requests(reports / "ledger.jsonl")
        whole = recorded.write(every, folder / "requests.jsonl")
        first = recorded.write([line for line in every if line["name"] == ONE], folder / "one.jsonl")
        loop = [sys.executable, str(HERE / "bare_loop.py")]
        contestants = {
            "catalogue, all reports": (ours, one),
            "bare loop": ([*loop, str(whole), str(target)], [*loop, str(first), str(target)]),
        }
        show(measure(contestants, rounds, base_url), sum(len(line["exchanges"]) for line in every))


def measure(contestants: dict, rounds: int, base_url: str) -> dict[str, tuple[float, float]]:
    """Median seconds of the whole and of the start-up, the contestants taking turns."""
    times: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in contestants}
    for _ in range(rounds):
        for name, (whole, start) in contestants.items():
            times[name][0].append(timed(whole, base_url))
            times[name][1].append(timed(start, base_url))
    return {name: (statistics.median(whole), statistics.median(start)) for name, (whole, start) in times.items()}


def show(measured: dict[str, tuple[float, float]], number: int) -> None:
    """The table and the ratio."""
    table = Table("", "total", "start-up", "per request", title=f"{number} requests, medians")
    for name, (whole, start) in measured.items():
        table.add_row(name, f"{whole:.2f} s", f"{start:.2f} s", f"{(whole - start) / number * 1000:.2f} ms")
    (ours, our_start), (bare, bare_start) = measured.values()
    Console().print(table)
    print(f"ratio: {ours / bare:.2f} of the bare loop in all, {(ours - our_start) / (bare - bare_start):.2f} a request")


if __name__ == "__main__":
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("rounds", type=int, nargs="?", default=5)
    main(**vars(words.parse_args()))
