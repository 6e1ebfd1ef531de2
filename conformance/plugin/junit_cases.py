"""pytest's JUnit file as Jenkins and GitLab take it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

import pytest

from conformance.plugin.run import Run
from conformance.report import junit
from conformance.visible import on_one_line, visible

_PROBLEMS = ("failure", "error", "skipped")


def finish_passed(config: pytest.Config, alone: pytest.TestReport | None = None) -> None:
    """The case that has just ended, if it passed: no cause, which the end of a run alone knows, is told of it.

    `alone`: the one report of it, where no teardown is told, with which pytest would have ended the case.
    """
    xml = _writer(config)
    if xml is None:
        return
    if alone is not None:
        _finish_alone(xml, alone)
        return
    for reporter in xml.node_reporters_ordered[-1:]:
        if "to_xml" in vars(reporter):  # its element is made; until then each call makes another
            case = reporter.to_xml()
            if not any(case.find(problem) is not None for problem in _PROBLEMS):
                _finish(case, None)


def _finish_alone(xml: Any, report: pytest.TestReport) -> None:
    """As pytest ends a case; no element is made of its properties, of which only its output tells."""
    told, report.user_properties = report.user_properties, []
    xml.finalize(report)
    report.user_properties = told
    properties: dict[str, list[str]] = {}
    for name, value in told:
        properties.setdefault(name, []).append(_as_xml(str(value)))
    _tell(xml.node_reporters_ordered[-1].to_xml(), properties)


def _as_xml(text: str) -> str:
    """A value as pytest puts it into an element."""
    if text.isprintable():
        return text
    from _pytest.junitxml import bin_xml_escape  # noqa: PLC0415 - pytest's own, which hardly any text needs

    return bin_xml_escape(text)


def finish(run: Run, config: pytest.Config) -> None:
    """A suite of the bank's name, the word of the run as properties, messages of one line, and what is told of a case
    as its output.

    In a job of GitLab each case has its `file` too, to which GitLab leads; the schema of Jenkins has no room for it.
    """
    xml = _writer(config)
    if xml is None or run.finished is None:
        return
    says = run.finished.statement
    for name, value in (("conformance", says.headline), ("scope", says.scope), ("exit_code", f"{says.code:d}")):
        xml.add_global_property(name, value)
    if xml.suite_name == "pytest":
        xml.suite_name = on_one_line(run.bank_name)
    for case in (reporter.to_xml() for reporter in xml.node_reporters_ordered):
        _finish(case, run)


def clear(config: pytest.Config) -> None:
    """The file is written."""
    xml = _writer(config)
    if xml is not None:
        xml.node_reporters_ordered.clear()


def _writer(config: pytest.Config) -> Any:
    from _pytest.junitxml import xml_key  # noqa: PLC0415 - where pytest's own fixture for properties has it from

    return config.stash.get(xml_key, None)


def _finish(case: ElementTree.Element, run: Run | None) -> None:
    told = case.find("properties")
    properties = _properties(told) if told is not None else {}
    if told is None or "verdict" not in properties:  # a test of others, or one that is finished
        return
    case.remove(told)
    problems = [part for problem in _PROBLEMS for part in case.findall(problem)]
    found = run.causes_of(str(case.get("name"))) if run is not None and problems else ()
    for part in problems:
        part.set("message", junit.told_by(properties, found))
    _tell(case, properties)


def _tell(case: ElementTree.Element, properties: Mapping[str, Sequence[str]]) -> None:
    """The properties as the output of a case, all of which a reader sees."""
    ElementTree.SubElement(case, "system-out").text = junit.output(properties)
    if os.environ.get("GITLAB_CI"):
        case.set("file", next(iter(properties.get("file", [])), ""))
    for part in case.iter():
        part.text = visible(part.text) if part.text else part.text
        part.attrib.update({name: on_one_line(value) for name, value in part.attrib.items()})


def _properties(told: ElementTree.Element) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in told:
        found.setdefault(str(one.get("name")), []).append(str(one.get("value")))
    return found
