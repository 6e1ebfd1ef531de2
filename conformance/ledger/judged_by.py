"""The texts that decide a verdict: their digests, and the archive of them that stands beside a ledger."""

from __future__ import annotations

import gzip
import io
import tarfile
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path, PureWindowsPath
from typing import Any, Final

from conformance import specs
from conformance.frozen import dataclass
from conformance.ledger import packing
from conformance.specs.digests import Texts, code_digest, digest_of, text_of

_NAME: Final = "judged-by.tar.gz"
_USUAL: Final = "ledger"
SCENARIOS: Final = "scenarios"
OWN_SCENARIOS: Final = "own scenarios"
OWN_CAST: Final = "own cast"
CODE: Final = "code"
_OWN: Final = frozenset((OWN_SCENARIOS, OWN_CAST))
"""Of these an installation knows nothing."""
CAST: Final = "cast"
"""Named by its digest only: it has codes and names, and the header tells of the personas under their masks."""
GRAMMAR: Final = "grammar"

Told = Callable[[str], str]
"""Puts a mask over a text."""


LARGEST_ARCHIVE: Final = 64 << 20
"""No archive has more bytes, nor unpacks to more."""


def beside(ledger: str) -> str:
    """The name of the archive beside a ledger: each has its own."""
    stem = packing.stem(ledger)
    return _NAME if stem == _USUAL else f"{stem}.{_NAME}"


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedBy:
    """All that decides a verdict, in groups."""

    groups: Mapping[str, Texts]
    code: str
    """The SHA-256 of the package's own code."""

    @property
    def digests(self) -> dict[str, str]:
        """The SHA-256 of each group; one more digest is one more line of a table."""
        return {**{name: digest_of(texts) for name, texts in self.groups.items() if texts}, CODE: self.code}

    def told(self, told: Told) -> JudgedBy:
        """The same as it may be told: in an archive that anybody may read. The user's own texts are told so already."""
        groups = {
            group: texts if group in _OWN else {name: _told(text, told) for name, text in texts.items()}
            for group, texts in self.groups.items()
        }
        return JudgedBy(groups=groups, code=self.code)

    def otherwise(self, other: JudgedBy) -> dict[str, str]:
        """The digests of the groups whose texts are others there: those that they have there."""
        differ = {name: texts for name, texts in other.groups.items() if texts != self.groups.get(name)}
        return {name: digest_of(texts) for name, texts in differ.items() if texts}

    def archive(self) -> bytes:
        """The texts as one file, without the documented cast; the same texts make the same file."""
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive:
            for folder, texts in sorted(self.groups.items()):
                if folder == CAST:
                    continue
                for name, content in sorted(texts.items()):
                    entry = tarfile.TarInfo(f"{folder}/{name}")
                    entry.size = len(content)
                    entry.mode = 0o644
                    archive.addfile(entry, io.BytesIO(content))
        return gzip.compress(packed.getvalue(), compresslevel=1, mtime=0)


def gathered(
    scenarios: Mapping[str, Path],
    own_cast: Path | None,
    *,
    shipped: Callable[[str, Path], bool],
    told: Told,
) -> JudgedBy:
    """What judges the scenarios of these names and files. The user's own texts are kept as they may be told."""
    ours = {name: path for name, path in scenarios.items() if shipped(name, path)}
    theirs = {f"{name}.yaml": _told(text_of(path), told) for name, path in scenarios.items() if name not in ours}
    groups = {
        **installed(),
        SCENARIOS: {f"{name}.yaml": text_of(path) for name, path in ours.items()},
        OWN_SCENARIOS: theirs,
        OWN_CAST: {} if own_cast is None else {"cast.yaml": _told(text_of(own_cast), told)},
    }
    return JudgedBy(groups=groups, code=code_digest())


def archive_of(ledger: Path, header: Mapping[str, Any]) -> Path:
    """Where the archive stands that a ledger names: beside it, whatever the name says of folders."""
    name = str(header["judged_by"].get("archive", {}).get("name", ""))
    return ledger.parent / (PureWindowsPath(name).name or beside(ledger.name))


@cache
def installed() -> Mapping[str, Texts]:
    """The texts of this installation that judge whatever is played."""
    return texts_below(specs.specs_folder())


def texts_below(folder: Path) -> Mapping[str, Texts]:
    """The texts of a folder of specs that judge whatever is played, in groups."""
    return {
        "requirements": _texts(folder / "requirements", "*.yaml"),
        "ambiguities": _texts(folder, "ambiguities.yaml"),
        "errors": _texts(folder, "errors.yaml"),
        CAST: _texts(folder, "cast.yaml"),
        "schemas": _texts(folder / "stet-1.4.2", "*.json"),
        "rules": _texts(folder / "rules", "*.yaml"),
        GRAMMAR: _texts(folder, "*.schema.json"),
    }


def changed(digests: Mapping[str, str], played: Iterable[str]) -> list[str]:
    """The groups of texts that a ledger was judged by and that are others in this installation.

    `digests` are those of its header; `played` names the scenarios of its verdicts. Those of format 1 are of other
    groups, and never the same.
    """
    folder = specs.scenarios_folder()
    ours = {f"{name}.yaml": folder / f"{name}.yaml" for name in played}
    now = {name: digest_of(texts) for name, texts in installed().items()}
    now |= {
        CODE: code_digest(),
        SCENARIOS: digest_of({name: text_of(file) for name, file in ours.items() if file.is_file()}),
    }
    return [name for name, digest in digests.items() if name not in _OWN and now.get(name) != digest]


def _told(text: bytes, told: Told) -> bytes:
    return told(text.decode("utf-8", "replace")).encode("utf-8", "replace")


def _texts(folder: Path, pattern: str) -> Texts:
    return {path.relative_to(folder).as_posix(): text_of(path) for path in sorted(folder.glob(pattern))}
