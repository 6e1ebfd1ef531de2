"""The texts of released versions, known by their digests; and how this installation stands to those of a run."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from conformance import __version__
from conformance.catalogue.shipped import shipped_set
from conformance.errors import ExitCode, Mistakes, mistake
from conformance.ledger import judged_by
from conformance.specs.digests import code_digest, digest_of

_FILE: Final = Path(__file__).with_name("releases.json")
_SET: Final = "shipped set"
"""All shipped scenarios; the group of scenarios of a run has those that it played."""


@cache
def known() -> Mapping[str, Mapping[str, str]]:
    """The digests of each group of texts, by the version that was released with them."""
    found: Mapping[str, Mapping[str, str]] = json.loads(_FILE.read_text(encoding="utf-8"))
    return found


def of(digests: Mapping[str, str], shipped: str) -> str:
    """The release whose texts have all these digests, and whose shipped set has that one; '' for none.

    The user's own texts are of no release.
    """
    ours = {name: digest for name, digest in digests.items() if name in judged_by.installed()} | {_SET: shipped}
    return next((name for name, released in known().items() if ours == {key: released.get(key) for key in ours}), "")


def told(digests: Mapping[str, str], shipped: str, other: Sequence[str]) -> Iterator[str]:
    """What a run was judged by; `other` are the groups that are not installed here to the letter."""
    release = of(digests, shipped)
    whose = f"texts of release {release}" if release else "texts of no release that this version knows"
    yield f"{whose}; " + (f"texts changed since: {', '.join(other)}" if other else "they are the ones installed here")
    if digests.get(judged_by.CODE) != code_digest():
        yield "the code that judged was another than the one installed here, which judges now"


def here() -> dict[str, str]:
    """The digests of the texts of this installation."""
    return {name: digest_of(texts) for name, texts in judged_by.installed().items()} | {_SET: shipped_set().digest}


def note(version: str, digests: Mapping[str, str]) -> str:
    """Note the texts of a release in the file that is released with them; what was done, in words.

    Raises Mistakes where other texts are noted of that version: what was released once stays what it was.
    """
    if ".dev" in version:
        return f"{version} is no release: the digests of its texts are not noted"
    noted = known().get(version)
    if noted is not None and noted != digests:
        other = ", ".join(sorted(name for name in digests if noted.get(name) != digests[name]))
        hint = f"set the next version; if this one was never published, take its entry out of {_FILE.name}"
        raise mistake(f"release {version} is noted with other texts: {other}", hint=hint)
    _FILE.write_text(json.dumps({**known(), version: digests}, indent=1) + "\n", encoding="utf-8", newline="\n")
    known.cache_clear()
    return f"the digests of the texts of release {version} are noted in {_FILE.name}"


def main() -> int:
    """A step of a release (RELEASING.md)."""
    try:
        print(note(__version__, here()))
    except Mistakes as mistakes:
        print(mistakes, file=sys.stderr)
        return ExitCode.MISTAKE
    return ExitCode.CONFORM


if __name__ == "__main__":
    sys.exit(main())
