"""Faults of a login: factors wrong in part or on the second try, two logins at once, callbacks like the right one."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

from conformance.sandbox.customers import Customer
from conformance.sandbox.differences import Fault
from conformance.sandbox.edits import with_form
from conformance.sandbox.hooks import AUTHORIZE, CONFIRMATION, IDENTIFICATION, ContextRules, alter_request, override
from conformance.sandbox.messages import Request
from conformance.sandbox.personas import ADAM, CUSTOMERS_BY_LOGIN, SMS_CODE
from conformance.sandbox.rules import Rules
from conformance.sandbox.rules.access import AccessRules


def _type_instead(where: str, name: str, right: str, taken: Callable[[str], bool]) -> type[Rules]:
    """What is typed on a screen is taken for the right thing."""

    def change(request: Request) -> Request:
        form = dict(request.form)
        return with_form(request, **{name: right}) if name in form and taken(form[name]) else request

    return alter_request(where, change, verb="POST")


def _find_login(text: str) -> str:
    """The login that a text has in it; the text itself where there is none."""
    return next((login for login in CUSTOMERS_BY_LOGIN if login in text), text)


class TakesTheSecond(ContextRules):
    """The second thing that is typed on a screen of a login is taken for right."""

    where, name, right = CONFIRMATION, "code_sms", SMS_CODE

    def __init__(self) -> None:
        super().__init__()
        self._typed: dict[str, str] = {}

    def rewrite_request(self, request: Request) -> Request:
        """Where another one was typed before."""
        form = dict(request.form) if request.method == "POST" and request.path.endswith(self.where) else {}
        if self.name in form:
            before = self._typed.setdefault(form.get("session", ""), form[self.name])
            if before != form[self.name]:
                request = with_form(request, **{self.name: self.right})
        return super().rewrite_request(request)


class TakesTheSecondIdentifier(TakesTheSecond):
    """The second identifier is taken for Adam's."""

    where, name, right = IDENTIFICATION, "identifiant", ADAM.login


class TakesAnyCodeAfterASlip(ContextRules):
    """Who has mistyped his identifier is not asked for the right code any more."""

    def __init__(self) -> None:
        super().__init__()
        self._slipped: set[str] = set()

    def rewrite_request(self, request: Request) -> Request:
        """Note who has mistyped it, and take his code."""
        form = dict(request.form) if request.method == "POST" else {}
        session = form.get("session", "")
        if request.path.endswith(IDENTIFICATION) and form.get("identifiant") not in CUSTOMERS_BY_LOGIN:
            self._slipped.add(session)
        if request.path.endswith(CONFIRMATION) and session in self._slipped and "code_sms" in form:
            request = with_form(request, code_sms=SMS_CODE)
        return super().rewrite_request(request)


class KnowsTheLastCustomerOnly(ContextRules):
    """Whoever confirms is taken for the customer who has last said who he is."""

    def __init__(self) -> None:
        super().__init__()
        self._last: Customer | None = None

    def rewrite_request(self, request: Request) -> Request:
        """Note who has, and put him in the place of the one who confirms."""
        form = dict(request.form) if request.method == "POST" else {}
        logins, session = self.memory.tokens.logins, form.get("session", "")
        if request.path.endswith(IDENTIFICATION):
            self._last = CUSTOMERS_BY_LOGIN.get(form.get("identifiant", ""), self._last)
        if request.path.endswith(CONFIRMATION) and session in logins:
            logins[session] = replace(logins[session], customer=self._last)
        return super().rewrite_request(request)


class KnowsTheLastStateOnly(ContextRules):
    """Whoever confirms gets the state of the login that was begun last."""

    def __init__(self) -> None:
        super().__init__()
        self._last: str | None = None

    def rewrite_request(self, request: Request) -> Request:
        """Note it, and put it in the place of his own."""
        form = dict(request.form) if request.method == "POST" else {}
        logins, session = self.memory.tokens.logins, form.get("session", "")
        if request.path.endswith(AUTHORIZE):
            self._last = dict(request.query).get("state")
        if request.path.endswith(CONFIRMATION) and session in logins:
            logins[session] = replace(logins[session], state=self._last)
        return super().rewrite_request(request)


class KnowsTheLastScopeOnly(ContextRules):
    """Whoever confirms gets a code for the scope of the login that was begun last."""

    def __init__(self) -> None:
        super().__init__()
        self._last = self.api_role

    def rewrite_request(self, request: Request) -> Request:
        """Note it, and put it in the place of his own."""
        form = dict(request.form) if request.method == "POST" else {}
        logins, session = self.memory.tokens.logins, form.get("session", "")
        if request.path.endswith(AUTHORIZE):
            self._last = self.read_role(dict(request.query).get("scope", "")) or self._last
        if request.path.endswith(CONFIRMATION) and session in logins:
            logins[session] = replace(logins[session], role=self._last)
        return super().rewrite_request(request)


class HasOneLoginAtATime(ContextRules):
    """A login that begins ends every other one."""

    def rewrite_request(self, request: Request) -> Request:
        """End them."""
        if request.path.endswith(AUTHORIZE):
            self.memory.tokens.logins.clear()
        return super().rewrite_request(request)


def _declare(like: Callable[[str, str], bool]) -> type[Rules]:
    """A callback that is like a declared one counts as declared."""
    return override(
        is_declared_callback=lambda self, *, client_id, uri: (
            AccessRules.is_declared_callback(self, client_id=client_id, uri=uri)
            or any(like(declared, uri) for declared in self.clients[client_id])
        )
    )


def _share_host(declared: str, uri: str) -> bool:
    return urlsplit(declared)[:2] == urlsplit(uri)[:2]


FAULTS = (
    Fault(
        "sms-code-by-its-first-digits",
        "state",
        ("TOK-12",),
        "Of the SMS code the first four digits are compared.",
        _type_instead(CONFIRMATION, "code_sms", SMS_CODE, lambda text: text[:4] == SMS_CODE[:4]),
    ),
    Fault(
        "empty-sms-code-taken",
        "state",
        ("TOK-12",),
        "An empty SMS code is taken.",
        _type_instead(CONFIRMATION, "code_sms", SMS_CODE, lambda text: not text),
    ),
    Fault(
        "second-sms-code-taken",
        "state",
        ("TOK-12",),
        "The second SMS code that is typed is taken, whatever it is.",
        TakesTheSecond,
    ),
    Fault(
        "any-sms-code-after-a-mistyped-identifier",
        "state",
        ("TOK-12",),
        "Who has mistyped his identifier may type any SMS code.",
        TakesAnyCodeAfterASlip,
    ),
    Fault(
        "identifier-found-in-what-is-typed",
        "state",
        ("TOK-13",),
        "Whatever has an identifier in it is taken for that identifier.",
        alter_request(
            IDENTIFICATION,
            lambda request: with_form(request, identifiant=_find_login(dict(request.form).get("identifiant", ""))),
            verb="POST",
        ),
    ),
    Fault(
        "empty-identifier-taken",
        "state",
        ("TOK-13",),
        "An empty identifier is taken for a customer's.",
        _type_instead(IDENTIFICATION, "identifiant", ADAM.login, lambda text: not text),
    ),
    Fault(
        "second-identifier-taken",
        "state",
        ("TOK-13",),
        "The second identifier that is typed is taken, whatever it is.",
        TakesTheSecondIdentifier,
    ),
    Fault(
        "last-customer-confirmed",
        "state",
        ("TOK-18",),
        "A customer gets a code for the accounts of the one who said last who he is.",
        KnowsTheLastCustomerOnly,
    ),
    Fault(
        "state-of-the-login-begun-last",
        "protocol",
        ("TOK-18",),
        "A customer comes back with the state of the login that was begun last.",
        KnowsTheLastStateOnly,
    ),
    Fault(
        "scope-of-the-login-begun-last",
        "state",
        ("SEC-10",),
        "A customer gets a code for the scope of the login that was begun last.",
        KnowsTheLastScopeOnly,
    ),
    Fault(
        "one-login-at-a-time",
        "protocol",
        ("TOK-18",),
        "A login that begins ends every other one.",
        HasOneLoginAtATime,
    ),
    Fault(
        "callback-by-its-beginning",
        "links",
        ("OAU-06",),
        "An address that begins like a declared callback counts as declared.",
        _declare(lambda declared, uri: uri.startswith(declared)),
    ),
    Fault(
        "callback-by-its-host",
        "links",
        ("OAU-06",),
        "An address on the host of a declared callback counts as declared.",
        _declare(_share_host),
    ),
    Fault(
        "callback-found-in-an-address",
        "links",
        ("OAU-06",),
        "An address that has a declared callback in it counts as declared.",
        _declare(lambda declared, uri: declared in uri),
    ),
    Fault(
        "code-of-a-callback-on-the-same-host",
        "state",
        ("OAU-18",),
        "A code is exchanged with any callback on the host of that of its login.",
        override(
            code_is_for=lambda _, *, owner, declared_uri, client_id, redirect_uri: (
                owner == client_id and _share_host(declared_uri, redirect_uri)
            )
        ),
    ),
)
"""Of the chapter that obtains a token."""
