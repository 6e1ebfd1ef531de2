"""What makes an address usable as an API root."""

from __future__ import annotations

from urllib.parse import urlsplit


def base_address(text: str) -> tuple[str, str]:
    """The base URL without a slash at its end, and what is wrong with it ('' if nothing)."""
    url = text.strip().rstrip("/")
    wrong = wrong_address(url)
    if not wrong and (urlsplit(url).query or urlsplit(url).fragment):
        wrong = f"`{text}` must end before `?` and `#`"
    return url, wrong


def wrong_address(url: str) -> str:
    """What is wrong with an http address, to be said after its name; '' if nothing."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        return f"`{url}` is no address: {error}"
    if parts.scheme not in ("http", "https"):
        return f"`{url}` must begin with https:// or http://"
    if not parts.hostname or any(char.isspace() for char in url):
        return f"`{url}` names no host"
    return "must not carry a user name or password" if "@" in parts.netloc else ""
