"""A comparison in the form that somebody asks for. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from conformance.comparison import html, markdown, text
from conformance.comparison.comparison import Comparison
from conformance.comparison.data import data


def _json(found: Comparison) -> str:
    import orjson  # noqa: PLC0415 - the other forms do without

    return orjson.dumps(data(found), option=orjson.OPT_INDENT_2).decode() + "\n"


FORMS: Final[Mapping[str, Callable[[Comparison], str]]] = {
    "text": text.render,
    "markdown": markdown.render,
    "json": _json,
    "html": html.render,
}
