"""What a signature signs and how it is told, without any key (draft-cavage-http-signatures, as STET profiles it). Pure.

Signed are (request-target), digest, x-request-id, date, content-type and content-length where there is a body, and
every psu-* header (STET Part I section 3.5).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from urllib.parse import urlsplit

Headers = Sequence[tuple[str, str]]


def digest(body: bytes) -> str:
    """The Digest header of a body."""
    return "SHA-256=" + base64.b64encode(hashlib.sha256(body).digest()).decode()


def signed_names(headers: Headers, *, has_body: bool) -> list[str]:
    """Which headers STET has signed, in the order of the Signature's list."""
    present = [name.lower() for name, _ in headers]
    wanted = ["digest", "x-request-id", "date", *(["content-type"] if has_body else [])]
    names = ["(request-target)", *(name for name in wanted if name in present)]
    names += ["content-length"] if has_body else []
    return names + sorted({name for name in present if name.startswith("psu-")})


def signing_string(method: str, url: str, headers: Headers, names: Sequence[str]) -> str:
    """The text that is signed (draft-cavage, 2.3): one line a header, repeated ones joined by a comma and a blank."""
    parts = urlsplit(url)
    target = f"{method.lower()} {parts.path or '/'}" + (f"?{parts.query}" if parts.query else "")
    lines = []
    for name in names:
        values = [value.strip() for key, value in headers if key.lower() == name]
        lines.append(f"{name}: {target if name == '(request-target)' else ', '.join(values)}")
    return "\n".join(lines)


def header(key_id: str, names: Sequence[str], signature: bytes) -> str:
    """The Signature header."""
    encoded = base64.b64encode(signature).decode()
    return f'keyId="{key_id}",algorithm="rsa-sha256",headers="{" ".join(names)}",signature="{encoded}"'
