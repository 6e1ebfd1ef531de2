"""One run's world: what is given, and the keepers of what changes in it; opened once and closed once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from types import TracebackType

from conformance import rules
from conformance.chance import Chance
from conformance.client.exchanges import Exchanges
from conformance.client.recognition import stranger
from conformance.client.sender import Sender
from conformance.clock import Clock
from conformance.errors import Blocked, Unreachable
from conformance.frozen import dataclass
from conformance.login.callback import Login
from conformance.login.turns import LoginTurns
from conformance.masking.secrets import Secrets
from conformance.model import NOBODY, Asker, Call, Exchange, Purpose
from conformance.rules import Judge, Rule
from conformance.specs import Cast, Persona, Specs
from conformance.target.address import origin
from conformance.target.target import Target
from conformance.tokens.tokens import Tokens
from conformance.world.accesses import Accesses
from conformance.world.api import Api
from conformance.world.consents import Consents
from conformance.world.controls import Controls
from conformance.world.given_tokens import GivenTokens


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything a scenario is played in. What is given is frozen; what changes in a run has a keeper of its own."""

    target: Target
    specs: Specs
    cast: Cast
    """The shipped one, or that of a mock with personas of its own."""
    clock: Clock
    chance: Chance
    secrets: Secrets
    sender: Sender
    tokens: Tokens
    logins: LoginTurns
    api: Api
    given_tokens: GivenTokens
    consents: Consents
    controls: Controls
    accesses: Accesses
    rules: Judge
    """Holds all that is answered to the rules; what they find is told once, not in every scenario."""

    def __enter__(self) -> World:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def oauth(self) -> Mapping[str, str]:
        """The words that `$oauth.` offers."""
        oauth = self.target.oauth
        if oauth is None:
            return {}
        found = {
            "authorize": oauth.authorize_url,
            "token": oauth.token_url,
            "client_id": oauth.client_id,
            "redirect_uri": oauth.redirect_uri,
            "redirect_origin": origin(oauth.redirect_uri),
        }
        second = self.target.features.second_client
        return (
            found
            | ({"revoke": oauth.revoke_url} if oauth.revoke_url else {})
            | ({"second_client_id": second} if isinstance(second, str) else {})
        )

    def close(self) -> None:
        """Put the consents found before the run back, best effort, and close the connections; nobody plays any more."""
        try:
            self.consents.put_back()
        finally:
            self.sender.close()


def login_of(persona: Persona) -> Login:
    """How a persona identifies himself on the bank's screens."""
    return Login(identifier=persona.login, sms_code=persona.sms_code, alternates=persona.login_alternates)


def assemble(  # noqa: PLR0913 - what is given, and whom it is shared with
    target: Target,
    specs: Specs,
    clock: Clock,
    *,
    secrets: Secrets | None = None,
    exchanges: Exchanges | None = None,
    logins: LoginTurns | None = None,
) -> World:
    """A world in which nothing has been asked yet. Raises Mistakes where the target's cast or a key cannot be read.

    `secrets` hides those of this world; new ones do it under labels of their own. `exchanges` is told of all that is
    sent; `logins` are the turns to log in, where other processes play against this bank too.
    """
    sender = Sender(target, clock, Secrets() if secrets is None else secrets, exchanges)
    return assembled(sender, specs, specs.cast_of(target.cast), rules.load(), logins=logins)


def assembled(  # noqa: PLR0913 - who asks, by what, and what is drawn or shared
    sender: Sender,
    specs: Specs,
    cast: Cast,
    held_to: Iterable[Rule],
    *,
    chance: Chance | None = None,
    keeps: bool = True,
    logins: LoginTurns | None = None,
) -> World:
    """A world whose bank is asked by this sender. Raises Mistakes where stored tokens cannot be read.

    `keeps`: whether tokens that a person logged in for are stored between runs.
    """
    target, clock, secrets, chance = sender.target, sender.clock, sender.secrets, chance or Chance()
    limited = specs.limited_to(target.layers)
    judge = Judge(tuple(held_to), limited, target)
    sender.exchanges.tell(judge)
    logins = LoginTurns() if logins is None else logins
    people = {key: login_of(persona) for key, persona in cast.personas.items()}
    asks = sender.asked_by(Asker(purpose=Purpose.LOGIN))
    tokens = Tokens(target, people, asks, clock, secrets, chance=chance, keeps=keeps, turns=logins)
    api = Api(target, sender, tokens)
    given_tokens = GivenTokens(api, tokens, cast)
    accesses = Accesses()
    return World(
        target=target,
        specs=limited,
        cast=cast,
        clock=clock,
        chance=chance,
        secrets=secrets,
        sender=sender,
        tokens=tokens,
        logins=logins,
        api=api,
        given_tokens=given_tokens,
        consents=Consents(api, given_tokens),
        controls=Controls(target, sender, clock, accesses),
        accesses=accesses,
        rules=judge,
    )


def open_world(  # noqa: PLR0913 - as `assemble`, and the moment
    target: Target,
    specs: Specs,
    *,
    clock_moment: datetime | None = None,
    secrets: Secrets | None = None,
    exchanges: Exchanges | None = None,
    logins: LoginTurns | None = None,
) -> World:
    """The world of a run, the bank's clock set to `clock_moment` where it has one; `assemble` knows the rest.

    Raises Unreachable where nothing answers at the base URL or something that is not the API, Blocked where its clock
    cannot be set, Mistakes where the target's cast or a key cannot be read.
    """
    world = assemble(target, specs, Clock(clock_moment), secrets=secrets, exchanges=exchanges, logins=logins)
    try:
        first = world.sender.asked_by(NOBODY).send(Call(method="GET", url=f"{target.base_url}/accounts"))
        _recognise(first, world)
        if clock_moment is not None and target.features.clock:
            world.controls.start_at(clock_moment)
    except Unreachable as silent:
        world.sender.close()
        raise _with_our_papers(silent, target) from None
    except Blocked:
        world.sender.close()
        raise
    return world


def _recognise(first: Exchange, world: World) -> None:
    """Is this the API at all? What answers a stranger with a page may still know a customer, so one is tried too.

    Raises Unreachable where nothing there answers as the API: a wrong version in base_url, http for https.
    """
    found = stranger(first)
    if found is None:
        return
    everybody = sorted(world.cast.personas.values(), key=lambda one: world.tokens.given(one.id, "aisp") is None)
    with suppress(Blocked):
        if everybody and stranger(world.api.ask("GET", "/accounts", everybody[0], NOBODY)) is None:
            return
    raise Unreachable(f"GET {world.target.base_url}/accounts {found.says}: this is not the API", found.advice)


def _with_our_papers(silent: Unreachable, target: Target) -> Unreachable:
    """A silence, and what is wrong with the certificate we showed: banks seldom say why they hang up."""
    if target.tls is None or target.tls.certificate is None:
        return silent
    from conformance.client import tls  # noqa: PLC0415 - slow to import, and of use with certificates only

    return Unreachable("; ".join((silent.says, *tls.readable_notices(target, datetime.now(UTC)))), silent.hint)
