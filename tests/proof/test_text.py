"""The proof as it is read."""

from conformance.model import Outcome
from conformance.proof.matrix import Alarm, Hit, Matrix, Told
from conformance.proof.placements import Placement
from conformance.proof.text import document, render
from conformance.proof.trial import Played

SILENT = Played(name="filters/date-to", outcome=Outcome.WARNED, tells=("x.yaml:3:5 count: wanted 2; got 3",))
PROOF = Matrix(
    hits=(
        Hit(fault="date-to-inclusive", requirement="FLT-05", by=(), silent=(SILENT,)),
        Hit(fault="page-lost", requirement="PAG-09", by=("pagination/walk",), named=True, silent=()),
        Hit(fault="half", requirement="PAG-10", by=("pagination/walk",), silent=()),
        Hit(fault="unheard-of", requirement="NEW-01", by=(), silent=()),
    ),
    alarms=(
        Alarm(variation="compressed", played=Played(name="pagination/walk", outcome=Outcome.FAILED, tells=("why",))),
    ),
    variations=("compressed", "slow"),
    idle_scenarios=("links/href-in-every-body",),
    idle_words=(),
    unbroken=("PLU-01",),
    seen=("date-to-inclusive", "page-lost"),
    told=(
        Told(faults=("page-lost",), causes=1, first="PAG-09", right=True),
        Told(faults=("half",), causes=3, first="OAU-01", right=False),
        Told(faults=("date-to-inclusive",), causes=0, first="", right=False),
        Told(faults=("unheard-of",), causes=0, first="", right=False),
    ),
    placements=(
        Placement(name="page-lost@later", promises=("PAG-09",), must=True, by=("pagination/walk",), silent=()),
        Placement(name="page-lost@absent", promises=("PAG-09", "PAG-10"), must=True, by=(), silent=(SILENT,)),
        Placement(name="half@first", promises=("PAG-10",), must=False, by=("pagination/walk",), silent=()),
    ),
    musts=frozenset({"date-to-inclusive", "page-lost"}),
    single={"pagination/walk": ("page-lost", "page-lost@later")},
    pairs=(Told(faults=("page-lost", "half"), causes=1, first="PAG-09", right=True),),
)


def test_survivors_alarms_idle_and_score():
    assert render(PROOF, 61.4, whole=True, sampled=" of 90, seed 7").splitlines() == [
        "NOT NAMED  half   no finding names a promise that it breaks",
        "SURVIVED  date-to-inclusive   FLT-05",
        "    covered by 1 scenario, none of which failed",
        "    filters/date-to: warned",
        "        x.yaml:3:5 count: wanted 2; got 3",
        "SURVIVED  unheard-of   NEW-01",
        "    no scenario covers it that can be played on this bank",
        "MISSED  page-lost@absent   PAG-09, PAG-10 (must)",
        "    covered by 1 scenario: filters/date-to",
        "FALSE ALARM  compressed   pagination/walk: failed",
        "    why",
        "faults that one scenario alone sees (2):",
        "    pagination/walk: page-lost, page-lost@later",
        "scenarios that no fault breaks (1): links/href-in-every-body",
        "requirements without a fault (1): PLU-01",
        "faults told as more than 2 causes (1): half (3)",
        "faults with another promise first (1): half (OAU-01)",
        "pairs told as one cause (1): page-lost + half",
        "faults       1 of 4 caught for the right reason (25.0 %), 2 by any scenario; 2 of 4 broken requirements",
        "severity     1 of 2 that break a must caught by a failure, 0 of 2 that break a should by a warning",
        "places       2 of 3 faults at one place caught of 90, seed 7: 1 of 2 of a must, 1 of 1 of a should",
        "causes       1 of 4 told as at most 2 causes (25.0 %), 1 with the right promise first (25.0 %)",
        "pairs        0 of 1 told as more than one cause",
        "variations   2, 1 false alarm",
        "time         61 s",
    ]


def test_a_part_tells_nothing_of_the_rest():
    assert "no fault breaks" not in render(PROOF, 1.0, whole=False)


def test_the_same_for_machines():
    found = document(PROOF, 61.44, seed=7)
    assert (found["seed"], found["missed"]) == (7, ["page-lost@absent"])
    assert found["seen_by_one"] == {"pagination/walk": ["page-lost", "page-lost@later"]}
    assert found["places"][2] == {
        "fault": "half@first",
        "promises": ["PAG-10"],
        "must": False,
        "by": ["pagination/walk"],
    }
    assert (found["faults"], found["caught"], found["variations"], found["elapsed_s"]) == (4, 1, 2, 61.4)
    assert found["survivors"][1] == {"fault": "unheard-of", "requirement": "NEW-01", "silent": []}
    assert found["false_alarms"] == [{"variation": "compressed", "scenario": "pagination/walk", "tells": ["why"]}]
    assert found["causes"][1] == {"faults": ["half"], "causes": 3, "first": "OAU-01", "right": False}
    assert found["not_named"] == ["half"]
    assert found["matrix"][1] == {"fault": "page-lost", "requirement": "PAG-09", "by": ["pagination/walk"]}
