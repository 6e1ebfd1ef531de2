"""keygen: a key that signs certificates."""
# ruff: noqa: PLC0415 - what a command needs is imported when it is called: `--help` needs nothing

from __future__ import annotations

from pathlib import Path

import click

from conformance.commands.examples import Documented

_EXAMPLES = """
stet-conformance keygen key.pem
"""


@click.command(cls=Documented, examples=_EXAMPLES, short_help="Make a key that signs certificates.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def command(file: Path) -> int:
    """Write a new Ed25519 key into FILE, which only its owner may read, and print its fingerprint.

    Publish the fingerprint where whoever checks your certificates trusts it: on your site, in a contract.
    """
    from conformance.attestation import keys

    print_of_key = keys.generate(file)
    click.echo(f"{file}   keep it to yourself")
    click.echo(f"{print_of_key}   its fingerprint: tell it to whoever checks your certificates")
    return 0
