"""Signed requests in a shell script: their seal was made for their moment, so the script makes it anew. Pure.

What is signed is what the request itself says (draft-cavage-http-signatures, `headers="…"`); Date and X-Request-ID are
of the moment of sending, for a bank that looks at the date or remembers the id refuses the old ones (STET Part I,
section 3.5). openssl makes the signature, with the key of the QSealC.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from conformance.client.signed_text import signing_string
from conformance.late import pattern
from conformance.model import Call

KEY: Final = "STET_QSEAL_KEY"
"""The variable that names the file of the key, as in the examples of target files."""
_NAMES: Final = pattern(r'\bheaders="([^"]*)"')
_VALUE: Final = pattern(r'\bsignature="[^"]*"')
_OBEYED: Final = pattern(r'[\\"$`]')
"""What a shell obeys between double quotes."""
_OF_THE_MOMENT: Final = {"x-request-id": "$STET_ID", "date": "$STET_NOW"}
_PACKED: Final = frozenset({".p12", ".pfx"})


def can_be_signed(call: Call) -> bool:
    """Whether a call says how it was signed, so that this can be done again."""
    found = _header(call)
    return bool(_NAMES.search(found) and _VALUE.search(found))


def prelude(key: Path | None = None) -> Iterator[str]:
    """What a script needs before the first signed request: the key, and how a text is signed with it."""
    yield "# Requests were signed for their moment: they are signed anew, with another Date and X-Request-ID."
    if key is not None and key.suffix.lower() not in _PACKED:
        yield f"{KEY}=${{{KEY}:-{shlex.quote(str(key))}}}"
    yield f': "${{{KEY}:?the file of the key of the QSealC is needed, as PEM}}"'
    yield f'seal() {{ openssl dgst -sha256 -sign "${KEY}" | openssl base64 -A; }}'


def moment(call: Call) -> Iterator[str]:
    """The lines before a signed request: its Date, its X-Request-ID, its signature."""
    yield "STET_NOW=$(LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S GMT')"
    yield r"STET_ID=$(openssl rand -hex 16 | sed 's/^\(.\{8\}\)\(.\{4\}\)\(.\{4\}\)\(.\{4\}\)/\1-\2-\3-\4-/')"
    names = _NAMES.search(_header(call))
    signed = names[1].split() if names else []
    length = ("Content-Length", str(len(call.content or b"")))
    lines = signing_string(call.method, call.url, (*call.headers, length), signed).split("\n")
    form = r"\n".join(["%s"] * len(lines))
    yield f"STET_SIGNATURE=$(printf '{form}' {' '.join(map(_line, lines))} | seal)"
    yield ': "${STET_SIGNATURE:?openssl could not sign}"'


def headers(call: Call) -> Mapping[str, str]:
    """Headers that are of the moment, by their name in lower case: their value between double quotes of a shell."""
    parts = (_OBEYED.sub(r"\\\g<0>", part) for part in _VALUE.split(_header(call)))
    return {**_OF_THE_MOMENT, "signature": r"signature=\"$STET_SIGNATURE\"".join(parts)}


def _line(line: str) -> str:
    name = line.partition(":")[0]
    fresh = _OF_THE_MOMENT.get(name)
    return f'"{name}: {fresh}"' if fresh else shlex.quote(line)


def _header(call: Call) -> str:
    return next((value for name, value in call.headers if name.lower() == "signature"), "")
