"""redirect: {query: [fallback]}: the answer is a redirect whose Location has these query parameters, none empty."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs

from conformance.checks.word import Word, alone
from conformance.model import JSON, Answer, Mismatch
from conformance.yamlfile import KeyPath

_REDIRECTS = (301, 302, 303, 307, 308)


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield a mismatch where there is no redirect or no Location, and each parameter that it lacks."""
    if answer.last.status not in _REDIRECTS:
        yield Mismatch(says="the answer is no redirect", wanted="a status 3xx", got=answer.last.status)
    location = answer.last.header("location")
    if location is None:
        yield Mismatch(says="there is no Location header", wanted=wanted, where="Location")
        return
    parameters = parse_qs(location.partition("#")[0].partition("?")[2])
    if "to" in wanted and not re.fullmatch(wanted["to"], location):
        says = "the Location has another form"
        yield Mismatch(says=says, wanted=wanted["to"], got=location, where="Location", key="to")
    for name, form in wanted.get("matches", {}).items():
        got = parameters.get(name, [""])[0]
        if not re.fullmatch(form, got):
            says = f"the parameter {name} has another form"
            yield Mismatch(says=says, wanted=form, got=got, where="Location", key="matches")
    for name in wanted.get("query", ()):
        if not parameters.get(name, [""])[0]:
            says = f"the Location lacks the parameter {name}"
            yield Mismatch(says=says, wanted=name, got=sorted(parameters), where="Location", key="query")


def _forms(wanted: JSON) -> Iterator[tuple[KeyPath, str]]:
    if "to" in wanted:
        yield ("to",), wanted["to"]
    for name, form in wanted.get("matches", {}).items():
        yield ("matches", name), form


WORD = Word(check=alone(check), forms=_forms)
