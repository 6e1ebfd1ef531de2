"""What an exchange gives away is known by its name, wherever it stands."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from urllib.parse import quote

import pytest

from conformance.errors import Blocked
from conformance.masking import secrets as masking
from conformance.masking.carried import carried
from conformance.masking.secrets import Secrets
from conformance.model import NOT_JSON, Call, Exchange

BANK = "https://bank.example"
NESTED = quote("https://app/cb?code=C0DE-9&state=s", safe="")


def exchange(
    *,
    url: str = f"{BANK}/x",
    sent: bytes | None = None,
    headers: tuple[tuple[str, str], ...] = (),
    data: object = NOT_JSON,
    content: bytes = b"",
    status: int = 200,
    token: bool = False,
) -> Exchange:
    own = (("Authorization", "Bearer ***"),) if token else ()
    call = Call(method="POST", url=url, content=sent, headers=own)
    return Exchange(call=call, status=status, headers=headers, data=data, content=content, at=datetime.now(UTC))


@pytest.mark.parametrize(
    ("passing", "secret"),
    [
        (exchange(data={"access_token": "ACCESS-1", "scope": "aisp"}), "ACCESS-1"),
        (exchange(headers=(("location", "https://app/cb?code=CODE-1234&state=s"),)), "CODE-1234"),
        (exchange(headers=(("Location", f"{BANK}/login?fallback=eyJ0eXAi.JWT"),)), "eyJ0eXAi.JWT"),
        (exchange(headers=(("Link", f"<{BANK}/x?token=LINKED-1>; rel=next"),)), "LINKED-1"),
        (exchange(headers=(("Refresh", f"0; url={BANK}/x#access_token=FRAGMENT-1"),)), "FRAGMENT-1"),
        (exchange(sent=b"grant_type=refresh_token&refresh_token=REFRESH-2"), "REFRESH-2"),
        (exchange(sent=b"user=marc&password=hunter2%21"), "hunter2!"),
        (exchange(sent=b'{"user": "marc", "password": "hunter2!"}'), "hunter2!"),
        (exchange(headers=(("Set-Cookie", "session=0123456789abcdef0; Path=/"),)), "0123456789abcdef0"),
        (exchange(url=f"{BANK}/x?access_token=IN-THE-URL"), "IN-THE-URL"),
        (exchange(content=b'{"debug": {"refresh_token": "REFRESH\\/3"}}'), "REFRESH/3"),
        (exchange(content=json.dumps({"log": json.dumps({"access_token": "NESTED+4"})}).encode()), "NESTED+4"),
        (exchange(content='{"access_token": "UTF-SIXTEEN-5"}'.encode("utf-16")), "UTF-SIXTEEN-5"),
        (exchange(content=b'{"redirect": "https:\\/\\/app\\/cb?code=C0DE\\u002f6\\u0026state=s"}'), "C0DE/6"),
        (exchange(content=b'{"code": "C0DE-OF-7", "state": "s"}'), "C0DE-OF-7"),
        (exchange(content=b'<a href="https://app/cb?state=s&amp;code=C0DE%2F8">on</a>'), "C0DE/8"),
        (exchange(content=f'<a href="/to?url={NESTED}">'.encode()), "C0DE-9"),
    ],
)  # fmt: skip
def test_it_is_learnt_and_hidden(passing: Exchange, secret: str) -> None:
    """Of requests, answers, forms, screens and documents, in a document within one too; the rest stays."""
    secrets = Secrets()
    secrets.learn_from(passing)
    assert secrets.mask(f"<{secret}>") == f"<{secrets.label(secret)}>"
    rest = "grant_type=refresh_token lang=fr aisp state=s marc https://app/cb"
    assert secrets.mask(rest) == rest


@pytest.mark.parametrize(
    "passing",
    [
        exchange(content=b'{"message": "no", "code": "ERR-10023"}', status=400),
        exchange(content=b'{"code": "ERR-10023"}', token=True),
        exchange(content=b'{"code": "authorization_pending"}'),
        exchange(headers=(("Set-Cookie", "lang=fr"),)),
        exchange(content=b'{"_links": {"fallback": "https://bank.example/login"}, "fallback": "https://x.example"}'),
        exchange(url="https://[broken", headers=(("Location", "http://[::1?code"),), content=b'{"code": '),
    ],
)
def test_what_is_no_secret_is_not_learnt(passing: Exchange) -> None:
    """The code of an error, the cookie of a language, a link; whatever is broken."""
    assert not [one for one in carried(passing) if len(one) >= 6]


def test_an_answer_of_more_secrets_than_can_be_kept_is_refused() -> None:
    """None of it is learnt: a bank may choose how many there are. Those that are known count no more."""
    secrets = Secrets()
    many = json.dumps([{"access_token": f"TOKEN-{number}"} for number in range(5_001)]).encode()
    with pytest.raises(Blocked, match="the answer carries more than 5,000 tokens, codes and session cookies"):
        secrets.learn_from_answer(exchange(content=many))
    assert secrets.mask("TOKEN-7") == "TOKEN-7"
    secrets.learn("TOKEN-0", "TOKEN-5000")
    secrets.learn_from_answer(exchange(content=many.replace(b"TOKEN-1", b"TOKEN-0")))
    assert secrets.mask("TOKEN-7") == secrets.label("TOKEN-7")


def test_a_run_learns_a_limited_number_of_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many answers they come in."""
    monkeypatch.setattr(masking, "_MOST_OF_A_RUN", 2)
    secrets = Secrets()
    secrets.learn_from_answer(exchange(content=b'{"access_token": "TOKEN-1", "refresh_token": "TOKEN-2"}'))
    secrets.learn_from_answer(exchange(content=b'{"access_token": "TOKEN-1", "refresh_token": "TOKEN-2"}'))
    with pytest.raises(Blocked, match="in this run the bank has sent more than 2 tokens"):
        secrets.learn_from_answer(exchange(data={"access_token": "TOKEN-3"}))
