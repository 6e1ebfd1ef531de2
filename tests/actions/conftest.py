"""A bank that has two accounts and nothing else, unless a test gives it more."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.fakebank import FakeBank, as_json
from tests.support.played import ROOT, Bank, server

__all__ = ["server"]

ACCOUNTS: dict[str, Any] = {
    "accounts": [
        {"resourceId": name, "_links": {"balances": {"href": f"{ROOT}/accounts/{name}/balances"}}}
        for name in ("a", "b")
    ],
    "_links": {"self": {"href": f"{ROOT}/accounts"}},
}


@pytest.fixture
def bank(server: FakeBank) -> Bank:
    """A bank with two accounts and nothing else."""
    server.asked.clear()
    bank = Bank(server, {"GET /accounts": as_json(ACCOUNTS)})
    server.answer = bank.answer
    return bank
