"""What is drawn at random is of its form, and never the same."""

from __future__ import annotations

import uuid

from conformance.chance import uuid4


def test_a_uuid_is_one_of_version_four() -> None:
    """Of the variant of RFC 9562, written in lower case; all sixteen digits stand in each free place, four in one."""
    drawn = [uuid4() for _ in range(2_000)]
    assert len(set(drawn)) == len(drawn)
    assert {(one.version, one.variant, str(one)) for one in map(uuid.UUID, drawn)} == {
        (4, uuid.RFC_4122, text) for text in drawn
    }
    digits = [len(set(column)) for column in zip(*drawn, strict=True)]
    assert digits == [16] * 8 + [1] + [16] * 4 + [1, 1] + [16] * 3 + [1, 4] + [16] * 3 + [1] + [16] * 12
