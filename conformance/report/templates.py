"""Pages drawn from templates: everything is escaped, nothing unseen is handed on, nothing is fetched or obeyed."""

from __future__ import annotations

import base64
import hashlib
import os
import pickle
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup

from conformance.visible import visible


@cache
def environment(folder: Path) -> Environment:
    """The templates of a folder of ours; signs that nobody would see are written out by their numbers."""
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalized,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_BesideOurOwn(folder),
    )


def policy(style: str, script: str = "") -> str:
    """The Content-Security-Policy of a page: only this style, and only this script, run; nothing is fetched."""
    runs = f"'{_hash(script)}'" if script else "'none'"
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src {runs}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _finalized(value: object) -> object:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


class _BesideOurOwn(BytecodeCache):
    """Keeps a compiled template where Python keeps our compiled code, if it may: compiling it takes half a second."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load_bytecode(self, bucket: Bucket) -> None:
        """What was kept, if it is of this very template."""
        with suppress(OSError, EOFError, ValueError, TypeError, pickle.UnpicklingError):
            bucket.bytecode_from_string(self._path(bucket).read_bytes())

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it; where that is not allowed it is compiled again next time."""
        if not sys.dont_write_bytecode:
            path = self._path(bucket)
            fresh = path.with_name(f"{path.name}.{os.getpid()}")
            with suppress(OSError):
                path.parent.mkdir(exist_ok=True)
                fresh.write_bytes(bucket.bytecode_to_string())
                fresh.replace(path)

    def _path(self, bucket: Bucket) -> Path:
        return self._folder / "__pycache__" / f"{bucket.key}.{sys.implementation.cache_tag}.jinja"
