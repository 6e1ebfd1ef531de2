"""Two runs beside each other: what fails now and did not, and how the answers themselves have become others.

`standing` compares the verdicts, cause by cause. `observing` notes the traits of every answer by persona, address and
status, `changes` tells which of them differ by more than chance, `requests` which request was answered otherwise;
`comparing` holds all of it together, and `text`, `markdown`, `html` and `data` tell it. All of it is pure.
"""

from conformance.comparison.comparing import compare
from conformance.comparison.comparison import Comparison

__all__ = ["Comparison", "compare"]
