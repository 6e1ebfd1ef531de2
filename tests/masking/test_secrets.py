"""No secret survives the mask, in any spelling."""

import base64
import json
import random
import string
import time
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import quote, quote_plus

import pytest

from conformance.masking.secrets import Secrets
from conformance.model import NOT_JSON, Call, Exchange

CANARY = 'c4n+ary/é"x= 9'


def exchange(
    *,
    url: str = "https://bank.example/x",
    sent: bytes | None = None,
    headers: tuple[tuple[str, str], ...] = (),
    data: object = NOT_JSON,
) -> Exchange:
    call = Call(method="POST", url=url, content=sent)
    return Exchange(call=call, status=200, headers=headers, data=data, at=datetime.now(UTC))


@pytest.mark.parametrize(
    "spelling",
    [
        CANARY,
        quote(CANARY, safe=""),
        quote(CANARY),
        quote_plus(CANARY),
        json.dumps(CANARY)[1:-1],
        json.dumps(CANARY, ensure_ascii=False)[1:-1],
        base64.b64encode(CANARY.encode()).decode(),
        base64.urlsafe_b64encode(CANARY.encode()).decode(),
        CANARY.encode().hex(),
        CANARY.encode().hex().upper(),
    ],
)
def test_a_secret_is_hidden_in_every_spelling(spelling: str) -> None:
    """As it stands, in URLs and forms, in JSON, in base64."""
    secrets = Secrets()
    secrets.learn(CANARY)
    masked = secrets.mask(f"before {spelling} after")
    assert masked.startswith("before ***")
    assert masked.endswith("after")
    assert spelling.rstrip("=") not in masked


@pytest.mark.parametrize("before", ["", "u", "us", "use", "user:", "a longer text: "])
@pytest.mark.parametrize("after", ["", "x", "xy", "xyz"])
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_a_secret_inside_of_base64_is_hidden(before: str, after: str, encode: Callable[[bytes], bytes]) -> None:
    """Wherever it begins there: what is left of it are the bits that its neighbours share."""
    secrets = Secrets()
    secrets.learn("KXZyspFBZ1R6NqWQ-msZhfdo1nbjK7M_I0Kr2rSi1mSCFNehAs6iLw")
    coded = encode(f"{before}KXZyspFBZ1R6NqWQ-msZhfdo1nbjK7M_I0Kr2rSi1mSCFNehAs6iLw{after}".encode()).decode()
    head, found, tail = secrets.mask(coded).partition("***")
    assert found
    assert len(head) <= (4 * len(before) + 2) // 3 + 1
    assert len(tail.rstrip("=")) <= (4 * len(after) + 2) // 3 + 1


@pytest.mark.parametrize("spell", [str.upper, str.lower])
def test_a_long_secret_is_hidden_in_other_letters(spell: Callable[[str], str]) -> None:
    """A bank that writes it in capitals gives it away all the same; a short one may be a word of the report."""
    secrets = Secrets()
    secrets.learn("SeventeenLetters1", "Balance")
    assert secrets.mask(f"{spell('SeventeenLetters1')} {spell('Balance')}") == f"*** {spell('Balance')}"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic ***"),
        ("authorization=Basic%20dXNlcjpwYXNzd29yZA==&x=1", "authorization=Basic%20***&x=1"),
        (
            'WWW-Authenticate: Basic realm="api", charset="UTF-8"',
            'WWW-Authenticate: Basic realm="api", charset="UTF-8"',
        ),
        ("Basic information is given", "Basic information is given"),
    ],
)
def test_basic_credentials_are_hidden(text: str, masked: str) -> None:
    """Where they are some: a user, a colon and a password."""
    assert Secrets().mask(text) == masked


def test_half_a_surrogate_pair_can_be_a_secret() -> None:
    """From an environment that is no UTF-8."""
    secrets = Secrets()
    secrets.learn("secret-\udcff-secret")
    assert secrets.mask("a secret-\udcff-secret b") == "a *** b"


def test_the_longer_secret_goes_first() -> None:
    """Of two secrets, one the beginning of the other, no tail is left over."""
    secrets = Secrets()
    secrets.learn("abcdef", "abcdefgh", "abcxyz1")
    assert secrets.mask("abcdefgh abcdef abcxyz1 abcxyz") == "*** *** *** abcxyz"


def test_short_values_are_left_unless_they_are_codes() -> None:
    """Masking `aisp` everywhere would hide the report itself; a typed code may be short."""
    secrets = Secrets()
    secrets.learn("aisp", "", "12345")
    assert secrets.mask("aisp 12345") == "aisp 12345"
    secrets.learn_code("4711")
    assert secrets.mask("code=4711") == "code=***"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Authorization: Bearer abc.def-ghi", "Authorization: Bearer ***"),
        ('{"Authorization": "bearer abc=="}', '{"Authorization": "bearer ***"}'),
        ("authorization=Bearer%20abcdef&x=1", "authorization=Bearer *** "[:-1]),
        ('-H "Authorization: Bearer $TOKEN_ADAM_AISP"', '-H "Authorization: Bearer $TOKEN_ADAM_AISP"'),
        ('WWW-Authenticate: Bearer realm="api"', 'WWW-Authenticate: Bearer realm="api"'),
        ('"token_type": "Bearer"', '"token_type": "Bearer"'),
    ],
)
def test_whatever_follows_bearer_is_hidden(text: str, masked: str) -> None:
    """Tokens nobody learnt too; variables of a replay line and challenges are no tokens."""
    assert Secrets().mask(text) == masked


def test_it_learns_from_what_passes_by() -> None:
    """Tokens of a token answer, codes of a callback, forms with codes and passwords, session cookies."""
    secrets = Secrets()
    secrets.learn_from(exchange(data={"access_token": "ACCESS-1", "refresh_token": "REFRESH-1", "scope": "aisp"}))
    secrets.learn_from(exchange(headers=(("location", "https://app/cb?code=CODE-1234&state=s"),)))
    secrets.learn_from(exchange(headers=(("Location", "https://bank/login?fallback=eyJ0eXAi.JWT"),)))
    secrets.learn_from(exchange(sent=b"grant_type=refresh_token&refresh_token=REFRESH-2&password=hunter2%21"))
    secrets.learn_from(
        exchange(headers=(("Set-Cookie", "session=0123456789abcdef0; Path=/"), ("Set-Cookie", "lang=fr")))
    )
    secrets.learn_from(exchange(url="https://bank.example/x?access_token=IN-THE-URL"))
    text = "ACCESS-1 REFRESH-1 CODE-1234 eyJ0eXAi.JWT REFRESH-2 hunter2! 0123456789abcdef0 IN-THE-URL"
    assert secrets.mask(text) == " ".join(["***"] * 8)
    assert secrets.mask("grant_type=refresh_token lang=fr aisp") == "grant_type=refresh_token lang=fr aisp"


def test_many_secrets_cost_little() -> None:
    """Two thousand secrets over a megabyte of bodies: well under a second for each page of transactions."""
    source = random.Random(7)
    values = ["".join(source.choices(string.ascii_letters + string.digits, k=40)) for _ in range(2000)]
    secrets = Secrets()
    secrets.learn(*values)
    text = " ".join(source.choices(string.ascii_letters, k=500_000)) + values[1234]
    secrets.mask("warm")
    started = time.perf_counter()
    masked = secrets.mask(text)
    assert time.perf_counter() - started < 2
    assert masked.endswith("***")
