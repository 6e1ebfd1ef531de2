"""The target file of an establishment says what the fleet file says of it, from another folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from conformance.fleet import fleetfile, targets
from conformance.target.load import load_target

FILE = """\
target:
  base_url: https://$HOST/stet/psd2/v1.4.2
  tls: {certificate: certs/qwac-$CODE.pem, key: "$ENV{STET_KEY}", passphrase: "$ENV{STET_SECRET}"}
  cast: cast.yaml
establishments:
  - {code: "10807", short: BPBFC, host: one.example}
"""


def test_its_paths_lead_to_the_same_files_and_no_secret_stands_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also those that the environment gives; what is secret stays a variable."""
    home, reports = tmp_path / "home", tmp_path / "elsewhere" / "fleet"
    (home / "certs").mkdir(parents=True)
    for name in ("certs/qwac-10807.pem", "key.pem", "cast.yaml"):
        (home / name).write_text("personas: {}\n")
    (home / "fleet.yaml").write_text(FILE, encoding="utf-8")
    monkeypatch.setenv("STET_KEY", "key.pem")
    monkeypatch.setenv("STET_SECRET", "open sesame")
    fleet = fleetfile.read(home / "fleet.yaml", os.environ)
    written = targets.write(fleet, reports)["BPBFC"]
    assert "open sesame" not in written.read_text(encoding="utf-8")
    again, first = load_target(written), fleet.establishments[0].target
    assert again.tls is not None
    assert first.tls is not None
    assert again.tls.certificate is not None
    assert again.tls.certificate.resolve() == home / "certs" / "qwac-10807.pem"
    assert again.tls.passphrase == "open sesame"
    assert again.cast is not None
    assert again.cast.resolve() == home / "cast.yaml"
    assert (again.name, again.base_url) == (first.name, first.base_url)


def test_what_is_secret_in_the_fleet_file_stays_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The target file names variables, which only the process that examines the bank is given."""
    told = """\
target:
  base_url: https://$HOST/v1
  proxy: http://me:pass%20word@proxy.example:8080
  tokens: {marc: {aisp: "a-token-of-$CODE", piisp: "$ENV{STET_MINE}"}}
establishments:
  - {code: "10807", short: BPBFC, host: one.example}
"""
    (tmp_path / "fleet.yaml").write_text(told, encoding="utf-8")
    monkeypatch.setenv("STET_MINE", "mine")
    (bank,) = (fleet := fleetfile.read(tmp_path / "fleet.yaml", os.environ)).establishments
    written = targets.write(fleet, tmp_path / "fleet")["BPBFC"]
    text = written.read_text(encoding="utf-8")
    assert [secret for secret in ("a-token", "pass%20word", '"mine"') if secret in text] == []
    for name, value in targets.secrets(bank).items():
        monkeypatch.setenv(name, value)
    again = load_target(written)
    assert (again.tokens, again.proxy) == (bank.target.tokens, bank.target.proxy)
    assert again.tokens["marc"] == {"aisp": "a-token-of-10807", "piisp": "mine"}


def test_a_secret_that_is_partly_written_out_stays_there_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands beside its variable is a part of it; a password that is wholly a variable stays one."""
    told = """\
target:
  base_url: https://$HOST/v1
  proxy: "http://me:$ENV{STET_PASS}@proxy.example:8080"
  tokens: {marc: {aisp: "before-$ENV{STET_MINE}-behind"}}
establishments:
  - {code: "1", short: ONE, host: one.example}
  - {code: "2", short: TWO, host: two.example, differs: {proxy: "http://me:half$ENV{STET_PASS}@proxy.example:8080"}}
"""
    (tmp_path / "fleet.yaml").write_text(told, encoding="utf-8")
    monkeypatch.setenv("STET_MINE", "mine")
    monkeypatch.setenv("STET_PASS", "word")
    fleet = fleetfile.read(tmp_path / "fleet.yaml", os.environ)
    written = targets.write(fleet, tmp_path / "fleet")
    texts = {short: path.read_text(encoding="utf-8") for short, path in written.items()}
    assert [one for one in ("before-", "-behind", "half", "word") if one in "".join(texts.values())] == []
    assert "http://me:$ENV{STET_PASS}@proxy.example:8080" in texts["ONE"]
    for one in fleet.establishments:
        for name, value in targets.secrets(one).items():
            monkeypatch.setenv(name, value)
        again = load_target(written[one.short])
        assert (again.tokens, again.proxy) == (one.target.tokens, one.target.proxy)
        assert again.tokens["marc"]["aisp"] == "before-mine-behind"
