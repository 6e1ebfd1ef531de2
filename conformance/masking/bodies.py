"""A mask over the body of a message, which may be no text."""

from __future__ import annotations

from collections.abc import Callable

Mask = Callable[[str], str]


def decoded(content: bytes) -> tuple[str, str]:
    """A body as text, and how it was read: UTF-8, or Latin-1, which reads any byte as one letter.

    A mask sees through either: in UTF-16, and in what is no text at all, the secrets are letters among others.
    """
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return content.decode("latin-1"), "latin-1"


def masked_body(content: bytes, *masks: Mask) -> bytes:
    """A body with masks put over it, one after the other; the same bytes where they found nothing."""
    text, codec = decoded(content)
    after = text
    for mask in masks:
        after = mask(after)
    return content if after == text else after.encode(codec, "surrogatepass" if codec == "utf-8" else "replace")
