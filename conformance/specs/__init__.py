"""What the bank promises, read once: cast, register of requirements, error codes, ambiguities; and where it lies."""

from conformance.specs.ambiguities import Ambiguity
from conformance.specs.cast import Account, Cast, Persona, read_cast, read_own_cast, told_cast
from conformance.specs.error_codes import ErrorCode
from conformance.specs.folders import grammar, scenarios_folder, scenarios_folders, specs_folder
from conformance.specs.members import Members
from conformance.specs.register import Chapter, Requirement
from conformance.specs.specs import VERSION, Specs, load, places, read

__all__ = [
    "VERSION",
    "Account",
    "Ambiguity",
    "Cast",
    "Chapter",
    "ErrorCode",
    "Members",
    "Persona",
    "Requirement",
    "Specs",
    "grammar",
    "load",
    "places",
    "read",
    "read_cast",
    "read_own_cast",
    "scenarios_folder",
    "scenarios_folders",
    "specs_folder",
    "told_cast",
]
