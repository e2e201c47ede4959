"""A worker that is killed while it sends mails loses none, and sends none twice but the one it had in its hands."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from email import message_from_bytes
from functools import partial

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlmodel import select

from app.core.clock import SystemClock
from app.core.mail import OWN_ACCOUNT, Email
from app.core.models import Mail, MailState
from app.core.site import Site
from tests.journeys.processes import expire_leases, start
from tests.support.ports import free_port

pytestmark = [pytest.mark.own_database, pytest.mark.both_engines]

MAILS, KILLS = 120, 3


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
def ids(site: Site) -> set[str]:
    """Mails that wait; the clock runs, as it does for the worker's own process."""
    site.clock = SystemClock()
    with site.database.writing() as db:
        for n in range(MAILS):
            context = {"name": "甲", "code": "123456", "when": site.clock.now()}
            email = Email(
                "sign_in_code", f"code:{n}", f"person{n}@example.com", "zh", context, OWN_ACCOUNT, topic="asked"
            )
            site.post.queue(db, email, site.clock.now())
    with site.database.reading() as db:
        return set(db.exec(select(Mail.message_id)).all())


def run_until(site: Site, port: int, done: Callable[[], bool]) -> None:
    """A worker in a process of its own, killed as soon as that is so."""
    worker = start(site, "worker", JINGHE_MAIL="smtp", JINGHE_SMTP_PORT=str(port), JINGHE_SMTP_TLS="none")
    end = time.monotonic() + 60
    while not done() and time.monotonic() < end:
        time.sleep(0.02)
    worker.kill()
    worker.ended()
    expire_leases(site)


def test_mails_survive_the_worker_being_killed(site: Site, ids: set[str], server: tuple[Server, int]) -> None:
    handler, port = server
    chance = random.Random(3)
    for _kill in range(KILLS):
        run_until(site, port, partial(handler.has, handler.taken.total() + chance.randint(1, 30)))
    run_until(site, port, lambda: _unsent(site) == 0)
    assert set(handler.taken) == ids
    assert handler.taken.total() <= MAILS + KILLS
    assert _unsent(site) == 0


def _unsent(site: Site) -> int:
    with site.database.reading() as db:
        return len(db.exec(select(Mail.id).where(Mail.state != MailState.SENT)).all())
