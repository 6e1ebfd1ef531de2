"""One run's world: what is given, a client of the API, the consents, and what the bank offers beside its API."""

from conformance.world.accesses import Access, Accesses
from conformance.world.api import JSON_TYPE, NOT_RECOGNISED, Api, code
from conformance.world.consents import Consents, consent_shown
from conformance.world.controls import Controls
from conformance.world.world import World, assemble, login_of, open_world

__all__ = [
    "JSON_TYPE",
    "NOT_RECOGNISED",
    "Access",
    "Accesses",
    "Api",
    "Consents",
    "Controls",
    "World",
    "assemble",
    "code",
    "consent_shown",
    "login_of",
    "open_world",
]
