"""Where the files lie: the shipped specs and scenarios, and the user's own scenarios.

The files are documents, not code; they stand in `specs/` and `scenarios/` of the checkout, or ship inside the installed
package.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import orjson

from conformance.errors import Broken
from conformance.model import JSON

_PACKAGE = Path(__file__).resolve().parent.parent


def specs_folder() -> Path:
    """The folder of the specs: the checkout's where there is one, else the one inside the package.

    Raises Broken where this installation has none.
    """
    return _shipped("specs")


def scenarios_folder() -> Path:
    """The folder of the shipped scenarios; found like the specs. Raises Broken."""
    return _shipped("scenarios")


def scenarios_folders() -> list[Path]:
    """What is played unless something else is named: the shipped scenarios, and those in `./scenarios`.

    Raises Broken where this installation has no scenarios.
    """
    found = dict.fromkeys((scenarios_folder().resolve(), Path("scenarios").resolve()))
    return [folder for folder in found if folder.is_dir()]


def scenario_file(name: str) -> Path | None:
    """The file of a scenario, a shipped one or one in `./scenarios`; None where there is none. Raises Broken."""
    paths = (folder / f"{name}.yaml" for folder in scenarios_folders()) if name else ()
    return next((path for path in paths if path.is_file()), None)


def grammar(name: str) -> JSON:
    """The JSON Schema of one of our own files: scenario, target, cast, requirement, ledger, deviations.

    Raises Broken where this installation has none of that name.
    """
    try:
        return orjson.loads((specs_folder() / f"{name}.schema.json").read_bytes())
    except (OSError, ValueError) as error:
        raise Broken(f"the grammar `{name}` cannot be read ({error}); install the package again") from None


@cache
def _shipped(name: str) -> Path:
    for folder in (_PACKAGE.parent / name, _PACKAGE / "shipped" / name):
        if folder.is_dir() and (folder.parent / "conformance").is_dir() | (folder.parent.name == "shipped"):
            return folder
    raise Broken(f"the folder `{name}` is missing from this installation; install the package again")
