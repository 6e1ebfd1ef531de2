"""A case as the text of a scenario file, and that text as a scenario: what is printed is what was played."""

from __future__ import annotations

from typing import Any

import yaml

from conformance import catalogue, yamlfile
from conformance.model import JSON, Scenario
from conformance.properties.property import Case, Property
from conformance.specs import Specs

HEADER = "# yaml-language-server: $schema=../../specs/scenario.schema.json\n"
_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Dumper(_DUMPER):  # type: ignore[misc]  # the C dumper is only there where libyaml is
    """Plain YAML: what stands twice is written twice."""

    def ignore_aliases(self, data: JSON) -> bool:  # noqa: ARG002 - whatever it is
        return True


def written(prop: Property, case: Case) -> str:
    """The scenario file that states a case."""
    head: dict[str, JSON] = {"title": prop.title, "covers": list(prop.covers), "as": prop.persona}
    needs = [*dict.fromkeys((*prop.needs, *case.needs))]
    head |= {key: value for key, value in (("needs", needs), ("reading", list(prop.reading))) if value}
    head |= {"given": dict(case.given)} if case.given else {}
    return HEADER + dump({**head, "steps": [_sorted(step) for step in case.steps]})


def dump(data: JSON) -> str:
    """Data as YAML that our reader reads back as the same data."""
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, default_flow_style=None, width=110)


def read(text: str, prop: Property, specs: Specs) -> Scenario:
    """The scenario that such a file states."""
    name = f"properties/{prop.name}"
    return catalogue.parse(yamlfile.parse(text, f"{name}.yaml"), name, specs)


def literal(text: str) -> str:
    """A text that a scenario is to send as it is: `$` means nothing in it."""
    return text.replace("$", "$$")


def _sorted(step: Any) -> JSON:
    """The verb first, what is kept last, as people write it."""
    last = {"expect": 1, "should": 2, "keep": 3}
    return {key: step[key] for key in sorted(step, key=lambda key: last.get(key, 0))}
