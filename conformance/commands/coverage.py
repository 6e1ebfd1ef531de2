"""coverage: each chapter's requirements, with their scenarios and what a run says about them."""
# ruff: noqa: PLC0415 - what a command needs is imported when it is called: `--help` needs nothing

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from conformance.commands.examples import Documented
from conformance.commands.output import tell

if TYPE_CHECKING:
    from conformance.ledger.ledger import Story
    from conformance.report.coverage import ChapterStanding
    from conformance.report.text import Register


_EXAMPLES = """
stet-conformance coverage
stet-conformance coverage reports/ledger.jsonl --all
stet-conformance coverage --places
stet-conformance coverage --places --markdown
stet-conformance coverage today --json
"""


@click.command(cls=Documented, examples=_EXAMPLES, short_help="Requirements per chapter, with the verdicts of a run.")
@click.argument("ledger", required=False, type=click.Path())
@click.option("-a", "--all", "every", is_flag=True, help="Every requirement, not only those without a passed scenario.")
@click.option("--lines", is_flag=True, help="The lines of the documentation that no requirement claims; needs no run.")
@click.option(
    "--documentation", is_flag=True, help="What the documentation leaves open, as Markdown to send to the bank."
)
@click.option(
    "--places",
    is_flag=True,
    help="Each rule in each place, with the scenario that claims it or why none does.",
)
@click.option("--markdown", is_flag=True, help="With --places: as Markdown.")
@click.option("--json", "as_json", is_flag=True, help="The run in figures, and every requirement, as JSON.")
def command(  # noqa: PLR0913, PLR0917 - one parameter per option
    ledger: str | None,
    every: bool,
    lines: bool,
    documentation: bool,
    places: bool,
    markdown: bool,
    as_json: bool,
) -> int:
    """Show, chapter by chapter, which requirements hold on the run that wrote LEDGER (reports/ledger.jsonl)."""
    from conformance import specs
    from conformance.errors import mistake
    from conformance.report import finished
    from conformance.report.coverage import chapters, standings

    if markdown and not places:
        raise mistake("--markdown is about --places", hint="add --places; --documentation is Markdown by itself")
    if lines:
        return _unclaimed()
    if documentation:
        return _documentation()
    if places:
        return _places(as_markdown=markdown)
    register, story = specs.load().register, _story(ledger)
    if as_json:
        click.echo(_json(story, register))
        return 0
    results = finished.read(story).results
    for chapter in chapters(standings(register, results)):
        _tell(chapter, every=every)
    return 0


def _unclaimed() -> int:
    from conformance import specs
    from conformance.report.coverage import unclaimed

    loaded = specs.load()
    for title, spans in unclaimed(loaded.register, loaded.chapters):
        line = ", ".join(f"{first}-{last}" if last > first else str(first) for first, last in spans)
        tell(f"{title}: {line or 'every line is claimed'}")
    return 0


def _documentation() -> int:
    from conformance import catalogue, specs
    from conformance.report.documentation import markdown

    loaded = specs.load()
    rests: dict[str, list[str]] = {}
    for scenario in catalogue.load([specs.scenarios_folder()], loaded):
        for point in scenario.reading:
            rests.setdefault(point, []).append(scenario.name)
    click.echo(markdown(loaded.ambiguities, rests), nl=False)
    return 0


def _places(*, as_markdown: bool) -> int:
    from conformance import catalogue, specs
    from conformance.report.places import fill, lines, markdown

    shipped = catalogue.load([specs.scenarios_folder()], specs.load())
    for line in (markdown if as_markdown else lines)(fill(specs.places(), shipped)):
        tell(line)
    return 0


def _story(path: str | None) -> Story:
    from pathlib import Path

    from conformance.ledger.folder import ledger_at
    from conformance.ledger.ledger import NAME, read

    named = Path(path) if path else Path("reports") / NAME
    story = read(ledger_at(named) if named.is_dir() else named)
    if not story.complete:
        click.echo(f"{story.path} is of a run that did not finish", err=True)
    return story


def _json(story: Story, register: Register) -> str:
    from conformance.ledger.lines import dumps
    from conformance.report import finished
    from conformance.report.causes import causes
    from conformance.report.figures import figures
    from conformance.report.sightings import sightings

    found = causes(map(sightings, story.entries), register)
    return dumps(figures(finished.read(story), register, found)).decode()


def _tell(chapter: ChapterStanding, *, every: bool) -> None:
    if not chapter.standings:
        return
    tell(f"{chapter.title}: {chapter.summary}")
    for standing in chapter.standings:
        if every or not standing.holds:
            names = ", ".join(result.name for result in standing.scenarios)
            reason = standing.requirement.not_tested
            line = "  ".join(part for part in (standing.requirement.says, names and f"[{names}]", reason) if part)
            tell(f"  {standing.requirement.id:10}  {standing.word:12}  {line}")
