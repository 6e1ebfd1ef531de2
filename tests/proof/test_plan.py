"""Which bank is tried with which scenarios."""

from conformance.model import Place, Scenario
from conformance.proof.plan import PAIRS, SPARE, Placed, plan, plan_pairs

HERE = Place(file="x.yaml", line=1, column=1)


def scenario(name: str, *covers: str, needs: tuple[str, ...] = ()) -> Scenario:
    return Scenario(name=name, title=name, place=HERE, covers=covers, persona="marc", needs=needs)


CATALOGUE = (
    scenario("a", "R-1"),
    scenario("b", "R-1", "R-2"),
    scenario("c", "R-3"),
    scenario("d", "R-4", needs=("mtls",)),
)
FAULTS = {"one": ("R-1",), "two": ("R-2", "R-3"), "door": ("R-4",), "lost": ("R-9",)}
PLACED = {"two@here": Placed(breaks=("R-2",), tour=("R-3",))}


def planned(**more):
    trials = plan(CATALOGUE, FAULTS, [("other", "more")], placed=PLACED, full=more.get("full", False))
    return {(trial.kind, trial.name, trial.secured): trial.scenarios for trial in trials}


def test_a_fault_is_tried_on_what_covers_the_requirements_it_breaks():
    found = planned()
    assert found["fault", "one", False] == ("a", "b")
    assert found["fault", "two", False] == ("b", "c")


def test_a_fault_that_nothing_covers_stands_in_the_matrix_all_the_same():
    assert planned()["fault", "lost", False] == ()


def test_what_needs_certificates_is_played_against_a_bank_that_asks_for_them():
    found = planned()
    assert found["fault", "door", True] == ("d",)
    assert found["honest", "", False] == ("a", "b", "c")
    assert found["honest", "", True] == ("d",)


def test_a_group_of_variations_is_tried_on_the_whole_catalogue():
    assert planned()["variation", "other + more", False] == ("a", "b", "c")


def test_a_fault_at_a_place_is_tried_on_what_covers_some_of_it_or_goes_there():
    trials = plan(CATALOGUE, {}, [], placed=PLACED, full=False)
    assert [(one.kind, one.scenarios, one.breaks) for one in trials] == [
        ("honest", ("b", "c"), ()),
        ("placed", ("b", "c"), ("R-2",)),
    ]


def test_full_tries_every_fault_on_everything():
    found = planned(full=True)
    assert found["fault", "one", False] == ("a", "b", "c")
    assert found["fault", "one", True] == ("d",)


def test_the_longest_come_first():
    lengths = [len(trial.scenarios) for trial in plan(CATALOGUE, FAULTS, [("other",)], full=False)]
    assert lengths == sorted(lengths, reverse=True)


def test_two_faults_of_a_bank_are_of_different_chapters_and_break_one_promise_each():
    catalogue = [scenario(f"s{number}", f"R-{number}") for number in range(200)]
    faults = {f"f{number}": (f"R-{number}",) for number in range(200)} | {"wide": ("R-1", "R-2")}
    chapters = {f"R-{number}": f"chapter {number % 3}" for number in range(200)}
    trials = plan_pairs(catalogue, faults, chapters)
    assert len(trials) == PAIRS + SPARE
    assert all(len({chapters[one] for one in trial.breaks}) == 2 for trial in trials)
    assert not any("wide" in trial.faults for trial in trials)
    assert [trials[0].faults, trials[0].scenarios] == [("f0", "f100"), ("s0", "s100")]


def test_a_part_of_the_faults_needs_no_more_of_the_honest_bank():
    (honest, fault) = plan(CATALOGUE, {"two": ("R-2", "R-3")}, [], full=False)
    assert {one.kind: one.scenarios for one in (honest, fault)} == {"honest": ("b", "c"), "fault": ("b", "c")}
