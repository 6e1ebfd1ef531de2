"""The command line: what each command prints, and every exit code."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance import cli, runner
from conformance.sandbox import Running, start
from conformance.sandbox.faults import FAULTS
from conformance.sandbox.variations import VARIATIONS
from tests.support.projects import ADAM, FAILS, PASSES, SKIPPED, written
from tests.support.shell import Shell, shell
from tests.support.shipping import Ship, ship

__all__ = ["shell", "ship"]


@pytest.fixture(scope="module")
def bank() -> Iterator[Running]:
    running = start()
    yield running
    running.stop()


def target(shell: Shell, bank: Running, **more: str) -> str:
    """A target file for a bank that needs no login (nobody is asked for a token: everything is refused)."""
    text = f"name: my bank\nbase_url: {bank.base_url}\n" + "".join(f"{key}: {value}\n" for key, value in more.items())
    (shell.path / "bank.yaml").write_text(text, encoding="utf-8")
    return "--target=bank.yaml"


def oauth(bank: Running) -> str:
    root = f"{bank.origin}/stet/psd2/oauth"
    urls = f"authorize_url: '{root}/authorize', token_url: '{root}/token'"
    return f"{{{urls}, client_id: PSDFR-ACPR-13807, redirect_uri: 'https://myAPP.fr/Home/OAuth2Callback'}}"


# ----------------------------------------------------------------------------------------------------------- exit codes


def test_0_conform(shell: Shell) -> None:
    """The embedded bank, a scenario that holds; skipped ones do not count against it."""
    written(shell.path, passes=PASSES, skipped=SKIPPED)
    assert shell("run", "scenarios") == 0
    assert re.search(r"^PARTIAL  embedded reference bank", shell.out, re.M)
    assert "exit code         0" in shell.out
    assert {path.name for path in (shell.path / "reports").iterdir()} == {
        "dossier.html", "ledger.jsonl", "judged-by.tar.gz", "report.html", "junit.xml", "allure-results", "summary.md",
    }  # fmt: skip


def test_1_not_conform(shell: Shell) -> None:
    """A must that does not hold."""
    written(shell.path, passes=PASSES, fails=FAILS)
    assert shell("run", "scenarios") == 1
    assert re.search(r"^NOT CONFORM  ", shell.out, re.M)
    assert "FAILED  balances/fails" in shell.out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["run", "scenarios", "--target", "missing.yaml"], "missing.yaml"),
        (
            ["run", "scenarios", "--target", "typo.yaml"],
            "typo.yaml:1:1: `nmae` is not known here (did you mean `name`?)",
        ),
        (["run", "scenarios", "--target", "tokens.yaml"], "tokens.yaml:4:3: unknown persona `mark`"),
        (["run", "scenarios", "--base-url", "bank.example"], "the base URL"),
        (["run", "scenarios", "--base-url", "http://x", "--target", "y"], "exclude each other"),
        (["run", "scenarios", "--now", "yesterday"], "--now yesterday is not a valid moment"),
        (
            ["run", "scenarios", "--only", "AT-BAL-2"],
            "no scenario, folder or requirement is called `AT-BAL-2` (did you mean AT-BAL-1?)",
        ),
        (["run", "wrong"], "wrong.yaml:4:5: `mark` is not a known persona"),
        (["run", "nowhere"], "there is no file or folder nowhere"),
        (["run", "typo.yaml"], "typo.yaml: no scenario found"),
        (["run", "--wrong"], "No such option '--wrong'"),
        (["run", "nowhere", "nothing"], "there is no file or folder nothing"),
        (["run", "--in-flight", "99"], "99 is not in the range"),
        (["run", "--keep-examples", "found"], "--keep-examples is about generated cases (add --examples quick)"),
        (["run", "--examples-seed", "3"], "--examples-seed is about generated cases (add --examples quick)"),
        (["rnu"], "No such command 'rnu'. Did you mean `run`"),
        (["lint", "wrong"], "wrong.yaml:4:5: `mark` is not a known persona"),
        (["list", "wrong"], "wrong.yaml:4:5: `mark` is not a known persona"),
        (["list", "--only", "nothing"], "no scenario, folder or requirement is called `nothing`"),
        (["explain", "AT-TRX-15", "AT-TRX-99"], "no scenario, folder or requirement is called `AT-TRX-99`"),
        (["explain", "--now", "tomorrow"], "--now tomorrow is not a valid moment"),
        (["report", "nowhere.jsonl"], "there is no nowhere.jsonl"),
        (["report", "wrong"], "there is no ledger in wrong"),
        (["report", "typo.yaml"], "this line does not belong in a ledger"),
        (["coverage", "nowhere.jsonl"], "nowhere.jsonl cannot be read"),
        (["sandbox", "--fault", "no-such-fault"], "no-such-fault"),
    ],
)
def test_2_an_option_or_a_file_is_wrong(shell: Shell, words: list[str], says: str) -> None:
    """One clear message that names it, and nothing is sent."""
    written(shell.path, passes=PASSES)
    (shell.path / "typo.yaml").write_text("nmae: x\n")
    (shell.path / "tokens.yaml").write_text(
        "name: x\nbase_url: https://b/stet/psd2/v1.4.2\ntokens:\n  mark: {aisp: abc}\n"
    )
    (shell.path / "wrong").mkdir()
    (shell.path / "wrong" / "wrong.yaml").write_text(PASSES.replace("as: marc", "as: mark"))
    assert shell(*words) == 2
    assert says in shell.err
    assert ("NOT RUN  exit code 2" in shell.out) == (words[0] == "run")
    assert "Traceback" not in shell.err + shell.out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--base-url", "http://127.0.0.1:9/stet/psd2/v1.4.2"], "127.0.0.1:9 refuses the connection"),
        (["--base-url", "http://127.0.0.1:9/stet/psd2/v1.4.2", "-n", "2"], "127.0.0.1:9 refuses the connection"),
        (["--base-url", "http://no-such-host.invalid/stet/psd2/v1.4.2"], "no-such-host.invalid"),
        (["--reports", "file/reports"], "the reports folder file/reports cannot be written"),
        (["--reports", "folders"], "folders/report.html is a folder: no report can be written there"),
    ],
)
def test_3_it_cannot_run(shell: Shell, words: list[str], says: str) -> None:
    """One message, at once."""
    written(shell.path, passes=PASSES)
    (shell.path / "file").write_text("")
    (shell.path / "folders" / "report.html").mkdir(parents=True)
    assert shell("run", "scenarios", *words) == 3
    assert says in shell.err
    assert "Traceback" not in shell.err + shell.out


def test_3_tls_fails(shell: Shell, bank: Running) -> None:
    """A server that speaks no TLS on an https address."""
    written(shell.path, passes=PASSES)
    assert shell("run", "scenarios", "--base-url", bank.base_url.replace("http:", "https:")) == 3
    assert "TLS" in shell.err


def test_3_blocked(shell: Shell, bank: Running) -> None:
    """A stage that cannot be set: a token that the bank does not know."""
    written(shell.path, passes=PASSES)
    assert shell("run", "scenarios", target(shell, bank, tokens="{marc: {aisp: not-a-token}}")) == 3
    assert re.search(r"^BLOCKED  the target's token of marc .*: balances/passes", shell.out, re.M)
    assert re.search(r"^COULD NOT RUN  my bank", shell.out, re.M)


def test_3_no_check_was_made(shell: Shell) -> None:
    """A run in which everything is skipped proves nothing."""
    written(shell.path, skipped=SKIPPED)
    assert shell("run", "scenarios") == 3
    assert "SKIPPED  the target does not declare" in shell.out


def test_2_a_time_zone_that_no_calendar_has(shell: Shell) -> None:
    """Said before anything is done: moments could not be written."""
    shell.monkeypatch.setattr("time.timezone", -89_940)
    assert shell("run") == 2
    assert shell.err == "the time zone of the environment (TZ) is more than a day away from UTC (TZ=Europe/Paris)\n"


def test_2_only_a_whole_proof_is_kept(shell: Shell) -> None:
    """What was measured with less would be told of everything."""
    assert shell("prove", "--record", "--fault", "date-to-inclusive") == 2
    assert "only a whole proof is kept" in shell.err


def test_what_can_be_proven_is_listed_by_name(shell: Shell) -> None:
    """Every fault and variation, or those that are named; nothing is tried."""
    assert shell("prove", "--list", "--json", "known.json") == 0
    known = json.loads((shell.path / "known.json").read_text(encoding="utf-8"))
    assert {one["name"] for one in known["faults"]} == FAULTS.keys()
    assert {one["name"] for one in known["variations"]} == VARIATIONS.keys()
    assert shell("prove", "--list", "--fault", "request-ids-lost@absent") == 0
    assert [line.split()[0] for line in shell.out.splitlines()[1:]] == ["request-ids-lost", "1"]


def test_2_names_to_prove_that_are_none(shell: Shell) -> None:
    """All at once, with the nearest of each."""
    assert (
        shell("prove", "--fault", "date-to-inclusiv", "--fault", "request-ids-los@*", "--variation", "compresed") == 2
    )
    for name, near in (("date-to-inclusiv", "date-to-inclusive"), ("compresed", "compressed")):
        assert f"{name} (did you mean {near}?) (stet-conformance prove --list names all)" in shell.err
    assert "unknown fault: request-ids-los (did" in shell.err


def test_4_our_own_fault(shell: Shell) -> None:
    """Wins over everything else."""

    def play(scenario: object, *world: object) -> None:  # noqa: ARG001 - the runner's own signature
        raise ValueError("no such thing")

    shell.monkeypatch.setattr(runner, "play", play)
    written(shell.path, passes=PASSES)
    assert shell("run", "scenarios") == 4
    assert "this is a fault of stet-conformance" in shell.out


def test_4_a_command_breaks(shell: Shell) -> None:
    """Without a traceback, with the place for whoever mends it."""
    shell.monkeypatch.setattr("conformance.commands.scenarios.folders", lambda _: 1 / 0)
    assert shell("lint") == 4
    assert re.search(r"ZeroDivisionError: .* \(.*test_cli\.py:\d+\)\nthis is a fault of stet-conformance", shell.err)


def test_4_what_ends_too_early_is_no_interruption(shell: Shell) -> None:
    """A file of ours that is cut short, for one; click takes it for Ctrl-D."""

    def cut_short(_: object) -> None:
        raise EOFError("marshal data too short")

    shell.monkeypatch.setattr("conformance.commands.scenarios.folders", cut_short)
    assert shell("lint") == 4
    assert "EOFError: marshal data too short" in shell.err


def test_5_a_stale_deviation(shell: Shell, bank: Running) -> None:
    """A listed failure that no longer fails, and one that has expired."""
    written(shell.path, passes=PASSES)
    entry = "{scenario: balances/passes, reason: it is known, owner: me, ticket: T-1, expires: %s}"
    (shell.path / "deviations.yaml").write_text(f"deviations: [{entry % '2099-01-01'}, {entry % '2020-01-01'}]\n")
    assert shell("run", "scenarios", target(shell, bank, deviations="deviations.yaml", oauth=oauth(bank))) == 5
    assert "none of what it covers fails any more" in shell.out
    assert "it expired on 2020-01-01" in shell.out
    assert re.search(r"^STALE  my bank", shell.out, re.M)


def test_a_known_deviation_does_not_count(shell: Shell, bank: Running) -> None:
    """It is told apart: deviant, exit code 0 if nothing else is wrong."""
    written(shell.path, passes=PASSES, fails=FAILS)
    entry = "{scenario: balances/fails, claim: count balances, reason: as known, owner: us, ticket: T1, expires: %s}"
    (shell.path / "deviations.yaml").write_text(f"deviations: [{entry % '2099-01-01'}]\n")
    assert shell("run", "scenarios", target(shell, bank, deviations="deviations.yaml", oauth=oauth(bank))) == 0
    assert "DEVIANT  balances/fails" in shell.out
    assert "1 passed, 1 deviant" in shell.out


def test_130_ctrl_c(shell: Shell) -> None:
    """The ledger says that it is incomplete; where in our code it came is nobody's concern."""
    real = runner.play

    def play(scenario, *world):  # type: ignore[no-untyped-def] # the runner's own signature
        if scenario.persona == "adam":
            raise KeyboardInterrupt
        return real(scenario, *world)

    shell.monkeypatch.setattr(runner, "play", play)
    written(shell.path, a=PASSES, b=ADAM)
    assert shell("run", "scenarios") == 130
    assert "INCOMPLETE  embedded reference bank" in shell.out
    assert "KeyboardInterrupt" not in shell.out
    assert '"complete":false' in (shell.path / "reports" / "ledger.jsonl").read_text()
    assert shell("report", "reports/ledger.jsonl") == 130
    assert shell("coverage") == 0
    assert "did not finish" in shell.err


# ------------------------------------------------------------------------------------------------------------- commands


def test_run_in_a_folder_of_a_users(shell: Shell, bank: Running) -> None:
    """The shipped scenarios and ./scenarios; the settings and conftest of the project around it are not its own."""
    written(shell.path, mine=PASSES)
    (shell.path / "conftest.py").write_text("raise SystemExit('loaded')")
    (shell.path / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n")
    assert shell("run", "--base-url", bank.base_url, "-k", "AT-BAL-1", "-k", "AT-BEN-1") == 0
    assert "3 passed" in shell.out


def test_quiet(shell: Shell) -> None:
    """The verdict line and the cause; of each scenario a line with -v, and else one of each chapter."""
    written(shell.path, fails=FAILS)
    assert shell("run", "-q", "scenarios") == 1
    assert re.fullmatch(r"NOT CONFORM  embedded reference bank · .*\n  causes            1\. .*\n", shell.out)
    assert shell("run", "-v", "scenarios") == 1
    assert re.search(r"^FAILED   balances/fails   \d+\.\d\d s$", shell.out, re.M)
    assert re.search(r"^SKIPPED  rules/transactions$", shell.out, re.M)
    assert shell("run", "scenarios") == 1
    assert re.search(r"^balances +1 failed$", shell.out, re.M)
    assert not re.search(r"generated|/reports/", shell.out)


def test_workers(shell: Shell) -> None:
    """The same verdicts from two processes."""
    written(shell.path, a=PASSES, b=ADAM, c=FAILS)
    assert shell("run", "-n", "2", "scenarios") == 1
    assert "2 passed, 1 failed" in shell.out


def test_report_draws_again(shell: Shell) -> None:
    """Beside the ledger unless told otherwise; nothing is sent."""
    written(shell.path, fails=FAILS)
    assert shell("run", "-q", "scenarios") == 1
    pages = [shell.path / "reports" / name for name in ("dossier.html", "report.html")]
    for page in pages:
        page.unlink()
    assert shell("report", "reports/ledger.jsonl") == 1
    assert all("NOT CONFORM" in page.read_text(encoding="utf-8") for page in pages)
    assert shell("report", "reports/ledger.jsonl", "--reports", "again") == 1
    assert (shell.path / "again" / "junit.xml").exists()


def test_list_and_lint(shell: Shell) -> None:
    """Without a network, without pytest."""
    written(shell.path, passes=PASSES)
    assert shell("lint", "scenarios") == 0
    assert shell.out == "1 scenario, no mistake\n"
    assert shell("list", "scenarios") == 0
    assert shell.out == "balances/passes  marc  Marc's account has three balances  [AT-BAL-1]\n"
    (shell.path / "empty").mkdir()
    assert shell("lint", "empty") == 2


def test_explain(shell: Shell) -> None:
    """The requests with their words filled in, and the cost."""
    written(shell.path, passes=PASSES)
    assert shell("explain", "balances/passes", "--base-url", "https://bank.example/stet/psd2/v1.4.2") == 0
    assert shell.out.splitlines() == [
        "balances/passes   Marc's account has three balances",
        "  covers AT-BAL-1, as marc (aisp)",
        "    PUT https://bank.example/stet/psd2/v1.4.2/consents  (the stage: consent everything)",
        "    GET https://bank.example/stet/psd2/v1.4.2/accounts/038-CPT30019654051/balances",
        '       expects status 200, count {"balances":{"least":2,"most":3}}',
        "  2 requests, 1 login, 0 batch accesses",
        "",
        "1 scenario: 2 requests, 1 login, 0 batch accesses",
        "  before them 1 request, to see whether the bank answers; a login takes about 5 more",
        "  before the first of marc: about 5 requests each, to see whether they are as documented (2 consents, their"
        " accounts, the pages of what must be long)",
        "  after them 1 request for each of marc: the consent found before is put back",
    ]


def test_explain_explains_the_whole_catalogue(shell: Shell) -> None:
    """Every shipped scenario, on any day."""
    assert shell("explain", "--now", "2028-02-29T12:00") == 0
    assert re.search(r"^\d+ scenarios: at least \d+ requests, \d+ logins, \d+ batch accesses$", shell.out, re.M)
    assert "uses up the 4 batch accesses of a day" in shell.out
    granted = r"^  \d+ batch accesses by .*: the bank grants 4 a day for each of its resources$"
    assert re.search(granted, shell.out, re.M)


def test_coverage(shell: Shell, ship: Ship) -> None:
    """Per chapter, from what the shipped scenarios of a run found; the user's own prove nothing."""
    ship(passes=PASSES, fails=FAILS)
    written(shell.path, mine=PASSES.replace("AT-BAL-1", "AT-BAL-3"))
    assert shell("run", "-q") == 1
    assert shell("coverage") == 0
    assert re.search(r"^Obtaining the balances .*: \d+ requirements, .*\b1 broken", shell.out, re.M)
    assert re.search(r"^  AT-BAL-2 +broken +.*\[balances/fails\]", shell.out, re.M)
    assert "AT-BAL-1 " not in shell.out
    assert re.search(r"^  AT-BAL-3 +not checked", shell.out, re.M)
    assert shell("coverage", "--all", "reports/ledger.jsonl") == 0
    assert re.search(r"^  AT-BAL-1 +kept", shell.out, re.M)


def test_coverage_of_the_places(shell: Shell) -> None:
    """Needs no run: each cell names a scenario or has a reason."""
    assert shell("coverage", "--places") == 0
    assert re.search(r"^scope: .* \(\d+ of 128 cells claimed\)$", shell.out, re.M)
    assert re.search(
        r"^  card-transactions, later page, after a login +absent +.*access/piisp-opens-no-card", shell.out, re.M
    )
    assert shell.out.endswith(" with a reason, 0 empty\n")


def test_version_and_help(shell: Shell) -> None:
    """Every command is listed with a line of its own."""
    assert shell("--version") == 0
    assert re.fullmatch(r"stet-conformance, version \S+\n", shell.out)
    assert shell("--help") == 0
    listed = re.findall(r"^  (\w+) +\w", shell.out.partition("Commands:")[2], re.M)
    assert listed == list(cli.COMMANDS)
    for command in cli.COMMANDS:
        assert shell(command, "--help") == 0


def loaded(words: list[str], folder: Path | None = None) -> set[str]:
    """The modules that a command has imported when it ends."""
    code = (
        "import sys\nsys.argv = ['x', *sys.argv[1:]]\nfrom conformance.cli import main\n"
        "try:\n    main()\nfinally:\n    print(*sorted(sys.modules), file=sys.stderr)"
    )
    command = [sys.executable, "-c", code, *words]
    return set(subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder).stderr.split())


@pytest.mark.parametrize("words", [["--help"], ["lint"], ["list"]])
def test_what_needs_no_pytest_does_not_load_it(words: list[str]) -> None:
    """`--help`, `lint` and `list` must not wait for pytest, its plugins, or HTTP."""
    heavy = {"pytest", "_pytest", "pytest_html", "allure_commons", "jinja2", "httpx", "starlette", "uvicorn"}
    assert not heavy & loaded(words)


def test_a_green_run_loads_nothing_that_only_others_need(bank: Running, tmp_path: Path) -> None:
    """Each of these takes as long as ten requests; who needs one imports it where it is needed."""
    (tmp_path / "mine.yaml").write_text(PASSES, encoding="utf-8")
    found = loaded(["run", "-q", "--base-url", bank.base_url, "mine.yaml"], tmp_path)
    tools = {"cryptography", "hypothesis", "jsonschema", "pdb", "playwright", "rich", "sqlite3", "starlette", "xdist"}
    rooms = {"audit", "certificates", "comparison", "doctor", "fleet", "har", "history", "properties", "sandbox"}
    unneeded = {*tools, *(f"conformance.{room}" for room in (*rooms, "attestation", "merging", "verification"))}
    assert "conformance.runner" in found
    assert not unneeded & found
