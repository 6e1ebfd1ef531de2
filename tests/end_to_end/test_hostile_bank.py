"""A bank that writes what no bank should: it is blamed for it, and no run breaks."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest

from conformance import embedded
from conformance.ledger import ledger
from conformance.sandbox import Running
from conformance.target.target import Target
from tests.support.shell import Shell, shell
from tests.support.unreliable_network import Answered, Road

__all__ = ["shell"]

Spoils = Callable[[str, Answered], Answered]
PLAYED = (
    "accounts/marc-one-page",
    "transactions/two-pages",
    "tokens/response",
    "authorize/state-comes-back",
)


class Case(NamedTuple):
    """What is spoilt, how the run ends, and what is said of it."""

    spoil: Spoils
    code: int
    says: str


@pytest.fixture(scope="module")
def bank() -> Iterator[tuple[Running, Target]]:
    running, target = embedded.start()
    yield running, target
    running.stop()


def member(name: str, raw: str) -> Spoils:
    """Another member in every JSON object of the API."""
    return body(lambda text: text.replace("{", f'{{"{name}":{raw},', 1))


def body(change: Callable[[str], str], where: str = "/v1.4.2/") -> Spoils:
    def spoil(path: str, answered: Answered) -> Answered:
        if where not in path or not answered.content.startswith(b"{"):
            return answered
        return answered._replace(content=change(answered.content.decode()).encode("utf-8", "surrogatepass"))

    return spoil


def token(**members: Any) -> Spoils:
    return body(lambda text: json.dumps({**json.loads(text), **members}), "/oauth/token")


def header(name: str, value: str, where: str = "/") -> Spoils:
    def spoil(path: str, answered: Answered) -> Answered:
        if where not in path or (name == "Location" and not any(one[0] == "location" for one in answered.headers)):
            return answered
        kept = tuple(one for one in answered.headers if one[0].lower() != name.lower())
        return answered._replace(headers=(*kept, (name, value)))

    return spoil


def next_link(href: str) -> Spoils:
    def change(text: str) -> str:
        return re.sub(r'("next":\s*\{"href":\s*)"[^"]*"', lambda match: match[1] + json.dumps(href), text)

    return body(change)


CASES = {
    "half of a surrogate pair": Case(member("name", '"\\ud83d"'), 1, "only half of a surrogate pair"),
    "nested deep": Case(member("deep", "[" * 190 + "]" * 190), 0, "PARTIAL"),
    "nested too deep": Case(member("deep", "[" * 900 + "]" * 900), 1, "nested more than 200 levels deep"),
    "nested far too deep": Case(member("deep", "[" * 90_000 + "]" * 90_000), 1, "nested more than 200 levels deep"),
    "a number without end": Case(member("n", "9" * 5000), 1, "JSON"),
    "a text without end": Case(member("t", '"' + "x" * 300_000 + '"'), 0, "PARTIAL"),
    "the control sequences of a terminal": Case(member("t", '"\\u001b[2J\\u202e"'), 0, "PARTIAL"),
    "a token with a line break": Case(token(access_token="abc-def\n"), 1, "(the form is wrong, at access_token)"),
    "a token with outer blanks": Case(token(access_token=" abc-def "), 1, "(the form is wrong, at access_token)"),
    "a refresh token with a zero byte": Case(token(refresh_token="abc\x00def"), 1, "wrong, at refresh_token)"),
    "a token that lives for ever": Case(token(expires_in=1e15), 0, "PARTIAL"),
    "a token that has ended long ago": Case(token(expires_in=-1e15), 1, "expires_in"),
    "a date without a zone": Case(header("Date", "Wed, 21 Oct 2015 07:28:00"), 0, "PARTIAL"),
    "a date beyond all": Case(header("Date", "Wed, 21 Oct 99999999999 07:28:00 GMT"), 0, "PARTIAL"),
    "a cookie for all times": Case(header("Set-Cookie", f"a=b; Max-Age={'9' * 5000}; Expires=soon"), 0, "PARTIAL"),
    "another packing": Case(header("Content-Encoding", "br", "/v1.4.2/"), 1, "is compressed with `br`"),
    "a media type of nowhere": Case(
        header("Content-Type", "\xe9/\x85; charset=\xe9", "/v1.4.2/"), 1, "`Content-Type`: the header is wrong"
    ),
    "a next link with a control character": Case(next_link("/accounts\n?page=2"), 1, "the link cannot be followed"),
    "a next link of seventy thousand characters": Case(next_link("/" + "a" * 70_000), 1, "the link cannot be followed"),
    "a next link with half of a pair": Case(next_link("/accounts"), 1, "next"),
    "a Location of seventy thousand characters": Case(
        header("Location", "/" + "a" * 70_000, "/oauth"), 3, "cannot be requested"
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_bank_is_blamed(shell: Shell, bank: tuple[Running, Target], name: str) -> None:
    """Every report is written, in all of them personal data hidden; nothing is broken, nothing goes on for ever."""
    case, (running, target) = CASES[name], bank
    with Road(running.origin, lambda _count, _path: "", alter=case.spoil) as road:
        described(shell, road, target)
        chosen = [word for one in PLAYED for word in ("--only", one)]
        code = shell("run", "--target=bank.yaml", "--mask-personal-data", *chosen)
    story = ledger.read(shell.path / "reports" / "ledger.jsonl")
    outcomes = {record["name"]: record["outcome"] for record in story.records}
    played = [record for record in story.records if record["origin"] != "rule"]
    assert "broken" not in outcomes.values(), shell.out
    assert "Traceback" not in shell.out + shell.err
    assert (code, len(played)) == (case.code, len(PLAYED)), shell.out
    assert case.says in shell.out
    assert "\x1b[2J" not in shell.out
    assert all((shell.path / "reports" / file).stat().st_size for file in ("report.html", "junit.xml"))


def described(shell: Shell, road: Road, target: Target) -> None:
    root = f"{road.base_url.removesuffix('/v1.4.2')}/oauth"
    assert target.oauth is not None
    (shell.path / "bank.yaml").write_text(
        f"name: hostile\nbase_url: {road.base_url}\noauth:\n  authorize_url: {root}/authorize\n"
        f"  token_url: {root}/token\n  client_id: {target.oauth.client_id}\n"
        f"  redirect_uri: {target.oauth.redirect_uri}\n",
        encoding="utf-8",
    )
