"""A new project: all that is written can be used as it stands, and nothing that was there is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from conformance import catalogue, specs
from conformance.commands.init import command
from conformance.target.load import load_target

URL = "https://bank.example/stet/psd2/v1.4.2"


def init(folder: Path, *words: str) -> Result:
    result = CliRunner().invoke(command, [str(folder), *words])
    assert result.exit_code == 0, result.output
    return result


def test_what_is_written_can_be_used(tmp_path: Path) -> None:
    """The target and the scenario are read without a mistake; each names a schema that lies there; CI is YAML."""
    init(tmp_path, "--base-url", URL, "--name", 'our "bank": 1', "--client-id", "PSDFR-ACPR-1", "--ci", "both")
    target = load_target(tmp_path / "my-bank.yaml", {})
    assert (target.name, target.base_url) == ('our "bank": 1', URL)
    assert target.oauth is not None
    assert (target.oauth.client_id, target.oauth.token_url) == (
        "PSDFR-ACPR-1", "https://bank.example/stet/psd2/oauth/token",
    )  # fmt: skip
    (scenario,) = catalogue.load([tmp_path / "scenarios"], specs.load())
    assert scenario.name == "own/accounts-answer"
    for file in (tmp_path / "my-bank.yaml", tmp_path / "scenarios" / "own" / "accounts-answer.yaml"):
        named = file.read_text(encoding="utf-8").splitlines()[0].partition("$schema=")[2]
        assert (file.parent / named).resolve().is_file()
    for pipeline in (".github/workflows/conformance.yml", ".gitlab-ci.yml"):
        text = (tmp_path / pipeline).read_text(encoding="utf-8")
        assert "stet-conformance run --target my-bank.yaml" in text
        assert isinstance(yaml.safe_load(text), dict)


def test_a_pipeline_has_no_bank_of_this_machine(tmp_path: Path) -> None:
    """It examines the embedded one instead."""
    init(tmp_path, "--base-url", "http://127.0.0.1:8089/stet/psd2/v1.4.2", "--ci", "gitlab")
    pipeline = (tmp_path / ".gitlab-ci.yml").read_text(encoding="utf-8")
    assert "- stet-conformance run\n" in pipeline
    assert "says nothing about yours" in pipeline
    target = load_target(tmp_path / "my-bank.yaml", {})
    assert target.quotas_url == "http://127.0.0.1:8089/_sandbox/quotas"
    assert target.oauth is not None
    assert target.oauth.revoke_url == "http://127.0.0.1:8089/stet/psd2/oauth/revoke"


def test_nothing_is_written_over_unless_that_is_said(tmp_path: Path) -> None:
    """What stayed is named; the schemas of an earlier version are renewed by a word of their own."""
    mine = [tmp_path / "my-bank.yaml", tmp_path / "schemas" / "target.schema.json"]
    mine[1].parent.mkdir()
    for path in mine:
        path.write_text("mine", encoding="utf-8")
    told = init(tmp_path, "--base-url", URL).output
    assert [path.read_text(encoding="utf-8") for path in mine] == ["mine", "mine"]
    assert f"{mine[0].as_posix()}   was there, and stays as it is" in told
    init(tmp_path, "--schemas")
    assert mine[0].read_text(encoding="utf-8") == "mine"
    assert '"A target"' in mine[1].read_text(encoding="utf-8")
    init(tmp_path, "--base-url", URL, "--force")
    assert load_target(mine[0], {}).base_url == URL


def test_what_to_type_next_can_be_copied(tmp_path: Path) -> None:
    """Into any shell, also where the folder's name has a blank in it."""
    assert f"  cd {tmp_path / 'plain'}\n" in init(tmp_path / "plain", "--base-url", URL).output
    assert f'  cd "{tmp_path / "mein Prüfstand"}"\n' in init(tmp_path / "mein Prüfstand", "--base-url", URL).output


@pytest.mark.parametrize(
    ("words", "says"), [([], "--base-url URL says so"), (["--base-url", "bank.example"], "the base URL")]
)
def test_a_bank_has_to_be_named(tmp_path: Path, words: list[str], says: str) -> None:
    """Nobody is asked where there is no terminal, and nothing is written."""
    result = CliRunner().invoke(command, [str(tmp_path), *words])
    assert says in result.output + str(result.exception)
    assert list(tmp_path.iterdir()) == []
