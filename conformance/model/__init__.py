"""The nouns of the house: frozen values that travel from the scenario file to the report.

A `Scenario` is played as `Exchange`s, checked into `Finding`s and judged into one `Verdict`. Nothing here does
anything; everything else takes these apart and builds new ones.
"""

from conformance.model.exchange import NO_ANSWER, NOBODY, Asker, Call, Exchange, Purpose
from conformance.model.scenario import Consent, Scenario, Stage
from conformance.model.step import (
    USUAL,
    AnsweredStep,
    AskingStep,
    Authorize,
    Claim,
    Envelope,
    Follow,
    Form,
    Json,
    LogIn,
    Payload,
    Raw,
    Request,
    SetClock,
    Step,
    Typed,
    Walk,
)
from conformance.model.values import EMPTY, JSON, NOT_JSON, Field, Fields, Place, Scalar
from conformance.model.verdict import (
    Answer,
    Finding,
    LongValue,
    Mismatch,
    Outcome,
    PlayedStep,
    Seen,
    Tally,
    Verdict,
)

__all__ = [
    "EMPTY",
    "JSON",
    "NOBODY",
    "NOT_JSON",
    "NO_ANSWER",
    "USUAL",
    "Answer",
    "AnsweredStep",
    "Asker",
    "AskingStep",
    "Authorize",
    "Call",
    "Claim",
    "Consent",
    "Envelope",
    "Exchange",
    "Field",
    "Fields",
    "Finding",
    "Follow",
    "Form",
    "Json",
    "LogIn",
    "LongValue",
    "Mismatch",
    "Outcome",
    "Payload",
    "Place",
    "PlayedStep",
    "Purpose",
    "Raw",
    "Request",
    "Scalar",
    "Scenario",
    "Seen",
    "SetClock",
    "Stage",
    "Step",
    "Tally",
    "Typed",
    "Verdict",
    "Walk",
]
