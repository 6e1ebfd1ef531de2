"""What is kept of a run is nobody's, and what changed is known by the last run of the same bank."""

from __future__ import annotations

from dataclasses import replace

from conformance.history.kept import KeptRun, figures, means, of_examined, with_changes
from conformance.report.phrase import Phrase, phrase
from tests.support.fleets import cause, examined, times


def run(bank: str, **stands: str) -> KeptRun:
    return of_examined(examined(bank, requirements={key.replace("_", "-"): word for key, word in stands.items()}))


def test_no_value_of_a_bank_is_kept() -> None:
    """Neither what was wanted and came, nor a text that a sentence quotes."""
    said = 'GET /accounts: equals name: the name is "Marc DUPONT" (wanted Marc, came FR7613807008043001965405158)'
    kept = of_examined(examined("BPGO", causes=(cause(said),)))
    assert [one.sentence for one in kept.causes] == ['GET /accounts: equals name: the name is "…"']
    assert "DUPONT" not in str(kept)
    assert "FR76" not in str(kept)


def test_what_a_bank_put_into_a_status_or_a_code_is_not_kept_either() -> None:
    """But those that there are; nor what was wanted of a body, however deep in the sentence it stands."""
    code = phrase("{came} as its error code, where {wanted} is due", came="M. DUPONT", wanted="ENDE")
    name = phrase(
        "{what} (wanted {wanted}, came {came})", what=Phrase("`name`: it is wrong"), wanted="Marc", came="Paul"
    )
    told = [
        phrase("{where} answers {what}", where="GET /accounts", what=code),
        phrase("{where} answers {what}", where="GET /accounts", what=replaced(code, "FF01")),
        phrase("{where}: {what}", where="GET /accounts", what=name),
    ]
    kept = of_examined(examined("BPGO", causes=tuple(replace(cause(), told=one) for one in told)))
    assert [one.sentence for one in kept.causes] == [
        "GET /accounts answers … as its error code, where ENDE is due",
        "GET /accounts answers FF01 as its error code, where ENDE is due",
        "GET /accounts: `name`: it is wrong",
    ]


def replaced(told: Phrase, came: str) -> Phrase:
    return phrase(told.text, **{**dict(told.values), "came": came})


def test_what_changed_is_since_the_last_run_that_said_something() -> None:
    """Of the same bank; a run that did not check a requirement changes nothing."""
    runs = [
        run("A", AT_1="kept", AT_2="kept"),
        run("B", AT_1="broken"),
        run("A", AT_1="not checked", AT_2="broken"),
        run("A", AT_1="broken", AT_2="broken"),
    ]
    told = [[(one.requirement, one.before, one.after) for one in changed] for _, changed in with_changes(runs)]
    assert told == [[], [], [("AT-2", "kept", "broken")], [("AT-1", "kept", "broken")]]
    assert [len(one["changed"]) for one in figures(runs)] == [0, 0, 1, 1]


def test_a_cause_is_meant_by_its_requirement_or_by_words_of_it() -> None:
    """Whatever their case."""
    one = cause("the link leads elsewhere", "PLU-18")
    assert means(one, "plu-18")
    assert means(one, "Leads Elsewhere")
    assert not means(one, "PLU-1")


def test_figures_have_all_that_is_kept() -> None:
    """As JSON knows it."""
    (told,) = figures([of_examined(examined("A", causes=(cause(),), times=(times("GET /accounts"),)), "group")])
    assert told["fleet"] == "group"
    assert told["causes"] == [{"level": "must", "promise": "AT-1", "sentence": "it is wrong", "verdicts": 1}]
    assert told["times"] == [{"endpoint": "GET /accounts", "answers": 3, "median_ms": 20.0, "p95_ms": 40.0}]
