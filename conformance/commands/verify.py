"""verify: judge a run again from its ledger alone, and hold its certificate to it."""
# ruff: noqa: PLC0415 - what a command needs is imported when it is called: `--help` needs nothing

from __future__ import annotations

import click

from conformance.commands.examples import Documented

_EXAMPLES = """
stet-conformance verify reports
stet-conformance verify reports --signed --key sha256:0123abcd
stet-conformance verify reports --today --verbose
"""


@click.command(cls=Documented, examples=_EXAMPLES, short_help="Judge a run again from its ledger alone.")
@click.argument("folder", type=click.Path(), default="reports")
@click.option("--today", is_flag=True, help="Judge by the texts installed here, not by those of the run.")
@click.option("--key", metavar="KEY", help="Whose certificate it must be: a fingerprint, or a file with the key.")
@click.option("--signed", is_flag=True, help="There must be a certificate.")
@click.option("-v", "--verbose", is_flag=True, help="Name every verdict.")
def command(folder: str, today: bool, key: str | None, signed: bool, verbose: bool) -> int:
    """Judge the run in FOLDER again, or that of a ledger: nothing is sent, the recorded answers are handed out.

    Exits with 0 where all is the same, and its certificate, where it has one, in force; 1 where something differs, was
    altered, or is of another folder or key; 2 where there is no readable evidence, or no certificate where there must
    be one; 3 where nothing differs but something cannot be judged again; 5 where the certificate has expired.
    """
    from datetime import UTC, datetime
    from pathlib import Path

    from conformance.attestation import certificate, keys
    from conformance.attestation import text as of_certificate
    from conformance.commands.output import tell
    from conformance.errors import mistake, weightiest
    from conformance.verification import text
    from conformance.verification.verify import ledger_in, verify

    wanted = keys.named(key) if key else ""
    ledger = ledger_in(Path(folder))
    path = ledger.with_name(certificate.NAME)
    if (signed or key) and not path.is_file():
        raise mistake(f"{path} is not there: this run is not signed", hint="stet-conformance certify signs it")
    evidence = verify(ledger, today=today)
    codes = [evidence.verification.code]
    for line in text.told(evidence.verification, every=verbose):
        tell(line)
    if path.is_file():
        checked = certificate.check(path, evidence, datetime.now(UTC), wanted)
        codes.append(checked.code)
        for line in of_certificate.told(checked):
            tell(line)
    return weightiest(codes)
