"""Where whoever started a session of pytest finds what its run came to."""

from __future__ import annotations

from typing import Final

import pytest

from conformance.plugin.ended import Ended

ENDED: Final[pytest.StashKey[Ended]] = pytest.StashKey()
