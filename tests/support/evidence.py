"""Ledgers of small runs, and all the ways in which somebody may tamper with them."""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import shutil
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from conformance import specs
from conformance.catalogue.shipped import shipped_set
from conformance.commands.session import play
from conformance.ledger.body_record import written as body_line
from conformance.ledger.exchange_record import digest
from conformance.ledger.lines import dumps, loads
from conformance.specs import folders
from tests.second_bank import start as start_second
from tests.support.ledger_lines import lines, rewritten

SET = (
    "authorize/unknown-identifier", "consents/malformed-iban",
    "identity/marc-by-name", "tokens/no-password-grant", "transactions/two-pages",
)  # fmt: skip
"""What the installation of these runs ships; most of the verbs are in it, and what masks change."""
MARC, MARIE = "FR7613807008043001965405158", "FR7613807008043099965405255"
Line = dict[str, Any]
Lines = list[Line]


@contextmanager
def small_set(folder: Path, *names: str) -> Iterator[Path]:
    """These scenarios are what this installation ships."""
    whole, found, patch = specs.scenarios_folder(), folders._shipped, pytest.MonkeyPatch()
    for name in names:
        path = folder / "scenarios" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(whole / f"{name}.yaml", path)
    patch.setattr(folders, "_shipped", lambda name: folder / name if name == "scenarios" else found(name))
    shipped_set.cache_clear()
    try:
        yield folder / "scenarios"
    finally:
        patch.undo()
        shipped_set.cache_clear()


def played(reports: Path, scenarios: Path, *words: str) -> Path:
    """The reports folder of a run."""
    play([f"--reports={reports}", *words, str(scenarios)], quiet=True)
    return reports


@contextmanager
def second_bank(folder: Path) -> Iterator[Path]:
    """The target file of a second bank that is there."""
    bank = start_second()
    path = folder / "second.yaml"
    oauth = f"authorize_url: '{bank.authorize_url}', token_url: '{bank.token_url}'"
    client = f"client_id: {bank.client_id}, redirect_uri: '{bank.redirect_uri}'"
    path.write_text(f"name: second\nbase_url: {bank.base_url}\noauth: {{{oauth}, {client}}}\n", encoding="utf-8")
    try:
        yield path
    finally:
        bank.stop()


def copy_of(reports: Path, to: Path) -> Path:
    """A copy of what a verification reads."""
    to.mkdir(parents=True)
    for name in ("ledger.jsonl", "judged-by.tar.gz", "certificate.json"):
        if (reports / name).is_file():
            shutil.copy(reports / name, to / name)
    return to


def changed(reports: Path, change: Callable[[Lines], None], *, chained: bool) -> Path:
    """The ledger of a folder with other lines; `chained`: by somebody who makes the chain anew."""
    found = lines(reports / "ledger.jsonl")
    change(found)
    return rewritten(reports / "ledger.jsonl", found, chained=chained)


def of_kind(found: Lines, kind: str, wanted: Callable[[Line], bool] = lambda _: True) -> Line:
    """The first line of a kind that is as it is wanted."""
    return next(line for line in found if line["kind"] == kind and wanted(line))


# ------------------------------------------------------------------------------------------------------ ways to tamper


def _answer(found: Lines) -> Line:
    asked_by = {"purpose": "step", "scenario": "identity/marc-by-name", "step": 0}
    return of_kind(found, "exchange", lambda one: one["asked_by"] == asked_by)


def _verdict(found: Lines) -> None:
    one = of_kind(found, "verdict", lambda line: line["outcome"] == "passed" and line["origin"] == "shipped")
    one["outcome"], one["reason"] = "skipped", "the target does not declare it"


def _finding(found: Lines) -> None:
    one = of_kind(found, "verdict", lambda line: line["outcome"] == "passed" and line["origin"] == "shipped")
    one["outcome"] = "warned"
    one["findings"] = [{
        "word": "status", "key": "", "where": "", "says": "another status was wanted", "wanted": 200, "got": 201,
        "must": False, "place": one["place"], "step": 0, "exchange": one["exchanges"][-1],
    }]  # fmt: skip


def _status(found: Lines) -> None:
    _answer(found)["response"]["status"] = 418


def _byte(found: Lines) -> None:
    shown = _answer(found)["response"]["body"]
    of_kind(found, "body", lambda line: line["sha256"] == shown).update({"json": {"accounts": []}})


def _header(found: Lines) -> None:
    _answer(found)["response"]["headers"][0][1] = "changed"


def _time(found: Lines) -> None:
    _answer(found)["at"] = "2026-01-01T00:00:00+01:00"


def _left_out(found: Lines) -> None:
    found.remove(_answer(found))


def _added(found: Lines) -> None:
    one = _answer(found)
    last = max(line["number"] for line in found if line["kind"] == "exchange")
    found.insert(len(found) - 1, {**one, "number": last + 1})


def _doubled(found: Lines) -> None:
    found.insert(found.index(_answer(found)), _answer(found))


def _moved(found: Lines) -> None:
    at = next(i for i, line in enumerate(found) if line["kind"] == "exchange")
    found[at], found[at + 1] = found[at + 1], found[at]


def _footer(found: Lines) -> None:
    found[-1]["ended"] = "2031-01-01T00:00:00+01:00"


def _counts(found: Lines) -> None:
    found[-1]["counts"]["passed"] += 1


def _target(found: Lines) -> None:
    found[0]["target"]["name"] = "a better bank"


def _digest(found: Lines) -> None:
    found[0]["judged_by"]["digests"]["requirements"] = "0" * 64


def _swapped(found: Lines) -> None:
    bodies = [line["sha256"] for line in found if line["kind"] == "body"]
    one = _answer(found)["response"]
    one["body"] = next(digest for digest in bodies if digest != one.get("body"))


def _unmasked(found: Lines) -> None:
    """Somebody knows whose account it was, and writes the IBAN in."""
    for line in found:
        if line["kind"] == "body":
            told = dumps(line).decode()
            shown = re.search(r"FR76\d{23}", told)
            if shown is not None:
                line.update(loads(told.replace(shown[0], MARIE if shown[0] == MARC else MARC)))
                return


WAYS: dict[str, Callable[[Lines], None]] = {
    "a verdict": _verdict, "a finding": _finding, "a status": _status, "a byte of a body": _byte, "a header": _header,
    "a time": _time, "a line left out": _left_out, "a line added": _added, "a line doubled": _doubled,
    "a line moved": _moved, "the footer": _footer, "counts": _counts, "the header's target": _target,
    "a digest": _digest, "a body swapped": _swapped, "a masked ledger unmasked by hand": _unmasked,
}  # fmt: skip


def rehashed(found: Lines) -> None:
    """What somebody does who knows how: bodies get the digests that they have, counts those of the lines."""
    names: dict[str, str] = {}
    for at, line in enumerate(found):
        if line["kind"] == "body" and "json" in line:
            content = dumps(line["json"])
            fresh = body_line("", content)
            names[line["sha256"]] = digest(content)
            found[at] = fresh | {"sha256": names[line["sha256"]]}
        elif line["kind"] == "exchange":
            for side in (line["request"], line.get("response", {})):
                if side.get("body") in names:
                    side["body"] = names[side["body"]]
    kinds = [line["kind"] for line in found]
    found[-1]["written"] = {kind: kinds.count(kind) for kind in ("exchange", "body", "verdict")}


def other_text(reports: Path, group: str) -> None:
    """The archive with another text in a group: what everybody can do who can write the folder."""
    path = reports / "judged-by.tar.gz"
    plain, packed = io.BytesIO(gzip.decompress(path.read_bytes())), io.BytesIO()
    with tarfile.open(fileobj=plain) as old, tarfile.open(fileobj=packed, mode="w") as new:
        done = False
        for member in old:
            file = old.extractfile(member)
            text = file.read() if file is not None else b""
            if member.name.startswith(f"{group}/") and not done:
                text, done = text + b"\n", True
            member.size = len(text)
            new.addfile(member, io.BytesIO(text))
    path.write_bytes(gzip.compress(packed.getvalue(), mtime=0))


def _say(found: Lines, group: str, digest: str) -> None:
    """The header as it has to be for that group."""
    found[0]["judged_by"]["archive"].get("masked", {}).pop(group, None)
    found[0]["judged_by"]["digests"][group] = digest


def renamed_archive(reports: Path, group: str) -> Callable[[Lines], None]:
    """The header as it would have to be for that: the digest of the archive, and that of the group."""
    sha256 = hashlib.sha256((reports / "judged-by.tar.gz").read_bytes()).hexdigest()

    def change(found: Lines) -> None:
        found[0]["judged_by"]["archive"]["sha256"] = sha256
        _say(found, group, "1" * 64)

    return change
