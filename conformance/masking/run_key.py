"""The key of a run: whatever a mask puts in place of a value is a function of that value and this key.

It is drawn anew for each run, handed to the workers of xdist, and stored nowhere: once the run is over, nobody can try
values out against what its reports tell.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

LENGTH: Final = 32
"""Bytes of a key."""


def new_key() -> bytes:
    """A key that nobody has had before."""
    return secrets.token_bytes(LENGTH)


def keyed_number(key: bytes, purpose: str, value: bytes, size: int) -> int:
    """A number from 0 to `size` - 1 that only the holder of the key can work out; another purpose, another number."""
    return int.from_bytes(keyed_bytes(key, purpose, value, size.bit_length() // 8 + 9)) % size


def keyed_bytes(key: bytes, purpose: str, value: bytes, length: int) -> bytes:
    """So many bytes that only the holder of the key can work out."""
    # SHAKE has no length extension: a prefix of fixed length is a sound key (FIPS 202; Bertoni et al., keyed sponges).
    return hashlib.shake_256(key + purpose.encode() + b"\0" + value).digest(length)
