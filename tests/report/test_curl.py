"""The replay line does in a shell what the request did, with the token in a variable."""

from __future__ import annotations

import shlex
import subprocess

from hypothesis import given
from hypothesis import strategies as st

from conformance.model import Call
from conformance.report.curl import replay
from tests.support import makers

printable = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=30)


def words(call: Call) -> list[str]:
    return shlex.split(replay(call))


def test_the_token_is_a_variable() -> None:
    """The very form that the design shows."""
    call = Call(
        method="GET", url="https://b/x", headers=(("Authorization", "Bearer ***"),), persona="adam", scope="piisp"
    )
    assert replay(call) == 'curl -H "Authorization: Bearer $TOKEN_ADAM_PIISP" https://b/x'


def test_the_shell_fills_the_variable_in() -> None:
    """Double quotes around it, so that the shell does so whatever the token holds."""
    line = replay(makers.call()).replace("curl", "printf '%s\n'", 1)
    env = {"TOKEN_ADAM_AISP": "a b$c", "PATH": "/usr/bin:/bin"}
    out = subprocess.run(["/bin/sh", "-c", line], env=env, capture_output=True, text=True, check=True)
    assert "Authorization: Bearer a b$c" in out.stdout.splitlines()


def test_what_curl_makes_itself_is_left_out() -> None:
    """Host, length and the like would be wrong the second time."""
    headers = (("Host", "b"), ("Content-Length", "3"), ("User-Agent", "x"), ("Accept-Encoding", "gzip"), ("X-A", "1"))
    assert words(Call(method="DELETE", url="https://b/", headers=headers)) == [
        "curl",
        "-X",
        "DELETE",
        "-H",
        "X-A: 1",
        "https://b/",
    ]


def test_an_authorization_that_is_nobodys_token_is_a_variable_too() -> None:
    """Client credentials, a garbled token: the line shows where they stood."""
    assert '-H "Authorization: $AUTHORIZATION"' in replay(
        Call(method="GET", url="https://b/", headers=(("Authorization", "Basic x"),))
    )


@given(url=printable, value=printable, body=printable, method=st.sampled_from(["GET", "POST", "PUT"]))
def test_nothing_is_lost_in_quoting(url: str, value: str, body: str, method: str) -> None:
    """Quotes, blanks, dollars and backslashes come out of the shell as they went in."""
    call = Call(method=method, url=f"https://b/{url}", headers=(("X-A", value),), content=body.encode())
    found = words(call)
    assert found[-1] == f"https://b/{url}"
    assert found[found.index("--data-raw") + 1] == body
    assert (f"X-A: {value}" if value else "X-A;") in found
    assert ("-X" in found) == (method != "POST")
