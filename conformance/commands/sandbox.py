"""sandbox: the embedded reference bank, until Ctrl-C."""
# ruff: noqa: PLC0415 - a door: what a command needs is imported when it is called

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from conformance.sandbox import Running


@click.command(short_help="Serve the embedded reference bank.")
@click.option("--port", type=click.IntRange(0, 65535), default=8089, show_default=True, help="0 takes a free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--now", metavar="MOMENT", help="The bank's clock starts at this moment (Paris).")
@click.option(
    "--fault", "faults", multiple=True, metavar="NAME", help="A named defect, to try the harness on (repeat)."
)
def command(port: int, host: str, now: str | None, faults: tuple[str, ...]) -> int:
    """Serve the embedded reference bank until Ctrl-C. Its landing page names its personas and endpoints."""
    import signal
    import threading

    from conformance.commands.moments import moment

    done = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: done.set())
    running = _started(port, host, moment(now), faults)
    click.echo(f"the reference bank answers at {running.base_url} (Ctrl-C stops it)")
    click.echo(f"examine it with: stet-conformance run --base-url {running.base_url}")
    done.wait()
    running.stop()
    return 0


def _started(port: int, host: str, now: datetime | None, faults: Sequence[str]) -> Running:
    from conformance import sandbox
    from conformance.errors import Unreachable, mistake

    try:
        return sandbox.start(port=port, host=host, now=now, faults=faults)
    except OSError as error:
        raise Unreachable(f"{host}:{port} cannot be listened on: {error.strerror}", hint="--port 0") from None
    except (KeyError, ValueError) as error:
        raise mistake(f"there is no such fault: {error}") from None
