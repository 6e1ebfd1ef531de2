"""The steps of a scenario: one kind for each sort of verb, with the keys that mean something for it and no others.

Words (`$main.iban`) stand in them as written; they are filled in when the step is played.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import ClassVar

from conformance.frozen import dataclass
from conformance.model.values import JSON, Fields, Place, nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One expectation word of a step: `count: {accounts: 3}` is the word `count`, wanted `{accounts: 3}`."""

    word: str
    wanted: JSON
    must: bool
    place: Place
    places: Mapping[str, Place] = field(default_factory=nothing)
    """The place of each key (or list item, by its text) inside `wanted`."""

    def at(self, key: str) -> Place:
        """The place of one entry of the claim; of the whole claim where it has no such entry."""
        return self.places.get(key, self.place)


@dataclass(frozen=True, slots=True)
class Json:
    """A JSON body."""

    value: JSON


@dataclass(frozen=True, slots=True)
class Raw:
    """A body as text, to send what is malformed."""

    text: str


@dataclass(frozen=True, slots=True)
class Form:
    """A form body (application/x-www-form-urlencoded)."""

    fields: Fields


Payload = Json | Raw | Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What a request carries beside its address and body, where that is not the usual."""

    headers: Fields = field(default_factory=nothing)
    """Over the usual ones; null leaves one out."""
    token: str | None = None
    """`none`, `garbled`, one of `LIKENESSES` or a token; None for that of the stage, or of who acts."""
    scope: str | None = None
    """The scope of the token; None for the scenario's."""
    batch: bool = False
    """Whether the customer is absent: no PSU header is sent."""
    signature: str = ""
    """What stands in place of a true signature (client/signature, FLAWS)."""
    certificate: str = ""
    """The client certificate that is shown instead of the target's own: `none` or one of `tls.bad`."""


USUAL = Envelope()
LIKENESSES = ("altered", "altered_start", "altered_end", "shortened", "lengthened", "other_case")
"""Tokens that were never issued and look like the right one (actions/likeness)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """What every step has."""

    place: Place
    optional: bool = False
    """Whether it is left out where something it uses was not kept, a link is absent, or the cast lacks who acts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answered(_Step):
    """What every step has that brings back an answer."""

    actor: str | None = None
    """The persona who acts; None for the scenario's."""
    claims: tuple[Claim, ...] = ()
    keep: Mapping[str, str] = field(default_factory=nothing)
    """Paths into the answer, by the names that later steps know what is found there by."""
    about: Mapping[str, str] = field(default_factory=nothing)
    """The requirement that its claims are about, by their words; under '' for all others."""
    prepares: bool = False
    """Whether it says of itself that it is only on the way to what the scenario covers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request(_Answered):
    """GET, POST, PUT, PATCH, DELETE: one request, or the same one to several addresses, or several times."""

    method: str
    addresses: tuple[str, ...]
    """Each a path below the API root, or a whole URL."""
    times: int = 1
    """How often each address is asked."""
    query: Fields = field(default_factory=nothing)
    payload: Payload | None = None
    envelope: Envelope = USUAL
    refused: bool = False
    """Whether a bank may hang up on the certificate shown instead of answering."""

    @property
    def verb(self) -> str:
        """The word that names it in a scenario file."""
        return self.method


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow(_Answered):
    """Every link that a path leads to in the last answer."""

    verb: ClassVar[str] = "follow"
    path: str
    times: int = 1
    """How often the link of the last answer is followed: `_links.next` three times leads to the fourth page."""
    query: Fields = field(default_factory=nothing)
    envelope: Envelope = USUAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk(_Answered):
    """All pages from each of some starts: a request, or a link of the last answer."""

    verb: ClassVar[str] = "walk"
    starts: tuple[str, ...]
    by: str = "next"
    """The name of the links it goes by."""
    times: int = 1
    """How often all of it is walked."""
    query: Fields = field(default_factory=nothing)
    envelope: Envelope = USUAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What is typed on the bank's screens instead of the persona's own; empty for that.

    Of several each is typed where the screen comes back after the one before.
    """

    identifier: tuple[str, ...] = ()
    sms_code: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorize(_Answered):
    """The redirect sequence; its answer is what the callback receives."""

    verb: ClassVar[str] = "authorize"
    params: Fields = field(default_factory=nothing)
    """Of the authorize request, over the usual ones."""
    typed: Typed = Typed()
    press: str = "submit"
    after: str = ""
    """How much time passes between the screens."""
    refused: bool = False
    """Whether the login may end before the callback."""
    meanwhile: str = ""
    """Another persona who logs in, all the way, between the first screen and the answer to the second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogIn(_Answered):
    """The redirect sequence and the exchange of its code; its answer is that of the token endpoint."""

    verb: ClassVar[str] = "login"
    params: Fields = field(default_factory=nothing)
    """Of the authorize request, over the usual ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetClock(_Step):
    """The bank's clock and ours are moved, by a span or to a moment."""

    verb: ClassVar[str] = "clock"
    to: str


AskingStep = Request | Follow | Walk
"""Steps that send requests to an address of the scenario's."""
AnsweredStep = Request | Follow | Walk | Authorize | LogIn
"""Steps that bring back an answer."""
Step = Request | Follow | Walk | Authorize | LogIn | SetClock
