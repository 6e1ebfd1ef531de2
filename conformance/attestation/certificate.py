"""A certificate: issued on a run, read back, held to the ledger that it is of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import Error, VerificationError

from conformance.attestation import keys
from conformance.attestation.statement import (
    PAYLOAD,
    PREDICATE,
    STATEMENT,
    Issue,
    of_run,
    shortcomings,
    statement,
)
from conformance.catalogue import own_register
from conformance.errors import ExitCode, Mistake, Mistakes, Unreachable, weightiest
from conformance.frozen import dataclass
from conformance.ledger import packing
from conformance.ledger.ledger import Story
from conformance.ownfiles import content
from conformance.specs import Requirement
from conformance.verification.verify import Evidence

NAME: Final = "certificate.json"
_ISSUE: Final = ("operator", "issued", "expires", "signer", "does_not_prove", "scope")
"""What of a statement is not worked out from the ledger, or in other words by another version."""
_MOST: Final = 1 << 20
_UNREADABLE: Final = "certificate.json is no certificate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What became of a certificate."""

    operator: str = ""
    fingerprint: str = ""
    expires: str = ""
    expired: bool = False
    known: bool = False
    """Whether it is signed by the key that was asked for."""
    wrong: tuple[str, ...] = ()
    """What is not right about it."""
    told: Mapping[str, Any] = field(default_factory=dict)
    """The statement, where it can be read."""

    @property
    def code(self) -> ExitCode:
        """0 in force, 1 something is not right, 5 expired."""
        codes = [ExitCode.NOT_CONFORM] * bool(self.wrong) + [ExitCode.STALE] * self.expired
        return weightiest(codes)


def issue(evidence: Evidence, key: Path, passphrase: str, operator: str, issued: datetime, valid: timedelta) -> Path:  # noqa: PLR0913, PLR0917 - what makes a certificate
    """Sign a certificate on a run and write it beside its ledger.

    Raises Mistakes with all that the run lacks for one, or where the key cannot sign; Unreachable where it cannot be
    written.
    """
    signer, public = keys.signer(key, passphrase)
    story, finished = evidence.story, evidence.finished
    if story is None or finished is None:
        raise Mistakes(Mistake(place=None, says=one) for one in evidence.verification.altered)
    lacking = list(shortcomings(finished, evidence.verification))
    if not operator.strip():
        lacking.append("nobody is named as operator")
    if lacking:
        raise Mistakes(Mistake(place=None, says=f"no certificate: {one}") for one in lacking)
    terms = Issue(
        operator=operator.strip(),
        issued=issued,
        valid=valid,
        fingerprint=keys.fingerprint(public),
        public_key=keys.written(public),
    )
    told = of_run(story, finished, evidence.verification, _register(evidence, story))
    whole = statement(told, subjects(story), terms)
    envelope = Envelope(json.dumps(whole, ensure_ascii=False, sort_keys=True).encode(), PAYLOAD, {})
    envelope.sign(signer)
    path = story.path.with_name(NAME)
    try:
        path.write_text(json.dumps(envelope.to_dict(), indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise Unreachable(f"{path} cannot be written: {error.strerror}") from None
    return path


def check(path: Path, evidence: Evidence, now: datetime, wanted: str = "") -> Checked:
    """What becomes of a certificate; `wanted` is the fingerprint of the key that it should be signed by."""
    try:
        told, signed = _read(path)
        predicate = told["predicate"]
        operator, expires = str(predicate["operator"]), str(predicate["expires"])
        fingerprint = keys.fingerprint(keys.read(str(predicate["signer"]["public_key"]).encode()))
        ended = now >= datetime.fromisoformat(expires)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, Error) as error:
        return Checked(wrong=(f"{_UNREADABLE}: {type(error).__name__}: {error}",))
    wrong = [*signed, *_other_key(predicate, fingerprint, wanted), *_of_another(told, evidence)]
    return Checked(
        operator=operator,
        fingerprint=fingerprint,
        expires=expires,
        expired=ended,
        known=bool(wanted) and wanted == fingerprint,
        wrong=tuple(wrong),
        told=told,
    )


def _read(path: Path) -> tuple[Mapping[str, Any], list[str]]:
    """The statement, and what is wrong with its signature. Raises ValueError, KeyError, TypeError otherwise."""
    try:
        raw = content(path, _MOST)
    except OSError as error:
        raise ValueError(error.strerror) from None
    envelope = Envelope.from_dict(json.loads(raw))
    told = json.loads(envelope.payload)
    if (envelope.payload_type, told["_type"], told["predicateType"]) != (PAYLOAD, STATEMENT, PREDICATE):
        raise ValueError("it states something else")
    key = keys.public_key(keys.read(told["predicate"]["signer"]["public_key"].encode()))
    try:
        envelope.verify([key], 1)
    except (VerificationError, ValueError):
        return told, ["the certificate was changed, or signed by another key than it names"]
    return told, []


def _other_key(predicate: Mapping[str, Any], fingerprint: str, wanted: str) -> Iterator[str]:
    if predicate["signer"].get("fingerprint") != fingerprint:
        yield "the certificate names another fingerprint than that of its own key"
    if wanted and wanted != fingerprint:
        yield f"the certificate is signed by another key, {fingerprint}, than the one that was asked for"


def _of_another(told: Mapping[str, Any], evidence: Evidence) -> Iterator[str]:
    """What it says of the run, and the ledger does not."""
    story, finished, predicate = evidence.story, evidence.finished, told["predicate"]
    if story is None or finished is None:
        return
    if predicate["run"].get("id") != story.header["run"]:
        yield f"the certificate is of another run: {predicate['run'].get('id')}"
        return
    named = {one["name"]: one["digest"]["sha256"] for one in told["subject"]}
    for name, digest in subjects(story).items():
        if named.pop(name, None) != digest:
            yield f"the certificate is not of this {name}: its digest is another"
    for name in named:
        yield f"the certificate is about {name}, which is not there"
    now = of_run(story, finished, evidence.verification, _register(evidence, story))
    if not evidence.verification.today:
        for name in sorted((now.keys() | predicate.keys()) - set(_ISSUE)):
            if _plain(now.get(name)) != predicate.get(name):
                yield f"the certificate says of the run what its ledger does not: {name}"
        yield from (
            f"a certificate was issued on a run that may have none: {one}"
            for one in shortcomings(finished, evidence.verification)
        )


def subjects(story: Story) -> dict[str, str]:
    """The files that a certificate is about, each with its SHA-256; that of a packed ledger is of its lines."""
    lines = hashlib.sha256()
    for piece in packing.unpacked(story.path):
        lines.update(piece)
    archive = story.header["judged_by"]["archive"]
    return {packing.stem(story.path.name) + packing.ENDINGS[0]: lines.hexdigest(), archive["name"]: archive["sha256"]}


def _register(evidence: Evidence, story: Story) -> Mapping[str, Requirement]:
    return {**evidence.register, **own_register.read_written(story.header.get("own_requirements", {}))}


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value))
