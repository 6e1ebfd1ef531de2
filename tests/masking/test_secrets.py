"""No secret survives the mask, in any spelling; each has one label, and prose stays prose."""

from __future__ import annotations

import base64
import html
import json
import random
import re
import string
import time
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.masking.secrets import Secrets

CANARY = 'c4n+ary/é"x= 9'
TOKENS = st.text(string.ascii_letters + string.digits + "-._~+/=", min_size=8, max_size=60).filter(
    lambda token: any(sign.isdigit() for sign in token)
)
LABEL = r"\*{3}\d{1,12}"


def knowing(*values: str) -> Secrets:
    secrets = Secrets()
    secrets.learn(*values)
    return secrets


def base64_in(text: str, secret: str) -> str:
    """Base64 of a text that has a secret in it."""
    return base64.b64encode(text.format(secret).encode()).decode()


def spellings(secret: str) -> list[str]:
    escaped = "".join(f"\\u{ord(sign):04x}" for sign in secret)
    return [
        secret,
        quote(secret, safe=""),
        quote(secret),
        quote_plus(secret),
        quote(quote(secret, safe=""), safe="").lower(),
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        json.dumps(secret)[1:-1].replace("/", "\\/"),
        json.dumps(json.dumps({"a": secret}))[11:-4],
        escaped,
        escaped.upper().replace("U", "u"),
        html.escape(secret),
        base64.b64encode(secret.encode()).decode(),
        base64.urlsafe_b64encode(secret.encode()).decode(),
        secret.encode().hex(),
        secret.encode().hex().upper(),
        secret.upper(),
        secret.encode("utf-16-le").decode("latin-1"),
        secret.encode("utf-16-be").decode("latin-1"),
    ]


@pytest.mark.parametrize("spelling", spellings(CANARY))
def test_a_secret_is_hidden_in_every_spelling(spelling: str) -> None:
    """As it stands, in URLs and forms, in JSON and JSON within JSON, in markup, Base64, hexadecimal, UTF-16."""
    secrets = knowing(CANARY)
    masked = secrets.mask(f"before {spelling}; after").replace("\0", "")
    assert masked == f"before {secrets.label(CANARY)}; after"


@given(TOKENS, st.sampled_from(range(19)), st.text(max_size=8), st.text(max_size=8))
def test_no_spelling_survives_wherever_it_stands(token: str, index: int, before: str, after: str) -> None:
    """Whatever the token, and whatever is around it; what is masked stays as it is."""
    spelling = spellings(token)[index]
    secrets = knowing(token)
    masked = secrets.mask(f"{before}<{spelling}>{after}")
    assert spelling.rstrip("=") not in masked
    assert secrets.label(token) in masked.replace("\0", "")
    assert secrets.mask(masked) == masked


@given(TOKENS, st.text(string.ascii_letters, max_size=7))
def test_base64_hides_it_wherever_it_begins(token: str, user: str) -> None:
    """A name and a colon stand before it in Basic; nothing of it is left but at the edges."""
    secrets = knowing(token)
    for text in (f"{user}:{{}}", f"{user}{{}}:tail", f"{user}{{}}"):
        coded = base64_in(text, token)
        assert secrets.label(token) in secrets.mask(f'"{coded}"')
        assert secrets.mask(f"Basic {coded} x").count("***") == 1


@pytest.mark.parametrize("before", ["", "u", "us", "use", "user:", "a longer text: "])
@pytest.mark.parametrize("after", ["", "x", "xy", "xyz"])
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_nothing_of_a_neighbour_in_base64_is_hidden(before: str, after: str, encode: Callable[[bytes], bytes]) -> None:
    """And of the secret nothing is left: the letters that tell of both are hidden with it."""
    token = "KXZyspFBZ1R6NqWQ-msZhfdo1nbjK7M_I0Kr2rSi1mSCFNehAs6iLw"
    secrets = knowing(token)
    head, tail = secrets.mask(encode(f"{before}{token}{after}".encode()).decode()).split(secrets.label(token))
    assert len(head) == 4 * len(before) // 3
    assert len(tail.rstrip("=")) <= (4 * len(after) + 2) // 3


def test_half_a_surrogate_pair_can_be_a_secret() -> None:
    """From an environment that is no UTF-8."""
    secrets = knowing("secret-\udcff-secret")
    label = secrets.label("secret-\udcff-secret")
    assert secrets.mask("a secret-\udcff-secret b") == f"a {label} b"


def test_basic_credentials_of_nobody_we_know_are_hidden() -> None:
    """A name and a password in Base64; a word is none."""
    masked = Secrets().mask(f"Authorization: Basic {base64_in('user:{}', 'hunter2')} basic information: none")
    assert re.fullmatch(rf"Authorization: Basic {LABEL} basic information: none", masked)
    masked = Secrets().mask("authorization=Basic%20dXNlcjpwYXNzd29yZA==&x=1")
    assert re.fullmatch(rf"authorization=Basic%20{LABEL}&x=1", masked)
    challenge = 'WWW-Authenticate: Basic realm="api", charset="UTF-8"'
    assert Secrets().mask(challenge) == challenge


@given(st.lists(TOKENS, min_size=2, max_size=6, unique_by=str.lower))
def test_each_secret_has_a_label_of_its_own(tokens: list[str]) -> None:
    """The same in all texts, and in every worker that has the key; another key, other labels."""
    key = bytes(32)
    one, two, other = Secrets(key), Secrets(key), Secrets()
    one.learn(*tokens)
    two.learn(*reversed(tokens))
    labels = [one.label(token) for token in tokens]
    assert len(set(labels)) == len(tokens)
    assert [two.label(token) for token in tokens] == labels
    assert not set(labels) & {other.label(token) for token in tokens}
    if not any(a != b and a.lower() in b.lower() for a in tokens for b in tokens):
        text = " <> ".join(tokens)
        assert one.mask(text) == two.mask(text) == " <> ".join(labels)


def test_a_spelling_is_no_other_secret() -> None:
    """Learnt from a URL, found in a body."""
    secrets = knowing("t0k%2Ben%2Fsigns%3D")
    assert secrets.label("t0k+en/signs=") == secrets.label("t0k%2Ben%2Fsigns%3D")
    assert secrets.mask('"t0k+en\\/signs="') == f'"{secrets.label("t0k+en/signs=")}"'


@pytest.mark.parametrize("code", ["4710", "12345678"])
def test_a_typed_code_is_a_number_of_its_own(code: str) -> None:
    """Within a longer number, an amount or a date the same digits tell of no code; what judges those must see them."""
    secrets = Secrets()
    secrets.learn_code(code)
    label = secrets.label(code)
    for other in (f"9{code}", f"{code}1", f"{code}.50", f"-1.{code}", f"{code}-11-27"):
        assert secrets.mask(f'{{"a": "{other}", "b": {other}}}') == f'{{"a": "{other}", "b": {other}}}'
    assert secrets.mask(f"otp={code}&x=1, ref{code}. {code}.") == f"otp={label}&x=1, ref{label}. {label}."


@given(st.lists(st.sampled_from(["short", "s3cret-of-somebody", "a/s3cret-of-somebody/b", "x" * 999, "é", ""])))
def test_several_texts_are_masked_as_each_of_them_is(texts: list[str]) -> None:
    """Whatever was looked at before; also what is learnt only afterwards."""
    secrets, token = knowing("something-else-1"), "s3cret-of-somebody"
    assert secrets.mask_all(texts) == texts
    secrets.learn(token)
    told = [text.replace(token, secrets.label(token)) for text in texts]
    assert secrets.mask_all(texts) == secrets.mask_all(texts) == told


def test_a_part_of_a_secret_between_other_texts_is_hidden() -> None:
    """Blanks and signs that no secret has stand around it; a shorter part stays."""
    token = "Xq7ZpL2mVb9RtY4wKd8NcF1sHg6JaU3e"
    secrets = knowing(token)
    assert secrets.mask(f"it was ({token[3:25]}…) there") == f"it was ({secrets.label(token)}…) there"
    assert secrets.mask(f"it was ({token[3:15]}…) there") == f"it was ({token[3:15]}…) there"


def test_the_longer_secret_goes_first() -> None:
    """Of two secrets, one the beginning of the other or both in one another, no tail is left over."""
    secrets = knowing("abcdef1", "abcdef1gh", "gh-ijkl2")
    a, b = secrets.label("abcdef1"), secrets.label("abcdef1gh")
    assert secrets.mask("abcdef1gh abcdef1 abcdef") == f"{b} {a} abcdef"
    assert secrets.mask("abcdef1gh-ijkl2") == b


def test_short_values_are_left_unless_they_are_codes() -> None:
    """Masking `aisp` everywhere would hide the report itself; a code is short, and no part of a longer number."""
    secrets = knowing("aisp", "", "12345")
    assert secrets.mask("aisp 12345") == "aisp 12345"
    secrets.learn_code("4711")
    label = secrets.label("4711")
    assert (
        secrets.mask('code=4711, {"otp":"4711"}, 147110, x4711')
        == f'code={label}, {{"otp":"{label}"}}, 147110, x{label}'
    )


def test_a_word_is_only_hidden_as_it_is_written() -> None:
    """Where a secret happens to be one, others of the report are not torn."""
    secrets = knowing("transactions")
    assert secrets.mask("transactions Transactions TRANSACTIONS") == (
        f"{secrets.label('transactions')} Transactions TRANSACTIONS"
    )


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Authorization: Bearer abc.def-ghi", f"Authorization: Bearer {LABEL}"),
        ('{"Authorization": "bearer abc=="}', f'{{"Authorization": "bearer {LABEL}"}}'),
        ("authorization=Bearer%20abcdef&x=1", f"authorization=Bearer%20{LABEL}"),
        ("authorization=Bearer+abcdef", f"authorization=Bearer\\+{LABEL}"),
        ("AUTHORIZATION: BEARER ABCDEF", f"AUTHORIZATION: BEARER {LABEL}"),
        ("Authorization: Bearer opensesame goes", f"Authorization: Bearer {LABEL} goes"),
        ("(Bearer abc.def-1)", rf"\(Bearer {LABEL}\)"),
        ("curl -H 'Authorization: Bearer aB3' x", f"curl -H 'Authorization: Bearer {LABEL}' x"),
    ],
)
def test_whatever_follows_bearer_is_hidden(text: str, masked: str) -> None:
    """Tokens nobody learnt too; and what is hidden is hidden once."""
    secrets = Secrets()
    found = secrets.mask(text)
    assert re.fullmatch(masked, found)
    assert secrets.mask(found) == found


@pytest.mark.parametrize(
    "text",
    [
        '-H "Authorization: Bearer ${STET_TOKEN_ADAM_AISP:?}"',
        'WWW-Authenticate: Bearer realm="api", error="invalid_token"',
        '"token_type": "Bearer"',
        "Authorization: Bearer ***",
        "An access token is accepted as a bearer token only",
        "A refusal with 401 asks for a bearer token in the header WWW-Authenticate.",
        "the Bearer scheme is wanted",
        "Le bearer est absent, bearer expiré",
        '{"error_description": "Jeton bearer inconnu"}',
        "Bearer révoqué.",
        "send it as bearer, please",
    ],
)
def test_sentences_about_bearer_tokens_stay(text: str) -> None:
    """Variables of a replay line and challenges are no tokens; nor is a word of ours or of the bank's."""
    assert Secrets().mask(text) == text


def test_every_title_and_requirement_stays(our_sentences: list[str]) -> None:
    """The words of the catalogue are no secrets."""
    secrets = knowing("another-secret-1")
    assert [secrets.mask(one) for one in our_sentences] == our_sentences


@given(st.text(string.ascii_letters + string.digits + "+/", min_size=40, max_size=200), st.data())
def test_a_part_of_a_secret_is_none_of_it(token: str, data: st.DataObject) -> None:
    """An excerpt of a body may begin and end in the middle of one; a sentence has no part of it."""
    start = data.draw(st.integers(0, len(token) - 20))
    part = token[start : data.draw(st.integers(start + 20, len(token)))]
    secrets = knowing(f"{token}1")
    masked = secrets.mask(f'…{part}… "transactions"')
    assert part not in masked
    assert masked.endswith('… "transactions"')
    assert knowing("the-transactions-of-this-very-day").mask("transactions of this very day") == (
        "transactions of this very day"
    )


def test_many_secrets_cost_little() -> None:
    """Two thousand secrets over a megabyte of bodies: well under a second for each page of transactions."""
    source = random.Random(7)
    values = ["".join(source.choices(string.ascii_letters + string.digits, k=40)) for _ in range(2000)]
    secrets = knowing(*values)
    text = " ".join(source.choices(string.ascii_letters, k=500_000)) + values[1234]
    started = time.perf_counter()
    masked = secrets.mask(text)
    assert time.perf_counter() - started < 2
    assert masked.endswith(secrets.label(values[1234]))


@pytest.mark.parametrize(
    ("sign", "length"),
    [("x1", 10**7), ("a+b/", 10**7), ("eyJhbGciOiJIUzI1NiJ9.", 10**7), ("%25", 10**6), ("\\", 10**6)],
)
def test_a_token_of_megabytes_costs_little(sign: str, length: int) -> None:
    """A bank chooses how long its tokens are: learning one takes no more than reading it, and it is found."""
    token = sign * (length // len(sign)) + "the-end-0"
    started = time.perf_counter()
    secrets = knowing(token)
    masked = secrets.mask(f'{{"access_token": "{token}", "again": "{base64.b64encode(token.encode()).decode()}"}}')
    assert time.perf_counter() - started < 8
    assert re.fullmatch(rf'{{"access_token": "{LABEL}", "again": "{LABEL}"}}', masked)


@pytest.mark.parametrize("length", [10, 40, 60])
def test_a_text_that_is_one_secret_again_and_again_costs_little(length: int) -> None:
    """Where they overlap they are one: as many as end in the text are no reason to keep each."""
    secrets = knowing("a" * length)
    started = time.process_time()
    assert secrets.mask("a" * 200_000) == secrets.label("a" * length)
    assert time.process_time() - started < 8
    assert secrets.mask("a" * (2 * length - 1) + "b" + "a" * length) == f"{secrets.label('a' * length)}b" + (
        secrets.label("a" * length)
    )


def test_a_secret_of_which_only_the_end_repeats_is_found() -> None:
    """Where what comes before it tells that it is one, of all places where it may end."""
    secrets = knowing(f"X{'a' * 60}")
    assert secrets.mask(f"{'a' * 50}X{'a' * 70}") == f"{'a' * 50}{secrets.label(f'X{chr(97) * 60}')}{'a' * 10}"
