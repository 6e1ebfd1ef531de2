"""The bank to examine, from a target file or from a bare base URL."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from conformance.errors import Mistake, Mistakes
from conformance.late import pattern
from conformance.target import targetfile
from conformance.target.address import base_address
from conformance.target.bearer import wrong_token
from conformance.target.target import (
    BOTH_LAYERS,
    DOCUMENTED_ROOT,
    Features,
    Limits,
    LoginOptions,
    OAuth,
    Proxy,
    Shown,
    Signature,
    Target,
    Tls,
)
from conformance.target.targetfile import FROM_A_FILE, file_at
from conformance.yamlfile import Document

__all__ = [
    "PERSONAS",
    "Features",
    "Limits",
    "LoginOptions",
    "OAuth",
    "Signature",
    "Target",
    "Tls",
    "bare_target",
    "load_target",
    "target_of",
]

PERSONAS: Final = ("marc", "marie", "thomas", "alix", "technco", "adam", "lea", "sarl2640")
_SCOPES: Final = ("aisp", "piisp")
_CLIENT_ID: Final = "PSDFR-ACPR-13807"
_REDIRECT_URI: Final = "https://myAPP.fr/Home/OAuth2Callback"
_VERSION: Final = pattern(r"^(.*?)/v[0-9][0-9.]*(?:/.*)?$")
_TOKEN_VARIABLE: Final = pattern(r"STET_TOKEN_([A-Z0-9]+)_([A-Z]+)")


def bare_target(base_url: str, environ: Mapping[str, str] = os.environ, personas: Collection[str] = PERSONAS) -> Target:
    """The target that a base URL alone stands for.

    Its OAuth endpoints stand beside the version, as the documentation has them (chapter "Assemblage sandbox"); tokens
    come from STET_TOKEN_<PERSONA>_<SCOPE>. Raises Mistakes.
    """
    url, wrong = base_address(base_url)
    tokens, mistakes = _tokens_of(environ, personas)
    if wrong:
        mistakes.insert(0, Mistake(place=None, says=f"the base URL {wrong}", hint="https://host/stet/psd2/v1.4.2"))
    if mistakes:
        raise Mistakes(mistakes)
    root = oauth_root(url)
    oauth = OAuth(
        authorize_url=f"{root}/oauth/authorize",
        token_url=f"{root}/oauth/token",
        client_id=environ.get("STET_CLIENT_ID") or _CLIENT_ID,
        redirect_uri=environ.get("STET_REDIRECT_URI") or _REDIRECT_URI,
    )
    return Target(
        name=urlsplit(url).netloc,
        base_url=url,
        oauth=oauth,
        tokens=tokens,
        oauth_guessed=bool(tokens) and "STET_CLIENT_ID" not in environ,
        secrets=tuple(token for scopes in tokens.values() for token in scopes.values()),
        hints=_hints(url),
    )


def load_target(path: Path, environ: Mapping[str, str] = os.environ, personas: Collection[str] = PERSONAS) -> Target:
    """The target that a file describes. Raises Mistakes that name all that is wrong with it, each with its place."""
    data, secrets = targetfile.read(path, environ, personas)
    return _built(data, path, secrets)


def target_of(
    document: Document, path: Path, environ: Mapping[str, str] = os.environ, personas: Collection[str] = PERSONAS
) -> Target:
    """The target that a document describes, as a file at that path would. Raises Mistakes as `load_target` does."""
    data, secrets = targetfile.read_document(document, environ, personas, path.parent)
    return _built(data, path, secrets)


def oauth_root(base_url: str) -> str:
    """What the OAuth endpoints stand under: the base URL without its version."""
    match = _VERSION.match(base_url)
    return match.group(1) if match else base_url


def _built(data: dict[str, Any], path: Path, from_environment: list[str]) -> Target:
    folder = path.resolve().parent
    tokens = {persona: MappingProxyType(dict(scopes)) for persona, scopes in data.get("tokens", {}).items()}
    tls, signature = data.get("tls"), data.get("signature")
    login = data.get("login", {})
    base_url, _ = base_address(data["base_url"])
    secrets = [*from_environment, *(token for scopes in tokens.values() for token in scopes.values())]
    closed = (tls, signature, *(tls or {}).get("bad", {}).values())
    secrets += [part["passphrase"] for part in closed if part and "passphrase" in part]
    if "@" in data.get("proxy", ""):
        password = urlsplit(data["proxy"]).password or ""
        secrets += [password, unquote(password)]
    hints = _hints(base_url) if data.get("oauth") or tokens else ()
    if tls and tls.get("verify") is False:
        hints += ("the bank's certificate is not verified (tls.verify: false): anyone may be answering",)
    return Target(
        name=data.get("name") or urlsplit(base_url).netloc,
        base_url=base_url,
        source=path,
        oauth=OAuth(**data["oauth"]) if "oauth" in data else None,
        tokens=MappingProxyType(tokens),
        proxy=_proxy(data["proxy"]) if "proxy" in data else None,
        tls=_tls(tls, folder) if tls is not None else None,
        signature=Signature(**_with_paths(signature, folder, "key")) if signature is not None else None,
        login=LoginOptions(
            kind=login.get("kind", "person" if data.get("live") else "robot"),
            fields=MappingProxyType(dict(login.get("fields", {}))),
            steps=tuple(MappingProxyType(dict(step)) for step in login.get("steps", ())),
        ),
        cast=file_at(folder, data["cast"]) if "cast" in data else None,
        features=Features(**data.get("features", {})),
        deviations=file_at(folder, data["deviations"]) if "deviations" in data else None,
        layers=tuple(data.get("layers", BOTH_LAYERS)),
        limits=Limits(**data.get("limits", {})),
        link_hosts=tuple(host.lower() for host in data.get("links", {}).get("hosts", ())),
        quotas_url=data.get("quotas_url"),
        live=data.get("live", False),
        release=data.get("release", ""),
        secrets=tuple(dict.fromkeys(secrets)),
        hints=hints,
    )


def _proxy(url: str) -> Proxy:
    parts = urlsplit(url)
    login = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    return Proxy(address=f"http://{parts.netloc.rpartition('@')[2]}", login=login)


def _tls(section: Mapping[str, Any], folder: Path) -> Tls:
    shown = section.get("bad", {})
    bad = {name: Shown(**_with_paths(each, folder, "certificate", "key")) for name, each in shown.items()}
    return Tls(**{**_with_paths(section, folder, "certificate", "key", "ca"), "bad": MappingProxyType(bad)})


def _with_paths(section: Mapping[str, Any], folder: Path, *names: str) -> dict[str, Any]:
    return {key: file_at(folder, value) if key in names else value for key, value in section.items()}


def _hints(base_url: str) -> tuple[str, ...]:
    parts = urlsplit(base_url)
    if parts.path.endswith(DOCUMENTED_ROOT):
        return ()
    guess = f"{parts.scheme}://{parts.netloc}{DOCUMENTED_ROOT}"
    return (f"the base URL does not end with {DOCUMENTED_ROOT}, as this API does everywhere: did you mean {guess}?",)


def _tokens_of(
    environ: Mapping[str, str], personas: Collection[str]
) -> tuple[Mapping[str, Mapping[str, str]], list[Mistake]]:
    tokens: dict[str, dict[str, str]] = {}
    mistakes: list[Mistake] = []
    for name, value in sorted(environ.items()):
        match = _TOKEN_VARIABLE.fullmatch(name)
        if match is None or not value:
            continue
        persona, scope = match.group(1).lower(), match.group(2).lower()
        for word, known, kind in ((persona, personas, "persona"), (scope, _SCOPES, "scope")):
            if word not in known:
                hint = f"one of: {', '.join(known)}"
                mistakes.append(Mistake(place=None, says=f"{name}: unknown {kind} `{word}`", hint=hint))
        wrong = wrong_token(value)
        if wrong:
            mistakes.append(Mistake(place=None, says=f"{name}: the token {wrong}", hint=FROM_A_FILE))
        tokens.setdefault(persona, {})[scope] = value
    return MappingProxyType({who: MappingProxyType(scopes) for who, scopes in tokens.items()}), mistakes
