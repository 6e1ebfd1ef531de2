"""The embedded reference bank as a target: started for a run, stopped after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from conformance import sandbox
from conformance.sandbox import Running
from conformance.target.target import Features, Target, bare_target

NAME = "embedded reference bank"
SECOND_CLIENT = "PSDFR-ACPR-12345"
"""Another third party that the embedded bank knows."""


def start(now: datetime | None) -> tuple[Running, Target]:
    """A bank on a free port, and the target that offers all it can do."""
    running = sandbox.start(port=0, now=now)
    target = bare_target(running.base_url, {})
    features = Features(
        piisp=True, quotas=True, clock=True, revocation=True, batch=True, fallback=True, refusal=True,
        second_client=SECOND_CLIENT,
    )  # fmt: skip
    oauth = target.oauth and replace(target.oauth, revoke_url=target.oauth.token_url.replace("/token", "/revoke"))
    quotas = f"{running.origin}/_sandbox/quotas"
    return running, replace(target, name=NAME, features=features, oauth=oauth, quotas_url=quotas)
