"""The worker: carries out jobs, sends mails, and records what the clock has decided.

Each job step, mail and tick is its own short transaction, so that a kill at any moment leaves either the old state or
the new one; what was under way is taken again when its lease expires.
"""

import smtplib
import threading
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core import jobs
from app.core.logs import logger
from app.core.mail import after_failure, claim_mail, mail_due, mark_mail, to_message
from app.core.models import Job, MailState
from app.core.site import Site

IDLE_SECONDS = 0.5
TICK = timedelta(seconds=2)
"""How often the clock is asked: pages ask it themselves, so what a timer records may come a little later."""
log = logger("worker")


class LeaseLost(Exception):
    """Another worker has the job now; this one must stop without writing."""


@dataclass
class Task:
    """A claimed job in its handler's hands."""

    site: Site
    job_id: int
    lease: str

    def step(self, done: int, total: int) -> None:
        """Show progress and keep the lease; call it between transactions, at least every few seconds."""
        with self.site.database.writing() as db:
            if not jobs.renew(db, self.job_id, self.lease, self.site.clock.now(), done, total):
                raise LeaseLost


Handler = Callable[..., None]
"""`handler(task, **payload)`: opens its own transactions and may be called again for the same payload."""
Timer = Callable[[Site, datetime], None]
"""Records what the clock has decided; called every few seconds, usually finding nothing."""


class Worker:
    """One loop over everything that waits; several may run on one database."""

    def __init__(self, site: Site, handlers: Mapping[str, Handler], timers: Sequence[Timer]) -> None:
        self.site, self.handlers, self.timers = site, handlers, timers
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._ticked_at: datetime | None = None

    def start(self) -> None:
        """Run in a thread beside the site."""
        self._thread = threading.Thread(target=self.run, name="jinghe-worker", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish the step under way and end."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=10)

    def run(self) -> None:
        """Work until told to stop; nothing that goes wrong ends the loop."""
        while not self._stop.is_set():
            try:
                worked = self.turn()
            except Exception:
                log.exception("turn")
                worked = False
            if not worked:
                self._stop.wait(IDLE_SECONDS)

    def turn(self) -> bool:
        """Timers, then at most one mail and one job. Returns whether there was any mail or job."""
        self._tick()
        mailed = self._deliver_one()
        return self._do_one() or mailed

    def _tick(self) -> None:
        now = self.site.clock.now()
        if self._ticked_at is not None and timedelta() <= now - self._ticked_at < TICK:
            return
        self._ticked_at = now
        for timer in self.timers:
            timer(self.site, now)

    def drain(self, most: int = 10_000) -> int:
        """Work until nothing is due; returns how many turns it took."""
        self._ticked_at = None
        turns = 0
        while turns < most and self.turn():
            turns += 1
        return turns

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
        task = Task(self.site, job.id or 0, job.lease or "")
        try:
            self.handlers[job.kind](task, **job.payload)
        except LeaseLost:
            log.warning("lease lost", job=job.id, kind=job.kind)
            return
        except Exception as error:
            log.exception("job failed", job=job.id, kind=job.kind)
            with self.site.database.writing() as db:
                jobs.fail(db, job, self.site.clock.now(), "".join(traceback.format_exception_only(error)))
            return
        with self.site.database.writing() as db:
            jobs.finish(db, task.job_id, task.lease, self.site.clock.now())

    def _deliver_one(self) -> bool:
        with self.site.database.reading() as db:
            if not mail_due(db, self.site.clock.now()):
                return False
        with self.site.database.writing() as db:
            mail = claim_mail(db, self.site.clock.now())
            if mail is None:
                return False
            db.expunge(mail)
        with self.site.database.writing() as db:
            # Committed before the server hears of it: if we die after this, the mail may or may not have gone out.
            if not mark_mail(db, mail, MailState.SENDING, self.site.clock.now()):
                return True
        state, error = MailState.SENT, ""
        try:
            self.site.sender.send(to_message(mail, self.site.settings))
        except (OSError, smtplib.SMTPException) as failure:
            state, error = after_failure(mail), str(failure)
            log.warning("mail", mail=mail.id, name=mail.name, error=error[:200])
        with self.site.database.writing() as db:
            mark_mail(db, mail, state, self.site.clock.now(), error)
        return True
