"""Traffic that was recorded elsewhere, held to what is true of every answer, and to what needs memory.

`traffic` is what was recorded, `bank` which of it is the bank's API. `auditing` holds it to the rules of every run;
what one answer alone does not show is in a file each: `chains` of pages, `filters`, `consents`, batch `accesses`, and
`tokens`. Nothing is sent, and nothing is said of a bank's conformity: only whether it contradicted itself.
"""

from conformance.audit.auditing import Audit, audit

__all__ = ["Audit", "audit"]
