"""The command line: thin, and quick to help. Every command stands in a file of its own, loaded when it is called."""

from __future__ import annotations

import atexit
import gc
import sys
import time
from importlib import import_module
from pathlib import Path
from types import TracebackType

import click

from conformance import __version__
from conformance.errors import ExitCode, Trouble, mistake
from conformance.visible import visible

COMMANDS = (
    "init",
    "run",
    "fleet",
    "list",
    "explain",
    "lint",
    "sandbox",
    "certs",
    "doctor",
    "login",
    "report",
    "merge",
    "exchanges",
    "export",
    "diff",
    "history",
    "audit",
    "verify",
    "certify",
    "keygen",
    "coverage",
    "openapi",
    "prove",
)
"""In the order of a first visit; `list` stands in commands/list_.py, a file may not be named after a builtin."""

FIRST = (
    "stet-conformance run                             # the reference bank that ships inside",
    "stet-conformance init                            # a target file for yours, by questions",
    "stet-conformance doctor --target my-bank.yaml",
    "stet-conformance run --target my-bank.yaml",
)
"""What is typed first; each command's own help has more."""

_ALLOCATIONS = 100_000
"""After so many the garbage is looked for; Python's own 700 cost a tenth of a run, which keeps nearly all it makes."""
_LOOKS = 100
"""So often among what is new before what has been looked at once is looked at again; nearly all of it lives on."""

_DAY_S = 86_400
_COMMAND_LINE_OF_HTTPX = "httpx._main"
"""An extra of httpx; where rich is installed, its import takes as long as that of httpx itself."""


class Rooms(click.Group):
    """Finds a command in the file of its name; its help ends with the first lines that somebody types."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as below
        """Unwrapped: half a line cannot be copied."""
        with formatter.section("Examples"):
            for line in FIRST:
                formatter.write(f"{' ' * formatter.current_indent}{line}\n")

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        """The commands, in the order of a first visit."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """The command of a name; None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        name = f"{cmd_name}_" if cmd_name == "list" else cmd_name
        command: click.Command = import_module(f"conformance.commands.{name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """What is called; of a name that is none the nearest is told."""
        if args and args[0] not in COMMANDS and args[0][:1] != "-" and not ctx.resilient_parsing:
            from conformance.grammar import did_you_mean  # noqa: PLC0415 - only a mistake needs it

            hint = did_you_mean(args[0], COMMANDS)
            ctx.fail(f"No such command '{args[0]}'." + (f" {hint.capitalize()}" if hint else ""))
        return super().resolve_command(ctx, args)


@click.group(cls=Rooms, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", prog_name="stet-conformance")
def cli() -> None:
    """Certify a bank's PSD2 account-information API (STET 1.4.2) against its own documentation.

    Exit codes: 0 conform, 1 not conform, 2 an option or a file is wrong, 3 could not run, 4 a fault of this harness,
    5 a deviation is stale, 130 interrupted.
    """


def main() -> None:
    """Run the command line; whatever goes wrong is one message and an exit code."""
    gc.set_threshold(_ALLOCATIONS, _LOOKS)
    atexit.register(gc.freeze)  # what is left then goes with the process: to look through it takes longer than `--help`
    sys.modules.setdefault(_COMMAND_LINE_OF_HTTPX, None)  # type: ignore[arg-type] # by that it counts as not installed
    from conformance.commands.output import lasting_output  # noqa: PLC0415 - commands are imported when they are called

    with lasting_output() as output:
        code = _run()
        output.flush()
        if output.lost:
            _say(f"standard output cannot be written: {output.lost}")
            code = ExitCode.COULD_NOT_RUN
    sys.exit(code)


def _run() -> int:
    """The exit code of the command that was called."""
    try:
        Path.cwd()
        _look_at_the_zone()
        return cli.main(standalone_mode=False, prog_name="stet-conformance") or ExitCode.CONFORM
    except click.exceptions.Exit as wanted:
        return wanted.exit_code
    except click.ClickException as wrong:
        wrong.show()
        return ExitCode.MISTAKE
    except (KeyboardInterrupt, click.Abort) as ended:
        return _ended(ended.__cause__)
    except Trouble as trouble:
        _say(str(trouble))
        return trouble.exit_code
    except Exception as error:
        return _unforeseen(error)


def _look_at_the_zone() -> None:
    """Raises Mistakes where moments cannot be told in the time zone of this machine."""
    if max(abs(time.timezone), abs(time.altzone)) >= _DAY_S:
        raise mistake("the time zone of the environment (TZ) is more than a day away from UTC", hint="TZ=Europe/Paris")


def _ended(cause: BaseException | None) -> ExitCode:
    """Somebody has interrupted, unless a file of ours is cut short: click takes that for the end of the input."""
    if isinstance(cause, EOFError):
        return _unforeseen(cause)
    _say("interrupted")
    return ExitCode.INTERRUPTED


def _unforeseen(error: Exception) -> ExitCode:
    """What nobody has foreseen is our own fault, unless there is nothing left to stand on."""
    try:
        Path.cwd()
    except OSError:
        _say("the working folder is gone; change into one that exists")
        return ExitCode.COULD_NOT_RUN
    _say(f"{type(error).__name__}: {error}{_where(error.__traceback__)}")
    _say("this is a fault of stet-conformance; please report it with the lines above")
    return ExitCode.BROKEN


def _where(trace: TracebackType | None) -> str:
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f" ({trace.tb_frame.f_code.co_filename}:{trace.tb_lineno})" if trace else ""


def _say(text: str) -> None:
    click.echo(visible(text), err=True)
