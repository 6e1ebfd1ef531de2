"""Named harmless differences: what another conforming bank may do, and the text that lets it.

One file per kind of difference, and this one table of all. `allowed` names a requirement of the register, an
ambiguity, or a standard.
"""

from conformance.sandbox.differences import Variation, index_by_name
from conformance.sandbox.variations import balances, bodies, links, logins, refusals, rows, wire

__all__ = ["VARIATIONS", "Variation"]

VARIATIONS: dict[str, Variation] = index_by_name(
    rows.VARIATIONS,
    balances.VARIATIONS,
    links.VARIATIONS,
    bodies.VARIATIONS,
    refusals.VARIATIONS,
    logins.VARIATIONS,
    wire.VARIATIONS,
)
