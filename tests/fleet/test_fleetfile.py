"""A fleet file: what each establishment's target comes to, and every mistake at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.errors import Mistakes
from conformance.fleet.fleetfile import Fleet, read

FILE = """\
name: two banks
target:
  base_url: https://$HOST/stet/psd2/v1.4.2
  oauth:
    authorize_url: https://$HOST/oauth/authorize
    token_url: https://$HOST/oauth/token
    client_id: $ENV{CLIENT_$CODE}
    redirect_uri: https://me.example/callback
  limits: {timeout_s: 30, rate_per_s: 5}
establishments:
  - {code: "10807", short: BPBFC, name: Bourgogne, host: one.example}
  - code: "16807"
    short: BPAURA
    host: two.example:8443
    differs:
      name: AURA's own name
      limits: {rate_per_s: 1}
      features: {clock: "https://$HOST/clock"}
"""
ENVIRON = {"CLIENT_10807": "client-one", "CLIENT_16807": "client-two"}


def fleet(folder: Path, text: str, environ: dict[str, str] = ENVIRON) -> Fleet:
    path = folder / "fleet.yaml"
    path.write_text(text, encoding="utf-8")
    return read(path, environ)


def wrong(folder: Path, text: str, environ: dict[str, str] = ENVIRON) -> list[str]:
    """The mistakes, without the folder."""
    with pytest.raises(Mistakes) as found:
        fleet(folder, text, environ)
    return [str(one).replace(f"{folder}/", "") for one in found.value.mistakes]


def test_an_establishment_has_the_template_and_what_differs(tmp_path: Path) -> None:
    """Host and code stand where their words do; mappings are joined."""
    found = fleet(tmp_path, FILE)
    one, two = (each.target for each in found.establishments)
    assert found.name == "two banks"
    assert (one.name, two.name) == ("Bourgogne", "AURA's own name")
    assert (one.base_url, two.base_url) == (
        "https://one.example/stet/psd2/v1.4.2",
        "https://two.example:8443/stet/psd2/v1.4.2",
    )
    assert one.oauth is not None
    assert two.oauth is not None
    assert (one.oauth.client_id, two.oauth.client_id) == ("client-one", "client-two")
    assert (one.limits.rate_per_s, two.limits.rate_per_s) == (5, 1)
    assert (one.limits.timeout_s, two.limits.timeout_s) == (30, 30)
    assert two.features.clock == "https://two.example:8443/clock"
    assert "client-two" in two.secrets


def test_what_is_wrong_with_the_template_is_said_once_at_its_column(tmp_path: Path) -> None:
    """And what only one establishment says, there."""
    text = FILE.replace("timeout_s: 30", "timeout_s: soon").replace("rate_per_s: 1", "rate_per_s: none")
    found = wrong(tmp_path, text)
    assert [one.partition(" ")[0] for one in found] == ["fleet.yaml:9:23:", "fleet.yaml:17:28:"]


def test_a_variable_that_is_not_set_is_said_of_each(tmp_path: Path) -> None:
    """By its own name."""
    found = wrong(tmp_path, FILE, {"CLIENT_10807": "client-one"})
    assert found == ["fleet.yaml:7:16: the environment variable CLIENT_16807 is not set"]


def test_keys_that_no_target_has_are_named_where_they_stand(tmp_path: Path) -> None:
    """Those of the template, of what differs, and of the fleet itself."""
    assert (
        "fleet.yaml:17:7: `limit` is not known here"
        in wrong(tmp_path, FILE.replace("limits: {rate_per_s: 1}", "limit: 1"))[0]
    )
    assert "fleet.yaml:10:1: `banks` is not known here" in "\n".join(
        wrong(tmp_path, FILE.replace("establishments", "banks"))
    )
    assert "`code` is a number, but must be a text" in "\n".join(wrong(tmp_path, FILE.replace('"16807"', "16807")))


def test_two_of_one_name_would_have_one_folder(tmp_path: Path) -> None:
    """Whatever its case, which not every system tells apart; nor may one be called as the folder of target files is."""
    assert wrong(tmp_path, FILE.replace("BPAURA", "bpbfc")) == [
        "fleet.yaml:13:12: `short: bpbfc` is there already (it names the folder of the establishment's reports)"
    ]
    assert "is another folder" in wrong(tmp_path, FILE.replace("BPAURA", "targets"))[0]
    assert "`short: Nul` cannot name a folder on Windows" in wrong(tmp_path, FILE.replace("BPAURA", "Nul"))[0]


def test_a_host_that_is_none_or_is_not_examined_is_said_where_it_stands(tmp_path: Path) -> None:
    """An address instead of a host, one that would lead elsewhere, and a template that forgets it."""
    text = FILE.replace("one.example}", '"https://one.example"}').replace("two.example:8443", '"two@evil.example"')
    assert wrong(tmp_path, text) == [
        "fleet.yaml:11:58: `host` https://one.example names no host (api.bank.example, or api.bank.example:8443)",
        "fleet.yaml:14:11: `host` two@evil.example names no host (api.bank.example, or api.bank.example:8443)",
    ]
    told = wrong(tmp_path, FILE.replace("https://$HOST/stet", "https://one.example/stet"))
    assert told == [
        "fleet.yaml:3:13: `base_url` of BPAURA is https://one.example/stet/psd2/v1.4.2, and not at its host "
        "two.example:8443 (write $HOST for it)"
    ]
    alone = FILE[: FILE.index('  - code: "16807"')].replace("one.example", '"$ENV{H}"')
    (one,) = fleet(tmp_path, alone, ENVIRON | {"H": "x.example"}).establishments
    assert one.target.base_url == "https://x.example/stet/psd2/v1.4.2"


def test_a_word_that_nobody_fills_in_is_said_where_it_stands(tmp_path: Path) -> None:
    """What looks like one of ours; a dollar sign by itself is none."""
    assert wrong(tmp_path, FILE.replace("$HOST/clock", "$HOTS/clock"))[0] == (
        "fleet.yaml:18:25: `$HOTS` is not known here (did you mean `$HOST`?)"
    )
    text = FILE.replace("AURA's own name", "AURA in $US")
    assert fleet(tmp_path, text).establishments[1].target.name == "AURA in $US"


def test_mistakes_of_the_fleet_and_of_its_targets_are_told_together(tmp_path: Path) -> None:
    """In the order of the file, as far as a target can be made of an establishment."""
    text = FILE.replace("timeout_s: 30", "timeout_s: soon").replace('"16807"', "16807") + "groups: 1\n"
    found = wrong(tmp_path, text)
    assert [one.partition(" ")[0] for one in found] == ["fleet.yaml:9:23:", "fleet.yaml:12:11:", "fleet.yaml:19:1:"]
    found = wrong(tmp_path, "target: 7\nestablishments: [1]\n")
    assert [one.partition(" ")[0] for one in found] == ["fleet.yaml:1:9:", "fleet.yaml:2:18:"]
