"""Long runs against the embedded bank, every report on: what collecting, playing and writing take, and what is held.

python benchmarks/long_run.py [SIZES...] [--readers]

Times are seconds, those of the processor in brackets. To collect is from the start of the process; to write is from the
end of the last scenario to that of the process.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from subprocess import DEVNULL, Popen

from checks import KINDS, write_scenarios
from rich.console import Console
from rich.table import Table

HERE = Path(__file__).resolve().parent
RUN = "import sys; from conformance.commands.session import play; sys.exit(play(sys.argv[1:], quiet=True))"
"""`stet-conformance run --quiet`, with one plugin more."""
WRITTEN = {
    "ledger": "ledger.jsonl",
    "HTML": "report.html",
    "dossier": "dossier.html",
    "JUnit": "junit.xml",
    "Allure": "allure-results",
}
"""What is weighed: files, and a folder by all that is in it."""


def main(sizes: Sequence[int], folder: Path, *, readers: bool) -> None:
    """Play a run of each size and print what it took; then what those take who read its ledger, if that is wanted."""
    played, read = Table(title="Runs; seconds of the processor in brackets"), Table(title="Who reads their ledgers")
    for heading in ("scenarios", "collect", "play", "write", "MiB, collected", "played", "at the end"):
        played.add_column(heading, justify="right")
    for heading in WRITTEN:
        played.add_column(f"{heading}, MB", justify="right")
    for heading in ("scenarios", "command", "time", "processor", "MiB"):
        read.add_column(heading, justify="right")
    for size in sizes:
        scenarios, reports = folder / str(size) / "scenarios", folder / str(size) / "reports"
        write_scenarios(scenarios / "checks", size, KINDS, given={"consent": "everything"})
        played.add_row(f"{size:,}", *play(scenarios, reports))
        for reader, command in commands(reports / "ledger.jsonl", folder / str(size)).items() if readers else ():
            seconds, processor, peak = cost([sys.executable, "-m", "conformance", *command])
            read.add_row(f"{size:,}", reader, f"{seconds:.1f} s", f"{processor:.1f} s", f"{peak:.0f}")
    console = Console(width=160)
    console.print(played)
    if readers:
        console.print(read)


def play(scenarios: Path, reports: Path) -> list[str]:
    """Play the scenarios of a folder; what the phases took, and the sizes of what was written."""
    marks = reports.with_name("phases.json")
    words = ["-p", "phases", str(scenarios), f"--reports={reports}"]
    begun = time.time()
    seconds, processor, peak = cost([sys.executable, "-c", RUN, *words], {"PHASES": str(marks)})
    told = json.loads(marks.read_text(encoding="utf-8"))
    (collected, used, first), (last, used_then, second) = told["collected"], told["played"]
    phases = (
        (collected - begun, used),
        (last - collected, used_then - used),
        (begun + seconds - last, processor - used_then),
    )
    return [
        *(f"{wall:.1f} s ({of_processor:.1f})" for wall, of_processor in phases),
        *(f"{one:.0f}" for one in (first, second, peak)),
        *(f"{weight(reports / name) / 1e6:.1f}" for name in WRITTEN.values()),
    ]


def commands(ledger: Path, folder: Path) -> dict[str, list[str]]:
    """Who reads a ledger, as it is typed."""
    return {
        "report": ["report", str(ledger), "--reports", str(folder / "again")],
        "verify": ["verify", str(ledger)],
        "audit": ["audit", str(ledger), "-o", str(folder / "audit.txt")],
        "diff": ["diff", str(ledger), str(ledger)],
    }


def cost(command: list[str], variables: dict[str, str] | None = None) -> tuple[float, float, float]:
    """Seconds of the whole process and of the processor in it, and the MiB that it held at most."""
    path = os.pathsep.join([str(HERE.parent), str(HERE)])
    begun = time.perf_counter()
    process = Popen(command, env={**os.environ, "PYTHONPATH": path, **(variables or {})}, stdout=DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    kib = used.ru_maxrss / (1 << 10 if sys.platform == "darwin" else 1)
    return time.perf_counter() - begun, used.ru_utime + used.ru_stime, kib / (1 << 10)


def weight(path: Path) -> int:
    """The bytes of a file, or of all the files of a folder."""
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())


if __name__ == "__main__":
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("sizes", nargs="*", type=int, default=[100, 1000, 10000])
    words.add_argument("--readers", action="store_true", help="report, verify, audit and diff of each ledger too")
    words.add_argument("--keep", type=Path, metavar="FOLDER", help="leave what was written there")
    given = words.parse_args()
    if given.keep is not None:
        main(given.sizes, given.keep, readers=given.readers)
    else:
        with tempfile.TemporaryDirectory() as name:
            main(given.sizes, Path(name), readers=given.readers)
