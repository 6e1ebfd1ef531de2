"""Faults of OAuth2: codes, tokens, scopes, states, and the screens in between."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qsl, quote, urlencode

import orjson

from conformance.sandbox.altering import (
    AUTHORIZE,
    CONFIRMATION,
    IDENTIFICATION,
    TOKEN,
    Change,
    answer,
    body,
    drop,
    put,
    request,
    rule,
    turn,
    with_form,
    with_header,
    with_query,
)
from conformance.sandbox.exchange import Answer, Call, html_answer, json_answer
from conformance.sandbox.faults.fault import Fault
from conformance.sandbox.people import ADAM, BY_LOGIN, SMS_CODE
from conformance.sandbox.rules import Rules
from conformance.sandbox.tokens import Code, Grant

CLIENT, CALLBACK = "PSDFR-ACPR-13807", "https://myAPP.fr/Home/OAuth2Callback"


class AnyClient(dict[str, tuple[str, ...]]):
    """A register in which every client is found."""

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> tuple[str, ...]:
        return Rules.clients[CLIENT]


ANY_CLIENT = AnyClient(Rules.clients)


def _asked(**members: str) -> type[Rules]:
    """What is missing of an authorization request is filled in."""
    return request(AUTHORIZE, lambda call: with_query(call, **{
        name: value for name, value in members.items() if not dict(call.query).get(name)}))


def _formed(**members: str) -> type[Rules]:
    """What is missing of a token request is filled in."""
    return request(TOKEN, lambda call: with_form(call, **{
        name: value for name, value in members.items() if not dict(call.form).get(name)}))


def _comes_back(change: Callable[[dict[str, str]], dict[str, str]]) -> type[Rules]:
    """What comes back to the callback is something else."""
    return answer("", lambda given, _: _redirected(given, change), status=(302,))


def _redirected(given: Answer, change: Callable[[dict[str, str]], dict[str, str]]) -> Answer:
    location = dict(given.headers)["location"]
    base, _, query = location.partition("?")
    said = change(dict(parse_qsl(query, keep_blank_values=True)))
    headers = tuple((name, f"{base}?{urlencode(said)}" if name == "location" else value) for name, value in given.headers)
    return replace(given, headers=headers)


def _answered(change: Change, grant: str = "") -> type[Rules]:
    """The answer of the token address is another one, for one grant or for all."""
    return body(TOKEN, lambda document, call: change(document, call) if grant in dict(call.form).get("grant_type", "") else None)


def _headers(**wrong: str | None) -> type[Rules]:
    """Headers of a token answer are others; None takes one away."""
    return answer(TOKEN, lambda given, _: replace(given, headers=tuple(
        (name, wrong.get(name.replace("-", "_"), value) or "") for name, value in given.headers
        if wrong.get(name.replace("-", "_"), value) is not None)))


class Counterfeit(Rules):
    """Rules that hand out and accept tokens on their own."""

    def issue(self, login: str, role: str = "aisp") -> Grant:
        """A new pair for a customer."""
        code = Code(client_id=CLIENT, redirect_uri=CALLBACK, role=role, person=BY_LOGIN[login], issued_at=self.bank.clock.now())
        return self.bank.vault._open(code, self.bank.clock.now())  # noqa: SLF001 - a burglar

    def as_if(self, call: Call, grant: Grant | None) -> Call:
        """The same request with the access token of a grant."""
        return with_header(call, "authorization", f"Bearer {grant.access_token}") if grant is not None else call

    def alive(self, call: Call) -> bool:
        """Whether its own token opens the API."""
        return self.bank.vault.find(bearer(call), self.bank.clock.now()) is not None

    def any_grant(self) -> Grant:
        """The latest pair of anybody."""
        return next(iter(reversed(self.bank.vault.by_refresh.values())), None) or self.issue(ADAM.login)


def bearer(call: Call) -> str:
    """The token of a request."""
    return call.headers.get("authorization", "").partition(" ")[2].strip()


class GrantsByForm(Counterfeit):
    """A grant that the bank must not know gives a token."""

    grant_type = ""

    def received(self, call: Call) -> Call:
        """Exchange it for a refresh."""
        form = dict(call.form) if call.path.endswith(TOKEN) else {}
        if form.get("grant_type") == self.grant_type and "fallback" not in call.headers:
            grant = self.any_grant()
            call = with_form(call, grant_type="refresh_token", refresh_token=grant.refresh_token, client_id=CLIENT, scope=None)
        return super().received(call)


class CodeOpensTheApi(Counterfeit):
    """A code is accepted in the place of an access token."""

    def received(self, call: Call) -> Call:
        """Issue what it stands for."""
        code = self.bank.vault.codes.get(bearer(call))
        return super().received(self.as_if(call, self.issue(code.person.login)) if code is not None else call)


class RefreshTokenOpensTheApi(Counterfeit):
    """A refresh token is accepted in the place of an access token."""

    def received(self, call: Call) -> Call:
        """Take the access token beside it."""
        return super().received(self.as_if(call, self.bank.vault.by_refresh.get(bearer(call))))


class AccessTokenRefreshes(Counterfeit):
    """An access token is accepted in the place of a refresh token."""

    def received(self, call: Call) -> Call:
        """Take the refresh token beside it."""
        grant = self.bank.vault.by_access.get(dict(call.form).get("refresh_token", "")) if call.path.endswith(TOKEN) else None
        return super().received(with_form(call, refresh_token=grant.refresh_token) if grant is not None else call)


class AnyTokenRefreshes(Counterfeit):
    """A refresh token that was never issued gives a token."""

    missing = False

    def received(self, call: Call) -> Call:
        """Take anybody's."""
        form = dict(call.form) if call.path.endswith(TOKEN) else {}
        text = form.get("refresh_token", "")
        wrong = not text if self.missing else bool(text) and self.bank.vault.holder(text) is None
        if form.get("grant_type") == "refresh_token" and wrong:
            call = with_form(call, refresh_token=self.any_grant().refresh_token)
        return super().received(call)


class AnyCodeOpens(Counterfeit):
    """A code that was never issued, or none at all, gives a token."""

    missing = False

    def received(self, call: Call) -> Call:
        """Issue one for it."""
        form = dict(call.form) if call.path.endswith(TOKEN) else {}
        vault, text = self.bank.vault, form.get("code", "")
        wrong = not text if self.missing else bool(text) and text not in vault.codes and text not in vault.used
        if form.get("grant_type") == "authorization_code" and wrong:
            call = with_form(call, grant_type="refresh_token", refresh_token=self.issue(ADAM.login).refresh_token, code=None)
        return super().received(call)


class RotatesTheRefreshToken(Counterfeit):
    """A refresh gives another refresh token and ends the one before."""

    def sent(self, call: Call, answer: Answer) -> Answer:
        """Rename it."""
        given = super().sent(call, answer)
        if not call.path.endswith(TOKEN) or answer.status != 200 or dict(call.form).get("grant_type") != "refresh_token":
            return given
        vault, document = self.bank.vault, orjson.loads(given.body)
        old = vault.by_refresh.pop(document["refresh_token"])
        new = replace(old, refresh_token=old.refresh_token[:-6] + "rotate")
        vault.by_refresh[new.refresh_token] = vault.by_access[new.access_token] = new
        return replace(given, body=orjson.dumps(document | {"refresh_token": new.refresh_token}))


class RefreshGivesTheSameToken(Counterfeit):
    """A refresh gives back the same access token."""

    def sent(self, call: Call, answer: Answer) -> Answer:
        """Keep the first."""
        given = super().sent(call, answer)
        if call.path.endswith(TOKEN) and answer.status == 200:
            document = orjson.loads(given.body)
            first = self._first.setdefault(document["refresh_token"], document["access_token"])
            self.bank.vault.by_access[first] = self.bank.vault.by_access[document["access_token"]]
            given = replace(given, body=orjson.dumps(document | {"access_token": first}))
        return given

    def __init__(self) -> None:
        super().__init__()
        self._first: dict[str, str] = {}


class RefreshesOnce(Counterfeit):
    """A refresh token serves twice only."""

    def __init__(self) -> None:
        super().__init__()
        self._used: dict[str, int] = {}

    def received(self, call: Call) -> Call:
        """Count."""
        text = dict(call.form).get("refresh_token", "") if call.path.endswith(TOKEN) else ""
        self._used[text] = self._used.get(text, 0) + 1
        return super().received(with_form(call, refresh_token="used") if text and self._used[text] > 2 else call)


class TokenServesTwice(Counterfeit):
    """An access token serves twice only."""

    def __init__(self) -> None:
        super().__init__()
        self._used: dict[str, int] = {}

    def received(self, call: Call) -> Call:
        """Count the lists."""
        token = bearer(call)
        if call.path.endswith("/accounts"):
            self._used[token] = self._used.get(token, 0) + 1
        return super().received(with_header(call, "authorization", "Bearer used") if self._used.get(token, 0) > 2 else call)


class LoginEndsAllTokens(Counterfeit):
    """A new login ends the tokens of everybody, or of every role."""

    everybody = True

    def received(self, call: Call) -> Call:
        """End them."""
        form = dict(call.form) if call.path.endswith(TOKEN) else {}
        code = self.bank.vault.codes.get(form.get("code", ""))
        if code is not None:
            for grant in list(self.bank.vault.by_refresh.values()):
                if self.everybody or grant.person is code.person:
                    self.bank.vault.end(grant.refresh_token)
        return super().received(call)


class RevokesOnlyOne(Rules):
    """A revocation ends the token alone."""

    revocation_ends_both = False


class RevokesNothing(Rules):
    """A revocation is answered, and ends nothing."""

    kind = ""

    def received(self, call: Call) -> Call:
        """Another token in its place."""
        found = self.bank.vault.by_access if self.kind == "access" else self.bank.vault.by_refresh
        token = dict(call.form).get("token", "") if call.path.endswith("/oauth/revoke") else ""
        return super().received(with_form(call, token="none") if token in found else call)


class BaresTheScope(Counterfeit):
    """The scope of an authorization request or a refresh is not looked at."""

    def role_asked(self, scope: str) -> str | None:
        """What is known of it."""
        words = scope.lower().split()
        return next((word for word in words if word in self.roles), "aisp")

    def sent(self, call: Call, answer: Answer) -> Answer:
        """Granted as asked."""
        given = super().sent(call, answer)
        if not call.path.endswith(TOKEN) or answer.status != 200:
            return given
        asked = dict(call.form).get("scope", "aisp extended_transaction_history")
        return replace(given, body=orjson.dumps(orjson.loads(given.body) | {"scope": asked}))


def _json_form(call: Call) -> Call:
    """A JSON body is read as a form."""
    try:
        members = orjson.loads(call.body)
    except orjson.JSONDecodeError:
        return call
    if call.method != "POST" or not isinstance(members, dict):
        return call
    return with_header(replace(call, body=urlencode(members).encode()), "content-type", "application/x-www-form-urlencoded")


def _by_get(call: Call) -> Call:
    if call.method != "GET":
        return call
    form = replace(call, method="POST", body=urlencode(call.query).encode(), query=())
    return with_header(form, "content-type", "application/x-www-form-urlencoded")


def _long_code(given: Answer, call: Call) -> Answer:
    return _redirected(given, lambda said: said | ({"code": said["code"] + "x" * 40} if "code" in said else {}))


def _short_code(call: Call) -> Call:
    code = dict(call.form).get("code", "")
    return with_form(call, code=code[:-40]) if code.endswith("x" * 40) else call


def _always_refused(given: Answer, call: Call) -> Answer:
    return json_answer(400, {"error": "invalid_grant"}) if dict(call.form).get("grant_type") == "refresh_token" else given


def _error_by_redirect(given: Answer, call: Call) -> Answer:
    uri = dict(call.query).get("redirect_uri") or CALLBACK
    location = f"{uri}?{urlencode({'error': 'invalid_request'})}"
    return Answer(status=302, headers=(("location", location),)) if call.method == "GET" else given


def _refusal_stays(given: Answer, call: Call) -> Answer:
    location = dict(given.headers).get("location", "")
    return html_answer(200, "<p>You refused.</p>") if "error=access_denied" in location else given


def _refusal_agrees(call: Call) -> Call:
    """The customer's no is taken for a yes."""
    form = dict(call.form)
    if "refuse" not in form or "continue" in form:
        return call
    return with_form(call, refuse=None, **{"continue": "yes", "identifiant": ADAM.login, "code_sms": SMS_CODE})


def _other_error(code: str) -> Change:
    return lambda document, _: document.update(error=code)


class BeginsAnew(Rules):
    """Each refresh begins the 180 days anew."""

    def sent(self, call: Call, answer: Answer) -> Answer:
        """As if the customer had authenticated himself now."""
        if call.path.endswith(TOKEN) and answer.status == 200:
            vault, text = self.bank.vault, orjson.loads(answer.body)["refresh_token"]
            vault.by_refresh[text] = replace(vault.by_refresh[text], authenticated_at=self.bank.clock.now())
        return super().sent(call, answer)


FAULTS = (
    # --------------------------------------------------------------------------------------------------- authorization
    Fault("authorize-404", "status", ("TOK-01", "ASM-01", "PER-12"), "The authorization address answers with 404.",
          answer(AUTHORIZE, lambda _, __: html_answer(404, "<p>?</p>"))),
    Fault("authorize-answers-json", "protocol", ("TOK-01", "ASM-01"), "The authorization address answers with JSON instead of a screen.",
          answer(AUTHORIZE, lambda _, __: json_answer(200, {"login": "required"}))),
    Fault("first-screen-without-identifier", "protocol", ("ASM-01",), "The first screen has no field for the identifier.",
          answer("", lambda given, _: replace(given, body=re.sub(rb'<input id="identifiant"[^>]*>', b"", given.body)))),
    Fault("sms-code-never-right", "protocol", ("ASM-02", "PER-12", "TOK-03"), "The documented SMS code is never right.",
          request(CONFIRMATION, lambda call: with_form(call, code_sms="00000001") if "code_sms" in dict(call.form) else call)),
    Fault("callback-elsewhere", "links", ("TOK-02",), "The customer comes back to the first declared callback, whichever was named.",
          answer("", lambda given, _: replace(given, headers=tuple(
              (name, "https://myapp.example/other?" + value.partition("?")[2] if name == "location" else value)
              for name, value in given.headers)), status=(302,))),
    Fault("callback-without-a-code", "protocol", ("TOK-03",), "The callback carries no code.",
          _comes_back(lambda said: {name: value for name, value in said.items() if name != "code"})),
    Fault("code-under-another-name", "protocol", ("TOK-03",), "The callback carries the code under another name.",
          _comes_back(lambda said: {{"code": "authorization_code"}.get(name, name): value for name, value in said.items()})),
    Fault("state-lost", "protocol", ("OAU-10", "OAU-12", "OAU-35"), "The state does not come back.",
          _comes_back(lambda said: {name: value for name, value in said.items() if name != "state"})),
    Fault("state-lost-with-an-error", "protocol", ("OAU-12",), "The state does not come back with an error.",
          _comes_back(lambda said: {name: value for name, value in said.items() if name != "state" or "error" not in said})),
    Fault("state-cut", "protocol", ("OAU-10", "OAU-35"), "The state comes back cut to sixteen characters.",
          _comes_back(lambda said: said | ({"state": said["state"][:16]} if "state" in said else {}))),
    Fault("state-encoded-twice", "protocol", ("OAU-35",), "The state comes back encoded twice.",
          _comes_back(lambda said: said | ({"state": quote(said["state"])} if "state" in said else {}))),
    Fault("state-in-lower-case", "protocol", ("OAU-35", "OAU-10"), "The state comes back in lower case.",
          _comes_back(lambda said: said | ({"state": said["state"].lower()} if "state" in said else {}))),
    Fault("state-invented", "protocol", ("OAU-11",), "Where no state was sent one comes back.",
          _comes_back(lambda said: {"state": "0"} | said)),
    Fault("code-long", "body", ("OAU-13",), "The code is longer than 34 characters.",
          type("Changed", (answer("", _long_code, status=(302,)), request(TOKEN, _short_code)), {})),
    Fault("response-type-not-needed", "protocol", ("OAU-01",), "An authorization request without response_type is served.",
          _asked(response_type="code")),
    Fault("response-type-of-any-kind", "protocol", ("OAU-02",), "Any response_type is taken for code.",
          request(AUTHORIZE, lambda call: with_query(call, response_type="code") if dict(call.query).get("response_type") else call)),
    Fault("client-not-needed", "protocol", ("OAU-03",), "An authorization request without client_id is served.", _asked(client_id=CLIENT)),
    Fault("unknown-client-served", "protocol", ("OAU-04",), "An authorization request of an unknown client is served.",
          rule(clients=ANY_CLIENT)),
    Fault("unknown-client-redirected", "links", ("OAU-03", "OAU-04"), "An unknown client is told by a redirection.",
          answer(AUTHORIZE, _error_by_redirect, status=(400,))),
    Fault("callback-not-needed", "protocol", ("OAU-05",), "An authorization request without redirect_uri is served.",
          _asked(redirect_uri=CALLBACK)),
    Fault("any-callback", "protocol", ("OAU-06",), "Any callback address is served.", rule(knows_callback=lambda *_: True)),
    Fault("callback-by-prefix", "protocol", ("OAU-06",), "A callback is known by the beginning of its address.",
          rule(knows_callback=lambda self, client_id, uri: Rules.knows_callback(self, client_id, uri) or uri.startswith("https://"))),
    Fault("redirect-url-stands-in", "protocol", ("HIS-04",), "The old redirect_url stands in for redirect_uri.",
          request(AUTHORIZE, lambda call: with_query(call, redirect_uri=dict(call.query)["redirect_url"])
                  if "redirect_url" in dict(call.query) else call)),
    Fault("extended-history-granted", "protocol", ("OAU-08", "REF-19"), "The scope extended_transaction_history is granted.", BaresTheScope),
    Fault("unknown-scope-taken-for-aisp", "protocol", ("OAU-09",), "An unknown scope is taken for aisp.",
          rule(role_asked=lambda self, scope: Rules.role_asked(self, scope) or "aisp")),
    Fault("refusal-ends-on-the-screen", "protocol", ("TOK-10",), "The customer who refuses stays at the bank.",
          answer("", _refusal_stays, status=(302,))),
    Fault("refusal-taken-for-consent", "protocol", ("TOK-10",), "The customer who refuses comes back with a code.",
          request("", _refusal_agrees, "POST")),
    Fault("screens-never-time-out", "state", ("TOK-11",), "The screens never time out.", rule(login_life=timedelta(days=3))),
    Fault("time-out-ends-on-the-screen", "protocol", ("TOK-11",), "The customer who waits too long stays at the bank.",
          answer("", _refusal_stays, status=(302,))),
    Fault("any-sms-code", "state", ("TOK-12",), "Any SMS code is right.",
          request(CONFIRMATION, lambda call: with_form(call, code_sms=SMS_CODE) if dict(call.form).get("code_sms") else call)),
    Fault("any-identifier", "state", ("TOK-13",), "An unknown identifier is taken for another customer's.",
          request(IDENTIFICATION, lambda call: call if dict(call.form).get("identifiant", "").strip() in BY_LOGIN
                  else with_form(call, identifiant=ADAM.login))),
    # ---------------------------------------------------------------------------------------------------------- codes
    Fault("code-reusable", "state", ("TOK-04",), "A code can be exchanged again.", rule(code_is_used_up=False)),
    Fault("code-lives-a-day", "state", ("TOK-05", "TOK-17"), "A code lives a day.", rule(code_life=timedelta(days=1))),
    Fault("code-lives-half-an-hour", "state", ("TOK-17",), "A code lives half an hour.", rule(code_life=timedelta(minutes=30))),
    Fault("code-of-any-callback", "state", ("OAU-18",), "A code is not bound to its callback.",
          rule(code_is_for=lambda _, owner, __, client_id, ___: owner == client_id)),
    Fault("code-of-any-client", "state", ("OAU-20",), "A code is not bound to its client.",
          type("Changed", (rule(clients=ANY_CLIENT, code_is_for=lambda _, __, declared, ___, uri: declared == uri),), {})),
    Fault("invented-code-opens", "state", ("TOK-14",), "A code that was never issued gives a token.", AnyCodeOpens),
    Fault("invented-code-401", "status", ("TOK-14",), "A code that is not good is refused with 401 and invalid_client.",
          answer(TOKEN, lambda given, _: json_answer(401, {"error": "invalid_client"}) if b"invalid_grant" in given.body else given,
                 status=(400,))),
    Fault("code-is-a-token", "state", ("TOK-16",), "A code is accepted in the place of an access token.", CodeOpensTheApi),
    Fault("scope-wanted-in-the-exchange", "protocol", ("TOK-07", "TOK-06", "PER-12"), "A code is exchanged with a scope only.",
          request(TOKEN, lambda call: with_form(call, grant_type="none") if "scope" not in dict(call.form) and (
              "grant_type", "authorization_code") in call.form else call)),
    # --------------------------------------------------------------------------------------------------- token requests
    Fault("grant-type-not-needed", "protocol", ("OAU-14",), "A token request without grant_type is served.",
          _formed(grant_type="authorization_code")),
    Fault("any-grant-type", "protocol", ("OAU-15",), "Any grant_type is taken for a code.",
          request(TOKEN, lambda call: with_form(call, grant_type="authorization_code") if dict(call.form).get("grant_type") not in (
              None, "", "refresh_token", "client_credentials") and "code" in dict(call.form) else call)),
    Fault("code-not-needed", "state", ("OAU-16",), "An exchange without a code gives a token.",
          type("Changed", (AnyCodeOpens,), {"missing": True})),
    Fault("callback-not-needed-in-the-exchange", "protocol", ("OAU-17",), "A code is exchanged without redirect_uri.",
          _formed(redirect_uri=CALLBACK)),
    Fault("client-not-needed-in-the-exchange", "protocol", ("OAU-19",), "A code is exchanged without client_id.", _formed(client_id=CLIENT)),
    Fault("token-by-get", "protocol", ("OAU-29",), "The token address answers GET like POST.", request(TOKEN, _by_get)),
    Fault("token-by-json", "protocol", ("OAU-30",), "The token address takes JSON.", request(TOKEN, _json_form)),
    Fault("password-grant", "state", ("OAU-31",), "The credentials of a customer give a token.",
          type("Changed", (GrantsByForm,), {"grant_type": "password"})),
    Fault("client-credentials-grant", "state", ("OAU-32",), "Client credentials alone give a token of a customer.",
          type("Changed", (GrantsByForm,), {"grant_type": "client_credentials"})),
    Fault("token-refusals-in-the-error-model", "body", ("OAU-28", "TOK-14"), "Refused token requests are answered in the error model of the API.",
          answer(TOKEN, lambda _, __: json_answer(400, {"status": 400, "message": "FF01", "error": "Bad Request"}),
                 status=(400, 401))),
    Fault("token-refusals-unheard-of", "body", ("OAU-28",), "Refused token requests tell an error that the standard does not have.",
          body(TOKEN, _other_error("invalid_token_request"), status=(400, 401))),
    Fault("token-refusals-as-html", "protocol", ("OAU-28",), "Refused token requests are answered by a page.",
          answer(TOKEN, lambda given, _: html_answer(given.status, "<p>refused</p>"), status=(400, 401))),
    # ---------------------------------------------------------------------------------------------------- token answers
    Fault("token-type-missing", "body", ("OAU-21", "SCH-38", "REF-18"), "The token answer does not tell its type.", _answered(drop("", "token_type"))),
    Fault("token-type-mac", "body", ("OAU-21",), "The type of the token is another one.", _answered(put("", token_type="mac"))),
    Fault("expires-in-zero", "body", ("OAU-22",), "The token is told to live for no time.", _answered(put("", expires_in=0))),
    Fault("expires-in-missing", "body", ("OAU-22",), "The life of the token is not told.", _answered(drop("", "expires_in"))),
    Fault("expires-in-a-day", "body", ("REF-04",), "The token is told to live for a day.", _answered(put("", expires_in=86400))),
    Fault("tokens-long", "body", ("OAU-23",), "Tokens are longer than 140 characters.",
          _answered(turn("", "refresh_token", lambda text: text + "x" * 140))),
    Fault("scope-of-another-role", "body", ("OAU-24",), "The scope that is told is another one.", _answered(put("", scope="pisp"))),
    Fault("piisp-token-refused", "protocol", ("TOK-15",), "The scope piisp is not given.", rule(roles=("aisp",))),
    Fault("token-may-be-stored", "protocol", ("OAU-25",), "The token answer does not forbid to be stored.", _headers(cache_control=None)),
    Fault("token-cached-privately", "protocol", ("OAU-25",), "The token answer may be stored by the client.",
          _headers(cache_control="private, max-age=60")),
    Fault("refreshed-token-may-be-stored", "protocol", ("OAU-25",), "The answer to a refresh does not forbid to be stored.",
          answer(TOKEN, lambda given, call: replace(given, headers=tuple(pair for pair in given.headers if pair[0] != "cache-control"))
                 if ("grant_type", "refresh_token") in call.form else given)),
    Fault("no-pragma", "protocol", ("OAU-26",), "The token answer has no Pragma.", _headers(pragma=None)),
    Fault("token-as-html", "protocol", ("OAU-27",), "The token answer is told to be HTML.",
          answer(TOKEN, lambda given, _: replace(given, media="text/html; charset=utf-8"))),
    Fault("token-as-form", "body", ("OAU-27", "SCH-38", "TOK-06"), "The token answer is a form.",
          answer(TOKEN, lambda given, _: replace(given, body=urlencode(orjson.loads(given.body)).encode(),
                                                 media="application/x-www-form-urlencoded"))),
    Fault("access-token-missing", "body", ("SCH-38", "TOK-06"), "The token stands under another name.",
          _answered(lambda document, _: document.update(token=document.pop("access_token")))),
    Fault("no-refresh-token", "body", ("TOK-09",), "There is no refresh token.", _answered(drop("", "refresh_token"))),
    Fault("fresh-token-not-alive-yet", "state", ("TOK-06", "OAU-33"), "The first access with a token is refused.",
          rule(access_ends=lambda _, now: now - timedelta(minutes=1))),
    Fault("token-serves-twice", "state", ("OAU-33",), "An access token serves twice only.", TokenServesTwice),
    # --------------------------------------------------------------------------------------------------------- refresh
    Fault("old-access-token-lives-after-a-login", "state", ("REF-01", "REF-02"), "A new login leaves the tokens of the one before alive.",
          rule(one_pair_per_role=False)),
    Fault("login-ends-tokens-of-the-other-role", "state", ("REF-03",), "A login of one role ends the tokens of the other.",
          type("Changed", (LoginEndsAllTokens,), {"everybody": False})),
    Fault("login-ends-everybodys-tokens", "state", ("REF-24",), "A login of one customer ends the tokens of all.", LoginEndsAllTokens),
    Fault("access-token-lives-two-hours", "state", ("REF-05",), "An access token lives longer than it is told.",
          rule(access_ends=lambda _, now: now + timedelta(hours=2))),
    Fault("access-token-lives-for-ever", "state", ("REF-05",), "An access token never dies.",
          rule(access_ends=lambda _, now: now + timedelta(days=3650))),
    Fault("refresh-for-ninety-days", "state", ("REF-06",), "A refresh token serves ninety days.", rule(authorization_life=timedelta(days=90))),
    Fault("refresh-for-ever", "state", ("REF-07", "REF-08"), "A refresh token serves for ever.",
          rule(authorization_life=timedelta(days=36500))),
    Fault("refresh-begins-anew", "state", ("REF-08",), "Each refresh begins the 180 days anew.",
          BeginsAnew),
    Fault("access-token-not-revoked", "state", ("REF-09", "REF-11"), "An access token cannot be revoked.",
          type("Changed", (RevokesNothing,), {"kind": "access"})),
    Fault("refresh-token-not-revoked", "state", ("REF-10", "REF-12"), "A refresh token cannot be revoked.",
          type("Changed", (RevokesNothing,), {"kind": "refresh"})),
    Fault("revocation-ends-one", "state", ("REF-11", "REF-12"), "A revocation leaves the other token of the pair alive.", RevokesOnlyOne),
    Fault("refresh-gives-the-same-token", "state", ("REF-13",), "A refresh gives back the same access token.", RefreshGivesTheSameToken),
    Fault("refresh-refused", "protocol", ("REF-13", "REF-16", "WLK-01", "WLK-04", "REF-06"), "A refresh is always refused.",
          answer(TOKEN, _always_refused)),
    Fault("refresh-rotates-the-refresh-token", "state", ("REF-14", "REF-16"), "A refresh gives another refresh token.", RotatesTheRefreshToken),
    Fault("refresh-without-a-refresh-token-told", "body", ("REF-14", "REF-18"), "The answer to a refresh has no refresh token and no type.",
          _answered(drop("", "refresh_token", "token_type"), "refresh_token")),
    Fault("old-access-token-lives-after-a-refresh", "state", ("REF-15",), "A refresh leaves the former access token alive.",
          rule(refresh_ends_the_access_token=False)),
    Fault("refresh-token-serves-twice", "state", ("REF-16",), "A refresh token serves twice only.", RefreshesOnce),
    Fault("invented-refresh-token-served", "state", ("REF-17",), "A refresh token that was never issued gives a token.", AnyTokenRefreshes),
    Fault("refresh-token-of-any-client", "state", ("REF-20",), "A refresh token serves any client.",
          rule(clients=ANY_CLIENT, token_is_for=lambda *_: True)),
    Fault("refresh-without-a-token-served", "state", ("REF-21",), "A refresh without a refresh token gives a token.",
          type("Changed", (AnyTokenRefreshes,), {"missing": True})),
    Fault("access-token-refreshes", "state", ("REF-22",), "An access token serves as a refresh token.", AccessTokenRefreshes),
    Fault("refresh-token-opens", "state", ("REF-23",), "A refresh token serves as an access token.", RefreshTokenOpensTheApi),
)
"""Of the chapters on tokens and their parameters."""

