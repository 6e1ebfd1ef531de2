"""audit: traffic that was recorded elsewhere, held to the rules of every run."""
# ruff: noqa: PLC0415 - what a command needs is imported when it is called: `--help` needs nothing

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from conformance.commands.examples import Documented

if TYPE_CHECKING:
    from conformance.audit.traffic import Traffic


_EXAMPLES = """
stet-conformance audit traffic.har
stet-conformance audit traffic.har --format json -o audit.json
"""


@click.command(
    cls=Documented, examples=_EXAMPLES, short_help="Hold recorded traffic (HAR, a ledger) to what is always true."
)
@click.argument("recorded", type=click.Path(path_type=Path), metavar="TRAFFIC")
@click.option("--target", metavar="FILE", help="The target file that describes the bank.")
@click.option("--base-url", default="", metavar="URL", help="The bank's API root, where most requests do not show it.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write it there.")
def command(recorded: Path, target: str | None, base_url: str, form: str, output: Path | None) -> int:
    """Look for contradictions in TRAFFIC: an HTTP archive of a browser, a proxy or an API tool, or a ledger.

    Each answer of the bank's API is held to the rules of every run, and several together to what needs memory: page
    chains, filters, consents, batch accesses, codes and tokens used twice. It is never said that a bank conforms: only
    what was recorded can be looked at. Exits with 0 without a contradiction, 1 with one, 3 where nothing could be
    judged, 2 where the file cannot be read.
    """
    import orjson

    from conformance import specs
    from conformance.audit import audit
    from conformance.audit.text import data, render
    from conformance.commands.output import deliver
    from conformance.target.load import load_target

    if target and base_url:
        raise click.UsageError("--target and --base-url exclude each other")
    bank = load_target(Path(target)) if target else None
    found = audit(_read(recorded), specs.load(), base_url, bank)
    as_json = f"{orjson.dumps(data(found), option=orjson.OPT_INDENT_2).decode()}\n"
    deliver(as_json if form == "json" else render(found), output)
    return found.code


def _read(path: Path) -> Traffic:
    from conformance.audit import traffic
    from conformance.har.reading import read as read_archive
    from conformance.ledger.folder import ledger_at
    from conformance.ledger.ledger import is_ledger, read

    file = ledger_at(path)
    return traffic.of_ledger(read(file)) if is_ledger(file) else traffic.of_archive(path.name, read_archive(file))
