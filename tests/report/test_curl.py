"""The replay line does in a shell what the request did, with the token in a variable."""

from __future__ import annotations

import re
import shlex
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.model import Call
from conformance.report.curl import replay, script
from conformance.target.target import Shown, Tls
from tests.support import makers

JSON = (("Accept", "application/hal+json; charset=utf-8"),)

printable = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=30)


def words(call: Call) -> list[str]:
    return shlex.split(replay(call))


def test_the_token_is_a_variable() -> None:
    """By the name that target files and the environment know; the shell stops where it is not set."""
    call = Call(
        method="GET", url="https://b/x", headers=(*JSON, ("Authorization", "Bearer ***")), persona="adam", scope="piisp"
    )
    assert replay(call) == 'curl -sS -i -H "Authorization: Bearer ${STET_TOKEN_ADAM_PIISP:?}" https://b/x'


def test_the_shell_fills_the_variable_in() -> None:
    """Double quotes around it, so that the shell does so whatever the token holds."""
    line = replay(makers.call()).replace("curl", "printf '%s\n'", 1)
    env = {"STET_TOKEN_ADAM_AISP": "a b$c", "PATH": "/usr/bin:/bin"}
    out = subprocess.run(["/bin/sh", "-c", line], env=env, capture_output=True, text=True, check=True)
    assert "Authorization: Bearer a b$c" in out.stdout.splitlines()


def test_what_curl_makes_itself_is_left_out() -> None:
    """Host, length and the like would be wrong the second time."""
    headers = (("Host", "b"), ("Content-Length", "3"), ("User-Agent", "x"), ("Accept-Encoding", "gzip"), ("X-A", "1"))
    assert words(Call(method="DELETE", url="https://b/", headers=(*JSON, *headers))) == [
        "curl",
        "-sS",
        "-i",
        "-X",
        "DELETE",
        "-H",
        "X-A: 1",
        "https://b/",
    ]


def test_an_authorization_that_is_nobodys_token_is_a_variable_too() -> None:
    """Client credentials, a garbled token: the line shows where they stood, the same one under the same name."""
    garbled = replay(Call(method="GET", url="https://b/", headers=(("Authorization", "Bearer ***1234"),)))
    assert '-H "Authorization: Bearer ${TOKEN_1234:?}"' in garbled
    hidden = replay(Call(method="GET", url="https://b/", headers=(("Cookie", "***"),)))
    assert '-H "Cookie: ${COOKIE:?}"' in hidden


def test_headers_that_a_request_lacks_are_not_made_by_curl() -> None:
    """It would send Accept, and call every body a form."""
    line = replay(Call(method="POST", url="https://b/", content=b"{}"))
    assert "-H 'Accept:' -H 'Content-Type:' --data-raw '{}'" in line


def test_the_client_certificate_is_shown_again() -> None:
    """By the names of the example targets; by its file where the target is known; a bad one where a bad one was."""
    own = Call(method="GET", url="https://b/", headers=JSON, certificate="own")
    assert '--cert "${STET_QWAC:?}" --key "${STET_QWAC_KEY:?}"' in replay(own)
    bad = replace(own, certificate="expired")
    assert '--cert "${STET_QWAC_EXPIRED:?}" --key "${STET_QWAC_EXPIRED_KEY:?}"' in replay(bad)
    old = Shown(certificate=Path("old one.pem"))
    tls = Tls(certificate=Path("qwac.p12"), ca=Path("ca.pem"), bad={"expired": old})
    assert "--cacert ca.pem --cert-type P12 --cert qwac.p12" in replay(own, tls)
    assert "--cert 'old one.pem' https://b/" in replay(bad, tls)


@pytest.mark.parametrize(
    "call",
    [
        Call(method="GET", url="https://b/accounts/x", masked=True),
        Call(method="POST", url="https://b/token", content=b"code=***123&state=x"),
        Call(method="GET", url="https://b/", headers=(("X-A", "***123"),)),
    ],
)
def test_a_line_with_masked_values_says_that_it_cannot_be_run(call: Call) -> None:
    """Pasted into a shell it does nothing."""
    assert replay(call).startswith("# cannot be run, values in it are masked: curl ")


def test_what_was_signed_says_that_it_was_signed_for_its_moment() -> None:
    """With all its headers, which are signed too, and what signs it anew."""
    given = (("X-Request-ID", "0b59f565-cac2-4165-82a3-a6f1c6bbd653"), ("PSU-IP-Port", "4711"), ("Signature", "x"))
    line = replay(Call(method="GET", url="https://b/", headers=given))
    assert line.startswith("# signed for its moment, so a bank refuses it now; `stet-conformance export curl` signs it")
    assert all(f"{name}: {value}" in line for name, value in given)


def test_what_was_signed_wrongly_on_purpose_is_sent_as_it_was() -> None:
    """Or it would not be refused any more."""
    seal = ("Signature", 'keyId="k",headers="date",signature="AAAA"')
    one = makers.exchange(number=7, call=makers.call(headers=(("Date", "then"), seal)))
    assert "STET_SIGNATURE" in script("a title", (), [one], base_url=makers.BASE)
    assert "STET_SIGNATURE" not in script("a title", (), [one], flawed={7}, base_url=makers.BASE)


@given(body=st.binary(min_size=1, max_size=40))
def test_bytes_that_no_line_can_hold_are_spelled_out(body: bytes) -> None:
    """Read as printf reads its format, octal numbers and all, they are the body again."""
    line = replay(Call(method="POST", url="https://b/", content=body))
    if line.startswith("printf "):
        spelled = shlex.split(line)[1].replace("%%", "%")
        found = re.sub(rb"\\([0-7]{3})", lambda octal: bytes([int(octal[1], 8)]), spelled.encode())
        assert found == body
    else:
        assert body.decode() in shlex.split(line)


def test_a_script_stops_where_a_token_is_missing_and_tells_what_came() -> None:
    """Run by a shell in which curl only says how it was called."""
    text = script("a title", ["two\nlines"], [makers.exchange(number=7)], base_url=makers.BASE)
    shell = text.replace("set -u", "set -u\ncurl() { printf '%s\\n' \"$@\"; }", 1)
    bare = subprocess.run(["/bin/sh", "-c", shell], env={}, capture_output=True, text=True, check=False)
    assert bare.returncode != 0
    assert "an access token of adam (aisp) is needed" in bare.stderr
    env = {"STET_TOKEN_ADAM_AISP": "t1"}
    ran = subprocess.run(["/bin/sh", "-c", shell], env=env, capture_output=True, text=True, check=True)
    first, *sent = ran.stdout.splitlines()
    assert first == "--- 7 step 2: GET /stet/psd2/v1.4.2/accounts/038-742/transactions?page=2 was answered 200"
    assert {"Authorization: Bearer t1", "-sS", "-i"} <= set(sent)


HOSTILE = 'x:-}"; echo PWNED; `echo PWNED` $(echo PWNED) \'\necho PWNED; : "${x:-}'


@pytest.mark.parametrize(
    "changed",
    [
        {"persona": HOSTILE},
        {"scope": HOSTILE},
        {"certificate": HOSTILE},
        {"method": HOSTILE},
        {"url": f"https://bank.example/{HOSTILE}"},
        {"headers": ((HOSTILE, HOSTILE),)},
        {"headers": (("X-A", HOSTILE),), "masked": True},
        {"headers": (("Signature", f'{HOSTILE},headers="date",signature="x"'.replace("\n", "")), ("Date", "x"))},
    ],
)
def test_a_shell_obeys_nothing_that_a_ledger_says(changed: dict[str, object]) -> None:
    """Whoever has written it: curl is called or not, and nothing else is."""
    call = replace(makers.call(headers=(("Authorization", "Bearer ***"),)), **changed)
    drawn = script("a", (), [makers.exchange(call=call)], base_url=makers.BASE)
    names = re.findall(r"\$\{(\w+):\?", drawn + replay(call))
    env = dict.fromkeys(names, "t") | {"PATH": "/usr/bin:/bin"}
    for text in (replay(call), drawn):
        shell = f"curl() {{ :; }}; openssl() {{ echo x; }}\n{text}"
        ran = subprocess.run(["/bin/sh", "-c", shell], env=env, capture_output=True, text=True, check=False)
        assert "PWNED" not in [*ran.stdout.splitlines(), *ran.stderr.split()]
        assert "not found" not in ran.stderr


def test_no_credential_goes_to_another_host() -> None:
    """A ledger from elsewhere may name any: what it carried is left out, and that is said."""
    elsewhere = makers.exchange(call=makers.call(url="http://bank.example/x"))
    text = script("a title", (), [elsewhere, makers.exchange(number=8)], base_url=makers.BASE)
    assert text.count("# It goes to another host than the bank's") == 1
    assert text.count("Authorization: ") == 1


@given(url=printable, value=printable, body=printable, method=st.sampled_from(["GET", "POST", "PUT"]))
def test_nothing_is_lost_in_quoting(url: str, value: str, body: str, method: str) -> None:
    """Quotes, blanks, dollars and backslashes come out of the shell as they went in."""
    call = Call(method=method, url=f"https://b/{url}", headers=(("X-A", value),), content=body.encode())
    found = words(call)
    assert found[-1] == f"https://b/{url}"
    assert found[found.index("--data-raw") + 1] == body
    assert (f"X-A: {value}" if value else "X-A;") in found
    assert ("-X" in found) == (method != "POST")
