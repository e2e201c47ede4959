"""Lanes: what hangs or fails holds up nothing but itself, and nothing ends a lane."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from email.message import EmailMessage

import pytest
from sqlmodel import select

from app.core import jobs
from app.core.acting import Act
from app.core.clock import FixedClock
from app.core.models import Job, JobState, Mail, MailState, Setback
from app.core.setbacks import MOST_ATTEMPTS, each
from app.core.site import Site
from app.worker import Task, Timer, Worker
from tests.support import Mailbox

pytestmark = pytest.mark.both_engines

JOB = jobs.Reindex("scenario", 7)
SOON = 20.0


class Panic(BaseException):
    """What a library in another language raises when it gives up: no `Exception`."""


def until(happened: Callable[[], bool]) -> bool:
    end = time.monotonic() + SOON
    while not happened() and time.monotonic() < end:
        time.sleep(0.02)
    return happened()


@contextmanager
def running(worker: Worker) -> Iterator[None]:
    worker.start()
    try:
        yield
    finally:
        worker.stop()


def put_in(site: Site, number: int = 1) -> None:
    """A job and a mail that wait."""
    now = site.clock.now()
    with site.database.writing() as db:
        jobs.enqueue(db, JOB, now)
        db.add(
            Mail(
                key=f"k{number}",
                name="n",
                recipient="a@example.com",
                subject="s",
                text="t",
                html="h",
                message_id=f"<{number}@x.cn>",
                run_at=now,
                created_at=now,
            )
        )


def setbacks(site: Site) -> dict[tuple[str, int], Setback]:
    with site.database.reading() as db:
        return {(row.what, row.object_id): row for row in db.exec(select(Setback)).all()}


class Slow(Mailbox):
    """A mail server that takes its time."""

    def __init__(self) -> None:
        super().__init__()
        self.go = threading.Event()

    def send(self, message: EmailMessage) -> None:
        self.go.wait(SOON)
        super().send(message)


def test_what_hangs_holds_up_only_its_own_lane(site: Site) -> None:
    """A timer, the mail server and a job, each in turn, do not come back; everything else is done meanwhile."""
    go, asked = threading.Event(), threading.Event()
    site.sender = mailbox = Slow()
    done: list[int] = []

    def hang(_site: Site, _now: datetime) -> None:
        go.wait(SOON)

    def notice(_site: Site, _now: datetime) -> None:
        asked.set()

    def work(_task: Task, **_payload: object) -> None:
        done.append(1)
        if len(done) == 2:
            go.wait(SOON)

    put_in(site)
    worker = Worker(site, {"reindex": work}, (hang, notice))
    with running(worker):
        assert until(asked.is_set)
        assert until(lambda: bool(done))  # beside a timer and a mail server that hang
        assert mailbox.messages == []
        put_in(site, 2)
        assert until(lambda: len(done) == 2)
        mailbox.go.set()
        assert until(lambda: len(mailbox.messages) == 2)  # beside a timer and a job that hang
        go.set()
    assert not any(thread.is_alive() for thread in worker._threads)


@pytest.mark.parametrize("error", [ValueError("no"), Panic(), RecursionError(), MemoryError()])
def test_nothing_that_is_raised_ends_a_lane(site: Site, mailbox: Mailbox, error: BaseException) -> None:
    tries: list[str] = []

    def timer(_site: Site, _now: datetime) -> None:
        tries.append("timer")
        if tries.count("timer") == 1:
            raise error

    def work(_task: Task, **_payload: object) -> None:
        tries.append("job")
        raise error

    put_in(site)
    worker = Worker(site, {"reindex": work}, (timer,))
    worker.turn()
    assert len(mailbox.messages) == 1
    assert setbacks(site)["test_worker.timer", 0].error.startswith(type(error).__name__)
    with site.database.reading() as db:
        (job,) = db.exec(select(Job)).all()
    assert (job.state, job.attempts) == (JobState.QUEUED, 1)
    worker.turn()
    assert tries == ["timer", "job", "timer"]
    assert setbacks(site) == {}


def test_a_timer_that_raises_starves_nobody(site: Site) -> None:
    seen: list[str] = []

    def named(name: str, *, raises: bool) -> Timer:
        def timer(_site: Site, _now: datetime) -> None:
            seen.append(name)
            if raises:
                raise ValueError

        return timer

    timers = [named("a", raises=True), named("b", raises=False), named("c", raises=True), named("d", raises=False)]
    Worker(site, {}, timers).drain()
    assert seen == ["a", "b", "c", "d"]


def test_a_lane_that_fails_rests_longer_each_time_and_recovers(site: Site) -> None:
    broken = [True]

    def timer(_site: Site, _now: datetime) -> None:
        if broken:
            raise ValueError

    worker = Worker(site, {}, (timer,))
    (lane,) = worker.timers
    rests = []
    for _turn in range(20):
        worker.turn()
        rests.append(worker._rest(lane, worked=False))
    assert rests == sorted(rests)
    assert rests[0] > lane.idle
    assert rests[-1] == 300
    broken.clear()
    worker.turn()
    assert worker._rest(lane, worked=False) == lane.idle


def test_a_job_gives_way_when_the_worker_ends(site: Site) -> None:
    begun = threading.Event()

    def long(task: Task, **_payload: object) -> None:
        begun.set()
        for step in range(1000):
            time.sleep(0.02)
            task.step(step, 1000)

    with site.database.writing() as db:
        jobs.enqueue(db, JOB, site.clock.now())
    with running(Worker(site, {"reindex": long}, ())):
        assert until(begun.is_set)
    with site.database.reading() as db:
        (job,) = db.exec(select(Job)).all()
    assert (job.state, job.attempts, job.lease) == (JobState.QUEUED, 0, None)


def test_mails_give_way_when_the_worker_ends(site: Site) -> None:
    site.sender = mailbox = Slow()
    for number in range(5):
        put_in(site, number)
    worker = Worker(site, {"reindex": lambda _task, **_payload: None}, ())
    worker.start()
    assert until(lambda: any(state is MailState.SENDING for state in _states(site)))
    threading.Timer(0.3, mailbox.go.set).start()
    worker.stop()
    assert len(mailbox.messages) == 1
    assert sorted(_states(site)) == [MailState.QUEUED] * 4 + [MailState.SENT]


def _states(site: Site) -> list[MailState]:
    with site.database.reading() as db:
        return [mail.state for mail in db.exec(select(Mail)).all()]


# One thing of many


def test_one_that_raises_is_put_off_and_the_others_are_done(site: Site, clock: FixedClock) -> None:
    tried: list[int] = []

    def step(_act: Act, number: int) -> None:
        tried.append(number)
        if number == 2:
            raise ValueError("not this one")

    def look() -> None:
        each(site, clock.now(), "thing", [1, 2, 3], step)

    look()
    look()
    assert tried == [1, 2, 3, 1, 3]
    row = setbacks(site)["thing", 2]
    assert (row.attempts, row.error.startswith("ValueError (core/test_worker.py")) == (1, True)
    for _try in range(MOST_ATTEMPTS + 3):
        clock.advance(hours=2)
        look()
    assert tried.count(2) == MOST_ATTEMPTS
    assert setbacks(site)["thing", 2].attempts == MOST_ATTEMPTS


def test_one_that_goes_well_at_last_is_forgotten(site: Site, clock: FixedClock) -> None:
    fails = [True]

    def step(_act: Act, _number: int) -> None:
        if fails:
            raise ValueError

    each(site, clock.now(), "thing", [2], step)
    fails.clear()
    clock.advance(hours=-10)  # the clock jumps back: what was put off does not wait for that future
    each(site, clock.now(), "thing", [2], step)
    assert setbacks(site) == {}


def test_a_step_that_raises_leaves_nothing_behind(site: Site, clock: FixedClock) -> None:
    def step(act: Act, number: int) -> None:
        jobs.enqueue(act.db, jobs.Reindex("scenario", number), clock.now())
        if number == 2:
            raise ValueError

    each(site, clock.now(), "thing", [1, 2], step)
    with site.database.reading() as db:
        assert [job.payload["object_id"] for job in db.exec(select(Job)).all()] == [1]
