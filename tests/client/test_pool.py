"""An idle connection is used again, never by two at once, and never one that has died."""

from __future__ import annotations

from typing import Any

import httpcore
import pytest

from conformance.client.pool import Pool

BANK, LOGIN = (httpcore.Origin(b"https", host, 443) for host in (b"bank.example", b"login.example"))


class Connection:
    """One as httpcore tells of it, to a host, in whatever state the test says."""

    def __init__(self, origin: httpcore.Origin) -> None:
        self.origin, self.state, self.expired = origin, "new", False

    def can_handle_request(self, origin: httpcore.Origin) -> bool:
        return self.origin == origin

    def is_idle(self) -> bool:
        return self.state in ("idle", "failed")  # httpcore calls idle also what could not be opened

    def is_closed(self) -> bool:
        return self.state in ("closed", "failed")

    def has_expired(self) -> bool:
        return self.expired

    def close(self) -> None:
        self.state = "closed"


class Opening:
    """What opens connections, and knows all that it has opened."""

    def __init__(self) -> None:
        self.opened: list[Connection] = []

    def create_connection(self, origin: httpcore.Origin) -> Connection:
        self.opened.append(Connection(origin))
        return self.opened[-1]


def pool_of(most_idle: int) -> tuple[Any, list[Connection]]:
    opening: Any = Opening()
    return Pool(opening, most_idle), opening.opened


def used(pool: Any, origin: httpcore.Origin, then: str = "idle") -> Connection:
    """A connection that a request went over, which left it so."""
    one: Connection = pool.take(origin)
    one.state = then
    pool.give_back(one)
    return one


def test_the_next_request_to_a_host_goes_over_the_same_connection() -> None:
    """One to another host does not."""
    pool, opened = pool_of(2)
    first = used(pool, BANK)
    assert used(pool, LOGIN) is not first
    assert used(pool, BANK) is first
    assert len(opened) == 2


def test_two_at_once_have_one_each() -> None:
    """Given back, either is used again."""
    pool, opened = pool_of(2)
    both = [pool.take(BANK), pool.take(BANK)]
    assert both[0] is not both[1]
    for one in both:
        one.state = "idle"
        pool.give_back(one)
    assert {pool.take(BANK), pool.take(BANK)} == set(both)
    assert len(opened) == 2


@pytest.mark.parametrize("then", ["closed", "failed", "new"])
def test_what_a_request_has_broken_is_not_used_again(then: str) -> None:
    """Nor what could not be opened, nor what was given up in the middle of an answer; each is closed."""
    pool, _ = pool_of(2)
    broken = used(pool, BANK, then)
    assert pool.take(BANK) is not broken
    assert broken.state == "closed"


def test_what_the_bank_has_closed_meanwhile_is_not_used_again() -> None:
    """Also where that are several."""
    pool, opened = pool_of(2)
    both = [pool.take(BANK), pool.take(BANK)]
    for one in both:
        one.state, one.expired = "idle", True
        pool.give_back(one)
    assert pool.take(BANK) is opened[2]
    assert [one.state for one in both] == ["closed", "closed"]


@pytest.mark.parametrize("most_idle", [0, 1])
def test_no_more_stay_open_than_may(most_idle: int) -> None:
    """Not one, where each request has its own."""
    pool, opened = pool_of(most_idle)
    several = [pool.take(BANK), pool.take(LOGIN), pool.take(BANK)]
    for one in several:
        one.state = "idle"
        pool.give_back(one)
    assert [one.state for one in opened].count("idle") == most_idle


def test_at_the_end_all_are_closed() -> None:
    """Those in use too, whose threads give them back when nobody wants them any more."""
    pool, opened = pool_of(2)
    used(pool, BANK)
    waiting = pool.take(LOGIN)
    pool.close()
    assert [one.state for one in opened] == ["closed", "closed"]
    waiting.state = "idle"
    pool.give_back(waiting)
    assert waiting.state == "closed"
