"""The examples in targets/ are right, and say what their comments say."""

from pathlib import Path

import pytest

from conformance import specs
from conformance.fleet import fleetfile
from conformance.target.load import load_target
from conformance.target.target import Target

EXAMPLES = Path(__file__).resolve().parents[2] / "targets"
TARGETS = sorted(path.name for path in EXAMPLES.glob("*.yaml") if not path.stem.endswith(("-cast", "-fleet")))


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    files = {name: tmp_path / name.lower() for name in ("STET_QWAC", "STET_QWAC_KEY", "STET_QSEAL_KEY")}
    for path in files.values():
        path.write_text("x")
    said = {
        "STET_CLIENT_ID": "PSDFR-ACPR-24680",
        "STET_REDIRECT_URI": "https://me.example/cb",
        "STET_QWAC_PASSPHRASE": "open sesame",
        "STET_QSEAL_KEY_ID": "https://me.example/qseal_0123",
    }
    return {**said, **{name: str(path) for name, path in files.items()}}


def load(name: str, environ: dict[str, str]) -> Target:
    return load_target(EXAMPLES / name, environ)


@pytest.mark.parametrize("name", TARGETS)
def test_each_example_loads(name: str, environ: dict[str, str]) -> None:
    """With its cast, where it has one; with the header that gives editors completion."""
    target = load(name, environ)
    if target.cast is not None:
        assert specs.read_cast(target.cast).personas
    assert (EXAMPLES / name).read_text().startswith("# yaml-language-server: $schema=../specs/target.schema.json")


def test_they_are_of_every_kind(environ: dict[str, str]) -> None:
    """A bank on this machine, a real sandbox, a live gateway, a mock."""
    kinds = {name: load(name, environ) for name in TARGETS}
    assert set(kinds) == {"embedded.yaml", "bpce-assembly.yaml", "live.yaml", "mock.yaml"}
    assert kinds["embedded.yaml"].offers("clock")
    assert kinds["bpce-assembly.yaml"].signature is not None
    assert (kinds["live.yaml"].live, kinds["live.yaml"].login.kind) == (True, "person")
    assert not kinds["mock.yaml"].authenticates
    assert "open sesame" in kinds["bpce-assembly.yaml"].secrets


def test_the_fleet_has_the_establishments_of_the_documentation(environ: dict[str, str]) -> None:
    """The fourteen that offer the API in production (lines 3715-3734), on the hosts of their codes; BPGO as alone."""
    fleet = fleetfile.read(EXAMPLES / "banques-populaires-fleet.yaml", environ)
    told = {one.short: one.code for one in fleet.establishments}
    assert told == {
        "BPBFC": "10807", "BPAURA": "16807", "BPRI": "10207", "BPVF": "18707", "BPN": "13507", "BPS": "16607",
        "BPACA": "10907", "CMSOU": "10907", "BPALC": "14707", "BPOC": "17807", "BPGO": "13807", "CMMGO": "13807",
        "BPMED": "14607", "BQSAV": "10548",
    }  # fmt: skip
    for one in fleet.establishments:
        assert one.host == f"www.{one.code}.live.api.banquepopulaire.fr"
    alone, here = load("live.yaml", environ), next(one.target for one in fleet.establishments if one.short == "BPGO")
    assert (here.base_url, here.oauth, here.tls, here.features) == (
        alone.base_url,
        alone.oauth,
        alone.tls,
        alone.features,
    )
