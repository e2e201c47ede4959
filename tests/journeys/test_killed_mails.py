"""Workers that are killed while they send mails lose none and send none twice but the one that each had in its hands; of
those that must not come twice, such a one is parked.

`JINGHE_MAILS=3000` sends that many, half of them once at most, with 25 kills, two workers at a time on PostgreSQL.
"""

import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from email import message_from_bytes
from functools import partial

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlmodel import col, func, select

from app.core.clock import SystemClock
from app.core.mail import OWN_ACCOUNT, Email
from app.core.models import Mail, MailState
from app.core.site import Site
from tests.journeys.processes import Program, expire_leases, start
from tests.support.ports import free_port

pytestmark = [pytest.mark.own_database, pytest.mark.both_engines]

MAILS = int(os.environ.get("JINGHE_MAILS", "120"))
KILLS = 25 if MAILS >= 1000 else 3
PATIENCE = 60 + MAILS / 5
ENDED = (MailState.SENT, MailState.PARKED)


class Server:
    """Counts what it has taken, by the id of the message."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.taken[str(message_from_bytes(envelope.content)["Message-ID"])] += 1
        return "250 OK"

    def has(self, enough: int) -> bool:
        return self.taken.total() >= enough


@pytest.fixture
def server() -> Iterator[tuple[Server, int]]:
    handler, port = Server(), free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, port
    controller.stop()


@pytest.fixture
def once(site: Site) -> dict[str, bool]:
    """Mails that wait, by the id of the message, and whether it must come at most once, as each second one; the clock
    runs, as it does for the worker's own process."""
    site.clock = SystemClock()
    context = {"name": "甲", "code": "123456", "when": site.clock.now()}
    with site.database.writing() as db:
        for n in range(MAILS):
            to = f"person{n}@example.com"
            email = Email("sign_in_code", f"code:{n}", to, "zh", context, OWN_ACCOUNT, None, n % 2 == 0, "asked")
            site.post.queue(db, email, site.clock.now())
    with site.database.reading() as db:
        return {mail: not again for mail, again in db.exec(select(Mail.message_id, Mail.resend_unknown)).all()}


def run_until(site: Site, port: int, workers: int, done: Callable[[], bool]) -> None:
    """Workers in processes of their own, all killed as soon as that is so."""
    running = [_worker(site, port) for _ in range(workers)]
    end = time.monotonic() + PATIENCE
    while not done() and time.monotonic() < end:
        time.sleep(0.02)
    for worker in running:
        worker.kill()
    for worker in running:
        worker.ended()
    expire_leases(site)


def _worker(site: Site, port: int) -> Program:
    smtp = {"JINGHE_MAIL": "smtp", "JINGHE_SMTP_PORT": str(port), "JINGHE_SMTP_TLS": "none"}
    return start(site, "worker", JINGHE_MAIL_PER_MINUTE="0", JINGHE_MAIL_PER_DOMAIN="0", **smtp)


def test_mails_survive_the_workers_being_killed(site: Site, once: dict[str, bool], server: tuple[Server, int]) -> None:
    handler, port = server
    workers = 1 if site.database.sqlite else 2
    chance = random.Random(3)
    step = max(30, MAILS // (KILLS + 1) * 2)
    for _kill in range(KILLS):
        enough = min(MAILS - 1, handler.taken.total() + chance.randint(1, step))
        run_until(site, port, workers, partial(handler.has, enough))
    run_until(site, port, workers, lambda: _count(site, *ENDED) == MAILS)
    sent, parked = _count(site, MailState.SENT), _count(site, MailState.PARKED)
    twice = {mail for mail, times in handler.taken.items() if times > 1}
    lost = _parked(site) - set(handler.taken)
    sys.stdout.write(
        f"\n{site.database.engine.name}: {MAILS} mails, {KILLS} kills of {workers} at once: {sent} sent, {parked} parked "
        f"(of which {len(lost)} never arrived), {handler.taken.total()} received, {len(twice)} twice\n"
    )
    assert sent + parked == MAILS
    assert not {mail for mail in twice if once[mail]}
    assert all(once[mail] for mail in _parked(site))
    assert len(twice) + parked <= KILLS * workers
    assert set(once) - set(handler.taken) == lost


def _count(site: Site, *states: MailState) -> int:
    with site.database.reading() as db:
        return db.exec(select(func.count()).select_from(Mail).where(col(Mail.state).in_(states))).one()


def _parked(site: Site) -> set[str]:
    with site.database.reading() as db:
        return set(db.exec(select(Mail.message_id).where(Mail.state == MailState.PARKED)).all())
