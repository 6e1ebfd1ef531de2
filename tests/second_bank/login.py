"""The way in: authorize, two screens behind a cookie, a code for one use, one pair of tokens per person and scope."""

from dataclasses import dataclass, replace
from secrets import token_urlsafe
from time import monotonic
from urllib.parse import parse_qs, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from .data import PEOPLE, SMS_CODE, Person

CLIENT_ID = "PSDFR-ACPR-24680"
REDIRECT_URI = "https://agregateur.example/retour?voie=7"  # a query is lawful there, and has to survive
COOKIE = "portail_visite"
LIFE_S, CODE_LIFE_S = 900, 120

PAGE = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Portail</title></head><body>
<header><form action="/recherche" method="get"><input type="text" name="q" aria-label="Chercher">
<button type="submit" name="go" value="1">Chercher</button></form></header>
<main><p role="alert">{notice}</p>{form}</main></body></html>"""
WHO = """<form action="valider-identifiant" method="POST"><input type="hidden" name="anti_csrf" value="{csrf}">
<label for="c1">Votre numéro de client</label> <input id="c1" type="text" name="champ_a7" autocomplete="off" required>
<input type="submit" value="Suivant"></form>"""
PROOF = """<form action="./verifier?etape=2" method="post"><input type="hidden" name="anti_csrf" value="{csrf}">
<input type="hidden" name="canal" value="SMS">
<label>Le code reçu <input type="password" inputmode="numeric" name="zz_code_9" maxlength="8"></label>
<button type="submit" name="geste" value="confirmer_9">Valider</button>
<button type="submit" name="geste" value="abandonner" class="cancel" formnovalidate>Annuler</button></form>
<form action="verifier?etape=2" method="post"><input type="hidden" name="anti_csrf" value="{csrf}">
<input type="hidden" name="canal" value="SMS"><button type="submit" name="geste" value="abandonner">Quitter</button>
</form>"""


@dataclass(frozen=True, slots=True)
class Visit:
    """One browser on its way from authorize back to the callback."""

    key: str
    scope: str
    state: str | None
    csrf: str
    person: Person | None = None

    def screen(self, notice: str = "") -> Response:
        form = (PROOF if self.person else WHO).format(csrf=self.csrf)
        return HTMLResponse(PAGE.format(notice=notice, form=form))

    def back(self, **answer: str) -> Response:
        """The way back to the third party, its state first."""
        said = answer if self.state is None else {"state": self.state, **answer}
        return RedirectResponse(f"{REDIRECT_URI}&{urlencode(said)}", 303)


@dataclass(frozen=True, slots=True)
class Grant:
    """The pair of tokens of one person for one scope."""

    person: Person
    scope: str
    access: str
    refresh: str
    until: float


async def _form(request: Request) -> dict[str, str]:
    fields = parse_qs((await request.body()).decode("utf-8", "replace"), keep_blank_values=True)
    return {name: values[-1] for name, values in fields.items()}


def _lost(notice: str = "Cette visite est finie ou inconnue") -> Response:
    return HTMLResponse(PAGE.format(notice=notice, form=""), 400)


def _tell(body: dict[str, str | int], status: int = 200) -> Response:
    return JSONResponse(body, status, headers={"Cache-Control": "no-store", "Pragma": "no-cache"})


class Desk:
    """Everything the login remembers: visits, codes, tokens."""

    def __init__(self) -> None:
        self.visits: dict[str, Visit] = {}
        self.codes: dict[str, tuple[Visit, float]] = {}
        self.grants: dict[tuple[str, str], Grant] = {}
        self.routes = [
            Route("/oauth2/autorisation", self.authorize, methods=["GET"]),
            Route("/portail/identification", self.screen, methods=["GET"]),
            Route("/portail/valider-identifiant", self.hear_who, methods=["POST"]),
            Route("/portail/code", self.screen, methods=["GET"]),
            Route("/portail/verifier", self.hear_proof, methods=["POST"]),
            Route("/oauth2/jeton", self.token, methods=["POST"]),
        ]

    def holder(self, authorization: str) -> Grant | None:
        """Whose living access token this header carries."""
        kind, _, token = authorization.partition(" ")
        alive = (one for one in self.grants.values() if one.access == token and one.until > monotonic())
        return next(alive, None) if kind.lower() == "bearer" else None

    async def authorize(self, request: Request) -> Response:
        asked = request.query_params
        if asked.get("client_id") != CLIENT_ID or asked.get("redirect_uri") != REDIRECT_URI:
            return _lost("Application ou adresse de retour inconnue")
        visit = Visit(token_urlsafe(24), asked.get("scope", "aisp").lower(), asked.get("state"), token_urlsafe(18))
        if asked.get("response_type") != "code":
            return visit.back(error="unsupported_response_type")
        if visit.scope not in ("aisp", "piisp"):
            return visit.back(error="invalid_scope")
        self.visits[visit.key] = visit
        answer = RedirectResponse("/portail/identification", 302)
        answer.set_cookie(COOKIE, visit.key, httponly=True, samesite="lax")
        return answer

    async def screen(self, request: Request) -> Response:
        visit = self.visits.get(request.cookies.get(COOKIE, ""))
        return visit.screen() if visit else _lost()

    async def hear_who(self, request: Request) -> Response:
        visit, said = self.visits.get(request.cookies.get(COOKIE, "")), await _form(request)
        if visit is None or said.get("anti_csrf") != visit.csrf:
            return _lost()
        known = PEOPLE.get(said.get("champ_a7", "").strip())
        if known is None:
            return visit.screen("Numéro de client inconnu")
        self.visits[visit.key] = replace(visit, person=known, csrf=token_urlsafe(18))
        return RedirectResponse("code", 303)

    async def hear_proof(self, request: Request) -> Response:
        visit, said = self.visits.get(request.cookies.get(COOKIE, "")), await _form(request)
        if visit is None or visit.person is None or request.query_params.get("etape") != "2":
            return _lost()
        if said.get("anti_csrf") != visit.csrf or said.get("canal") != "SMS":
            return _lost()
        if said.get("geste") == "abandonner":
            return self.visits.pop(visit.key).back(error="access_denied")
        if said.get("geste") != "confirmer_9" or said.get("zz_code_9") != SMS_CODE:
            return visit.screen("Code inexact, ou aucun bouton choisi")
        code = token_urlsafe(21)
        self.codes[code] = (self.visits.pop(visit.key), monotonic() + CODE_LIFE_S)
        return visit.back(code=code)

    async def token(self, request: Request) -> Response:
        said = await _form(request)
        if said.get("client_id") != CLIENT_ID:
            return _tell({"error": "invalid_client"}, 401)
        if said.get("grant_type") == "authorization_code":
            return self._exchange(said)
        if said.get("grant_type") != "refresh_token":
            return _tell({"error": "unsupported_grant_type"}, 400)
        held = next((one for one in self.grants.values() if one.refresh == said.get("refresh_token")), None)
        return self._give(held.person, held.scope, held.refresh) if held else _tell({"error": "invalid_grant"}, 400)

    def _exchange(self, said: dict[str, str]) -> Response:
        """A pair of tokens for a code; a scope has no place in this request."""
        if "scope" in said or "code" not in said:
            return _tell({"error": "invalid_request"}, 400)
        visit, until = self.codes.pop(said["code"], (None, 0.0))
        if not visit or not visit.person or until < monotonic() or said.get("redirect_uri") != REDIRECT_URI:
            return _tell({"error": "invalid_grant"}, 400)
        return self._give(visit.person, visit.scope, token_urlsafe(40))

    def _give(self, whose: Person, scope: str, refresh: str) -> Response:
        """A new access token; whatever the person had for that scope ends here."""
        grant = Grant(whose, scope, token_urlsafe(40), refresh, monotonic() + LIFE_S)
        self.grants[whose.login, scope] = grant
        about: dict[str, str | int] = {"token_type": "bearer", "expires_in": LIFE_S, "scope": scope}
        return _tell({**about, "access_token": grant.access, "refresh_token": refresh})
