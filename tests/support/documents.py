"""The documents of the project: what of them is run, and what is read."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from conformance.target.target import Target

ROOT: Final = Path(__file__).resolve().parents[2]
SITE: Final = ROOT / "docs"
"""The pages of the documentation site."""
REFERENCE: Final = SITE / "reference.md"
"""The one that has most of the commands."""
_OTHERS: Final = re.compile(r"\..+|node_modules|build|dist|mutants")
"""Folders with documents that are not ours."""
DOCUMENTS: Final = sorted(
    path for path in ROOT.rglob("*.md") if not any(map(_OTHERS.fullmatch, path.relative_to(ROOT).parts[:-1]))
)
_BLOCK: Final = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A fenced block."""

    path: Path
    line: int
    text: str

    @property
    def where(self) -> str:
        return f"{self.path.relative_to(ROOT).as_posix()}:{self.line}"


class Command(NamedTuple):
    """A line of a block for the shell."""

    path: Path
    shown: str
    """With its place."""
    program: str
    words: tuple[str, ...]


def target_file(name: str, target: Target) -> str:
    """The text of a target file that says no more than how to reach a bank."""
    oauth = target.oauth
    assert oauth is not None
    return (
        f"name: {name}\nbase_url: {target.base_url}\noauth:\n  authorize_url: {oauth.authorize_url}\n"
        f"  token_url: {oauth.token_url}\n  client_id: {oauth.client_id}\n  redirect_uri: {oauth.redirect_uri}\n"
    )


def blocks(language: str) -> Iterator[Block]:
    """Every fenced block of a language."""
    for path in DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        for match in _BLOCK.finditer(text):
            if match[1] == language:
                yield Block(path, text[: match.start()].count("\n") + 1, match[2])


def commands() -> Iterator[Command]:
    """Every command line, in the order in which one reads them."""
    for block in blocks("sh"):
        for line in block.text.splitlines():
            program, *words = shlex.split(line, comments=True) or [""]
            if program:
                yield Command(block.path, f"{block.where} {program} {' '.join(words)}", program, tuple(words))
