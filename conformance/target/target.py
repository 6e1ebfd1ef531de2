"""What a target file or a base URL comes to: the frozen nouns of the examined bank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from conformance.frozen import dataclass
from conformance.model import EMPTY

DOCUMENTED_ROOT = "/stet/psd2/v1.4.2"
BOTH_LAYERS = ("stet", "bank")
"""Whose text bodies may be held to: that of STET, and what the documentation of the bank adds."""


def _none() -> Mapping[str, Any]:
    return EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuth:
    """Where and as whom tokens are asked for."""

    authorize_url: str
    token_url: str
    client_id: str
    redirect_uri: str
    revoke_url: str | None = None


BAD = ("expired", "not_yet_valid", "unknown_ca", "wrong_role", "no_psd2", "other_organization")
"""What may be wrong with a client certificate (the word `certificate` of scenarios)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A client certificate to be refused, and its key; paths are absolute."""

    certificate: Path
    key: Path | None = None
    passphrase: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tls:
    """The client certificate (QWAC) to show and whom to trust; paths are absolute."""

    certificate: Path | None = None
    key: Path | None = None
    ca: Path | None = None
    passphrase: str | None = field(default=None, repr=False)
    verify: bool = True
    bad: Mapping[str, Shown] = field(default_factory=_none)
    """Certificates that the bank must refuse, by what is wrong with them (BAD)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """The HTTP proxy through which this machine reaches the bank; this machine itself is reached without it."""

    address: str
    """`http://host:port`."""
    login: tuple[str, str] | None = field(default=None, repr=False)
    """User and password, where it wants them (Basic)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """The seal (QSealC) that signs requests."""

    key_id: str
    key: Path
    passphrase: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginOptions:
    """How a login is played, and the names of fields that cannot be found without help."""

    kind: str = "robot"
    """robot, browser or person."""
    fields: Mapping[str, str] = field(default_factory=_none)
    """identifier, code, submit, cancel: the name or id of the control on the bank's screens."""
    steps: tuple[Mapping[str, str], ...] = ()
    """For a browser: fill/with, click, wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What the target offers and may be used; what is False is skipped, and told."""

    piisp: bool = True
    quotas: bool = False
    clock: bool | str = False
    """True, or the URL that sets it."""
    revocation: bool = False
    signature: bool = False
    mtls: bool = False
    batch: bool = False
    fallback: bool = False
    refusal: bool = False
    """The screens have a button by which the customer refuses."""
    second_client: bool | str = False
    """The client_id of a second registered client."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How gently and how patiently the target is asked."""

    timeout_s: float = 30.0
    rate_per_s: float | None = None
    page_cap: int = 100
    body_mib: float = 16.0
    in_flight: int = 1
    """How many scenarios may be played at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The bank to examine and how to reach it. Secrets are left out of its repr."""

    name: str
    base_url: str
    """The API root, without a slash at its end: the paths of scenarios are appended to it."""
    source: Path | None = None
    """The target file; None for a bare base URL."""
    oauth: OAuth | None = None
    tokens: Mapping[str, Mapping[str, str]] = field(default_factory=_none, repr=False)
    """persona -> scope -> access token."""
    tls: Tls | None = None
    signature: Signature | None = None
    proxy: Proxy | None = None
    """None where the bank is reached directly."""
    login: LoginOptions = LoginOptions()
    cast: Path | None = None
    features: Features = Features()
    deviations: Path | None = None
    layers: tuple[str, ...] = BOTH_LAYERS
    """Whose text the bodies are held to."""
    limits: Limits = Limits()
    link_hosts: tuple[str, ...] = ()
    """Other hosts (`name` or `name:port`) that links may name and that may be sent a token."""
    quotas_url: str | None = None
    """Resets the quotas of a sandbox."""
    oauth_guessed: bool = False
    """The OAuth endpoints are only derived from a bare base URL whose tokens were given: nothing is claimed of them."""
    live: bool = False
    release: str = ""
    """Which release of the bank's API it is; '' where nobody says."""
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """Values of the file that must never be shown: what came from $ENV, tokens, passphrases."""
    hints: tuple[str, ...] = ()
    """What looks odd but is no mistake."""

    @property
    def authenticates(self) -> bool:
        """False for a mock: no Authorization is sent to it."""
        return self.oauth is not None or bool(self.tokens)

    @property
    def root_path(self) -> str:
        """The path of the API root: `/stet/psd2/v1.4.2`, or '' where it is the whole host."""
        return urlsplit(self.base_url).path

    def offers(self, feature: str) -> bool:
        """Whether a feature that a scenario needs may be used here."""
        if feature == "oauth":
            return self.oauth is not None and not (self.oauth_guessed or self.live or self.login.kind == "person")
        if feature == "robot":
            return self.login.kind == "robot"
        if feature.startswith("tls.bad."):
            return self.tls is not None and feature.removeprefix("tls.bad.") in self.tls.bad
        if feature == "refusal" and self.login.kind == "browser" and "cancel" not in self.login.fields:
            return False  # its steps say how to go on, not how to give up
        return bool(getattr(self.features, feature, False))
