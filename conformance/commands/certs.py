"""certs: certificates for testing, good and bad ones."""
# ruff: noqa: PLC0415 - what a command needs is imported when it is called: `--help` needs nothing

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from conformance.commands.examples import Documented, typed

_EXAMPLES = """
stet-conformance certs my-certificates
"""


@click.command(
    cls=Documented, examples=_EXAMPLES, short_help="Make test certificates: an authority, QWAC, QSealC, and bad ones."
)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@click.option("--client-id", default="PSDFR-ACPR-13807", show_default=True, help="Their organizationIdentifier.")
def command(folder: Path, client_id: str) -> int:
    """Write test certificates into DIR: an authority, a bank's server, a third party's QWAC and QSealC, and QWACs that
    a bank must refuse. No bank in the world trusts them; `stet-conformance sandbox --mtls DIR` does.
    """
    from conformance.certificates import issuing
    from conformance.errors import Unreachable

    try:
        made = issuing.issue(folder, client_id=client_id)
    except OSError as error:
        raise Unreachable(f"{folder} cannot be written: {error.strerror}") from None
    for name, path in made.items():
        click.echo(f"{path}   {_ABOUT.get(name, 'to be refused')}")
    target = _target(folder, client_id)
    click.echo(f"{target}   the bank below, as a target\n")
    click.echo(f"serve a bank that demands them: stet-conformance sandbox --mtls {typed(folder)} --signatures")
    click.echo(f"and examine it: stet-conformance run --target {typed(target)}")
    return 0


_ABOUT: Mapping[str, str] = {
    "ca": "the authority that a bank is to believe",
    "unknown-ca": "another authority, that nobody believes",
    "qwac": "shown in mutual TLS",
    "qseal": "signs requests",
    "server": "of a bank on this machine",
}


def _target(folder: Path, client_id: str) -> Path:
    """The target file of the embedded bank at its usual port, as these certificates want it."""
    from conformance.certificates import eidas
    from conformance.target.target import BAD

    names = {name: f"qwac-{name.replace('_', '-')}" for name in BAD}
    bad = "\n".join(f"    {name}: {{certificate: {file}.pem, key: {file}.key}}" for name, file in names.items())
    prints = eidas.read(folder / "qseal.pem").fingerprint
    path = folder / "target.yaml"
    path.write_text(_TARGET.format(client_id=client_id, bad=bad, prints=prints), encoding="utf-8")
    return path


_TARGET = """\
# The embedded bank, demanding certificates and signatures: stet-conformance sandbox --mtls DIR --signatures
name: embedded reference bank, mutual TLS
base_url: https://127.0.0.1:8089/stet/psd2/v1.4.2
oauth:
  authorize_url: https://127.0.0.1:8089/stet/psd2/oauth/authorize
  token_url: https://127.0.0.1:8089/stet/psd2/oauth/token
  revoke_url: https://127.0.0.1:8089/stet/psd2/oauth/revoke
  client_id: {client_id}
  redirect_uri: https://myapp.example/callback
tls:
  certificate: qwac.pem
  key: qwac.key
  ca: ca.pem
  # What the bank must refuse; without one of these the scenario that shows it is skipped.
  bad:
{bad}
# The keyId ends in an underscore and the fingerprint of the QSealC.
signature: {{key_id: "https://tpp.example/qseal_{prints}", key: qseal.key}}
features:
  mtls: true
  signature: true
  quotas: true
  clock: true
  revocation: true
  batch: true
  fallback: true
  refusal: true
quotas_url: https://127.0.0.1:8089/_sandbox/quotas
"""
