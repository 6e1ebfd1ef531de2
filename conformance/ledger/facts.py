"""The first line of a ledger and its last: what was run, with what, against whom, judged by what; what it came to."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from conformance.client.transport import ShownByTls
from conformance.deviations import Deviation
from conformance.frozen import dataclass
from conformance.late import pattern
from conformance.ledger.reading import VERSION
from conformance.model import EMPTY, Outcome
from conformance.specs import Cast
from conformance.target.target import Target

_LIBRARIES: Final = ("jsonschema", "jsonschema-rs", "orjson", "httpx", "httpcore", "hypothesis", "pytest", "PyYAML")
"""Those that judge, or by whom is played."""
_VERSION: Final = pattern(r"^Version:(.*)$", re.MULTILINE)
_HIDDEN: Final = frozenset({"sms_code"})
_NOT_KNOWN: Final = Target(name="", base_url="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """The bank of a run, and what TLS has shown of it when the run began."""

    target: Target = _NOT_KNOWN
    shown: tuple[ShownByTls, ...] = ()

    def told(self) -> dict[str, Any]:
        """What the target file says of it."""
        target, oauth = self.target, self.target.oauth
        endpoints = {"quotas": target.quotas_url}
        if isinstance(target.features.clock, str):
            endpoints["clock"] = target.features.clock
        if oauth is not None:
            endpoints |= {"authorize": oauth.authorize_url, "token": oauth.token_url, "revoke": oauth.revoke_url}
        found: dict[str, Any] = {
            "endpoints": {name: url for name, url in endpoints.items() if url},
            "features": asdict(target.features),
            "limits": asdict(target.limits),
            "link_hosts": list(target.link_hosts),
            "login": target.login.kind,
            "login_fields": dict(target.login.fields),
            "layers": list(target.layers),
            "tokens": {persona: dict(scopes) for persona, scopes in target.tokens.items()},
            "bad_certificates": sorted(target.tls.bad) if target.tls is not None else [],
            "oauth_guessed": target.oauth_guessed,
            "authenticates": target.authenticates,
            "live": target.live,
        }
        if oauth is not None:
            found["client"] = {"client_id": oauth.client_id, "redirect_uri": oauth.redirect_uri}
        if target.release:
            found["release"] = target.release
        if self.shown:
            found["tls"] = [asdict(one) for one in self.shown]
        return found


def header(  # noqa: PLR0913 - the header is this list of facts
    *,
    run: str,
    harness: str,
    bank: Bank,
    name: str,
    base_url: str,
    api: str,
    started: datetime,
    cast: Cast,
    own_cast: bool,
    deviations: Iterable[Deviation],
    digests: Mapping[str, str],
    archive: Mapping[str, str | Mapping[str, str]],
    catalogue: Mapping[str, int | str],
    selection: Iterable[str] = (),
    identity: Mapping[str, str] = EMPTY,
) -> dict[str, Any]:
    """The first line; not masked yet."""
    strangers = {key: without_codes(one.raw) for key, one in cast.strangers.items()}
    return {
        "kind": "header",
        "format": VERSION,
        "run": run,
        "harness": harness,
        "target": {"name": name, "base_url": base_url},
        "api": api,
        "started": started.isoformat(),
        "bank": bank.told(),
        **({"identity": dict(identity)} if identity else {}),
        "cast": {
            "own": own_cast,
            "personas": {key: without_codes(persona.raw) for key, persona in cast.personas.items()},
            **({"strangers": strangers} if strangers else {}),
            "unknown": dict(cast.unknown),
        },
        "deviations": [one.members() for one in deviations],
        "judged_by": {"digests": dict(digests), "archive": dict(archive)},
        "libraries": dict(_versions()),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "selection": list(selection),
        "catalogue": dict(catalogue),
    }


def footer(  # noqa: PLR0913 - as the header
    counts: Mapping[Outcome, int], *, exit_code: int, word: str, end: str, complete: bool, ended: str,
    reason: str = "", sharpness: str = "", stale: Iterable[str] = (), deviations: Iterable[Mapping[str, str]] = (),
) -> dict[str, Any]:  # fmt: skip
    """The last line: what it came to."""
    told = {outcome.value: counts.get(outcome, 0) for outcome in Outcome}
    foot = {"kind": "footer", "counts": told, "exit_code": exit_code, "word": word, "end": end}
    foot |= {"complete": complete, "ended": ended}
    more = {"reason": reason, "sharpness": sharpness, "stale": list(stale), "deviations": list(deviations)}
    return foot | {key: value for key, value in more.items() if value}


def without_codes(value: Any) -> Any:
    """What the cast says of a persona, without what opens his account."""
    if isinstance(value, Mapping):
        return {name: without_codes(item) for name, item in value.items() if name not in _HIDDEN}
    return [without_codes(item) for item in value] if isinstance(value, list | tuple) else value


def _versions() -> Iterable[tuple[str, str]]:
    """As `importlib.metadata.version` has them, which reads all else that is said of a library too."""
    # It imports a reader of mails, and the first request of a run goes out before anybody asks for this.
    from importlib.metadata import PackageNotFoundError, distribution, version  # noqa: PLC0415

    for name in _LIBRARIES:
        with suppress(PackageNotFoundError):
            found = _VERSION.search(distribution(name).read_text("METADATA") or "")
            yield name.lower(), found[1].strip() if found else version(name)
