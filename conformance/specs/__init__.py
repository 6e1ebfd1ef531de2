"""What the bank promises, read once: cast, register of requirements, error codes, ambiguities and schemas."""

from conformance.specs.specs import (
    VERSION,
    Account,
    Cast,
    Chapter,
    ErrorCode,
    Persona,
    Requirement,
    Specs,
    grammar,
    load,
    locate,
    read,
    read_cast,
    scenarios_folder,
)

__all__ = [
    "VERSION",
    "Account",
    "Cast",
    "Chapter",
    "ErrorCode",
    "Persona",
    "Requirement",
    "Specs",
    "grammar",
    "load",
    "locate",
    "read",
    "read_cast",
    "scenarios_folder",
]
