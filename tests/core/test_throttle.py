"""The throttle: exact under fifty threads, calm when the clock jumps, small."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.core.clock import FixedClock
from app.core.errors import TooMany
from app.core.models import Attempt
from app.core.site import Site
from app.core.throttle import LONGEST_WINDOW, Limit, give_back, sweep, throttle
from tests.support.at_once import at_once

pytestmark = pytest.mark.both_engines

QUARTER = timedelta(minutes=15)
TEN = Limit("sign_in", "a@example.com", 10, QUARTER)


def passes(site: Site, *limits: Limit) -> bool:
    try:
        throttle(site.database, site.clock.now(), *limits)
    except TooMany:
        return False
    return True


def rows(site: Site) -> list[Attempt]:
    with site.database.reading() as db:
        return list(db.exec(select(Attempt)).all())


def test_of_fifty_at_once_ten_pass(site: Site) -> None:
    assert sum(at_once(50, lambda _n: passes(site, TEN))) == 10
    assert len(rows(site)) == 1


def test_several_limits_count_together_or_not_at_all(site: Site) -> None:
    """Half the threads name their limits in the other order: none waits for another for ever."""
    wide = Limit("network", "192.0.2.7", 25, QUARTER)

    def one(number: int) -> bool:
        mine = Limit("sign_in", f"{number % 5}@example.com", 4, QUARTER)
        return passes(site, *((mine, wide) if number % 2 else (wide, mine)))

    assert sum(at_once(50, one)) == 20
    assert sum(passes(site, wide) for _ in range(10)) == 5  # what was refused at the other limit is not counted here


def test_the_sentence_says_when_to_come_back(site: Site) -> None:
    three = Limit("sign_in", "b", 3, QUARTER)
    assert all(passes(site, three) for _ in range(3))
    with pytest.raises(TooMany, match="5 分钟"):
        throttle(site.database, site.clock.now(), three)
    assert passes(site, Limit("sign_in", "c", 3, QUARTER))


def test_room_comes_back_with_time_and_with_success(site: Site, clock: FixedClock) -> None:
    assert [passes(site, TEN) for _ in range(11)].count(True) == 10
    give_back(site.database, clock.now(), TEN)
    assert [passes(site, TEN) for _ in range(2)] == [True, False]
    clock.advance(minutes=3)
    assert [passes(site, TEN) for _ in range(3)] == [True, True, False]
    clock.advance(minutes=16)
    assert [passes(site, TEN) for _ in range(11)].count(True) == 10


def test_a_clock_that_jumps_back_neither_locks_out_nor_opens_the_gate(site: Site, clock: FixedClock) -> None:
    few = Limit("sign_in", "few", 10, QUARTER)
    assert passes(site, few)
    assert [passes(site, TEN) for _ in range(11)].count(True) == 10
    clock.advance(hours=-5)
    assert [passes(site, few) for _ in range(10)].count(True) == 9
    assert not passes(site, TEN)
    clock.advance(minutes=16)
    assert [passes(site, TEN) for _ in range(11)].count(True) == 10
    assert [passes(site, few) for _ in range(11)].count(True) == 10


def test_what_has_run_empty_is_swept_and_who_tried_is_not_kept(site: Site, clock: FixedClock) -> None:
    for number in range(20):
        passes(site, Limit("reset", f"{number}@example.com", 5, QUARTER))
    clock.advance(hours=24)
    passes(site, TEN)
    assert "example.com" not in "".join(row.subject for row in rows(site))
    sweep(site, clock.now())
    assert len(rows(site)) == 21  # once an hour is enough
    clock.advance(hours=2)
    sweep(site, clock.now())
    assert [row.what for row in rows(site)] == ["sign_in"]
    assert timedelta(hours=24) <= LONGEST_WINDOW
