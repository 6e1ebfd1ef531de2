"""The bank and the personas of a run, as its ledger tells of them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from conformance.model import EMPTY
from conformance.specs import Cast, told_cast
from conformance.target.target import BOTH_LAYERS, Features, Limits, LoginOptions, OAuth, Shown, Target, Tls
from conformance.verification.requests import stand_in, token_for


def target_of(header: Mapping[str, Any]) -> Target:
    """The target that a header tells of; no certificate and no key of it is there. Raises KeyError or TypeError."""
    bank, endpoints = header["bank"], header["bank"]["endpoints"]
    features, limits = dict(bank["features"]), dict(bank["limits"])
    return Target(
        name=header["target"]["name"],
        base_url=header["target"]["base_url"],
        oauth=_oauth(bank, endpoints) if "client" in bank else None,
        tokens={
            persona: {scope: token_for(label) for scope, label in scopes.items()}
            for persona, scopes in bank.get("tokens", {}).items()
        },
        tls=_tls(bank.get("bad_certificates", ())),
        login=LoginOptions(kind=bank["login"], fields=bank.get("login_fields", EMPTY)),
        features=Features(**features),
        layers=tuple(bank.get("layers", BOTH_LAYERS)),
        limits=Limits(**{**limits, "rate_per_s": None}),
        link_hosts=tuple(bank["link_hosts"]),
        quotas_url=endpoints.get("quotas"),
        oauth_guessed=bank.get("oauth_guessed", False),
        live=bank["live"],
    )


def cast_of(header: Mapping[str, Any], documented: Cast) -> Cast:
    """The personas that a header tells of. Raises KeyError or TypeError."""
    told = header["cast"]
    return told_cast(
        {key: {**persona, "sms_code": stand_in(key)} for key, persona in told["personas"].items()},
        told["unknown"],
        {key: {**persona, "sms_code": stand_in(key)} for key, persona in told.get("strangers", {}).items()},
        documented=documented if told["own"] else None,
    )


def _oauth(bank: Mapping[str, Any], endpoints: Mapping[str, str]) -> OAuth:
    return OAuth(
        authorize_url=endpoints["authorize"],
        token_url=endpoints["token"],
        client_id=bank["client"]["client_id"],
        redirect_uri=bank["client"]["redirect_uri"],
        revoke_url=endpoints.get("revoke"),
    )


def _tls(bad: tuple[str, ...] | list[str]) -> Tls | None:
    return Tls(bad={name: Shown(certificate=Path(name)) for name in bad}) if bad else None
