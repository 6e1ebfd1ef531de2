"""As much DER (ITU-T X.690) as the PSD2 statement of a certificate needs; no library at hand knows that one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

OID: Final = 0x06
UTF8: Final = 0x0C
SEQUENCE: Final = 0x30


def encode(tag: int, content: bytes) -> bytes:
    """One element."""
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    size = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(size)]) + size + content


def sequence(*elements: bytes) -> bytes:
    """Elements in order."""
    return encode(SEQUENCE, b"".join(elements))


def text(value: str) -> bytes:
    """A UTF8String."""
    return encode(UTF8, value.encode())


def oid(dotted: str) -> bytes:
    """An object identifier."""
    first, second, *rest = (int(part) for part in dotted.split("."))
    return encode(OID, b"".join(_base128(part) for part in (first * 40 + second, *rest)))


def elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The elements that stand one after the other, each as (tag, content). Raises ValueError where that is no DER."""
    position = 0
    while position < len(data):
        if position + 2 > len(data):
            raise ValueError("an element is cut")
        tag, length = data[position], data[position + 1]
        position += 2
        if length & 0x80:
            size = length & 0x7F
            length = int.from_bytes(data[position : position + size], "big")
            position += size
        if position + length > len(data):
            raise ValueError("an element is longer than what holds it")
        yield tag, data[position : position + length]
        position += length


def dotted(content: bytes) -> str:
    """The object identifier that the content of an OID element spells. Raises ValueError where it is empty."""
    parts, value = list[int](), 0
    for byte in content:
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            parts.append(value)
            value = 0
    if not parts:
        raise ValueError("an empty object identifier")
    first = min(parts[0] // 40, 2)
    return ".".join(map(str, (first, parts[0] - 40 * first, *parts[1:])))


def _base128(value: int) -> bytes:
    digits = [value & 0x7F]
    while value := value >> 7:
        digits.append(value & 0x7F | 0x80)
    return bytes(reversed(digits))
