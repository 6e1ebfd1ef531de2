"""redirect: {query: [fallback]}: the answer is a redirect and its Location has these query parameters, none of them empty."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from conformance.model import JSON, Answer, Fault


def check(wanted: JSON, answer: Answer) -> Iterator[Fault]:
    """Yield a fault where there is no Location, and each parameter that it lacks."""
    location = answer.last.header("location")
    if location is None:
        yield Fault(says="there is no Location header", wanted=wanted, got=None, where="Location")
        return
    parameters = parse_qs(urlsplit(location).query)
    for name in wanted["query"]:
        if not parameters.get(name, [""])[0]:
            says = f"the Location lacks the parameter {name}"
            yield Fault(says=says, wanted=name, got=sorted(parameters), where="Location", key="query")
