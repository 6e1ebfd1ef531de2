"""The user's own register: what he asks of a bank beside its documentation, in `requirements/` by his `scenarios/`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from conformance import specs, yamlfile
from conformance.errors import Mistake, Mistakes
from conformance.grammar import Grammar
from conformance.late import pattern
from conformance.ownfiles import look_at
from conformance.specs import Requirement
from conformance.yamlfile import Document

FOLDER: Final = "requirements"
_FIRST_LINE: Final = 4_096
"""So much of it is looked at."""
_HEADER: Final = pattern(rb"#.*\$schema=\S*requirement\.schema\.json")


def own_register(home: Path) -> Mapping[str, Requirement]:
    """The requirements beside a folder of scenarios, by id; none where there are none.

    A file there counts where its first line names our schema, since other tools have folders of that name. Raises
    Mistakes with everything that is wrong in all files.
    """
    return _read(home.absolute())


def written(register: Mapping[str, Requirement]) -> dict[str, dict[str, str]]:
    """The user's requirements as a ledger keeps them, so that it can be read where his files are not."""
    return {key: {"chapter": one.chapter, "level": one.level, "says": one.says} for key, one in register.items()}


def read_written(record: Mapping[str, Mapping[str, str]]) -> Mapping[str, Requirement]:
    """The requirements that a ledger keeps."""
    return {
        key: Requirement(id=key, chapter=one["chapter"], level=one["level"], says=one["says"], own=True)
        for key, one in record.items()
    }


@cache
def _read(home: Path) -> Mapping[str, Requirement]:
    """Asked for with every scenario of the folder."""
    folder = home.parent / FOLDER
    found: dict[str, Requirement] = {}
    mistakes: list[Mistake] = []
    for path in sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")]):
        if not _is_ours(path):
            continue
        try:
            _take(yamlfile.read(path), found, mistakes)
        except Mistakes as error:
            mistakes.extend(error.mistakes)
    if mistakes:
        raise Mistakes(mistakes)
    return found


def _is_ours(path: Path) -> bool:
    try:
        look_at(path)
        with path.open("rb") as file:
            return bool(_HEADER.match(file.readline(_FIRST_LINE).removeprefix(b"\xef\xbb\xbf")))
    except OSError:
        return False


def _take(document: Document, found: dict[str, Requirement], mistakes: list[Mistake]) -> None:
    """The requirements of one file."""
    wrong = Grammar(specs.grammar("own-requirement")).mistakes(document)
    mistakes.extend(wrong)
    for key, value in document.data["requirements"].items() if not wrong else ():
        place = document.key_place(("requirements", key))
        if key in specs.load().register:
            says = f"{key} is a requirement of the bank's documentation"
            mistakes.append(Mistake(place=place, says=says, hint="take an id of your own, e.g. MINE-01"))
        elif key in found:
            mistakes.append(Mistake(place=place, says=f"{key} is already defined in {found[key].chapter}"))
        found[key] = Requirement(
            id=key,
            chapter=document.data["chapter"],
            level=value.get("level", "must"),
            says=" ".join(value["says"].split()),
            own=True,
        )
