"""The worker: carries out jobs, sends mails, and records what the clock has decided, each in a lane of its own.

A timer that hangs, a slow mail server or a long import holds up nothing but its own lane. Each job step, mail and look
at the clock is its own short transaction, so that a kill at any moment leaves either the old state or the new one;
what was under way is taken again when its lease expires. A lane holds one connection to the database at a time.
"""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from app.core import jobs, setbacks
from app.core.delivering import deliver
from app.core.logs import logger
from app.core.models import Job
from app.core.retrying import explain, log_failure
from app.core.site import Site

IDLE_SECONDS = 0.5
TICK_SECONDS = 2.0
"""How often the clock is asked: pages ask it themselves, so what a timer records may come a little later."""
LONGEST_PAUSE = 300.0
"""Seconds that a lane rests at most when it fails again and again; it never ends."""
PATIENCE = 10.0
"""Seconds that the lanes may take to end."""
log = logger("worker")


class LeaseLost(Exception):
    """Another worker has the job now; this one must stop without writing."""


class Stopping(Exception):
    """The worker ends; the job goes back to where it was."""


@dataclass
class Task:
    """A claimed job in its handler's hands."""

    site: Site
    job_id: int
    lease: str
    stopping: Callable[[], bool] = bool

    def step(self, done: int, total: int) -> None:
        """Show progress and keep the lease; call it between transactions, at least every few seconds."""
        if self.stopping():
            raise Stopping
        with self.site.database.writing() as db:
            if not jobs.renew(db, self.job_id, self.lease, self.site.clock.now(), done, total):
                raise LeaseLost


Handler = Callable[..., None]
"""`handler(task, **payload)`: opens its own transactions and may be called again for the same payload."""
Timer = Callable[[Site, datetime], None]
"""Records what the clock has decided; called every few seconds, usually finding nothing."""


@dataclass
class Lane:
    """One kind of work, done one after the other. `turn` says whether there was any."""

    name: str
    turn: Callable[[], bool]
    idle: float
    failures: int = 0
    healthy: bool = False
    """Whether it is known to have no setback; one may be left from an earlier process."""


class Worker:
    """Lanes over everything that waits; several workers may run on one database."""

    def __init__(self, site: Site, handlers: Mapping[str, Handler], timers: Sequence[Timer]) -> None:
        self.site, self.handlers = site, handlers
        self._stop = threading.Event()
        mails = partial(deliver, site, self._stop.is_set)
        self.timers = [Lane(_name(timer), partial(self._ask, timer), TICK_SECONDS) for timer in timers]
        self.work = [Lane("mails", mails, IDLE_SECONDS), Lane("jobs", self._do_one, IDLE_SECONDS)]
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Run beside the site, a thread a lane."""
        for lane in [*self.timers, *self.work]:
            thread = threading.Thread(target=self._run, args=(lane,), name=f"jinghe-{lane.name}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def stop(self) -> None:
        """Finish the steps under way and end; a lane that hangs is left behind."""
        self._stop.set()
        end = time.monotonic() + PATIENCE
        for thread in self._threads:
            thread.join(timeout=max(0.0, end - time.monotonic()))

    def _run(self, lane: Lane) -> None:
        while not self._stop.is_set():
            self._stop.wait(self._rest(lane, worked=self._take_turn(lane)))

    def turn(self) -> bool:
        """One turn of each lane, here and now. Returns whether there was any mail or job."""
        for lane in self.timers:
            self._take_turn(lane)
        return any(list(map(self._take_turn, self.work)))

    def drain(self, most: int = 10_000) -> int:
        """Ask every timer, then work until nothing is due; returns how many turns found a mail or job."""
        turns = 0
        for lane in self.timers:
            self._take_turn(lane)
        while turns < most and any(list(map(self._take_turn, self.work))):
            turns += 1
        return turns

    def _take_turn(self, lane: Lane) -> bool:
        """Nothing that goes wrong ends a lane, not even what is no `Exception`: a library may raise its own panic."""
        try:
            worked = lane.turn()
            if not lane.healthy:
                setbacks.forget(self.site, lane.name)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001
            lane.failures, lane.healthy = lane.failures + 1, False
            self._note(lane, error)
            return False
        lane.failures, lane.healthy = 0, True
        return worked

    def _note(self, lane: Lane, error: BaseException) -> None:
        try:
            setbacks.note(self.site, lane.name, 0, error, self.site.clock.now())
        except Exception as second:  # noqa: BLE001 - the database may be what failed
            log_failure(log, "not noted", second, lane=lane.name)

    @staticmethod
    def _rest(lane: Lane, *, worked: bool) -> float:
        if lane.failures:
            return min(LONGEST_PAUSE, lane.idle * 2.0 ** min(lane.failures, 12))
        return 0.0 if worked else lane.idle

    def _ask(self, timer: Timer) -> bool:
        timer(self.site, self.site.clock.now())
        return False

    def _do_one(self) -> bool:
        with self.site.database.reading() as db:
            if not jobs.anything_due(db, self.site.clock.now()):
                return False
        with self.site.database.writing() as db:
            job = jobs.claim(db, self.site.clock.now())
            if job is None:
                return False
            db.expunge(job)
        self._carry_out(job)
        return True

    def _carry_out(self, job: Job) -> None:
        task = Task(self.site, job.id, job.lease or "", self._stop.is_set)
        try:
            self.handlers[job.kind](task, **job.payload)
        except LeaseLost:
            log.warning("lease lost", job=job.id, kind=job.kind)
        except Stopping:
            with self.site.database.writing() as db:
                jobs.give_back(db, job)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001 - see `_take_turn`
            log_failure(log, "job failed", error, job=job.id, kind=job.kind)
            with self.site.database.writing() as db:
                jobs.fail(db, job, self.site.clock.now(), explain(error))
        else:
            with self.site.database.writing() as db:
                jobs.finish(db, task.job_id, task.lease, self.site.clock.now())


def _name(timer: Timer) -> str:
    return f"{timer.__module__.rpartition('.')[2]}.{getattr(timer, '__name__', 'timer')}"
