"""Faults of what all calls share: tokens, headers, media types, errors, verbs, addresses."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any

import orjson

from conformance.sandbox.altering import (
    ACCOUNTS,
    BALANCES,
    CONSENTS,
    IDENTITY,
    TRANSACTIONS,
    Change,
    answer,
    body,
    drop,
    links,
    put,
    request,
    rule,
    says,
    taken_for,
    turn,
    with_header,
)
from conformance.sandbox.consents import NOTHING
from conformance.sandbox.exchange import Answer, Call, html_answer, json_answer
from conformance.sandbox.faults.consents import Storing
from conformance.sandbox.faults.fault import Fault
from conformance.sandbox.faults.oauth import Counterfeit, bearer
from conformance.sandbox.people import ADAM, MARC
from conformance.sandbox.rules import Rules

BENEFICIARIES = ("/trusted-beneficiaries", "/trustedBeneficiaries")
ERRORS = (400, 401, 403, 404, 405, 406, 429, 501)
ID = "x-request-id"


def _headers(given: Answer, name: str, value: str | None) -> Answer:
    kept = tuple(pair for pair in given.headers if pair[0] != name)
    return replace(given, headers=kept if value is None else (*kept, (name, value)))


def _id(made: Callable[[str], str | None], when: Callable[[Answer, Call], bool]) -> type[Rules]:
    """The X-Request-ID comes back otherwise."""
    return answer("", lambda given, call: _headers(given, ID, made(call.headers.get(ID, ""))) if when(given, call) else given,
                  status=())


def _api(call: Call) -> bool:
    return "/oauth/" not in call.path


def _shown(given: Answer, call: Call) -> bool:
    return given.status == 200 and call.method == "GET" and _api(call)


def _media(media: str, where: str = "") -> type[Rules]:
    """Another media type."""
    return answer(where, lambda given, call: replace(given, media=media) if _shown(given, call) else given)


def _refused(where: str, status: int, when: Callable[[Call], bool]) -> type[Rules]:
    """A good request is refused."""
    return answer(where, lambda given, call: json_answer(status, {"status": status, "message": "FF01"})
                  if _api(call) and when(call) else given, status=())


def _errors(change: Change, *status: int) -> type[Rules]:
    """Error bodies are others."""
    return answer("", lambda given, call: _error(given, call, change) if _api(call) else given, status=status or ERRORS)


def _error(given: Answer, call: Call, change: Change) -> Answer:
    if not given.body:
        return given
    document = orjson.loads(given.body)
    change(document, call)
    return replace(given, body=orjson.dumps(document))


class LenientTokens(Counterfeit):
    """A token that is none opens the API at some resources."""

    where = ""
    verbs = ("GET",)

    def received(self, call: Call) -> Call:
        """As if it were Marc's."""
        here = call.path.rstrip("/").endswith(self.where) and call.method in self.verbs
        if here and "/oauth/" not in call.path and not self.alive(call) and self.lets_in(call):
            grants = [grant for grant in self.bank.vault.by_refresh.values() if grant.role == "aisp"]
            call = self.as_if(call, next((one for one in grants if one.person is MARC), None) or self.issue(MARC.login))
        return super().received(call)

    def lets_in(self, call: Call) -> bool:
        """Whether it is taken for good; here where there is none."""
        return not bearer(call)


class GarbledTokens(LenientTokens):
    """A token that was never issued opens the API."""

    def lets_in(self, call: Call) -> bool:
        """Any."""
        return bool(bearer(call))


class TokensByTheirBeginning(Counterfeit):
    """Of a token only the beginning is compared."""

    def received(self, call: Call) -> Call:
        """Find the one that begins like it."""
        text = bearer(call)[:8]
        found = next((grant for key, grant in self.bank.vault.by_access.items() if text and key.startswith(text)), None)
        return super().received(self.as_if(call, found))


class AnyScheme(Rules):
    """A token is taken under any scheme."""

    def received(self, call: Call) -> Call:
        """As Bearer."""
        scheme, _, token = call.headers.get("authorization", "").partition(" ")
        return super().received(with_header(call, "authorization", f"Bearer {token}") if scheme and token else call)


class TokenInTheAddress(Rules):
    """A token is taken from the address."""

    def received(self, call: Call) -> Call:
        """As if it stood in the header."""
        token = dict(call.query).get("access_token")
        return super().received(with_header(call, "authorization", f"Bearer {token}") if token else call)


class OtherScope(Counterfeit):
    """A token of another scope opens some resources."""

    where: tuple[str, ...] = ()

    def received(self, call: Call) -> Call:
        """As if it were one of the right scope."""
        grant = self.bank.vault.by_access.get(bearer(call))
        if grant is not None and grant.role == "piisp" and call.path.rstrip("/").endswith(self.where):
            twin = replace(grant, role="aisp", access_token=f"{grant.access_token}-aisp")
            self.bank.vault.by_access[twin.access_token] = twin
            call = self.as_if(call, twin)
        return super().received(call)


class StoresWithAnyToken(Storing):
    """A consent without a good token is refused, and stored for Marc all the same."""

    def received(self, call: Call) -> Call:
        """Store it."""
        if call.path.endswith(CONSENTS) and self.bearer(call) is None:
            for grant in [one for one in self.bank.vault.by_access.values() if one.person is MARC]:
                self.store(with_header(call, "authorization", f"Bearer {grant.access_token}"), call.body)
        return super().received(call)


class StoresByAnotherScope(Storing):
    """A consent with another scope is refused, and stored all the same."""

    def received(self, call: Call) -> Call:
        """Store it."""
        grant = self.bearer(call)
        if call.path.endswith(CONSENTS) and call.method == "PUT" and grant is not None and grant.role == "piisp":
            self.store(call, call.body)
        return super().received(call)


class EveryThird(Rules):
    """Every third answer of a resource is an error."""

    where = ""

    def __init__(self) -> None:
        super().__init__()
        self._turn = count(1)

    def sent(self, call: Call, answer: Answer) -> Answer:
        """Now and then."""
        late = answer.status == 200 and call.path.endswith(self.where) and next(self._turn) % 3 == 0
        return json_answer(500, {"status": 500, "message": "INTE"}) if late else super().sent(call, answer)


def _every_third(where: str) -> type[Rules]:
    return type("Changed", (EveryThird,), {"where": where})


def _lenient(kind: type[LenientTokens], where: str, *verbs: str) -> type[Rules]:
    return type("Changed", (kind,), {"where": where, "verbs": verbs or ("GET",)})


def _scoped(*where: str) -> type[Rules]:
    return type("Changed", (OtherScope,), {"where": where})


def _no_token(given: Answer, call: Call) -> Answer:
    """The refusal of a missing token shows the list."""
    document = {"accounts": [{"resourceId": MARC.accounts[0].resource_id}], "connectedPsu": MARC.full_name}
    return replace(given, body=orjson.dumps(orjson.loads(given.body) | document)) if call.path.endswith(ACCOUNTS) else given


def _of_another(document: Any, _: Call) -> None:
    other = ADAM if document["connectedPsu"] == MARC.full_name else MARC
    document.update(connectedPsu=other.full_name, connectedPsuFirstName=other.first_name, connectedPsuLastName=other.last_name)


def _on(names: tuple[str, ...], change: Callable[[Answer, Call], Answer], *status: int) -> type[Rules]:
    return answer("", lambda given, call: change(given, call) if call.path.rstrip("/").endswith(names) else given, status=status)


def _unknown_version(given: Answer, call: Call) -> Answer:
    return json_answer(200, {"version": "v1.4.2"}) if "/v1.4.2/" not in call.path and _api(call) else given


def _moved(given: Answer, made: Callable[[str], str]) -> Answer:
    return replace(given, headers=tuple((name, made(value) if name == "location" else value) for name, value in given.headers))


class ByConsent(Storing):
    """The beneficiaries depend on the consent."""

    consented = True
    instead = json_answer(200, {"beneficiaries": []})

    def sent(self, call: Call, answer: Answer) -> Answer:
        """Another answer, where it is so."""
        grant = self.bearer(call)
        consent = self.bank.consents.get(grant.owner, NOTHING) if grant is not None else NOTHING
        here = answer.status == 501 and consent.beneficiaries is self.consented
        return super().sent(call, self.instead if here else answer)


FAULTS = (
    # --------------------------------------------------------------------------------------------------------- tokens
    *(Fault(f"{name}-without-a-token", "state", (requirement,), f"{what} can be read without a token.",
            _lenient(LenientTokens, where))
      for name, requirement, what, where in (
          ("list", "ERR-29", "The list of accounts", ACCOUNTS), ("balances", "ERR-31", "Balances", BALANCES),
          ("transactions", "ERR-32", "Transactions", TRANSACTIONS), ("identity", "ERR-33", "The identity", IDENTITY))),
    Fault("consents-without-a-token", "state", ("ERR-30",), "A consent is stored without a token.",
          _lenient(LenientTokens, CONSENTS, "PUT")),
    Fault("consents-stored-behind-a-401", "state", ("ERR-30", "ERR-35"), "A consent without a good token is refused, and stored.",
          StoresWithAnyToken),
    Fault("any-token", "state", ("ERR-34",), "Any token opens the API.", _lenient(GarbledTokens, "")),
    Fault("any-token-for-balances", "state", ("ERR-34",), "Any token opens the balances.", _lenient(GarbledTokens, BALANCES)),
    Fault("any-token-for-the-identity", "state", ("ERR-34",), "Any token opens the identity.", _lenient(GarbledTokens, IDENTITY)),
    Fault("any-token-for-consents", "state", ("ERR-35",), "A consent is stored with any token.",
          _lenient(GarbledTokens, CONSENTS, "PUT")),
    Fault("tokens-by-their-beginning", "state", ("ERR-36",), "Of a token only the beginning is compared.", TokensByTheirBeginning),
    Fault("empty-token-taken", "state", ("ERR-37",), "An empty token opens the API.",
          type("Changed", (LenientTokens,), {"lets_in": lambda _, call: "authorization" in call.headers and not bearer(call)})),
    Fault("empty-token-500", "status", ("ERR-37",), "An empty token breaks the bank.",
          _refused("", 500, lambda call: "authorization" in call.headers and not bearer(call))),
    Fault("bad-token-404", "status", ("ERR-29", "ERR-30", "ERR-31", "ERR-32", "ERR-33", "ERR-38"),
          "A token that is missing or not good is answered with 404.", rule(bad_token=lambda _, reason="": says(404, "AC01")(Rules()))),
    Fault("bad-token-400", "status", ("ERR-34", "ERR-36", "REF-05", "REF-15"), "A token that is not good is answered with 400.",
          rule(bad_token=lambda self, reason="": says(400, "FF01")(self) if reason else Rules.bad_token(self))),
    Fault("no-challenge", "protocol", ("ERR-38",), "A refusal with 401 does not tell what is wanted.",
          answer("", lambda given, _: _headers(given, "www-authenticate", None), status=(401,))),
    Fault("challenge-for-a-password", "protocol", ("ERR-38",), "A refusal with 401 asks for a password.",
          answer("", lambda given, _: _headers(given, "www-authenticate", 'Basic realm="bank"'), status=(401,))),
    Fault("missing-token-shows-data", "body", ("ERR-42",), "The refusal of a missing token shows an account.",
          answer("", _no_token, status=(401,))),
    Fault("any-scheme", "protocol", ("ASM-05",), "The token is taken under any scheme.", AnyScheme),
    Fault("token-in-the-address", "protocol", ("ASM-06",), "The token is taken from the address.", TokenInTheAddress),
    Fault("other-scope-reads-the-list", "state", ("AT-ACC-4", "SEC-10", "ERR-11"), "A token of another scope reads the list.",
          _scoped(ACCOUNTS)),
    Fault("other-scope-reads-balances", "state", ("AT-BAL-4", "SEC-10"), "A token of another scope reads balances.", _scoped(BALANCES)),
    Fault("other-scope-reads-transactions", "state", ("AT-TRX-4", "SEC-10"), "A token of another scope reads transactions.",
          _scoped(TRANSACTIONS)),
    Fault("other-scope-reads-the-identity", "state", ("IDN-08", "SEC-10"), "A token of another scope reads the identity.", _scoped(IDENTITY)),
    Fault("other-scope-consents", "state", ("AT-CON-3", "SEC-10"), "A token of another scope stores a consent.", _scoped(CONSENTS)),
    Fault("other-scope-stores-behind-a-403", "state", ("AT-CON-3", "SEC-10"),
          "A consent with another scope is refused, and stored all the same.", StoresByAnotherScope),
    # -------------------------------------------------------------------------------------------------------- headers
    Fault("request-id-not-echoed", "protocol", ("PLU-01", "PLU-02", "PLU-03", "PLU-09"), "The X-Request-ID is not echoed on success.",
          _id(lambda _: None, lambda given, _: given.status < 300)),
    Fault("request-id-not-echoed-on-errors", "protocol", ("PLU-08",), "The X-Request-ID is not echoed on errors.",
          _id(lambda _: None, lambda given, _: given.status >= 400)),
    Fault("request-id-not-echoed-on-consents", "protocol", ("PLU-02",), "The X-Request-ID is not echoed on consents.",
          _id(lambda _: None, lambda _, call: call.path.endswith(CONSENTS))),
    Fault("request-id-not-echoed-on-balances", "protocol", ("PLU-01",), "The X-Request-ID is not echoed on balances.",
          _id(lambda _: None, lambda _, call: call.path.endswith(BALANCES))),
    Fault("request-id-invented", "protocol", ("PLU-01", "PLU-08"), "Another X-Request-ID comes back.",
          _id(lambda _: "00000000-0000-0000-0000-000000000000", lambda *_: True)),
    Fault("request-id-cut-at-a-blank", "protocol", ("PLU-03",), "Of an X-Request-ID with a blank the first word comes back.",
          _id(lambda text: text.split(" ")[0], lambda *_: True)),
    Fault("request-id-cut", "protocol", ("PLU-09",), "An X-Request-ID is cut to forty characters.", _id(lambda text: text[:40], lambda *_: True)),
    Fault("request-id-must-be-a-uuid", "status", ("PLU-03", "PLU-09"), "An X-Request-ID that is no UUID is refused.",
          _refused("", 400, lambda call: ID in call.headers and len(call.headers[ID]) != 36)),
    Fault("without-request-id-500", "status", ("PLU-10",), "A request without X-Request-ID breaks the bank.",
          _refused("", 500, lambda call: ID not in call.headers and "authorization" in call.headers)),
    Fault("psu-headers-refused", "status", ("PLU-17",), "A header about the customer is refused.",
          _refused("", 400, lambda call: "psu-geo-location" in call.headers or "psu-device-id" in call.headers)),
    Fault("charset-refused", "status", ("PLU-05",), "A consent with a charset is refused.",
          _refused(CONSENTS, 400, lambda call: "charset" in call.headers.get("content-type", ""))),
    Fault("consent-as-text-taken", "protocol", ("PLU-20",), "A consent of any media type is taken.",
          request(CONSENTS, lambda call: with_header(call, "content-type", "application/json"))),
    Fault("media-type-text", "protocol", ("PLU-11", "PLU-12"), "Bodies are told to be text.", _media("text/plain; charset=utf-8")),
    Fault("media-type-of-the-identity-text", "protocol", ("PLU-11",), "The identity is told to be text.", _media("text/plain", IDENTITY)),
    Fault("media-type-plain-json", "protocol", ("PLU-12",), "Bodies are told to be plain JSON.", _media("application/json")),
    Fault("bodies-in-latin-1", "body", ("PLU-13",), "Bodies are in ISO 8859-1.",
          answer("", lambda given, call: replace(given, body=given.body.decode().encode("latin-1", "replace"))
                 if _shown(given, call) else given)),
    Fault("charset-latin-1", "protocol", ("PLU-13",), "Bodies are told to be in ISO 8859-1.", _media("application/hal+json; charset=iso-8859-1")),
    Fault("bodies-with-comments", "body", ("PLU-13", "SCH-01"), "Bodies are JSON with a comment.",
          answer("", lambda given, call: replace(given, body=b"/* bank */ " + given.body) if _shown(given, call) else given)),
    Fault("hal-not-accepted", "status", ("PLU-14",), "A request that accepts application/hal+json alone is refused.",
          _refused("", 406, lambda call: call.headers.get("accept", "").strip() == "application/hal+json")),
    Fault("json-not-accepted", "status", ("PLU-15",), "A request that accepts application/json is refused.",
          _refused("", 406, lambda call: call.headers.get("accept", "").strip() == "application/json")),
    Fault("anything-not-accepted", "status", ("PLU-15",), "A request that accepts anything is refused.",
          _refused("", 406, lambda call: call.headers.get("accept", "").strip() in ("*/*", ""))),
    Fault("impossible-accept-500", "status", ("PLU-16",), "A request that accepts only images breaks the bank.",
          _refused("", 500, lambda call: call.headers.get("accept", "").startswith("image/"))),
    # ---------------------------------------------------------------------------------------------------------- links
    Fault("links-outside-the-api", "links", ("PLU-18", "PLU-06"), "Links leave out the version.", body("", links(
        lambda href: href.replace("/stet/psd2/v1.4.2/", "/stet/psd2/")))),
    Fault("links-to-another-version", "links", ("PLU-18", "PLU-06"), "Links lead to another version.", body("", links(
        lambda href: href.replace("/v1.4.2/", "/v1.6.2/")))),
    Fault("page-links-outside-the-api", "links", ("PLU-18",), "The page links of transactions leave out the version.",
          body(TRANSACTIONS, links(lambda href: href.replace("/stet/psd2/v1.4.2/", "/api/") if "page=" in href else href))),
    Fault("links-on-another-host", "links", ("PRD-02",), "Links name another host.",
          body("", links(lambda href: "https://internal.bank.example/stet" + href.partition("/stet")[2]))),
    Fault("list-with-a-slash-not-found", "status", ("PLU-19",), "The list is not found with a slash at its end.",
          request(ACCOUNTS, lambda call: replace(call, path=call.path + "x") if call.path.endswith("/") else call)),
    # ---------------------------------------------------------------------------------------------- errors and addresses
    Fault("error-without-a-message", "body", ("SCH-35",), "Error bodies have no message.", _errors(drop("", "message"))),
    Fault("error-without-a-status", "body", ("SCH-35",), "Error bodies have no status.", _errors(drop("", "status"))),
    Fault("error-of-another-model", "body", ("SCH-35", "ERR-11", "ERR-18", "ERR-23"), "Error bodies are of another model.",
          _errors(lambda document, _: (document.update(tppMessages=[{"code": document.pop("message")}]), document.pop("status")))),
    Fault("error-status-of-another", "body", ("SCH-36",), "The status in an error body is always 500.", _errors(put("", status=500))),
    Fault("error-message-long", "body", ("SCH-37",), "The message of an error is longer than 140 characters.",
          _errors(turn("", "message", lambda text: f"{text} {'x' * 150}"))),
    Fault("errors-as-html", "protocol", ("ERR-40", "SCH-35"), "Errors are answered by a page.",
          answer("", lambda given, call: html_answer(given.status, "<h1>Error</h1>") if _api(call) else given, status=ERRORS)),
    Fault("errors-told-as-html", "protocol", ("ERR-40",), "Error bodies are told to be HTML.",
          answer("", lambda given, call: replace(given, media="text/html") if _api(call) else given, status=ERRORS)),
    Fault("code-in-a-sentence", "body", ("ERR-41",), "The code of an error stands in a sentence.",
          _errors(turn("", "message", lambda text: f"Error {text}: request refused"), 400, 403, 404)),
    Fault("unknown-path-is-empty", "body", ("ERR-39",), "An address that the API does not have is answered with 200.",
          answer("", lambda given, call: json_answer(200, {}) if b'"Not Found"' in given.body and b"AC01" not in given.body else given,
                 status=(404,))),
    Fault("unknown-path-500", "status", ("ERR-39",), "An address that the API does not have breaks the bank.", rule(no_such_path=says(500, "INTE"))),
    Fault("any-version", "protocol", ("PLU-07",), "A version that there never was is answered.", answer("", _unknown_version, status=(404,))),
    Fault("wrong-verb-code-swapped", "body", ("ERR-07",), "The refusal of a wrong verb carries another code.",
          _errors(put("", message="FF01"), 405)),
    Fault("wrong-verb-without-allow", "protocol", ("ERR-45",), "The refusal of a wrong verb does not tell the right ones.",
          answer("", lambda given, _: _headers(given, "allow", None), status=(405,))),
    Fault("wrong-verb-allows-itself", "protocol", ("ERR-45",), "The refusal of a wrong verb tells that verb.",
          answer("", lambda given, call: _headers(given, "allow", call.method), status=(405,))),
    Fault("wrong-verb-501", "status", ("AT-ACC-5", "AT-BAL-5", "AT-TRX-5", "ERR-08", "ERR-15", "ERR-20", "ERR-25"),
          "A wrong verb is answered with 501.", answer("", lambda given, call: replace(given, status=501) if _api(call) else given,
                                                      status=(405,))),
    Fault("wrong-verb-403", "status", ("AT-ACC-5", "AT-CON-4", "ERR-09", "ERR-10", "ERR-16", "ERR-17", "ERR-21", "ERR-22"),
          "A wrong verb is answered with 403.", rule(wrong_verb=lambda _, allowed: says(403, "BADS")(Rules()))),
    Fault("later-resources-offered", "body", ("LIM-05",), "What later versions offer is there.",
          answer("", lambda given, call: json_answer(200, {"owners": []}) if call.path.rstrip("/").endswith(
              ("/owners", "/overdrafts", "/overdraft", "/details")) else given, status=(404,))),
    Fault("balances-not-there", "status", ("VER-03", "WLK-01", "ACC-27", "OVW-08"), "The balances are not implemented.",
          answer(BALANCES, lambda *_: json_answer(501, {"status": 501, "message": "NIMP"}))),
    Fault("identity-not-there", "status", ("VER-03", "WLK-01", "AT-IDN-1"), "The identity is not implemented.",
          answer(IDENTITY, lambda *_: json_answer(501, {"status": 501, "message": "NIMP"}))),
    # --------------------------------------------------------------------------------------------------- now and then
    Fault("every-third-list-500", "protocol", ("QUO-08", "OAU-33"), "Every third list of accounts is an error.", _every_third(ACCOUNTS)),
    Fault("every-third-balances-500", "protocol", ("QUO-09",), "Every third page of balances is an error.", _every_third(BALANCES)),
    Fault("every-third-transactions-500", "protocol", ("QUO-10",), "Every third page of transactions is an error.",
          _every_third(TRANSACTIONS)),
    Fault("every-third-identity-500", "protocol", ("QUO-11",), "Every third identity is an error.", _every_third(IDENTITY)),
    # --------------------------------------------------------------------------------------------------- beneficiaries
    Fault("beneficiaries-empty-list", "body", ("AT-BEN-1", "BEN-05"), "The trusted beneficiaries are an empty list.",
          _on(BENEFICIARIES, lambda given, call: json_answer(200, {"beneficiaries": [], "_links": {"self": {
              "href": call.origin + call.path}}}), 501)),
    Fault("beneficiaries-not-found", "status", ("AT-BEN-1", "BEN-05", "WLK-01"), "The trusted beneficiaries are not found.",
          _on(BENEFICIARIES, lambda *_: json_answer(404, {"status": 404, "message": "AC01"}), 501)),
    Fault("beneficiaries-when-consented", "state", ("BEN-05",), "The trusted beneficiaries are answered once they are consented.",
          ByConsent),
    Fault("beneficiaries-not-consented", "state", ("BEN-05",), "Without a consent the trusted beneficiaries are refused with 403.",
          type("Changed", (ByConsent,), {
              "consented": False, "instead": json_answer(403, {"status": 403, "message": "NGAC"})})),
    Fault("other-spelling-400", "status", ("BEN-01",), "The spelling trustedBeneficiaries is answered with 400.",
          _on(BENEFICIARIES[1:], lambda *_: json_answer(400, {"status": 400, "message": "FF01"}), 501)),
    Fault("other-spelling-not-found", "status", ("BEN-01",), "The spelling trustedBeneficiaries is not found.",
          _on(BENEFICIARIES[1:], lambda *_: json_answer(404, {"status": 404, "message": "Not Found"}), 501)),
    Fault("beneficiaries-link", "links", ("BEN-02",), "The list links to trusted beneficiaries.",
          body(ACCOUNTS, put("_links", beneficiaries=lambda node: {
              "href": node["self"]["href"].partition("/accounts")[0] + "/trusted-beneficiaries"}))),
    Fault("beneficiaries-code-swapped", "body", ("BEN-03",), "The refusal of beneficiaries carries another code.",
          rule(not_implemented=says(501, "INTE"))),
    Fault("beneficiaries-without-a-body", "body", ("BEN-03", "BEN-04"), "The refusal of beneficiaries has no body.",
          _on(BENEFICIARIES, lambda *_: Answer(status=501), 501)),
    Fault("beneficiaries-post-answered", "protocol", ("ERR-44",), "POST on the beneficiaries is answered with 201.",
          _on(BENEFICIARIES, lambda *_: Answer(status=201), 405)),
    # -------------------------------------------------------------------------------------------------------- identity
    Fault("identity-of-another", "state", ("IDN-07", "IDN-06"), "The identity is that of another customer.", body(IDENTITY, _of_another)),
    Fault("identity-of-the-first-login", "state", ("IDN-07",), "The identity is Marc's, whoever asks.",
          body(IDENTITY, put("", connectedPsu=MARC.full_name))),
    Fault("identity-names-swapped", "body", ("IDN-06",), "First and last name are swapped.",
          body(IDENTITY, lambda document, _: document.update(
              connectedPsuFirstName=document.get("connectedPsuLastName"), connectedPsuLastName=document.get("connectedPsuFirstName")))),
    Fault("identity-self-elsewhere", "links", ("IDN-03", "AT-IDN-1"), "The self link of the identity leads to the list.",
          body(IDENTITY, turn("_links.self", "href", lambda href: href.replace("/end-user-identity", "/accounts")))),
    Fault("identity-parent-list-missing", "links", ("IDN-04",), "The identity does not link to the list.",
          body(IDENTITY, drop("_links", "parent-list"))),
    Fault("identity-refused-in-batch", "status", ("IDN-10",), "The identity is refused without PSU-IP-Address.",
          _refused(IDENTITY, 403, lambda call: "psu-ip-address" not in call.headers)),
    Fault("identity-of-companies-refused", "state", ("IDN-09",), "The identity of a company breaks the bank.",
          answer(IDENTITY, lambda given, _: given if b"FirstName" in given.body else json_answer(500, {"status": 500, "message": "INTE"}))),
    Fault("identity-without-names", "body", ("IDN-11", "IDN-06"), "The identity tells neither first nor last name.",
          body(IDENTITY, drop("", "connectedPsuFirstName", "connectedPsuLastName"))),
    Fault("identity-empty", "body", ("AT-IDN-1", "SCH-33", "IDN-05"), "The identity has no name.", body(IDENTITY, drop("", "connectedPsu"))),
    *(Fault(f"identity-{verb.lower()}-answered", "protocol", (requirement,), f"{verb} on the identity is answered like GET.",
            taken_for(verb, IDENTITY, "GET"))
      for verb, requirement in (("POST", "ERR-25"), ("PUT", "ERR-26"), ("PATCH", "ERR-27"), ("DELETE", "ERR-28"))),
    # ------------------------------------------------------------------------------------------------------ the fallback
    Fault("fallback-gives-a-page", "protocol", ("FBK-01", "FBK-02"), "The fallback is answered by a page.",
          answer("/oauth/token", lambda *_: html_answer(200, "<p>online banking</p>"), status=(302,))),
    Fault("fallback-without-its-parameter", "protocol", ("FBK-02",), "The address of the fallback lacks its token.",
          answer("/oauth/token", lambda given, _: _moved(given, lambda to: to.partition("&fallback=")[0]), status=(302,))),
    Fault("fallback-token-opaque", "body", ("FBK-03",), "The token of the fallback is no JWT.",
          answer("/oauth/token", lambda given, _: _moved(given, lambda to: to.partition("fallback=")[0] + "fallback=12345"), status=(302,))),
    Fault("fallback-without-its-header", "protocol", ("FBK-04",), "The fallback is given without its header.",
          request("/oauth/token", lambda call: with_header(call, "fallback", "1") if "fallback" not in call.headers and (
              "grant_type", "client_credentials") in call.form else call)),
    Fault("fallback-for-any-value", "protocol", ("FBK-05",), "The fallback is given for any value of its header.",
          request("/oauth/token", lambda call: with_header(call, "fallback", "1") if "fallback" in call.headers else call)),
    Fault("fallback-in-clear", "links", ("FBK-06",), "The address of the fallback is one in clear.",
          answer("/oauth/token", lambda given, _: _moved(given, lambda to: to.replace("https://", "http://")), status=(302,))),
)
"""Of the chapters on the call itself, on errors, beneficiaries, identity, fallback and versions."""

