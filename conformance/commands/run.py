"""run: play the catalogue against a bank and write the reports."""
# ruff: noqa: PLC0415 - a door: what a command needs is imported when it is called

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from conformance.commands.completion import only_these
from conformance.commands.examples import Documented

if TYPE_CHECKING:
    from conformance.errors import ExitCode
    from conformance.fleet.examined import Examined
    from conformance.plugin.ended import Ended
    from conformance.plugin.settings import Asked


_ONE_VALUE = (
    "target", "base_url", "now", "shard", "reports", "ledger", "examples", "examples_seed", "keep_examples", "lang",
    "documentation", "in_flight",
)  # fmt: skip
"""The options that have one."""
_EXAMPLES = """
stet-conformance run
stet-conformance run --target my-bank.yaml
stet-conformance run --target my-bank.yaml -k transactions -k AT-BAL-1
stet-conformance run --base-url https://bank.example/stet/psd2/v1.4.2
stet-conformance run scenarios/own --in-flight 4 -q
stet-conformance run --target my-bank.yaml --shard 2/4 --reports reports-2
"""


class _WithAWord(Documented):
    """Says the word of its run, also of one that a wrong command line keeps from beginning."""

    def make_context(self, *words: Any, **more: Any) -> click.Context:
        """The command line, read."""
        with _begun():
            return super().make_context(*words, **more)


@contextmanager
def _begun() -> Iterator[None]:
    """What keeps a run from beginning is told, with the line that each run has on standard output."""
    from conformance.errors import Mistakes, Trouble

    try:
        yield
    except (click.ClickException, Trouble) as trouble:
        from conformance.report.statement import End, without_verdicts
        from conformance.report.summary import word_alone
        from conformance.visible import visible

        if isinstance(trouble, click.ClickException):
            trouble.show()
        else:
            click.echo(visible(str(trouble)), err=True)
        mistaken = isinstance(trouble, click.ClickException | Mistakes)
        says = without_verdicts(End.MISTAKE if mistaken else End.UNREACHABLE)
        click.echo(word_alone(says))
        raise click.exceptions.Exit(says.code) from None


@click.command(cls=_WithAWord, examples=_EXAMPLES, short_help="Examine a bank; without a target, the embedded one.")
@click.argument("paths", nargs=-1, metavar="[FOLDER|FILE]...")
@click.option("--target", metavar="FILE", help="The target file that describes the bank.")
@click.option("--base-url", metavar="URL", help="The bank's API root, where no target file is needed.")
@only_these
@click.option("--shard", metavar="K/N", help="The Kth of N shares of it, to be joined by `merge`.")
@click.option("--reports", default="reports", show_default=True, metavar="DIR", help="Where the reports are written.")
@click.option(
    "--ledger",
    default="ledger.jsonl",
    show_default=True,
    metavar="NAME",
    help="Of the ledger there; .jsonl.zst or .jsonl.gz packs it.",
)
@click.option("--har", is_flag=True, help="What was exchanged as an HTTP archive too: traffic.har among the reports.")
@click.option("--now", metavar="MOMENT", help="Run as if it were this moment, e.g. 2026-03-29T21:30 (Paris).")
@click.option(
    "-n", "--workers", type=click.IntRange(min=0), default=0, help="Processes; a persona stays in one of them."
)
@click.option("--in-flight", type=click.IntRange(1, 16), metavar="N", help="Scenarios played at once, in one process.")
@click.option(
    "--mask-personal-data", is_flag=True, help="Other IBANs, names and texts of the same form in every report."
)
@click.option("--examples", metavar="BUDGET", help="Generated cases too: quick, deep, or how many for each property.")
@click.option("--examples-seed", type=int, metavar="N", help="Other generated cases: another seed.")
@click.option("--keep-examples", metavar="DIR", help="Write each counter-example as a scenario into this folder.")
@click.option("--lang", type=click.Choice(["fr", "en"]), help="The language of the dossier (that of the environment).")
@click.option(
    "--documentation", metavar="FILE", help="The bank's documentation as text, to quote broken promises from."
)
@click.option(
    "--history", type=click.Path(path_type=Path), metavar="FILE", help="Keep what it came to in this history (SQLite)."
)
@click.option("--verify", is_flag=True, help="At the end, judge the run again from its ledger alone.")
@click.option("-q", "--quiet", is_flag=True, help="Print the verdict line and the causes only.")
@click.option("-v", "--verbose", is_flag=True, help="Print each scenario as it ends.")
def command(  # noqa: PLR0913, PLR0917 - one parameter per option
    paths: tuple[str, ...],
    target: str | None,
    base_url: str | None,
    only: tuple[str, ...],
    shard: str | None,
    reports: str,
    ledger: str,
    now: str | None,
    workers: int,
    in_flight: int | None,
    mask_personal_data: bool,
    har: bool,
    examples: str | None,
    examples_seed: int | None,
    keep_examples: str | None,
    lang: str | None,
    documentation: str | None,
    history: Path | None,
    verify: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Examine a bank: the shipped scenarios and those in ./scenarios, or the folders and files that are named."""
    from conformance.commands.keeping import hold, keep
    from conformance.commands.scenarios import folders
    from conformance.masking.run_key import new_key
    from conformance.plugin.settings import Asked

    with _begun():
        if target and base_url:
            raise click.UsageError("--target and --base-url exclude each other")
        chosen = folders(paths, hint="--only takes the names of scenarios, folders and requirements")
        if paths:
            _hold_scenarios(chosen)
        hold(history)
    asked = Asked(
        target=target,
        base_url=base_url,
        only=only,
        shard=shard,
        reports=reports,
        ledger=ledger,
        har=har,
        now=now,
        mask_personal_data=mask_personal_data,
        examples=examples,
        examples_seed=examples_seed,
        keep_examples=keep_examples,
        in_flight=in_flight,
        lang=lang,
        documentation=documentation,
        key=new_key(),
    )
    path = Path(reports, ledger)
    before = "" if history is None else _run_of(path)
    ended = _played(asked, [str(path) for path in chosen], workers=workers, quiet=quiet, verbose=verbose)
    code = ended.code
    if history is not None:
        written = path if _run_of(path) != before else None
        code = keep(history, _examined(written, target, base_url, ended), code)
    return _verified(path, code) if verify else code


def _played(asked: Asked, paths: list[str], *, workers: int, quiet: bool, verbose: bool) -> Ended:
    """What a run came to that is opened before pytest is imported, or in the session that workers play for."""
    from conformance.commands.stopping import stoppable
    from conformance.plugin.opening import opened_now

    with stoppable():
        opened = None if workers else opened_now(asked, paths)
        from conformance.commands.session import played

        words = [*_words(asked), *paths]
        return played(words, workers=workers, quiet=quiet, verbose=verbose, opened=opened)


def _run_of(ledger: Path) -> str:
    from conformance.ledger.reading import run_of

    return run_of(ledger)


def _examined(ledger: Path | None, target: str | None, base_url: str | None, ended: Ended) -> Iterator[Examined]:
    """What a run came to, by its ledger; without one by how it ended, where it was of a bank somewhere else."""
    from conformance import specs
    from conformance.errors import Mistakes
    from conformance.fleet.examined import of_run, without_run
    from conformance.ledger.ledger import read
    from conformance.target.load import bare_target, load_target

    if ledger is not None:
        yield of_run(read(ledger), specs.load().register)
    elif target or base_url:
        with suppress(Mistakes):  # they have been told
            bank = load_target(Path(target)) if target else bare_target(base_url or "")
            yield without_run(bank, ended.code, ended.reason)


def _verified(ledger: Path, code: ExitCode) -> ExitCode:
    """Judge a run that came to its end again, and say it in one line; where that differs it is our own fault."""
    from conformance.commands.output import tell
    from conformance.errors import ExitCode, weightiest
    from conformance.ledger.reading import ends_complete
    from conformance.verification import text
    from conformance.verification.verify import verify

    if not ends_complete(ledger):
        click.echo("not judged again: the run did not come to its end")
        return code
    found = verify(ledger).verification
    tell(f"judged again  {text.line(found)}")
    return weightiest([code, ExitCode.BROKEN]) if found.code is ExitCode.NOT_CONFORM else code


def _hold_scenarios(chosen: list[Path]) -> None:
    """A folder or file that was named and holds no scenario is told, not passed over."""
    from conformance.catalogue import is_scenario
    from conformance.catalogue.files import yaml_files
    from conformance.commands.scenarios import FIRST_LINE
    from conformance.errors import Mistake, Mistakes

    empty = [
        Mistake(place=None, says=f"{path}: no scenario found", hint=FIRST_LINE)
        for path in chosen
        if not any(is_scenario(file) for file in (yaml_files(path)[0] if path.is_dir() else [path]))
    ]
    if empty:
        raise Mistakes(empty)


def _words(asked: Asked) -> Iterator[str]:
    """The same for a session of pytest."""
    for name in _ONE_VALUE:
        value = getattr(asked, name)
        if value is not None:
            yield f"--{name.replace('_', '-')}={value}"
    yield from (f"--only={name}" for name in asked.only)
    yield from ["--mask-personal-data"] * asked.mask_personal_data + ["--har"] * asked.har
