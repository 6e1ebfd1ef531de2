"""Access tokens as a header can carry them."""

from __future__ import annotations


def wrong_token(token: str) -> str:
    """What keeps a token from being sent, to be said after it; '' for nothing. Tells nothing of the token.

    RFC 6749, A.12: its characters are those that can be seen, and the blank; outer blanks no header keeps.
    """
    if not token.isprintable():
        return "has a line break or another control character in it"
    return "starts or ends with a space" if token != token.strip() else ""
