"""Faults of the fallback."""

from conformance.sandbox.differences import Fault
from conformance.sandbox.edits import rewrite_location, with_header
from conformance.sandbox.hooks import alter_request, alter_response
from conformance.sandbox.messages import html_response

FAULTS = (
    Fault(
        "fallback-gives-a-page",
        "protocol",
        ("FBK-01", "FBK-02"),
        "The fallback is answered by a page.",
        alter_response("/oauth/token", lambda *_: html_response(200, "<p>online banking</p>"), status=(302,)),
    ),
    Fault(
        "fallback-without-its-parameter",
        "protocol",
        ("FBK-02",),
        "The address of the fallback lacks its token.",
        alter_response(
            "/oauth/token",
            lambda response, _: rewrite_location(response, lambda url: url.partition("&fallback=")[0]),
            status=(302,),
        ),
    ),
    Fault(
        "fallback-token-opaque",
        "body",
        ("FBK-03",),
        "The token of the fallback is no JWT.",
        alter_response(
            "/oauth/token",
            lambda response, _: rewrite_location(
                response, lambda url: url.partition("fallback=")[0] + "fallback=12345"
            ),
            status=(302,),
        ),
    ),
    Fault(
        "fallback-without-its-header",
        "protocol",
        ("FBK-04",),
        "The fallback is given without its header.",
        alter_request(
            "/oauth/token",
            lambda request: (
                with_header(request, "fallback", "1")
                if "fallback" not in request.headers and ("grant_type", "client_credentials") in request.form
                else request
            ),
        ),
    ),
    Fault(
        "fallback-for-any-value",
        "protocol",
        ("FBK-05",),
        "The fallback is given for any value of its header.",
        alter_request(
            "/oauth/token",
            lambda request: with_header(request, "fallback", "1") if "fallback" in request.headers else request,
        ),
    ),
    Fault(
        "fallback-in-clear",
        "links",
        ("FBK-06",),
        "The address of the fallback is one in clear.",
        alter_response(
            "/oauth/token",
            lambda response, _: rewrite_location(response, lambda url: url.replace("https://", "http://")),
            status=(302,),
        ),
    ),
)
