"""A bank put together: its rules, and the differences it was asked for."""

import pytest

from conformance.sandbox import app as app_module
from conformance.sandbox import create_app
from conformance.sandbox.differences import Fault, index_by_name
from conformance.sandbox.rules import Rules


def test_a_fault_replaces_one_rule(bank, monkeypatch):
    class Generous(Rules):
        history_days = 100

    class Inclusive(Rules):
        def before(self, row, end):
            return super().before(row, end) or row.day == end

    monkeypatch.setattr(
        app_module,
        "FAULTS",
        index_by_name(
            (
                Fault("generous", "rows", ("TRX-01",), "more than 90 days", Generous),
                Fault("inclusive", "rows", ("FLT-05",), "dateTo is inclusive", Inclusive),
            )
        ),
    )
    app = create_app(faults=["generous", "inclusive"])
    rules = app.state.bank.rules
    assert rules.history_days == 100
    assert isinstance(rules, Inclusive)
    assert app.state.bank.faults == ("generous", "inclusive")
    assert bank.app.state.bank.rules.history_days == 90
    with pytest.raises(ValueError, match="unknown fault: nonsense"):
        create_app(faults=["nonsense"])
