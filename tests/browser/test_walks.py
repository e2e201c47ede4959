"""The way from an introduction to a copy by real clicks; `tests/journeys/test_walks.py` goes it without scripting."""

import time
from collections.abc import Callable

import pytest
from sqlmodel import col, func, select

from app.core.clock import FixedClock
from app.core.models import Mail, MailState
from app.core.site import Site
from app.registry import make_worker
from scenarios.lifecycle import Route
from tests.browser.clicking import Clicker
from tests.browser.conftest import Stage
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

pytestmark = pytest.mark.browser


@pytest.fixture
def drained(site: Site) -> Callable[[], int]:
    """Whatever waits is done, here or by the worker of the served site."""
    worker = make_worker(site)
    on_its_way = select(func.count()).where(
        col(Mail.state).in_([MailState.QUEUED, MailState.LEASED, MailState.SENDING])
    )

    def run() -> int:
        turns = worker.drain()
        while True:
            with site.database.reading() as db:
                if not db.exec(on_its_way).one():
                    break
            time.sleep(0.05)
        site.index.refresh()
        return turns

    return run


@pytest.fixture
def play(stage: Stage, site: Site, cast: Cast, clock: FixedClock, drained: Callable[[], int], mailbox: Mailbox) -> Play:
    known: dict[int | None, Clicker] = {}

    def walk(person: int | None) -> Clicker:
        """Everybody has a screen of her own, and signs in again when she comes back to it after weeks."""
        if person not in known:
            known[person] = Clicker(stage.visitor())
        if person is not None:
            stage.sign_in(known[person].visitor, person)
        return known[person]

    return Play(site, cast, clock, drained, mailbox, walk)


@pytest.mark.parametrize("stage", ["scripting-desktop"], indirect=True)
def test_introduced_met_piloted_verified_and_copied(stage: Stage, play: Play) -> None:
    need = a_need(play, Route.MATCH_ONLY)
    introduced(play)
    met(play)
    copied(play, _from_pilot_to_record(play, need))
    assert complaints(stage) == []


@pytest.mark.parametrize("stage", ["scripting-desktop"], indirect=True)
def test_let_in_for_a_test_verified_and_revoked(stage: Stage, play: Play) -> None:
    need = a_need(play, Route.TEST_ONLY)
    granted(play, need)
    revoked(play, _from_pilot_to_record(play, need))
    assert complaints(stage) == []


@pytest.mark.parametrize("stage", ["scripting-desktop"], indirect=True)
def test_stopped_early_with_its_lesson_shown(
    stage: Stage, play: Play, site: Site, cast: Cast, signed_in: Callable[[int], Browser]
) -> None:
    here = running(site, cast, signed_in)
    stopped(play, here, play.at(cast.owner, here).links("/scenarios/")[0])
    assert complaints(stage) == []


def _from_pilot_to_record(play: Play, need: str) -> str:
    here = begun(play, need)
    for scene in (agreed, locked, started, measured):
        scene(play, here)
    return put_forward(play, here)


def complaints(stage: Stage) -> list[object]:
    """What browsers have complained of, and pages wider than their screen."""
    return [visitor.complaints for visitor in stage.visitors if visitor.complaints]
