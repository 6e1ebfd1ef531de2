"""Certificates for testing, issued once a session, and a sender that shows them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conformance.certificates import issuing
from conformance.client.sender import Sender
from conformance.clock import Clock
from conformance.masking.secrets import Secrets
from tests.support.fakebank import FakeBank


@pytest.fixture(scope="session")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where they are, good ones and bad ones, with their keys and their authority."""
    folder = tmp_path_factory.mktemp("certs")
    issuing.issue(folder)
    return folder


def sending(bank: FakeBank, **changes: Any) -> Sender:
    return Sender(bank.target(**changes), Clock(), Secrets())
