"""certify: state and sign what a run came to."""
# ruff: noqa: PLC0415 - what a command needs is imported when it is called: `--help` needs nothing

from __future__ import annotations

import os
from pathlib import Path

import click

from conformance.commands.examples import Documented

_EXAMPLES = """
stet-conformance certify reports --key key.pem --operator "ACME Bank"
"""


@click.command(cls=Documented, examples=_EXAMPLES, short_help="Sign a certificate on a run that was judged again.")
@click.argument("folder", type=click.Path(), default="reports")
@click.option("--key", required=True, type=click.Path(path_type=Path), help="Of keygen, or of your QSealC, in PEM.")
@click.option("--operator", required=True, help="Who answers for the run: a company, a person.")
@click.option(
    "--valid-days", default=90, show_default=True, type=click.IntRange(1, 3650), help="How long it is in force."
)
def command(folder: str, key: Path, operator: str, valid_days: int) -> int:
    """Judge the run in FOLDER again and write certificate.json beside its ledger.

    It is given to a run of the whole shipped set in which nothing failed but listed deviations and nothing was blocked.
    The passphrase of a key is taken from STET_KEY_PASSPHRASE.
    """
    from datetime import UTC, datetime, timedelta

    from conformance.attestation import certificate
    from conformance.attestation import text as of_certificate
    from conformance.commands.output import tell
    from conformance.verification import text
    from conformance.verification.verify import ledger_in, verify

    evidence = verify(ledger_in(Path(folder)))
    now, passphrase = datetime.now(UTC), os.environ.get("STET_KEY_PASSPHRASE", "")
    path = certificate.issue(evidence, key, passphrase, operator, now, timedelta(days=valid_days))
    tell(text.line(evidence.verification))
    for line in of_certificate.told(certificate.check(path, evidence, now)):
        tell(line)
    click.echo(f"{path}")
    return 0
