"""From a need to what others copy, over HTTP without scripting: every person signs in as herself and takes only the links and
forms that her pages have."""

from collections.abc import Callable

import pytest

from app.core.clock import FixedClock
from app.core.site import Site
from scenarios.lifecycle import Route
from tests.journeys.scenes import (
    Play,
    a_need,
    agreed,
    begun,
    copied,
    granted,
    introduced,
    locked,
    measured,
    met,
    put_forward,
    revoked,
    started,
    stopped,
)
from tests.scenarios.pilots.helpers import running
from tests.support import Browser, Cast, Mailbox
from tests.support.walking import Reader

SignedIn = Callable[[int], Browser]


@pytest.fixture
def play(
    site: Site,
    cast: Cast,
    clock: FixedClock,
    drain: Callable[[], int],
    mailbox: Mailbox,
    browser: Browser,
    signed_in: SignedIn,
) -> Play:
    def walk(person: int | None) -> Reader:
        return Reader(browser.another() if person is None else signed_in(person))

    return Play(site, cast, clock, drain, mailbox, walk)


def test_introduced_met_piloted_verified_and_copied(play: Play) -> None:
    need = a_need(play, Route.MATCH_ONLY)
    introduced(play)
    met(play)
    _from_pilot_to_copy(play, need)


def test_let_in_for_a_test_verified_copied_and_revoked(play: Play) -> None:
    need = a_need(play, Route.TEST_ONLY)
    granted(play, need)
    revoked(play, _from_pilot_to_copy(play, need))


def _from_pilot_to_copy(play: Play, need: str) -> str:
    here = begun(play, need)
    for scene in (agreed, locked, started, measured):
        scene(play, here)
    demonstration = put_forward(play, here)
    copied(play, demonstration)
    visitor = play.at(None, need)
    visitor.says("试点开始", "通过验证", "列入验证记录", "别处推广")
    visitor.follow(demonstration)
    return demonstration


def test_stopped_early_with_its_lesson_shown(play: Play, site: Site, cast: Cast, signed_in: SignedIn) -> None:
    here = running(site, cast, signed_in)
    stopped(play, here, play.at(cast.owner, here).links("/scenarios/")[0])
