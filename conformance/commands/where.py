"""Which scenarios a command means: the shipped ones and the user's own, unless it is told others."""
# ruff: noqa: PLC0415 - a door: what a command needs is imported when it is called

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


def folders(given: Sequence[str | Path]) -> list[Path]:
    """The folders and files to look in. Raises Mistakes where one is not there."""
    from conformance import specs
    from conformance.errors import Mistake, Mistakes

    if not given:
        found = dict.fromkeys((specs.scenarios_folder().resolve(), Path("scenarios").resolve()))
        return [folder for folder in found if folder.is_dir()]
    paths = [Path(path) for path in given]
    missing = [Mistake(place=None, says=f"there is no {path}") for path in paths if not path.exists()]
    if missing:
        raise Mistakes(missing)
    return paths
