"""The login in a real browser: screens made by JavaScript, which no form robot can read."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import pytest

from conformance.client.sender import Sender
from conformance.clock import Clock
from conformance.login.callback import Login, LoginFailed
from conformance.login.login import authorize
from conformance.masking.secrets import Secrets
from conformance.target.target import Limits, LoginOptions
from tests.support.fakebank import Asked, FakeBank, Reply, moved, page

MARC = Login(identifier="D0999990I0", sms_code="12345678")
CALLBACK = "https://myapp.example/cb"
STEPS = (
    {"wait": "#who", "fill": "#who", "with": "identifier"},
    {"click": "text=Suivant"},
    {"fill": "input.code", "with": "code"},
    {"click": "#ok"},
)
APP = """<h1>Connexion</h1><div id=app></div><script>
const app = document.getElementById('app');
setTimeout(() => {
  app.innerHTML = "<input id=who><button id=next>Suivant</button>";
  document.getElementById('next').onclick = () => {
    const who = document.getElementById('who').value;
    app.innerHTML = "<input class=code type=password><button id=ok>Valider</button>";
    document.getElementById('ok').onclick = () => {
      location.href = '/done?who=' + who + '&code=' + document.querySelector('.code').value;
    };
  };
}, 30);
</script>"""


def answer(asked: Asked) -> Reply:
    if asked.path == "/oauth/authorize":
        return page(APP)
    if asked.path == "/done" and (asked.query["who"], asked.query["code"]) == (MARC.identifier, MARC.sms_code):
        return moved(f"{CALLBACK}?code=c0de&state=st")
    return page("refused", 403)


def log_in(steps: tuple[Mapping[str, str], ...]) -> Mapping[str, str]:
    with FakeBank(answer) as bank:
        target = bank.target(login=LoginOptions(kind="browser", steps=steps), limits=Limits(timeout_s=3))
        with Sender(target, Clock(), Secrets()) as sender:
            return authorize(sender, target, MARC, {"redirect_uri": CALLBACK, "state": "st"}).params


@pytest.mark.long("browser")
def test_screens_made_by_javascript() -> None:
    """The steps of the target file lead to the callback, which is read and not called."""
    assert log_in(STEPS) == {"code": "c0de", "state": "st"}


@pytest.mark.long("browser")
@pytest.mark.parametrize(
    ("steps", "says"),
    [
        (({"click": "#nowhere"},), r"step 1 \(click: #nowhere\) failed on http://127"),
        (STEPS[:2], "after all steps the browser is at"),
    ],
)
def test_steps_that_do_not_lead_there(steps: tuple[Mapping[str, str], ...], says: str) -> None:
    """The step, the page, and what the browser said."""
    with pytest.raises(LoginFailed, match=says):
        log_in(steps)


@pytest.mark.long("browser")
def test_nothing_is_typed_on_the_page_of_somebody_else() -> None:
    """Wherever the bank sends the browser: another port of this machine is another server."""
    with FakeBank(lambda _: page(APP)) as other, FakeBank(lambda _: moved(f"{other.origin}/")) as bank:
        target = bank.target(login=LoginOptions(kind="browser", steps=STEPS), limits=Limits(timeout_s=3))
        with (
            Sender(target, Clock(), Secrets()) as sender,
            pytest.raises(LoginFailed, match=r"which is neither the redirect_uri .* nor on the site of"),
        ):
            authorize(sender, target, MARC, {"redirect_uri": CALLBACK, "state": "st"})
        assert MARC.identifier.encode() not in b"".join(asked.body for asked in other.asked)


def test_without_playwright(monkeypatch: pytest.MonkeyPatch) -> None:
    """Told how to get it."""
    missing: Any = None
    monkeypatch.setitem(sys.modules, "playwright.sync_api", missing)
    with pytest.raises(LoginFailed, match=r"stet-conformance\[browser\]"):
        log_in(STEPS)
