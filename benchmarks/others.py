"""The checks of `checks.py` as other tools play them, beside this project: those of them that are there.

python benchmarks/others.py [CHECKS...] [--rounds N] [--path FOLDER ...]

They are found on the path, by the programs in TOOLS; a folder of programs (of a virtual environment, or
`node_modules/.bin`) may be named with --path. What each asserts and writes is printed with its figures: a status and a
member of the body where it can be said, a schema where the tool has a word for one.
"""

from __future__ import annotations

import argparse
import itertools
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import bank
import orjson
import tools
from checks import BARE, consent_to_everything, cost, prepare, show

OURS = "stet-conformance, every report"


def main(sizes: Sequence[int], rounds: int, folders: Sequence[str]) -> None:
    """Measure those that are there, in turn."""
    os.environ["PATH"] = os.pathsep.join([*folders, os.environ["PATH"]])
    os.environ["STEPCI_DISABLE_ANALYTICS"] = "1"
    missing = [program for program in tools.TOOLS if not shutil.which(program)]
    with tempfile.TemporaryDirectory() as name, bank.Bank() as base_url:
        folder = Path(name)
        target = bank.target_with_tokens(base_url, folder / "target.yaml")
        consent_to_everything(base_url, target)
        start = contestants(folder / "one", base_url, target, 1)
        for size in sizes:
            commands = contestants(folder, base_url, target, size)
            times: dict[str, list[tuple[float, float, float]]] = {one: [] for one in commands}
            for _, one in itertools.product(range(rounds), commands):
                times[one].append((*cost(commands[one], base_url), bank.to_first_request(start[one], base_url)))
            show(size, times)
    for program in missing:
        print(f"{program} is not there")


def contestants(folder: Path, base_url: str, target: Path, size: int) -> dict[str, list[str]]:
    """The commands of this project, of the bare loop and of each tool that is there, each with what it does."""
    ours = prepare(folder, base_url, target, size)
    token = orjson.loads(target.read_bytes())["tokens"]["adam"]["aisp"]
    lines = [orjson.loads(line) for line in (folder / f"{size}.jsonl").read_bytes().splitlines()]
    asked = [
        tools.Asked(
            name=line["name"],
            url=one["request"]["url"],
            headers={**dict(one["request"]["headers"]), "Authorization": f"Bearer {token}"},
            status=one["response"]["status"],
        )
        for line in lines
        if line["name"].startswith("checks/")
        for one in line["exchanges"]
    ]
    found: dict[str, list[str]] = {OURS: ours["every report"], BARE: ours[BARE]}
    for program, tool in tools.TOOLS.items():
        if shutil.which(program):
            own = folder / str(size) / program
            own.mkdir()
            found[f"{program}: {tool.does}"] = tool.written(own, asked, base_url)
    return found


if __name__ == "__main__":
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("checks", nargs="*", type=int, default=[120])
    words.add_argument("--rounds", type=int, default=3)
    words.add_argument("--path", action="append", default=[], metavar="FOLDER")
    given = words.parse_args()
    main(given.checks, given.rounds, given.path)
