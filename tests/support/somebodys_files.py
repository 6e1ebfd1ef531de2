"""A user's folder, in which commands are given files of somebody else, and what must be true of each command there."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
import yaml

from conformance import cli, specs
from conformance.commands import fleet as fleet_command
from conformance.errors import ExitCode
from tests.support import mutations
from tests.support.evidence import small_set
from tests.support.mutations import OUTSIDE
from tests.support.projects import FAILS, PASSES, written

CODES: Final = frozenset(ExitCode) - {ExitCode.BROKEN}
"""All that are documented, but for our own fault."""
BOUND_S: Final = 10.0
"""Of one command; most take a hundredth of a second."""
AWAY: Final = "http://127.0.0.1:9/stet/psd2/v1.4.2"
TARGET: Final = {
    "name": "my bank",
    "base_url": AWAY,
    "oauth": {
        "authorize_url": "http://127.0.0.1:9/authorize",
        "token_url": "http://127.0.0.1:9/token",
        "client_id": "PSDFR-ACPR-13807",
        "redirect_uri": "https://myAPP.fr/Home/OAuth2Callback",
    },
    "cast": "cast.yaml",
    "deviations": "deviations.yaml",
    "features": {"piisp": False},
    "limits": {"timeout_s": 30, "rate_per_s": 2, "body_mib": 4},
    "links": {"hosts": ["cdn.bank.example"]},
    "tokens": {"marc": {"aisp": "a-token-of-marc"}},
}
CAST: Final = yaml.safe_load((specs.specs_folder() / "cast.yaml").read_text(encoding="utf-8"))
DEVIATIONS: Final = {
    "deviations": [
        {"scenario": "balances/one", "reason": "it is known", "owner": "me", "ticket": "T-1", "expires": "2099-01-01"}
    ]
}


@dataclass(frozen=True)
class Project:
    """A folder of a user's with the reports of a run in it, and one beside it that is nobody's business."""

    home: Path
    ledger: bytes
    archive: bytes
    """The texts that judged."""
    har: bytes
    history: bytes
    signed: dict[str, bytes]
    """A folder with a certificate."""

    @property
    def certificate(self) -> bytes:
        return self.signed["certificate.json"]

    def fresh(self) -> None:
        """As it was before any command was tried."""
        for path in self.home.iterdir():
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        for folder in ("scenarios", "requirements", "reports", "signed"):
            (self.home / folder).mkdir()
        for name in ("ledger.jsonl", "judged-by.tar.gz", "certificate.json"):
            (self.home / "signed" / name).write_bytes(self.signed[name])
        (self.home / "reports" / "ledger.jsonl").write_bytes(self.ledger)
        (self.home / "reports" / "judged-by.tar.gz").write_bytes(self.archive)
        (self.home / "good.jsonl").write_bytes(self.ledger)
        (self.home / "scenarios" / "one.yaml").write_text(PASSES, encoding="utf-8")
        (self.home / "cast.yaml").write_bytes(mutations.in_yaml(CAST))
        (self.home / "deviations.yaml").write_bytes(mutations.in_yaml(DEVIATIONS))
        (self.home / "bank.yaml").write_bytes(mutations.in_yaml(TARGET))


def said(*words: str) -> tuple[int, str]:
    """The exit code of a command in this process, and all that it has printed."""
    out = io.StringIO()
    before, sys.argv = sys.argv, ["stet-conformance", *words]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out), pytest.raises(SystemExit) as left:
            cli.main()
    finally:
        sys.argv = before
    return int(left.value.code or 0), out.getvalue()


def below(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def holds(project: Project, *words: str) -> str:
    """What a command says; it ended as it may."""
    began = time.process_time()
    code, out = said(*words)
    assert time.process_time() - began < BOUND_S, words
    assert code in CODES, (words, code, out[-2_000:])
    assert "Traceback" not in out, (words, out[-2_000:])
    assert code != ExitCode.MISTAKE or out.strip(), words
    assert "\x1b" not in out, (words, out[-2_000:])
    beside = project.home.parent
    assert {path.name for path in beside.iterdir()} == {project.home.name, OUTSIDE}, words
    assert below(beside / OUTSIDE) == {"theirs": b"theirs"}, words
    return out


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """What a run has left; every command works there."""
    base = tmp_path_factory.mktemp("hostile")
    home = base / "home"
    home.mkdir()
    (base / OUTSIDE).mkdir()
    (base / OUTSIDE / "theirs").write_bytes(b"theirs")
    with pytest.MonkeyPatch.context() as patch, small_set(tmp_path_factory.mktemp("set"), "identity/marc-by-name"):
        for name in [name for name in os.environ if name.startswith(("STET_", "PYTEST_"))]:
            patch.delenv(name)
        patch.chdir(home)
        patch.setattr(fleet_command, "flown", lambda *_, **__: False)  # what is read is read before that
        made, signed = home / "reports", home / "signed"
        assert said("run", "-q", "--reports", "signed")[0] == 0
        assert said("keygen", "key.pem")[0] == 0
        assert said("certify", "signed", "--key", "key.pem", "--operator", "me")[0] == 0
        written(home, two=FAILS)
        code, out = said("run", "scenarios", "-q", "--har", "--history", "h.sqlite")
        assert code == 1, out
        yield Project(
            home=home,
            ledger=(made / "ledger.jsonl").read_bytes(),
            archive=(made / "judged-by.tar.gz").read_bytes(),
            har=(made / "traffic.har").read_bytes(),
            history=(home / "h.sqlite").read_bytes(),
            signed={path.name: path.read_bytes() for path in signed.iterdir() if path.is_file()},
        )
