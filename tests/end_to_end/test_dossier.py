"""The dossier in a real browser: nothing leaves it, it is found one's way in, and everybody can read it."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import tools
from tests.support.projects import FAILS, PASSES, SKIPPED, WARNS, written

pytestmark = pytest.mark.long("browser", "axe")
TURNED = "\u202e"
HOSTILE = FAILS.replace("Marc's account has four balances", '"\\u202egnp.exe <script>alert(1)</script>"')
MORNING = "--now=2026-11-25T10:00"
"""In the evening, while the accounting runs, an account has other balances."""
Open = Callable[..., Any]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of each usual verdict, in both languages, in a folder as people name them."""
    path = tmp_path_factory.mktemp("dossier") / "Prüfung der Bank #1"
    path.mkdir()
    written(path, passes=PASSES, fails=FAILS, warns=WARNS, skipped=SKIPPED, hostile=HOSTILE)
    run = [sys.executable, "-m", "conformance"]
    for words in (
        ["run", "scenarios", "--lang=en", MORNING],
        ["report", "reports/ledger.jsonl", "--reports=fr", "--lang=fr"],
    ):
        assert subprocess.run([*run, *words], cwd=path, capture_output=True, check=False).returncode == 1
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """The system's Chromium."""
    playwright = importlib.import_module("playwright.sync_api")
    with playwright.sync_playwright() as started:
        found = next(one for one in ("chromium", "chromium-browser", "google-chrome") if tools.on_path(one))
        chromium = started.chromium.launch(executable_path=str(tools.path_of(found)), args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def opened(folder: Path, browser: Any) -> Iterator[Open]:
    """Opens a page of the run; afterwards nothing stands in its console, and it asked for no other address."""
    contexts, said, asked = [], [], []

    def go(name: str = "reports/dossier.html", **options: Any) -> Any:
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url.partition("#")[0]))
        page.goto((folder / name.partition("#")[0]).as_uri() + "".join(name.partition("#")[1:]))
        return page

    yield go
    for context in contexts:
        context.close()
    assert said == []
    assert {url for url in asked if not url.startswith("data:")} <= {
        (folder / name).as_uri()
        for name in ("reports/dossier.html", "fr/dossier.html", "reports/report.html", "diff.html")
    }


def shown(page: Any) -> list[str]:
    """The scenarios in the list, without the rules."""
    names = page.eval_on_selector_all(".row:not([hidden])", "rows => rows.map(row => row.dataset.n)")
    return [name for name in names if not name.startswith("rules/")]


def test_search_and_filters_narrow_the_list(opened: Open) -> None:
    """Each by itself and together; all again; a cell of a matrix shows what it counted."""
    page = opened()
    assert len(shown(page)) == 5
    page.fill("#q", "has four")
    assert sorted(shown(page)) == ["balances/fails", "balances/warns"]
    page.select_option("#f-word", "failed")
    assert shown(page) == ["balances/fails"]
    page.click("button[type=reset]")
    page.wait_for_function("document.querySelectorAll('.row[hidden]').length === 0")
    page.select_option("#f-cause", "1")
    assert sorted(shown(page)) == ["balances/fails", "balances/hostile", "balances/warns"]
    page.click(".m-failed >> nth=0")
    page.wait_for_selector(".found button")
    assert len(shown(page)) >= 2
    assert page.locator(".found").inner_text().startswith(f"{len(page.query_selector_all('.row:not([hidden])'))} of")


def test_a_scenario_is_drawn_from_the_ledger_inside(opened: Open) -> None:
    """Words filled in, every claim with what came of it, every exchange; where items are counted none is marked."""
    page = opened("reports/dossier.html#scenario-balances/fails")
    page.wait_for_selector("#scenario-balances\\/fails .fall .exchange")
    text = page.locator("#scenario-balances\\/fails").text_content()
    assert "- GET: /accounts/038-CPT30019654051/balances" in text
    assert "GET /accounts/038-CPT30019654051/balances" in text
    assert page.locator("#scenario-balances\\/fails .held").all_text_contents() == ["status  200"]
    assert page.locator("#scenario-balances\\/fails .not-held dd").all_text_contents()[:1] == ["4"]
    assert page.locator("#scenario-balances\\/fails pre mark").count() == 0


def test_hostile_texts_are_shown(opened: Open) -> None:
    """In what Python draws and in what the script draws."""
    page = opened("reports/dossier.html#scenario-balances/hostile")
    page.wait_for_selector("#scenario-balances\\/hostile .fall")
    text = page.locator("#scenario-balances\\/hostile").text_content()
    assert "\\u202egnp.exe <script>alert(1)</script>" in text
    assert TURNED not in page.content()


def test_it_is_light_before_a_scenario_is_opened(opened: Open) -> None:
    """Far below what slows a browser down, also with all requirements and acceptance tests."""
    assert opened().evaluate("document.getElementsByTagName('*').length") < 10_000


@pytest.mark.parametrize("name", ["reports/dossier.html", "fr/dossier.html"])
def test_without_the_script_it_tells_all_but_exchanges(opened: Open, name: str) -> None:
    """The parts, and every cause whole; of exchanges the command that prints them."""
    page = opened(name, java_script_enabled=False)
    for part in ("verdict", "mend", "untried", "glance", "deviations", "documentation", "judged", "glossary"):
        assert page.locator(f"#{part}").is_visible()
    assert page.locator("#cause-1 pre.body").is_visible()
    assert "stet-conformance exchanges ledger.jsonl" in page.locator(".noscript").inner_text()
    assert not page.locator(".filters").is_visible()


@pytest.mark.parametrize(
    ("name", "word"), [("reports/dossier.html", "NOT CONFORM"), ("fr/dossier.html", "NON CONFORME")]
)
def test_on_a_telephone_nothing_has_to_be_pushed_sideways(opened: Open, name: str, word: str) -> None:
    """390 pixels; wide tables scroll by themselves."""
    page = opened(f"{name}#scenario-balances/fails", viewport={"width": 390, "height": 844})
    page.wait_for_selector(".fall")
    assert page.inner_text("h1") == word
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_printed_in_grey_a_failure_is_no_pass(opened: Open) -> None:
    """By shape and weight, not by colour; what only a screen can use is left out."""
    page = opened()
    page.emulate_media(media="print")
    styles = "word => { const style = getComputedStyle(document.querySelector(`.counts .w-${word}`)); "
    styles += "return [style.backgroundColor, style.borderStyle, getComputedStyle("
    styles += "document.querySelector(`.counts .w-${word}`), '::before').content]; }"
    looks = [page.evaluate(styles, word) for word in ("passed", "warned", "failed", "skipped")]
    assert len({tuple(one) for one in looks}) == len(looks)
    assert len({one[2] for one in looks}) == len(looks)
    assert not page.locator(".top").is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["reports/dossier.html", "fr/dossier.html"])
def test_axe_finds_nothing_in_the_dossier(opened: Open, name: str, scheme: str) -> None:
    """With a scenario opened, an exchange open in it."""
    page = opened(f"{name}#scenario-balances/fails", color_scheme=scheme, bypass_csp=True)
    page.wait_for_selector(".fall .exchange")
    assert found(page, "document") == []


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_the_other_page_is_for_everybody_too(opened: Open, width: int) -> None:
    """At any width nothing has to be pushed sideways, and axe finds nothing but that pytest-html knows no regions."""
    page = opened("reports/report.html", bypass_csp=True, viewport={"width": width, "height": 844})
    page.wait_for_selector(".col-title a")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    without = "{rules: {region: {enabled: false}, 'landmark-one-main': {enabled: false}}}"
    assert found(page, f"document, {without}") == []
    assert not page.locator("#show_all_details").is_visible()
    page.click("text=Marc's account has four balances >> nth=0")
    page.wait_for_url("**/dossier.html#scenario-balances/*")


def test_two_runs_beside_each_other_are_for_everybody_too(folder: Path, opened: Open) -> None:
    """On a telephone, where rows stand one below the other."""
    words = ["diff", "reports", "fr/dossier.html", "--format=html", "-o", "diff.html"]
    subprocess.run([sys.executable, "-m", "conformance", *words], cwd=folder, check=True)
    page = opened("diff.html", viewport={"width": 390, "height": 844}, bypass_csp=True)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert found(page, "document, {rules: {region: {enabled: false}, 'landmark-one-main': {enabled: false}}}") == []


def test_the_other_page_draws_sorts_and_filters_its_rows(opened: Open) -> None:
    """By its address, whatever the folder is called that it stands in."""
    page = opened("reports/report.html")
    names = "cells => cells.map(cell => cell.textContent)"
    page.wait_for_selector("td.col-testId")
    all_of_them = page.eval_on_selector_all("td.col-testId", names)
    page.press('th[data-column-type="testId"]', "Enter")
    page.wait_for_url("**?sort=testId")
    assert page.eval_on_selector_all("td.col-testId", names) == sorted(all_of_them) != all_of_them
    page.click('input[data-test-result="passed"]')
    page.wait_for_url("**visible=*")
    assert 0 < len(page.eval_on_selector_all("td.col-testId", names)) < len(all_of_them)


def found(page: Any, where: str) -> list[str]:
    """What axe-core has to say."""
    page.evaluate((tools.FOLDER / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
    violations = page.evaluate(f"axe.run({where})")["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in violations]


def test_the_pictures_of_the_site_can_be_taken(folder: Path, tmp_path: Path) -> None:
    """Those that its pages show, each a picture of its own."""
    site = Path(__file__).resolve().parents[2] / "docs"
    dossiers = [str(folder / name) for name in ("reports/dossier.html", "fr/dossier.html")]
    subprocess.run([sys.executable, str(site / "screenshots.py"), *dossiers, str(tmp_path)], check=True, timeout=100)
    taken = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert taken.keys() == {path.name for path in (site / "images").iterdir()}
    assert len(set(taken.values())) == len(taken)
