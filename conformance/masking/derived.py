"""Headers that tell of what a mask has taken away: digests of a body, and signatures over one.

A digest of the unmasked body would let anybody try values out, so nothing derived from it is told. What stands in its
place judges alike: a digest that was right is that of the masked body, a wrong one is wrong.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from typing import Final

from conformance.late import pattern
from conformance.masking.run_key import keyed_bytes

Headers = Iterable[tuple[str, str]]

_ALGORITHMS: Final = {
    "md5": "md5", "sha": "sha1", "sha-1": "sha1", "sha-256": "sha256", "sha-384": "sha384", "sha-512": "sha512"
}  # fmt: skip
"""RFC 3230, RFC 5843, RFC 9530."""
_DIGESTS: Final = frozenset(("digest", "content-digest", "repr-digest", "want-digest", "content-md5"))
_SIGNATURES: Final = frozenset(("signature", "x-jws-signature", "x-signature", "tpp-signature"))
_TAGS: Final = frozenset(("etag", "if-match", "if-none-match"))
_TELLING: Final = _DIGESTS | _SIGNATURES | _TAGS
_ENCODED: Final = pattern(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_SIGNED: Final = pattern(r'((?:^|[,\s])signature=)("[^"]*"|:[^:]*:|[^,;\s]+)', re.IGNORECASE)
_ENTRY: Final = pattern(r"([A-Za-z0-9-]+)=(:?)([A-Za-z0-9+/_-]+={0,2})(:?)")


def without_derived(
    headers: Headers, key: bytes, *, before: bytes = b"", after: bytes = b"", elsewhere: bool = False
) -> tuple[tuple[str, str], ...]:
    """The headers of a message whose body was `before` and is told as `after`; `elsewhere`: its URL or headers changed.

    Digest, Content-Digest and Content-MD5 are those of the masked body; Signature and ETag become others of the same
    form, a function of the true ones and the run's key: ETags always, since a later request may quote one.
    """
    told = tuple(headers)
    if _TELLING.isdisjoint([name.lower() for name, _ in told]):
        return told
    changed = before != after
    return tuple(
        (
            name,
            _value_shown(name.lower(), value, key, before, after)
            if _tells(name.lower(), changed, elsewhere)
            else value,
        )
        for name, value in told
    )


def _tells(name: str, body: bool, elsewhere: bool) -> bool:
    """Whether a header tells of something that was masked."""
    return name in _TAGS or (name in _DIGESTS and body) or (name in _SIGNATURES and (body or elsewhere))


def _value_shown(name: str, value: str, key: bytes, before: bytes, after: bytes) -> str:
    if name in _SIGNATURES:
        shown = _SIGNED.sub(lambda match: match[1] + _other(match[2], key), value)
        return shown if shown != value else _other(value, key)
    if name == "content-md5":
        return _digest("md5", value, key, before, after)
    if name in _DIGESTS:
        return _ENTRY.sub(
            lambda entry: f"{entry[1]}={entry[2]}{_digest(entry[1].lower(), entry[3], key, before, after)}{entry[4]}",
            value,
        )
    return _other(value, key)


def _digest(algorithm: str, value: str, key: bytes, before: bytes, after: bytes) -> str:
    known = _ALGORITHMS.get(algorithm)
    if known is not None and _encoded(known, before) == value:
        return _encoded(known, after)
    return _other(value, key)


def _encoded(algorithm: str, body: bytes) -> str:
    return base64.b64encode(hashlib.new(algorithm, body, usedforsecurity=False).digest()).decode()


def _other(value: str, key: bytes) -> str:
    """Another value of the same form: each run of Base64 or hexadecimal becomes another one of the same length."""
    return _ENCODED.sub(lambda part: _drawn(part[0], key), value) if _ENCODED.search(value) else _drawn(value, key)


def _drawn(text: str, key: bytes) -> str:
    signs = text.rstrip("=")
    drawn = keyed_bytes(key, "derived", text.encode("utf-8", "surrogatepass"), len(signs))
    alphabet = "0123456789abcdef" if re.fullmatch(r"[0-9a-f]+", signs) else _ALPHABET
    other = "".join(
        alphabet[byte % len(alphabet)] if sign.isalnum() else sign for sign, byte in zip(signs, drawn, strict=True)
    )
    return other + text[len(signs) :]


_ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
