"""The help of a command: its paragraphs, its options, and lines to copy, paths among them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click


def typed(path: Path) -> str:
    """A path as it is typed on any system: one with a blank in it is quoted."""
    return f'"{path}"' if " " in str(path) else str(path)


class Documented(click.Command):
    """A command whose help ends with examples, each a line that can be typed as it stands."""

    def __init__(self, *words: Any, examples: str, **more: Any) -> None:
        """`examples`: a line each, beginning with the name of the program."""
        super().__init__(*words, **more)
        self.examples = tuple(line for line in examples.strip().splitlines() if line)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The examples, unwrapped: half a line cannot be copied."""
        super().format_epilog(ctx, formatter)
        with formatter.section("Examples"):
            for line in self.examples:
                formatter.write(f"{' ' * formatter.current_indent}{line}\n")
