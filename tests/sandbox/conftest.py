"""A fresh bank in this process for every test, and a client that speaks to it."""

import asyncio
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from conformance.sandbox import create_app

ROOT = "/stet/psd2/v1.4.2"
OAUTH = "/stet/psd2/oauth"
CLIENT = "PSDFR-ACPR-13807"
CALLBACK = "https://myapp.example/callback"
NOON = datetime.fromisoformat("2026-06-17T12:00:00+02:00")


class InProcess(httpx.BaseTransport):
    """Requests go to the application itself; nothing in it waits for anything."""

    def __init__(self, app: Any) -> None:
        self.app = app

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app)
            response = await transport.handle_async_request(request)
            content = await response.aread()
            headers = [(name, value) for name, value in response.headers.raw if name.lower() != b"content-encoding"]
            return httpx.Response(response.status_code, headers=headers, content=content)

        return asyncio.run(ask())


class Customer:
    """A third party with a token of one customer."""

    def __init__(self, http: httpx.Client, token: str, refresh_token: str = "") -> None:
        self.http = http
        self.token = token
        self.refresh_token = refresh_token

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        batch = more.pop("batch", False)
        headers = {"Authorization": f"Bearer {self.token}", "X-Request-ID": "id-1"}
        headers |= {} if batch else {"PSU-IP-Address": "192.168.0.1"}
        headers |= more.pop("headers", {})
        url = path if path.startswith("http") else ROOT + path
        return self.http.request(method, url, headers=headers, **more)

    def get(self, path: str, **params: Any) -> httpx.Response:
        more = {name: params.pop(name) for name in ("batch", "headers") if name in params}
        return self.ask("GET", path, **({"params": params} if params else {}), **more)

    def consent(self, balances: Any = (), transactions: Any = (), identity: Any = False) -> httpx.Response:
        return self.ask(
            "PUT",
            "/consents",
            json={
                "balances": [{"iban": iban} for iban in balances],
                "transactions": [{"iban": iban} for iban in transactions],
                "trustedBeneficiaries": False,
                "psuIdentity": identity,
            },
        )

    def all_pages(self, path: str, **params: Any) -> list[dict[str, Any]]:
        rows, url = [], str(self.http.base_url.join(ROOT + path).copy_merge_params(params))
        while url:
            page = self.get(url).json()
            rows += page["transactions"]
            url = page["_links"].get("next", {}).get("href", "")
        return rows


class Bank:
    """The bank under test."""

    def __init__(self, now: datetime = NOON, faults: tuple[str, ...] = (), variations: tuple[str, ...] = ()) -> None:
        self.app = create_app(now=now, faults=faults, variations=variations)
        self.http = httpx.Client(transport=InProcess(self.app), base_url="http://bank.test")

    def set_clock(self, moment: str) -> None:
        self.http.put("/_sandbox/clock", json={"now": moment}).raise_for_status()

    def authorize(self, **params: Any) -> httpx.Response:
        asked = {"response_type": "code", "client_id": CLIENT, "redirect_uri": CALLBACK, "scope": "aisp"} | params
        return self.http.get(f"{OAUTH}/authorize", params={k: v for k, v in asked.items() if v is not None})

    def send(self, page: httpx.Response, **fields: str) -> httpx.Response:
        action = re.search(r'action="(\w+)"', page.text)
        session = re.search(r'name="session" value="([^"]+)"', page.text)
        assert action is not None, page.text
        assert session is not None, page.text
        return self.http.post(f"{OAUTH}/{action[1]}", data={"session": session[1]} | fields)

    def code(self, login: str = "D0999990I0", **params: Any) -> str:
        page = self.send(self.authorize(**params), identifiant=login)
        return returned(self.send(page, code_sms="12345678"))["code"]

    def exchange(self, code: str, **fields: Any) -> httpx.Response:
        form = {"grant_type": "authorization_code", "client_id": CLIENT, "redirect_uri": CALLBACK, "code": code}
        return self.http.post(f"{OAUTH}/token", data={k: v for k, v in (form | fields).items() if v is not None})

    def token(self, **form: str) -> httpx.Response:
        return self.http.post(f"{OAUTH}/token", data={"client_id": CLIENT} | form)

    def login(self, login: str = "D0999990I0", **params: Any) -> Customer:
        own = {"client_id": params["client_id"]} if "client_id" in params else {}
        given = self.exchange(self.code(login, **params), **own).json()
        return Customer(self.http, given["access_token"], given["refresh_token"])


def returned(answer: httpx.Response) -> dict[str, str]:
    """What an answer brings back to the callback."""
    assert answer.status_code == 302, answer.text
    assert answer.headers["location"].startswith(CALLBACK)
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


@pytest.fixture
def bank() -> Iterator[Bank]:
    """A bank at noon on 17 June 2026, in which nobody has consented to anything."""
    bank = Bank()
    yield bank
    bank.http.close()
