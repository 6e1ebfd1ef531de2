"""sandbox: the embedded reference bank, until Ctrl-C."""
# ruff: noqa: PLC0415 - what a command needs is imported when it is called: `--help` needs nothing

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from conformance.commands.examples import Documented, typed

if TYPE_CHECKING:
    from conformance.sandbox import Running


_EXAMPLES = """
stet-conformance sandbox --port 8080
stet-conformance sandbox --fault date-to-inclusive --latency 0-20
stet-conformance sandbox --mtls my-certificates --signatures
"""


_PIECE_S = 0.5
"""Where the system hands Ctrl-C to another thread, or as the wait begins, nothing ends a wait without an end."""


@click.command(cls=Documented, examples=_EXAMPLES, short_help="Serve the embedded reference bank.")
@click.option("--port", type=click.IntRange(0, 65535), default=8089, show_default=True, help="0 takes a free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--now", metavar="MOMENT", help="The bank's clock starts at this moment (Paris).")
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="NAME[@PLACE]",
    help="A named defect, to try the harness on (repeat); `prove --list` names them.",
)
@click.option(
    "--mtls",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Demand client certificates; DIR is what `stet-conformance certs DIR` made.",
)
@click.option(
    "--latency", metavar="MS", default="0", help="Each answer lets wait so many milliseconds, or some of 0-20."
)
@click.option("--signatures", is_flag=True, help="Demand signed requests too (with --mtls).")
def command(  # noqa: PLR0913, PLR0917 - one parameter per option
    port: int, host: str, now: str | None, faults: tuple[str, ...], mtls: Path | None, latency: str, signatures: bool
) -> int:
    """Serve the embedded reference bank until Ctrl-C. Its landing page names its personas and endpoints."""
    import signal
    import threading

    from conformance.clock import moment

    done = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: done.set())
    if signatures and mtls is None:
        raise click.UsageError("--signatures goes with --mtls DIR: the seals are in that folder")
    running = _started(
        port=port,
        host=host,
        now=moment(now) if now else None,
        faults=faults,
        tls=mtls,
        signatures=signatures,
        latency=_seconds(latency),
    )
    click.echo(f"the reference bank answers at {running.base_url} (Ctrl-C stops it)")
    click.echo(f"examine it with: stet-conformance run {_aim(running, mtls)}")
    while not done.wait(_PIECE_S):
        pass
    running.stop()
    return 0


def _seconds(latency: str) -> tuple[float, float]:
    """`50` or `0-20` milliseconds. Raises UsageError."""
    least, _, most = latency.partition("-")
    try:
        found = float(least) / 1000, float(most or least) / 1000
    except ValueError:
        raise click.UsageError(f"--latency {latency}: milliseconds are a number, or two: 50, 0-20") from None
    if not 0 <= found[0] <= found[1]:
        raise click.UsageError(f"--latency {latency}: milliseconds are a number, or two: 50, 0-20")
    return found


def _aim(running: Running, mtls: Path | None) -> str:
    return f"--base-url {running.base_url}" if mtls is None else f"--target {typed(mtls / 'target.yaml')}"


def _started(*, port: int, host: str, now: datetime | None, tls: Path | None, **more: Any) -> Running:
    import ssl

    from conformance import sandbox
    from conformance.errors import Unreachable, mistake

    try:
        return sandbox.start(port=port, host=host, now=now, tls=tls, **more)
    except (FileNotFoundError, ssl.SSLError) as error:
        raise mistake(f"{tls}: {error.strerror}", hint=f"stet-conformance certs {tls} makes one") from None
    except OSError as error:
        says = f"{host}:{port} cannot be used to listen on: {error.strerror}"
        raise Unreachable(says, hint="--port 0 takes a free one") from None
    except (KeyError, ValueError) as error:
        raise mistake(
            str(error), hint="stet-conformance prove --list names all faults" if more["faults"] else ""
        ) from None
