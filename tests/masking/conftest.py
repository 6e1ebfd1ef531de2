"""What the tests of the masks share."""

from __future__ import annotations

import pytest

from conformance import catalogue, specs


@pytest.fixture(scope="session")
def our_sentences() -> list[str]:
    """The titles of all scenarios and the sentences of all requirements."""
    known = specs.load()
    titles = [one.title for one in catalogue.load(specs.scenarios_folders(), known)]
    return titles + [one.says for one in known.register.values()]
