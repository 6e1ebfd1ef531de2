"""Logins at a bank that shows screens made by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from conformance.client.sender import Sender
from conformance.clock import Clock
from conformance.errors import Blocked
from conformance.login.login import Callback, Login, authorize
from conformance.masking.secrets import Secrets
from tests.support.fakebank import Asked, FakeBank, Reply, moved, page

MARC = Login(identifier="D0999990I0", sms_code="12345678")
CALLBACK = "https://myapp.FR/Home/OAuth2Callback"
PARAMS = {
    "response_type": "code",
    "client_id": "PSDFR-ACPR-13807",
    "redirect_uri": "https://myAPP.fr/Home/OAuth2Callback",
    "scope": "aisp",
    "state": "st4te",
}


@dataclass(frozen=True, kw_only=True)
class Screen:
    """One page of a bank, and what must come in from it."""

    html: str
    wants: dict[str, str]
    lacks: tuple[str, ...] = ()
    method: str = "POST"


@dataclass
class Scripted:
    """A bank that shows its screens in order and goes on only when each is answered as it must be."""

    screens: tuple[Screen, ...]
    at: int = 0

    def answer(self, asked: Asked) -> Reply:
        if asked.path != "/oauth/authorize":
            screen = self.screens[self.at]
            said = asked.form if screen.method == "POST" else asked.query
            right = asked.method == screen.method and all(said.get(key) == value for key, value in screen.wants.items())
            if not right or any(key in said for key in screen.lacks):
                return page(f"<p>wrong: {asked.method} {said}</p>" + screen.html)
            self.at += 1
        if self.at == len(self.screens):
            return moved(f"{CALLBACK}?code=C0DE-42&state=st4te")
        return page(self.screens[self.at].html)


@contextmanager
def logging_in(bank: FakeBank, **changes: Any) -> Iterator[Any]:
    target = bank.target(**changes)
    with Sender(target, Clock(), Secrets()) as sender:
        yield lambda login=MARC, press="submit", **params: authorize(
            sender, target, login, {**PARAMS, **params}, press=press
        )


def log_in(*screens: Screen, **changes: Any) -> Callback:
    with FakeBank(Scripted(screens).answer) as bank, logging_in(bank, **changes) as login:
        found: Callback = login()
        return found


ID, SMS = MARC.identifier, MARC.sms_code
WHO = Screen(
    html="<form method=post action=a><label>Identifiant <input name=i></label><button>OK</button></form>",
    wants={"i": ID},
)
CODE = Screen(
    html="<form method=post action=b><label>Code SMS <input name=c></label><button>OK</button></form>", wants={"c": SMS}
)


def scripted(**replies: Reply) -> FakeBank:
    """A bank that answers by path, its first screen at /oauth/authorize."""
    return FakeBank(lambda asked: replies.get(asked.path.strip("/").replace("/", "_"), page("nothing here", 404)))


def reason(bank: FakeBank, **changes: Any) -> str:
    with bank, logging_in(bank, **changes) as login, pytest.raises(Blocked) as caught:
        login()
    return str(caught.value)
