"""The embedded reference bank as a target: started for a run, stopped after it."""

from __future__ import annotations

import errno
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from conformance import sandbox
from conformance.sandbox import Running
from conformance.target.load import bare_target
from conformance.target.target import BAD, Features, Shown, Signature, Target, Tls

NAME: Final = "embedded reference bank"
SECOND_CLIENT: Final = "PSDFR-ACPR-12345"
"""Another third party that the embedded bank knows."""
_CALLBACK: Final = "https://myapp.example/callback"
"""The redirect_uri of the client that the test certificates are made for."""


class _OutOfFiles(logging.Filter):
    """Leaves out, of what is told of the bank's event loop, that it could not open a connection or had none any more.

    Where the machine allows too few open files it says so thousands of times; why a run ends so, it says itself.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record tells anything else."""
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        few = isinstance(error, OSError) and error.errno in {errno.EMFILE, errno.ENFILE}
        return not few and not (isinstance(error, ValueError) and "file descriptor" in str(error))


_OUT_OF_FILES: Final = _OutOfFiles()


def start(
    now: datetime | None = None,
    *,
    faults: Sequence[str] = (),
    variations: Sequence[str] = (),
    certificates: Path | None = None,
) -> tuple[Running, Target]:
    """A bank on a free port, and the target that offers all it can do.

    With a folder of test `certificates` (see certificates.issuing) it demands mutual TLS and signatures, and knows
    no second client. Raises OSError where no port can be had or the folder has no certificates.
    """
    secured = certificates is not None
    logging.getLogger("asyncio").addFilter(_OUT_OF_FILES)
    running = sandbox.start(port=0, now=now, faults=faults, variations=variations, tls=certificates, signatures=secured)
    target = bare_target(running.base_url, {})
    features = Features(
        quotas=True, clock=True, revocation=True, batch=True, fallback=True, refusal=True,
        second_client=False if secured else SECOND_CLIENT, signature=secured, mtls=secured,
    )  # fmt: skip
    oauth = target.oauth and replace(target.oauth, revoke_url=target.oauth.token_url.replace("/token", "/revoke"))
    if oauth is not None and certificates is not None:
        target, oauth = showing(target, certificates), replace(oauth, redirect_uri=_CALLBACK)
    quotas = f"{running.origin}/_sandbox/quotas"
    return running, replace(target, name=NAME, features=features, oauth=oauth, quotas_url=quotas)


def showing(target: Target, certificates: Path) -> Target:
    """The target with the QWAC and QSealC of a folder of test certificates, and those that a bank must refuse.

    Raises OSError or ValueError where the folder has no QSealC.
    """
    from conformance.certificates import eidas  # noqa: PLC0415 - takes 60 ms, which a bank in clear need not pay

    def shown(name: str) -> Shown:
        return Shown(certificate=certificates / f"{name}.pem", key=certificates / f"{name}.key")

    bad = {name: shown(f"qwac-{name.replace('_', '-')}") for name in BAD}
    fingerprint = eidas.read(certificates / "qseal.pem").fingerprint
    return replace(
        target,
        tls=Tls(
            certificate=certificates / "qwac.pem", key=certificates / "qwac.key", ca=certificates / "ca.pem", bad=bad
        ),
        signature=Signature(key_id=f"https://tpp.example/qseal_{fingerprint}", key=certificates / "qseal.key"),
    )
