"""Faults of the fallback."""

from collections.abc import Callable
from dataclasses import replace

from conformance.sandbox.altering import (
    answer,
    request,
    with_header,
)
from conformance.sandbox.exchange import Answer, html_answer
from conformance.sandbox.faults.fault import Fault


def _moved(given: Answer, made: Callable[[str], str]) -> Answer:
    return replace(
        given, headers=tuple((name, made(value) if name == "location" else value) for name, value in given.headers)
    )


FAULTS = (
    Fault(
        "fallback-gives-a-page",
        "protocol",
        ("FBK-01", "FBK-02"),
        "The fallback is answered by a page.",
        answer("/oauth/token", lambda *_: html_answer(200, "<p>online banking</p>"), status=(302,)),
    ),
    Fault(
        "fallback-without-its-parameter",
        "protocol",
        ("FBK-02",),
        "The address of the fallback lacks its token.",
        answer("/oauth/token", lambda given, _: _moved(given, lambda to: to.partition("&fallback=")[0]), status=(302,)),
    ),
    Fault(
        "fallback-token-opaque",
        "body",
        ("FBK-03",),
        "The token of the fallback is no JWT.",
        answer(
            "/oauth/token",
            lambda given, _: _moved(given, lambda to: to.partition("fallback=")[0] + "fallback=12345"),
            status=(302,),
        ),
    ),
    Fault(
        "fallback-without-its-header",
        "protocol",
        ("FBK-04",),
        "The fallback is given without its header.",
        request(
            "/oauth/token",
            lambda call: (
                with_header(call, "fallback", "1")
                if "fallback" not in call.headers and ("grant_type", "client_credentials") in call.form
                else call
            ),
        ),
    ),
    Fault(
        "fallback-for-any-value",
        "protocol",
        ("FBK-05",),
        "The fallback is given for any value of its header.",
        request(
            "/oauth/token", lambda call: with_header(call, "fallback", "1") if "fallback" in call.headers else call
        ),
    ),
    Fault(
        "fallback-in-clear",
        "links",
        ("FBK-06",),
        "The address of the fallback is one in clear.",
        answer(
            "/oauth/token", lambda given, _: _moved(given, lambda to: to.replace("https://", "http://")), status=(302,)
        ),
    ),
)
