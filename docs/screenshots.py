"""Takes the pictures of the documentation site in a real browser: `python docs/screenshots.py ENGLISH FRENCH [FOLDER]`.

ENGLISH and FRENCH are the dossiers of a run against a bank with a defect:

    stet-conformance sandbox --fault amounts-with-a-comma
    stet-conformance run --base-url http://127.0.0.1:8089/stet/psd2/v1.4.2 --lang en
    stet-conformance report reports/ledger.jsonl --reports french --lang fr
    python docs/screenshots.py reports/dossier.html french/dossier.html
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from conformance.login.browser import INSTALLED

DESK = {"width": 1180, "height": 720}
TELEPHONE = {"width": 390, "height": 844}


def take(english: Path, french: Path, folder: Path) -> None:
    """Write the pictures that the pages show into the folder."""
    with sync_playwright() as playwright:
        program = next(filter(None, map(shutil.which, INSTALLED)))
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        _first_screen(browser, english, folder / "first-screen.png")
        _cause(browser, english, folder / "cause.png")
        _scenario(browser, english, folder / "scenario.png")
        _telephone(browser, french, folder / "phone.png")
        browser.close()


def _first_screen(browser: Browser, dossier: Path, to: Path) -> None:
    page = _opened(browser, dossier.as_uri(), viewport=DESK)
    page.screenshot(path=to)


def _cause(browser: Browser, dossier: Path, to: Path) -> None:
    page = _opened(browser, f"{dossier.as_uri()}#cause-1", viewport={**DESK, "height": 1240})
    page.screenshot(path=to)


def _scenario(browser: Browser, dossier: Path, to: Path) -> None:
    page = _opened(browser, dossier.as_uri(), viewport={**DESK, "height": 900})
    page.select_option("#f-word", "failed")
    name = next(
        name
        for name in page.eval_on_selector_all(".row:not([hidden])", "rows => rows.map(row => row.dataset.n)")
        if not name.startswith("rules/")
    )
    page.goto(f"{dossier.as_uri()}#scenario-{name}")
    page.wait_for_selector(".fall .exchange")
    page.screenshot(path=to)


def _telephone(browser: Browser, dossier: Path, to: Path) -> None:
    page = _opened(browser, dossier.as_uri(), viewport=TELEPHONE, color_scheme="dark")
    page.screenshot(path=to)


def _opened(browser: Browser, address: str, **options: object) -> Page:
    page = browser.new_context(reduced_motion="reduce", **options).new_page()  # type: ignore[arg-type]
    page.goto(address)
    return page


if __name__ == "__main__":
    dossiers = [Path(name).resolve() for name in sys.argv[1:3]]
    take(*dossiers, Path(*sys.argv[3:] or [Path(__file__).parent / "images"]))
