"""What can be noted of an answer, and where: the nouns of this room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple


class Aspect(StrEnum):
    """What of an answer differs, the gravest first; its values stand in the JSON of a comparison."""

    STATUS = "status"
    CODE = "error code"
    ADDRESS = "address"
    SERVER_ERROR = "server error"
    MEDIA_TYPE = "media type"
    MEMBER = "member"
    TYPE = "type"
    FORM = "form"
    VALUE = "value"
    AMOUNT = "amount"
    PAGE_SIZE = "page size"
    ROWS = "rows"
    LINK = "link"
    LINK_TARGET = "link target"
    LINK_PARAMETERS = "link parameters"
    PARAMETER_ORDER = "order of link parameters"
    HEADER = "header"
    HEADER_VALUE = "header value"
    HEADER_NAMES = "header names"
    EMPTY = "emptiness"
    ORDER = "order of rows"
    SEQUENCE = "sequence"
    MEMBER_ORDER = "order of members"
    LAYOUT = "layout"
    SCREEN = "screen"


class Subject(NamedTuple):
    """One thing that is noted of every answer of a kind."""

    aspect: Aspect
    where: str
    """A path with `[*]` for every index, the name of a header, or '' for the answer as a whole."""
    of: str = ""
    """What it is noted of where that is one among several: an account, two members."""


class Place(NamedTuple):
    """The kind of answers that are looked at together."""

    persona: str
    """Whose token was carried; '' for none."""
    asked: str
    """What was asked for: `GET /accounts/{accountResourceId}/balances` (conformance/symptoms)."""
    status: int


Note = Callable[[Subject, str], None]
"""Takes one trait of one answer: what it is about, and what it was there."""
Distribution = Counter[str]
"""How often a subject was what."""
