"""The first page: who banks here, what can be asked, and how to get a token."""

from html import escape

from conformance.sandbox.bank import Bank
from conformance.sandbox.exchange import Answer, Call, html_answer, json_answer
from conformance.sandbox.oauth import OAUTH
from conformance.sandbox.people import PEOPLE, SMS_CODE, Account, Card, Person, Resource
from conformance.sandbox.routes import ROUTES
from conformance.sandbox.screens import document
from conformance.sandbox.visits import ROOT

CLIENT = "PSDFR-ACPR-13807"
CALLBACK = "https://myapp.example/callback"


def page(bank: Bank, call: Call) -> Answer:
    """GET /."""
    if call.method not in ("GET", "HEAD"):
        return json_answer(405, {"error": "allowed: GET"}, headers=(("allow", "GET"),))
    parts = [_head(bank, call), _people(), _endpoints(), _how_to(call)]
    return html_answer(200, document("Reference bank", "\n".join(parts)))


def _head(bank: Bank, call: Call) -> str:
    told = ", ".join((*bank.faults, *bank.variations)) or "none"
    return (
        "<h1>Reference bank, account information API (STET 1.4.2)</h1>\n"
        f"<p>API root <code>{escape(call.origin + ROOT)}</code> · SMS code <code>{SMS_CODE}</code> for everybody · "
        f"faults: {escape(told)} · clock: <code>{bank.clock.now().isoformat(timespec='seconds')}</code></p>"
    )


def _people() -> str:
    rows = "\n".join(_row(person) for person in PEOPLE)
    head = "<tr><th>Customer</th><th>Identifier</th><th>SMS code</th><th>Accounts and cards</th></tr>"
    return f"<h2>Customers</h2>\n<table>\n{head}\n{rows}\n</table>"


def _row(person: Person) -> str:
    items = "<br>".join(_item(item) for item in person.resources if not (isinstance(item, Card) and item.dormant))
    return (
        f"<tr><td>{escape(person.full_name)} ({person.segment})</td><td><code>{person.login}</code></td>"
        f"<td><code>{SMS_CODE}</code></td><td>{items}</td></tr>"
    )


def _item(resource: Resource) -> str:
    number = resource.iban if isinstance(resource, Account) else f"card of {resource.linked}"
    return f"<code>{resource.resource_id}</code> {number}, {escape(resource.name)}"


def _endpoints() -> str:
    api = [(verb, ROOT + path.replace("*", "{accountResourceId}")) for path, (verb, _) in ROUTES.items()]
    others = [
        ("GET", f"{OAUTH}/authorize"),
        ("POST", f"{OAUTH}/token"),
        ("POST", f"{OAUTH}/revoke"),
        ("GET", "/_sandbox"),
        ("GET, PUT, DELETE", "/_sandbox/clock"),
        ("DELETE", "/_sandbox/quotas"),
    ]
    rows = "\n".join(f"<tr><td>{verb}</td><td><code>{path}</code></td></tr>" for verb, path in (*api, *others))
    return f"<h2>Endpoints</h2>\n<table>\n<tr><th>Verb</th><th>Path</th></tr>\n{rows}\n</table>"


def _how_to(call: Call) -> str:
    address = f"{call.origin}{OAUTH}/authorize?response_type=code&client_id={CLIENT}&scope=aisp&redirect_uri={CALLBACK}"
    exchange = (
        f"curl {call.origin}{OAUTH}/token \\\n  -d grant_type=authorization_code -d client_id={CLIENT} \\\n"
        f"  -d redirect_uri={CALLBACK} -d code=$CODE"
    )
    use = f'curl {call.origin}{ROOT}/accounts -H "Authorization: Bearer $TOKEN" -H "X-Request-ID: 1"'
    return (
        f'<h2>How to get a token</h2>\n<ol>\n<li>Open <a href="{escape(address)}">the login</a>, '
        "give an identifier and the SMS code; "
        f"the browser is led to <code>{CALLBACK}?code=…</code>, where nobody answers: take the code.</li>\n"
        f"<li>Within a minute, exchange it:<pre>{escape(exchange)}</pre></li>\n"
        f"<li>Use the token:<pre>{escape(use)}</pre></li>\n</ol>\n"
        "<p>Any loopback address is accepted as a callback too, and the client "
        "<code>PSDFR-ACPR-12345</code> is registered beside this one.</p>"
    )
