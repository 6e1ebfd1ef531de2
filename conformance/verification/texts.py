"""The texts that a run is judged again by: those of the run, from the archive beside its ledger, or those of today.

An archive is believed where it is the one that the ledger names by its digest. Texts that are installed here to the
letter are taken from the installation.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import tarfile
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, Final

from conformance import catalogue, rules, specs, yamlfile
from conformance.catalogue import own_register
from conformance.catalogue.shipped import shipped_set
from conformance.errors import Mistakes, Trouble, mistake
from conformance.late import pattern
from conformance.ledger import judged_by
from conformance.ledger.facts import without_codes
from conformance.ledger.ledger import Story
from conformance.model import Scenario
from conformance.ownfiles import content
from conformance.rules import Rule
from conformance.specs import Specs
from conformance.specs.digests import digest_of, text_of
from conformance.verification import releases
from conformance.verification.comparing import is_text_of

_FOLDERS: Final = {
    "requirements": "requirements", "ambiguities": "", "errors": "", "cast": "", "schemas": "stet-1.4.2",
    "rules": "rules", "grammar": "",
}  # fmt: skip
"""Where the texts of each group lie below `specs`."""
_MASK: Final = pattern(rb"\*\*\*\d*")
"""Where an SMS code stood: none is told, and none is needed."""
Texts = Mapping[str, Mapping[str, bytes]]


@dataclass(frozen=True, kw_only=True)
class Judges:
    """What judges a run again."""

    specs: Specs
    rules: tuple[Rule, ...]
    scenarios: Mapping[str, bytes]
    """Texts of scenarios, by name."""
    selected: frozenset[str]
    """The names of those that the run was to play, as far as the archive beside it tells."""
    says: tuple[str, ...] = ()
    """What it is, in words."""
    own: Mapping[str, Any] = field(default_factory=dict)
    """The user's requirements, as the ledger keeps them."""

    def scenario(self, name: str) -> Scenario | None:
        """The scenario of that name; None where the texts have none. Raises Mistakes where its text is none."""
        text = self.scenarios.get(name)
        if text is None:
            return None
        file = f"scenarios/{name}.yaml"
        document = yamlfile.parse(text.decode("utf-8", "replace"), file)
        return catalogue.parse(document, name, self.specs, own_register.read_written(self.own))


def of_today(story: Story) -> Judges:
    """The texts that are installed here; the user's own scenarios are those of the run."""
    folder = specs.scenarios_folder()
    shipped = {name: text_of(folder / f"{name}.yaml") for name in shipped_set().files}
    archive, _ = _archive(story)
    own = _named(archive.get(judged_by.OWN_SCENARIOS, {}))
    return Judges(
        specs=specs.load(),
        rules=rules.load(),
        scenarios={**own, **shipped},
        selected=frozenset({*own, *_named(archive.get(judged_by.SCENARIOS, {}))}),
        says=("the texts that are installed here, whatever the run was judged by",),
        own=story.header.get("own_requirements", {}),
    )


def as_then(story: Story) -> tuple[Judges, tuple[str, ...]]:
    """The texts of the run, and what is not right about the archive beside it.

    Raises Mistakes where they are neither in an archive nor installed.
    """
    digests: Mapping[str, str] = story.header["judged_by"]["digests"]
    here = {name: digest_of(texts) for name, texts in judged_by.installed().items()}
    other = [name for name in _FOLDERS if digests.get(name) != here.get(name)]
    archive, wrong = _archive(story)
    masked: Mapping[str, str] = story.header["judged_by"].get("archive", {}).get("masked", {})
    wrong = (*wrong, *_other_groups(archive, {**digests, **masked}))
    if judged_by.CAST not in other:
        wrong = (*wrong, *_other_cast(story.header))
    scenarios = {**_named(archive.get(judged_by.SCENARIOS, {})), **_named(archive.get(judged_by.OWN_SCENARIOS, {}))}
    if not other:
        known, held_to = specs.load(), rules.load()
        scenarios = {**scenarios, **_installed(digests, scenarios)}
    elif archive:
        known, held_to = _unpacked(archive)
    else:
        says = f"the texts that judged this run are not those of this version ({', '.join(other)})"
        why = "; ".join(wrong) or f"{_name(story)} is not there"
        raise mistake(f"{says}, and {why}", hint="put the archive beside the ledger again")
    judges = Judges(
        specs=known,
        rules=held_to,
        scenarios=scenarios,
        selected=frozenset(scenarios),
        says=tuple(releases.told(digests, story.header.get("catalogue", {}).get("sha256", ""), other)),
        own=story.header.get("own_requirements", {}),
    )
    return judges, wrong


def _installed(digests: Mapping[str, str], played: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """The shipped scenarios as they are installed, where they are those of the run to the letter."""
    folder = specs.scenarios_folder()
    texts = {f"{name}.yaml": text_of(folder / f"{name}.yaml") for name in played if name in shipped_set().files}
    same = digest_of(texts) == digests.get(judged_by.SCENARIOS)
    return _named(texts) if same else {}


def _named(texts: Mapping[str, bytes]) -> dict[str, bytes]:
    return {name.removesuffix(".yaml"): text for name, text in texts.items()}


def _name(story: Story) -> str:
    return str(story.header["judged_by"].get("archive", {}).get("name", "judged-by.tar.gz"))


def _archive(story: Story) -> tuple[Texts, tuple[str, ...]]:
    """The texts beside a ledger, by group, and what is wrong with them; nothing of what is not the run's own."""
    name = _name(story)
    try:
        packed = content(judged_by.archive_of(story.path, story.header), judged_by.LARGEST_ARCHIVE)
    except FileNotFoundError:
        return {}, ()
    except OSError as error:
        return {}, (f"{name} cannot be read: {error.strerror}",)
    if hashlib.sha256(packed).hexdigest() != story.header["judged_by"].get("archive", {}).get("sha256"):
        return {}, (f"{name} is not the archive of this run: its digest is another than the ledger says",)
    try:
        return _read(packed), ()
    except (OSError, EOFError, tarfile.TarError, zlib.error, ValueError, OverflowError) as error:
        return {}, (f"{name} cannot be read: {error}",)


def _read(packed: bytes) -> Texts:
    with gzip.GzipFile(fileobj=io.BytesIO(packed)) as unpacked:
        plain = unpacked.read(judged_by.LARGEST_ARCHIVE + 1)
    if len(plain) > judged_by.LARGEST_ARCHIVE:
        raise ValueError("it is too large")
    found: dict[str, dict[str, bytes]] = {}
    with tarfile.open(fileobj=io.BytesIO(plain)) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isfile() and not member.issparse() else None
            group, _, name = member.name.partition("/")
            if file is None or _leads_out(name):
                raise ValueError(f"`{member.name}` does not belong there")
            found.setdefault(group, {})[name] = file.read()
    return found


def _leads_out(name: str) -> bool:
    """Whether a name of an archive is none of a file below its group, be it on another system than this one."""
    windows = PureWindowsPath(name)
    return not name or ".." in windows.parts or bool(windows.root) or re.match("[A-Za-z]:", name) is not None


def _other_groups(archive: Texts, digests: Mapping[str, str]) -> Iterator[str]:
    """Groups of texts that are not those that the ledger names."""
    if archive:
        for name, digest in digests.items():
            withheld = name == judged_by.CODE or (name == judged_by.CAST and name not in archive)
            if not withheld and digest_of(archive.get(name, {})) != digest:
                yield f"the texts of the run are not those that the ledger names: {name}"


def _other_cast(header: Mapping[str, Any]) -> Iterator[str]:
    """Whether a ledger tells of other personas than the documented cast has, by which it says that it was judged."""
    told = header["cast"]
    known = {name: without_codes(persona.raw) for name, persona in specs.load().cast.personas.items()}
    if not told["own"] and not is_text_of(told["personas"], known, masked=header.get("personal_data") == "masked"):
        yield "the ledger tells of other personas than the cast that it names"


def _unpacked(archive: Texts) -> tuple[Specs, tuple[Rule, ...]]:
    """The specs and rules of an archive, with the cast that is installed. Raises Mistakes where they cannot be read."""
    with tempfile.TemporaryDirectory() as folder:
        for group, below in _FOLDERS.items():
            texts = judged_by.installed()[group] if group == judged_by.CAST else archive.get(group, {})
            for name, text in texts.items():
                path = Path(folder, below, *PurePosixPath(name).parts)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(_MASK.sub(b"00000000", text) if group == "cast" else text)
        try:
            known = specs.read(Path(folder))
            return known, rules.read(Path(folder, "rules"), known)
        except (Trouble, ValueError, KeyError, OSError) as error:
            wrong = error.mistakes[0].says if isinstance(error, Mistakes) else str(error)
            raise mistake(f"the texts of the run cannot be read by this version: {wrong}", hint="--today") from None
