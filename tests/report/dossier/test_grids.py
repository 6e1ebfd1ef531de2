"""The acceptance tests, the chapters and the matrices."""

from __future__ import annotations

from conformance.model import NOT_JSON, Outcome
from conformance.report.dossier.grids import acceptance_tests, bars, matrices
from tests.support import makers
from tests.support.dossiers import told

REFUSED = makers.exchange(call=makers.call(url=f"{makers.BASE}/accounts"), status=403, content=b'{"message": "BADS"}')
STRANGE = makers.exchange(call=makers.call(url=f"{makers.BASE}/accounts"), status=403, content=b"<p>", data=NOT_JSON)


def test_a_failed_acceptance_test_names_its_cause_and_its_scenarios() -> None:
    """Each a link."""
    run = told(makers.verdict(findings=(makers.finding(promise="AT-TRX-15"),)))
    first = next(one for one in acceptance_tests(run) if one.standing.requirement.id == "AT-TRX-15")
    assert (first.shape, [one.to for one in first.causes], [one.text for one in first.scenarios]) == (
        "failed", ["cause-1"], ["transactions/two-pages"],
    )  # fmt: skip


def test_the_parts_of_a_bar_fill_it() -> None:
    """As many as there are kinds of standing in the chapter."""
    run = told(makers.verdict())
    for one in bars(run):
        assert sum(part.number for part in one.segments) == len(one.rows)
        assert abs(sum(part.width for part in one.segments) - 100) < 0.1


def test_cells_count_answers_and_lead_to_the_worst_scenario() -> None:
    """Statuses of all answers, codes of those that name one, personas of scenarios."""
    passed = makers.verdict(
        Outcome.PASSED, scenario=makers.scenario(name="a/first"), exchanges=(REFUSED, STRANGE, makers.exchange())
    )
    run = told(passed, makers.verdict())
    personas, codes, statuses = matrices(run)
    assert personas.columns == ("adam",)
    ((asked, (cell,)),) = personas.rows
    assert asked == "GET /accounts/{id}/transactions"
    assert cell is not None
    assert (cell.number, cell.word, cell.to, cell.rows) == (2, "failed", "scenario-transactions/two-pages", (0, 1))
    assert (codes.columns, [row[1][0] and row[1][0].number for row in codes.rows]) == (("BADS",), [1])
    assert statuses.columns == ("200", "403")
