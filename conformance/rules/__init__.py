"""Rules: what is true of every answer of a kind stands once, and every answer of a run is held to it.

`reading` makes the files of specs/rules into `Rule`s, `judge` hears what is exchanged and holds it to them, `observed`
is what they came to, added up over the workers of a run and told as verdicts.
"""

from conformance.rules.gathering import Gathered
from conformance.rules.judge import Judge
from conformance.rules.observed import Observed, Way, added, verdict, verdicts
from conformance.rules.reading import load, read
from conformance.rules.rule import Rule, When

__all__ = ["Gathered", "Judge", "Observed", "Rule", "Way", "When", "added", "load", "read", "verdict", "verdicts"]
