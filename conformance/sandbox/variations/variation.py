"""What a variation is."""

from dataclasses import dataclass

from conformance.sandbox.rules import Rules


@dataclass(frozen=True, slots=True)
class Variation:
    """A difference that is no fault: what it does, the text or its gap that allows it, and the rules that do it."""

    name: str
    says: str
    allowed: str
    rules: type[Rules]


def table(*chapters: tuple[Variation, ...]) -> dict[str, Variation]:
    """All variations by their names, each of which stands for one."""
    found: dict[str, Variation] = {}
    for one in (one for chapter in chapters for one in chapter):
        if one.name in found:
            raise ValueError(f"two variations are called {one.name}")
        found[one.name] = one
    return found
