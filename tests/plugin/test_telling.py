"""What is written is told in its order; what goes wrong in telling is raised where something can be done about it."""

from __future__ import annotations

import pytest

from conformance.plugin.telling import Telling


def test_one_after_the_other() -> None:
    """Also what is left while something is told."""
    told: list[str] = []
    telling = Telling()
    telling.later(lambda: (told.append("first"), telling.later(lambda: told.append("third"))))
    telling.later(lambda: told.append("second"))
    assert telling.tell_one()
    assert told == ["first"]
    telling.tell_all()
    assert told == ["first", "second", "third"]
    assert not telling.tell_one()


def test_what_goes_wrong_is_raised_once_and_ends_it() -> None:
    """Whoever waits for the bank does not see it; nothing is told behind what could not be."""
    told: list[str] = []
    telling = Telling()

    def full() -> None:
        raise OSError("the disk is full")

    telling.later(full)
    telling.later(lambda: told.append("second"))
    assert telling.tell_one()
    assert not telling.tell_one()
    with pytest.raises(OSError, match="full"):
        telling.tell_all()
    telling.tell_all()
    assert told == []
