"""The landing page: the customers, the endpoints, and how to get a token."""

from html import escape

from conformance.sandbox.bank import Bank
from conformance.sandbox.customers import Account, Card, Customer, Resource
from conformance.sandbox.messages import API_ROOT, OAUTH_ROOT, Request, Response, html_response, json_response
from conformance.sandbox.personas import CUSTOMERS, SMS_CODE
from conformance.sandbox.routes import ROUTES
from conformance.sandbox.screens import render_page

CLIENT = "PSDFR-ACPR-13807"
CALLBACK = "https://myapp.example/callback"


def show_landing_page(bank: Bank, request: Request) -> Response:
    """GET /."""
    if request.method not in ("GET", "HEAD"):
        return json_response(405, {"error": "allowed: GET"}, headers=(("allow", "GET"),))
    parts = [_head(bank, request), _people(), _endpoints(), _how_to(request)]
    return html_response(200, render_page("Reference bank", "\n".join(parts)))


def _head(bank: Bank, request: Request) -> str:
    planted = ", ".join((*bank.faults, *bank.variations)) or "none"
    root = escape(request.origin + API_ROOT)
    return (
        "<h1>Reference bank, account information API (STET 1.4.2)</h1>\n"
        f"<p>API root <code>{root}</code> · SMS code <code>{SMS_CODE}</code> for everybody · "
        f"faults: {escape(planted)} · clock: <code>{bank.clock.now().isoformat(timespec='seconds')}</code></p>"
    )


def _people() -> str:
    rows = "\n".join(_row(customer) for customer in CUSTOMERS)
    head = "<tr><th>Customer</th><th>Identifier</th><th>SMS code</th><th>Accounts and cards</th></tr>"
    return f"<h2>Customers</h2>\n<table>\n{head}\n{rows}\n</table>"


def _row(customer: Customer) -> str:
    items = "<br>".join(_item(item) for item in customer.resources if not (isinstance(item, Card) and item.dormant))
    return (
        f"<tr><td>{escape(customer.full_name)} ({customer.segment})</td><td><code>{customer.login}</code></td>"
        f"<td><code>{SMS_CODE}</code></td><td>{items}</td></tr>"
    )


def _item(resource: Resource) -> str:
    number = resource.iban if isinstance(resource, Account) else f"card of {resource.linked}"
    return f"<code>{resource.resource_id}</code> {number}, {escape(resource.name)}"


def _endpoints() -> str:
    api = [(verb, API_ROOT + path.replace("*", "{accountResourceId}")) for path, (verb, _) in ROUTES.items()]
    others = [
        ("GET", f"{OAUTH_ROOT}/authorize"),
        ("POST", f"{OAUTH_ROOT}/token"),
        ("POST", f"{OAUTH_ROOT}/revoke"),
        ("GET", "/_sandbox"),
        ("GET, PUT, DELETE", "/_sandbox/clock"),
        ("DELETE", "/_sandbox/quotas"),
    ]
    rows = "\n".join(f"<tr><td>{verb}</td><td><code>{path}</code></td></tr>" for verb, path in (*api, *others))
    return f"<h2>Endpoints</h2>\n<table>\n<tr><th>Verb</th><th>Path</th></tr>\n{rows}\n</table>"


def _how_to(request: Request) -> str:
    query = f"response_type=code&client_id={CLIENT}&scope=aisp&redirect_uri={CALLBACK}"
    address = f"{request.origin}{OAUTH_ROOT}/authorize?{query}"
    exchange = (
        f"curl {request.origin}{OAUTH_ROOT}/token \\\n  -d grant_type=authorization_code -d client_id={CLIENT} \\\n"
        f"  -d redirect_uri={CALLBACK} -d code=$CODE"
    )
    use = f'curl {request.origin}{API_ROOT}/accounts -H "Authorization: Bearer $TOKEN" -H "X-Request-ID: 1"'
    return (
        f'<h2>How to get a token</h2>\n<ol>\n<li>Open <a href="{escape(address)}">the login</a>, '
        "give an identifier and the SMS code; "
        f"the browser is led to <code>{CALLBACK}?code=…</code>, where nobody answers: take the code.</li>\n"
        f"<li>Within a minute, exchange it:<pre>{escape(exchange)}</pre></li>\n"
        f"<li>Use the token:<pre>{escape(use)}</pre></li>\n</ol>\n"
        "<p>Any loopback address is accepted as a callback too, and the client "
        "<code>PSDFR-ACPR-12345</code> is registered beside this one.</p>"
    )
