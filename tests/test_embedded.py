"""The embedded bank leaves it to the run to say why it ended."""

from __future__ import annotations

import errno
import logging

import pytest

from conformance import embedded


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(errno.EMFILE, "Too many open files"), False),
        (ValueError("Invalid file descriptor: -1"), False),
        (OSError(errno.EADDRINUSE, "Address already in use"), True),
        (ValueError("of our own"), True),
    ],
)
def test_too_few_open_files_are_told_by_the_run_alone(
    error: Exception, told: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """The event loop would say so thousands of times; anything else it says still."""
    running, _ = embedded.start()
    running.stop()
    logging.getLogger("asyncio").error("what the loop says", exc_info=error)
    assert ("what the loop says" in caplog.text) is told
