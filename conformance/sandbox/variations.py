"""Named harmless differences: what another conforming bank may do, and the text that lets it."""

from dataclasses import dataclass

from conformance.sandbox.rules import Rules


@dataclass(frozen=True, slots=True)
class Variation:
    """A difference that is no fault: what it does, what allows it, and the rules that do it."""

    name: str
    says: str
    allowed: str
    rules: type[Rules]


VARIATIONS: dict[str, Variation] = {}
