"""Three runs of a small shipped set, each with a certificate: embedded, of the second bank, and masked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from conformance.attestation import certificate, keys
from conformance.attestation.certificate import Checked
from conformance.verification.result import Verification
from conformance.verification.verify import verify
from tests.support.evidence import SET, played, second_bank, small_set

WEEK = timedelta(days=7)
NOW = datetime.now(UTC)


@dataclass(frozen=True)
class Signed:
    """A run, signed: its reports folder, and the key."""

    reports: Path
    key: Path
    fingerprint: str


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What is shipped in the tests of this room."""
    with small_set(tmp_path_factory.mktemp("installed"), *SET) as scenarios:
        yield scenarios


def signed(reports: Path, key: Path) -> Signed:
    """The run, judged again and signed."""
    fingerprint = keys.generate(key)
    certificate.issue(verify(reports / "ledger.jsonl"), key, "", "ACME", NOW, WEEK)
    return Signed(reports, key, fingerprint)


@pytest.fixture(scope="module")
def embedded(shipped: Path, tmp_path_factory: pytest.TempPathFactory) -> Signed:
    """A run of the embedded bank."""
    folder = tmp_path_factory.mktemp("embedded")
    return signed(played(folder / "reports", shipped), folder / "key.pem")


@pytest.fixture(scope="module", params=["embedded", "second bank", "masked"])
def run(
    request: pytest.FixtureRequest, embedded: Signed, shipped: Path, tmp_path_factory: pytest.TempPathFactory
) -> Signed:
    """Each of the three."""
    folder = tmp_path_factory.mktemp("run")
    if request.param == "embedded":
        return embedded
    if request.param == "masked":
        return signed(played(folder / "reports", shipped, "--mask-personal-data"), folder / "key.pem")
    with second_bank(folder) as target:
        return signed(played(folder / "reports", shipped, f"--target={target}"), folder / "key.pem")


def judged(reports: Path, wanted: str = "") -> tuple[Verification, Checked]:
    """What becomes of a folder."""
    evidence = verify(reports / "ledger.jsonl")
    return evidence.verification, certificate.check(reports / certificate.NAME, evidence, NOW, wanted)
