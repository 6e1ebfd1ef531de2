"""Scenario files into `Scenario`s: read, checked before anything is sent, selected."""

from conformance.catalogue.reading import is_scenario, load, load_file, own_requirements, parse

__all__ = ["is_scenario", "load", "load_file", "own_requirements", "parse"]
