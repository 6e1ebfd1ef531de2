"""redirect: {query: [fallback]}: the answer is a redirect whose Location has these query parameters, none empty.

Each comes once: a second value beside the first would be read by some and not by others (RFC 6749, 3.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs

from conformance.checks.word import Word, of_the_answer
from conformance.model import JSON, Answer, Mismatch
from conformance.yamlfile import KeyPath

_REDIRECTS = (301, 302, 303, 307, 308)


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield a mismatch where there is no redirect or no Location, and each parameter that it lacks."""
    if answer.last.status not in _REDIRECTS:
        yield Mismatch(says="the answer is not a redirect", wanted="a status 3xx", got=answer.last.status)
    locations = list(dict.fromkeys(value for name, value in answer.last.headers if name.lower() == "location"))
    if len(locations) != 1:
        says = "there are several Location headers" if locations else "there is no Location header"
        yield Mismatch(says=says, wanted="one Location", got=" ".join(locations) or None, where="Location")
        return
    location = locations[0]
    parameters = parse_qs(location.partition("#")[0].partition("?")[2])
    if "to" in wanted and not re.fullmatch(wanted["to"], location):
        wish = f"the form {wanted['to']}"
        yield Mismatch(says="the form is wrong", wanted=wish, got=location, where="Location", key="to")
    for name, form in wanted.get("matches", {}).items():
        yield from _parameter(name, parameters, "matches", form)
    for name in wanted.get("query", ()):
        yield from _parameter(name, parameters, "query", ".+")


def _parameter(name: str, parameters: dict[str, list[str]], key: str, form: str) -> Iterator[Mismatch]:
    """What is wrong with a parameter that must be there once and have a form."""
    got = parameters.get(name, [])
    if not got:
        says, there = f"the Location lacks the parameter `{name}`", ", ".join(sorted(parameters)) or "no parameter"
        yield Mismatch(says=says, wanted=name, got=there, where="Location", key=key)
    elif len(got) > 1:
        says = f"the Location has the parameter `{name}` more than once"
        yield Mismatch(says=says, wanted="one value", got=", ".join(got), where="Location", key=key)
    elif not re.fullmatch(form, got[0], re.DOTALL if key == "query" else 0):
        says = f"the form of the parameter `{name}` is wrong"
        yield Mismatch(says=says, wanted=f"the form {form}", got=got[0], where="Location", key=key)


def _forms(wanted: JSON) -> Iterator[tuple[KeyPath, str]]:
    if "to" in wanted:
        yield ("to",), wanted["to"]
    for name, form in wanted.get("matches", {}).items():
        yield ("matches", name), form


WORD = Word(check=of_the_answer(check), forms=_forms)
