"""Whatever is changed in a folder of evidence is found, and named; nothing is found where nothing was changed."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from conformance.attestation import certificate, keys
from conformance.attestation.certificate import NAME
from conformance.errors import ExitCode, Mistakes
from conformance.specs.digests import digest_of
from conformance.verification.result import Standing
from conformance.verification.texts import _read
from tests.support.evidence import (
    WAYS,
    changed,
    copy_of,
    other_text,
    played,
    rehashed,
    renamed_archive,
)
from tests.verification.conftest import Signed, judged, signed

OF_A_VERDICT = ("a verdict", "a finding", "a status", "a byte of a body", "a line added", "a body swapped")
"""What the verdicts themselves contradict, whoever has made the chain anew."""


def test_nothing_is_found_where_nothing_was_changed(run: Signed) -> None:
    """Every verdict is the same, and the certificate in force."""
    verification, checked = judged(run.reports, run.fingerprint)
    assert (verification.altered, verification.of(Standing.DIFFERS), verification.of(Standing.CANNOT)) == ((), (), ())
    assert {one.name for one in verification.verdicts} >= {"identity/marc-by-name", "rules/accounts"}
    assert (checked.wrong, checked.known, checked.operator) == ((), True, "ACME")
    assert verification.code is checked.code is ExitCode.CONFORM


@pytest.mark.parametrize("way", WAYS)
def test_by_hand(run: Signed, way: str, tmp_path: Path) -> None:
    """The place is named, or what does not fit; also where nobody has signed it."""
    copy = copy_of(run.reports, tmp_path / "copy")
    changed(copy, WAYS[way], chained=False)
    verification, _ = judged(copy)
    assert verification.code is ExitCode.NOT_CONFORM
    assert verification.altered[0].startswith((f"{copy / 'ledger.jsonl'}:", f"{copy / 'ledger.jsonl'} "))


@pytest.mark.parametrize("way", WAYS)
def test_by_somebody_who_knows_how(embedded: Signed, way: str, tmp_path: Path) -> None:
    """Chain and digests are made anew: what verdicts stand on is found all the same, all else by the signature."""
    copy = copy_of(embedded.reports, tmp_path / "copy")
    changed(copy, WAYS[way], chained=False)
    changed(copy, rehashed, chained=True)
    verification, checked = judged(copy)
    assert verification.altered or checked.code is ExitCode.NOT_CONFORM
    if way in OF_A_VERDICT:
        assert verification.altered or verification.of(Standing.DIFFERS)


@pytest.mark.parametrize("group", ["requirements", "schemas", "rules", "scenarios", "ambiguities"])
def test_the_texts_that_judged(embedded: Signed, group: str, tmp_path: Path) -> None:
    """Another text in the archive is found by its digest; with the header changed too by the group's; then signed."""
    copy = copy_of(embedded.reports, tmp_path / "copy")
    other_text(copy, group)
    assert judged(copy)[0].altered == (
        "judged-by.tar.gz is not the archive of this run: its digest is another than the ledger says",
    )
    changed(copy, renamed_archive(copy, group), chained=True)
    verification, checked = judged(copy)
    assert verification.altered == (f"the texts of the run are not those that the ledger names: {group}",)
    assert any("the certificate is not of this" in one for one in checked.wrong)

    def right(found: list[dict[str, object]]) -> None:
        texts = _read((copy / "judged-by.tar.gz").read_bytes())[group]
        found[0]["judged_by"]["digests"][group] = digest_of(texts)  # type: ignore[index]

    changed(copy, right, chained=True)
    verification, checked = judged(copy)
    if group != "scenarios":
        assert f"texts changed since: {group}" in verification.texts[0]
    assert any("the certificate is not of this" in one for one in checked.wrong)


def test_another_cast(embedded: Signed, tmp_path: Path) -> None:
    """The documented cast is no part of the archive, which nothing masks; its digest is the header's, and signed."""
    copy = copy_of(embedded.reports, tmp_path / "copy")
    assert "cast" not in _read((copy / "judged-by.tar.gz").read_bytes())

    def swapped(found: list[dict[str, object]]) -> None:
        found[0]["judged_by"]["digests"]["cast"] = "1" * 64  # type: ignore[index]

    changed(copy, swapped, chained=True)
    verification, checked = judged(copy)
    assert "texts changed since: cast" in verification.texts[0]
    assert any("the certificate is not of this" in one for one in checked.wrong)


def test_what_a_text_says_stands_in_the_ledger_as_it_does_there(run: Signed, tmp_path: Path) -> None:
    """Which promise a scenario is about, and who the personas are: in a masked ledger too, the chain made anew."""
    for name, change, says in (
        ("covers", _about_another, "the scenario in the ledger is not the one of the texts"),
        ("cast", _other_persona, "the ledger tells of other personas than the cast that it names"),
    ):
        copy = copy_of(run.reports, tmp_path / name)
        changed(copy, change, chained=True)
        verification, _ = judged(copy)
        assert says in (*verification.altered, *(why for one in verification.of(Standing.DIFFERS) for why in one.why))


def _about_another(found: list[dict[str, Any]]) -> None:
    one = next(line for line in found if line["kind"] == "verdict" and line["name"] == "identity/marc-by-name")
    one["covers"], one["levels"] = ["IDN-07"], {"IDN-07": "should"}


def _other_persona(found: list[dict[str, Any]]) -> None:
    found[0]["cast"]["personas"]["marie"]["segment"] = "PRO"


def test_the_certificate_of_another_run(embedded: Signed, shipped: Path, tmp_path: Path) -> None:
    """It is told whose it is."""
    other = signed(played(tmp_path / "other", shipped, "--mask-personal-data"), tmp_path / "key.pem")
    copy = copy_of(embedded.reports, tmp_path / "copy")
    (copy / NAME).write_bytes((other.reports / NAME).read_bytes())
    assert judged(copy)[1].wrong[0].startswith("the certificate is of another run: ")


def test_a_signature_by_another_key(embedded: Signed, tmp_path: Path) -> None:
    """The signature of somebody else over the same statement, and a statement changed under its signature."""
    copy = copy_of(embedded.reports, tmp_path / "copy")
    says = "the certificate was changed, or signed by another key than it names"
    envelope = json.loads((copy / NAME).read_text(encoding="utf-8"))
    stranger = keys.signer(_key(tmp_path), "")[0]
    foreign = stranger.sign(b"DSSEv1 anything").signature
    for sig in (base64.b64encode(bytes.fromhex(foreign)).decode(), envelope["signatures"][0]["sig"]):
        payload = base64.b64decode(envelope["payload"])
        told = payload if sig != envelope["signatures"][0]["sig"] else payload.replace(b"ACME", b"EMCA")
        signatures = [{**envelope["signatures"][0], "sig": sig}]
        text = json.dumps(envelope | {"payload": base64.b64encode(told).decode(), "signatures": signatures})
        (copy / NAME).write_text(text, encoding="utf-8")
        assert says in judged(copy)[1].wrong


def test_a_certificate_of_a_partial_run(shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """None is issued; one that somebody has issued all the same says what the run lacks."""
    reports = played(tmp_path / "reports", shipped, "--only=identity")
    with pytest.raises(Mistakes, match="no certificate: only a part of the shipped set was played"):
        signed(reports, tmp_path / "key.pem")
    with monkeypatch.context() as patch:
        patch.setattr(certificate, "shortcomings", lambda *_: ())
        forged = signed(reports, tmp_path / "forged.pem")
    assert judged(reports, forged.fingerprint)[1].wrong == (
        "a certificate was issued on a run that may have none: only a part of the shipped set was played",
    )


def test_forged_and_signed_anew(embedded: Signed, tmp_path: Path) -> None:
    """Intact in itself: only the fingerprint shows that it is another key."""
    copy = copy_of(embedded.reports, tmp_path / "copy")
    changed(copy, WAYS["the header's target"], chained=True)
    forged = signed(copy, tmp_path / "own.pem")
    assert judged(copy)[1].wrong == ()
    assert not judged(copy)[1].known
    assert judged(copy, embedded.fingerprint)[1].wrong == (
        f"the certificate is signed by another key, {forged.fingerprint}, than the one that was asked for",
    )


def _key(folder: Path) -> Path:
    keys.generate(folder / "stranger.pem")
    return folder / "stranger.pem"
