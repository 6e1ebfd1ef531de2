"""`verify`, `certify` and `keygen` on the command line, and what they end with."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from conformance.attestation import certificate
from conformance.attestation.certificate import NAME
from conformance.verification.verify import verify
from tests.support.evidence import WAYS, changed, copy_of
from tests.support.projects import FAILS, PASSES, SKIPPED
from tests.support.shell import Shell, shell
from tests.support.shipping import Ship, ship
from tests.verification.conftest import NOW, Signed, embedded, shipped

__all__ = ["embedded", "shell", "ship", "shipped"]


def test_the_same_and_in_force(embedded: Signed, shell: Shell) -> None:
    """0: by itself, and where the signature is asked for by fingerprint or key; the signer is known then only."""
    reports = str(embedded.reports)
    assert shell("verify", reports) == 0
    assert "\nSAME  " in shell.out
    ends = (NOW + timedelta(days=7)).isoformat()[:10]
    assert f"intact, signer unknown; operator ACME; in force until {ends}" in shell.out
    assert shell("verify", reports, "--signed", "--key", embedded.fingerprint) == 0
    assert "signed by the key that was asked for" in shell.out
    assert shell("verify", f"{reports}/ledger.jsonl", "--key", str(embedded.key), "-v") == 0
    assert "same  identity/marc-by-name\n" in shell.out


def test_todays_texts(embedded: Signed, shell: Shell) -> None:
    """It is said by which it was judged."""
    assert shell("verify", str(embedded.reports), "--today") == 0
    assert "judged by     the texts that are installed here" in shell.out
    assert "SAME  by today's texts, " in shell.out


def test_what_differs_and_what_was_altered(embedded: Signed, shell: Shell) -> None:
    """1: by name, by place, or by another key."""
    copy = copy_of(embedded.reports, shell.path / "copy")
    changed(copy, WAYS["a status"], chained=True)
    assert shell("verify", "copy") == 1
    assert "differs  identity/marc-by-name\n" in shell.out
    changed(copy, WAYS["a line left out"], chained=False)
    assert shell("verify", "copy") == 1
    assert "altered       copy/ledger.jsonl:" in shell.out.replace("\\", "/")
    assert shell("verify", str(embedded.reports), "--key", "0" * 64) == 1
    assert "is signed by another key, sha256:" in shell.out


def test_no_readable_evidence(embedded: Signed, shell: Shell) -> None:
    """2: nothing there, nothing that is a ledger, several, or none that is signed where it must be."""
    assert shell("verify", "nowhere") == 2
    (shell.path / "empty").mkdir()
    assert shell("verify", "empty") == 2
    (shell.path / "empty" / "ledger.jsonl").write_text("no ledger\n", encoding="utf-8")
    assert shell("verify", "empty/ledger.jsonl") == 2
    copy = copy_of(embedded.reports, shell.path / "copy")
    (copy / NAME).unlink()
    assert shell("verify", "copy", "--signed") == 2
    assert "this run is not signed" in shell.err
    (copy / "other.jsonl").write_bytes((copy / "ledger.jsonl").read_bytes())
    assert shell("verify", "copy") == 2
    assert "several ledgers stand in" in shell.err


def test_what_cannot_be_judged_again(shell: Shell, ship: Ship) -> None:
    """3: nothing differs, but today's texts have no such scenario any more; those of the run have."""
    folder = ship(one=PASSES, two=SKIPPED)
    shell("run", "-q", str(folder))
    ship(one=PASSES)
    assert shell("verify", "--today") == 3
    assert "cannot be judged again  balances/two\n    the texts that judge have no such scenario" in shell.out
    assert "SAME, AS FAR AS IT CAN BE JUDGED AGAIN  by today's texts, " in shell.out
    assert shell("verify") == 0


def test_expired(embedded: Signed, shell: Shell) -> None:
    """5: all is the same, and its time is over."""
    copy = copy_of(embedded.reports, shell.path / "copy")
    evidence = verify(copy / "ledger.jsonl")
    certificate.issue(evidence, embedded.key, "", "ACME", NOW - timedelta(days=91), timedelta(days=90))
    assert shell("verify", "copy", "--key", str(embedded.key)) == 5
    assert "expired on" in shell.out


def test_a_run_of_the_whole_set_is_certified(shell: Shell, ship: Ship) -> None:
    """From the key to the check, with what was not offered; `run --verify` has said before that it can be."""
    folder = ship(one=PASSES, two=SKIPPED)
    assert shell("run", "--verify", "-q", str(folder)) == 0
    assert "judged again  SAME  " in shell.out
    assert shell("keygen", "key.pem") == 0
    fingerprint = shell.out.splitlines()[1].split()[0]
    assert shell("certify", "--key", "key.pem", "--operator", "ACME", "--valid-days", "1") == 0
    assert shell("verify", "--signed", "--key", fingerprint) == 0
    predicate = certificate.check(Path("reports") / NAME, verify(Path("reports/ledger.jsonl")), NOW).told["predicate"]
    assert (predicate["word"], predicate["not_offered"], predicate["operator"]) == ("CONFORM", {"mtls": 1}, "ACME")
    assert "AT-BAL-2" in predicate["not_checked"]
    assert "AT-BAL-1" not in predicate["not_checked"]
    assert any("can forge exchanges" in one for one in predicate["does_not_prove"])


@pytest.mark.parametrize(
    ("files", "words", "says"),
    [
        ({"one": PASSES, "two": FAILS}, (), "1 failed, the first of them balances/two"),
        ({"one": PASSES, "two": FAILS}, ("--only=balances/one",), "only a part of the shipped set was played"),
    ],
    ids=["failed", "partial"],
)
def test_what_is_not_certified(
    shell: Shell, ship: Ship, files: dict[str, str], words: tuple[str, ...], says: str
) -> None:
    """With the reason; nothing is written."""
    folder = ship(**files)
    shell("run", "-q", *words, str(folder))
    shell("keygen", "key.pem")
    assert shell("certify", "--key", "key.pem", "--operator", "ACME") == 2
    assert f"no certificate: {says}" in shell.err
    assert not (shell.path / "reports" / NAME).exists()


def test_who_ran_it_is_told(shell: Shell, ship: Ship) -> None:
    """As far as the environment names them; in the ledger, on the terminal, in a certificate."""
    folder = ship(one=PASSES)
    shell.monkeypatch.setenv("STET_OPERATOR", "ACME Testing")
    shell.monkeypatch.setenv("GITLAB_CI", "true")
    shell.monkeypatch.setenv("CI_JOB_URL", "https://ci.example/jobs/7")
    shell.monkeypatch.setenv("CI_COMMIT_SHA", "4f2a" * 10)
    assert shell("run", str(folder)) == 0
    header = json.loads((shell.path / "reports" / "ledger.jsonl").read_bytes().splitlines()[0])
    job = {"ci": "GitLab CI", "job": "https://ci.example/jobs/7", "commit": "4f2a" * 10}
    assert header["identity"] == {"operator": "ACME Testing"} | job
    assert f"{header['run']} · ACME Testing · GitLab CI · https://ci.example/jobs/7 · commit 4f2a4f2a4f2a" in shell.out
