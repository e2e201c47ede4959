"""Mails: values, rows, and a real SMTP server at the end of the wire."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from jinja2 import DictLoader, Environment
from sqlmodel import Session as Db
from sqlmodel import col, select

from app.core import mail as mails
from app.core.clock import FixedClock
from app.core.i18n import gettext
from app.core.mail import OWN_ACCOUNT, About, Email, Post, Refusal, Telling
from app.core.models import Mail, MailState, Setback
from app.core.senders import SmtpSender
from app.core.settings import Settings
from app.core.site import Site
from app.core.topics import Group, Topic
from app.core.troubles import Sort, retry
from app.worker import Worker
from tests.support import Mailbox
from tests.support.ports import free_port

pytestmark = pytest.mark.both_engines

TEMPLATES = {
    "email/hello/subject.txt": "{{ name }}，您好 & 欢迎",
    "email/hello/body.txt": "请打开 {{ origin }}/x\n{{ name }} <b>",
    "email/hello/body.html": "<style>p{color:red}</style><p>{{ name }}</p>",
}
SECRET = "kD93-link"
HELLO = Topic("hello", "问候", "谁都可以", Group("hello", "问候"))


def hello(number: int = 1, recipient: str = "person@example.com", about: About | None = OWN_ACCOUNT) -> Email:
    return Email("hello", f"hello:{number}", recipient, "zh", {"name": "李<四>"}, about, topic="hello")


class Server:
    """Keeps what it receives; answers the first mails with `refusals`, hangs up after `patience` of them."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.refusals: list[str] = []
        self.sessions: set[int] = set()
        self.patience = 1000

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.sessions.add(id(session))
        if self.refusals:
            return self.refusals.pop(0)
        content = envelope.content
        assert isinstance(content, bytes)
        message = message_from_bytes(content, policy=default)
        assert isinstance(message, EmailMessage)
        self.received.append(message)
        self.recipients.append(list(envelope.rcpt_tos))
        return "250 OK"

    async def handle_NOOP(self, server: SMTP, _session: Session, _envelope: Envelope, _arg: str) -> str:
        if len(self.received) % self.patience == 0:
            await server.push("421 enough for one session")
            assert server.transport is not None
            server.transport.close()
        return "250 OK"


@pytest.fixture
def server() -> Iterator[tuple[Server, int]]:
    handler = Server()
    port = free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, port
    controller.stop()


@pytest.fixture
def post(site: Site) -> Post:
    env = Environment(loader=DictLoader(TEMPLATES), autoescape=lambda name: not (name or "").endswith(".txt"))
    env.globals["_"] = gettext
    return Post(env, site.settings, site.post.asking, {"hello": HELLO})


def queue(site: Site, post: Post, *emails: Email) -> None:
    with site.database.writing() as db:
        for email in emails or [hello()]:
            post.queue(db, email, site.clock.now())


def spoil(site: Site, number: int, recipient: str) -> None:
    """A row with an address that no form would let through today."""
    with site.database.writing() as db:
        mail = db.exec(select(Mail).where(Mail.key == f"hello:{number}")).one()
        mail.recipient = recipient
        db.add(mail)


def rows(site: Site) -> list[Mail]:
    with site.database.reading() as db:
        return list(db.exec(select(Mail).order_by(col(Mail.id))).all())


def states(site: Site) -> list[MailState]:
    return [row.state for row in rows(site)]


def through(site: Site, port: int) -> Worker:
    settings = Settings(_env_file=None, var=Path("unused"), mail="smtp", smtp_port=port, smtp_tls="none")
    site.sender = SmtpSender(settings)
    return Worker(site, {}, ())


def test_goes_over_the_wire_as_it_was_written(site: Site, post: Post, server: tuple[Server, int]) -> None:
    handler, port = server
    queue(site, post)
    assert through(site, port).drain() == 1
    (message,) = handler.received
    assert message["Subject"] == "李<四>，您好 & 欢迎"
    assert message["To"] == "person@example.com"
    assert message["Auto-Submitted"] == "auto-generated"
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert "http://testserver/x\r\n李<四> <b>" in plain.get_content().replace("\r\n", "\n").replace("\n", "\r\n")
    assert '<p style="color: red;">李&lt;四&gt;</p>' in html.get_content()
    assert rows(site)[0].state is MailState.SENT


def test_the_same_occasion_mails_once(site: Site, post: Post) -> None:
    queue(site, post)
    queue(site, post)
    assert len(rows(site)) == 1


def test_many_mails_share_a_connection(site: Site, post: Post, server: tuple[Server, int]) -> None:
    handler, port = server
    queue(site, post, *(hello(n, f"person{n}@example.com") for n in range(mails.BATCH + 5)))
    assert through(site, port).drain() == 1
    assert [to for (to,) in handler.recipients] == [f"person{n}@example.com" for n in range(mails.BATCH + 5)]
    assert len(handler.sessions) == 1
    assert set(states(site)) == {MailState.SENT}


def test_a_server_that_hangs_up_is_called_again(site: Site, post: Post, server: tuple[Server, int]) -> None:
    handler, port = server
    handler.patience = 3
    queue(site, post, *(hello(n, f"person{n}@example.com") for n in range(8)))
    through(site, port).drain()
    assert len(handler.received) == 8
    assert len(handler.sessions) == 3
    assert set(states(site)) == {MailState.SENT}


def test_a_server_that_refuses_is_tried_again(
    site: Site, post: Post, server: tuple[Server, int], clock: FixedClock
) -> None:
    handler, port = server
    handler.refusals = [f"451 try <person@example.com> again, http://testserver/reset?token={SECRET}"]
    queue(site, post, hello(1), hello(2))
    worker = through(site, port)
    worker.turn()
    assert states(site) == [MailState.QUEUED, MailState.SENT]
    assert rows(site)[0].error == "SMTPDataError: 451 try … again, …"
    clock.advance(hours=1)
    worker.drain()
    assert len(handler.received) == 2


def test_gives_up_at_last_and_says_why(site: Site, post: Post, server: tuple[Server, int], clock: FixedClock) -> None:
    handler, port = server
    handler.refusals = ["451 come again"] * 100
    queue(site, post)
    worker = through(site, port)
    for _try in range(mails.MOST_ATTEMPTS + 2):
        worker.drain()
        clock.advance(hours=2)
    (row,) = rows(site)
    assert row.state is MailState.FAILED
    assert row.attempts == mails.MOST_ATTEMPTS
    assert "451" in row.error


def test_a_server_that_is_away_costs_no_mail_an_attempt(
    site: Site, post: Post, server: tuple[Server, int], clock: FixedClock
) -> None:
    queue(site, post, *map(hello, range(3)))
    worker = through(site, free_port())
    for _day in range(20):
        worker.drain()
        clock.advance(days=1)
    assert states(site) == [MailState.QUEUED] * 3
    assert {row.attempts for row in rows(site)} == {0}
    with site.database.reading() as db:
        (setback,) = db.exec(select(Setback)).all()
    assert (setback.what, setback.attempts) == ("mails", 20)
    assert "refused" in setback.error
    handler, port = server
    through(site, port).drain()
    assert len(handler.received) == 3
    with site.database.reading() as db:
        assert db.exec(select(Setback)).all() == []


@pytest.mark.parametrize(
    "poison", ["x@[.cn", "a@example.com,b@example.com", "x", "", "李@example.com", "=?utf-8?q?a?=@x.cn"]
)
def test_a_mail_that_cannot_be_built_fails_alone(
    site: Site, post: Post, server: tuple[Server, int], clock: FixedClock, poison: str
) -> None:
    handler, port = server
    queue(site, post, hello(1), hello(2), hello(3))
    spoil(site, 1, poison)
    worker = through(site, port)
    for _try in range(mails.MOST_ATTEMPTS + 2):
        worker.drain()
        clock.advance(hours=2)
    assert states(site) == [MailState.FAILED, MailState.SENT, MailState.SENT]
    assert rows(site)[0].attempts == mails.MOST_ATTEMPTS
    assert handler.recipients == [["person@example.com"]] * 2


class Breaking(Mailbox):
    """A mailbox that raises for one reader."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def send(self, message: EmailMessage) -> None:
        if str(message["To"]) == "person1@example.com":
            raise self.error
        super().send(message)


@pytest.mark.parametrize(
    "error",
    [UnicodeEncodeError("ascii", SECRET, 0, 1, SECRET), RecursionError(SECRET), MemoryError(), KeyError(SECRET)],
)
def test_whatever_a_mail_raises_it_alone_fails_and_quotes_nothing(site: Site, post: Post, error: Exception) -> None:
    site.sender = mailbox = Breaking(error)
    queue(site, post, *(hello(n, f"person{n}@example.com") for n in range(4)))
    Worker(site, {}, ()).drain()
    assert len(mailbox.messages) == 3
    failed = rows(site)[1]
    assert failed.state is MailState.QUEUED
    assert failed.error.startswith(f"{type(error).__name__} (core/test_mail.py:")
    assert SECRET not in failed.error


def crash_while_sending(site: Site) -> Mail:
    """What a kill between the commit of `sending` and the server's answer leaves behind."""
    with site.database.writing() as db:
        mail = mails.claim_mails(db, site.clock.now())[0]
        assert mails.start_sending(db, mail, site.clock.now())
        db.refresh(mail)
        db.expunge(mail)
        return mail


def test_an_unknown_password_mail_goes_again_under_the_same_id(
    site: Site, post: Post, mailbox: Mailbox, clock: FixedClock
) -> None:
    queue(site, post)
    before = crash_while_sending(site)
    worker = Worker(site, {}, ())
    assert worker.drain() == 0
    clock.advance(seconds=61)
    assert worker.drain() == 1
    assert mailbox.messages[0]["Message-ID"] == before.message_id


def test_an_unknown_digest_is_parked(site: Site, post: Post, mailbox: Mailbox, clock: FixedClock) -> None:
    queue(site, post, replace(hello(1), resend_unknown=False))
    crash_while_sending(site)
    clock.advance(seconds=61)
    Worker(site, {}, ()).drain()
    assert mailbox.messages == []
    assert rows(site)[0].state is MailState.PARKED


def test_the_rest_of_a_batch_is_held_while_one_is_sent(site: Site, post: Post, clock: FixedClock) -> None:
    queue(site, post, hello(1), hello(2))
    with site.database.writing() as db:
        first, second = mails.claim_mails(db, clock.now())
        clock.advance(seconds=50)
        assert mails.start_sending(db, first, clock.now())
        db.refresh(second)
        db.expunge(second)
    clock.advance(seconds=50)
    with site.database.writing() as db:
        assert mails.claim_mails(db, clock.now()) == []
        assert mails.start_sending(db, second, clock.now())


def test_what_a_worker_takes_up_at_this_moment_is_not_put_back(site: Site, post: Post, clock: FixedClock) -> None:
    queue(site, post, hello(1))
    with site.database.writing() as db:
        db.exec(select(Mail)).one().error = "put off"
    (row,) = rows(site)

    def again() -> bool:
        with site.database.writing() as db:
            return retry(db, Sort.MAIL, row.id, clock.now())

    with ThreadPoolExecutor(1) as pool:
        with site.database.writing() as db:
            mails.claim_mails(db, clock.now())
            asked = pool.submit(again)
            wait([asked], timeout=0.5)  # it stands in line until the claim is committed
        assert not asked.result()
    assert states(site) == [MailState.LEASED]


def test_what_another_worker_has_taken_over_is_not_sent(site: Site, post: Post, clock: FixedClock) -> None:
    queue(site, post, hello(1))
    with site.database.writing() as db:
        (mine,) = mails.claim_mails(db, clock.now())
        db.expunge(mine)
    clock.advance(seconds=61)
    with site.database.writing() as db:
        assert len(mails.claim_mails(db, clock.now())) == 1
        assert not mails.start_sending(db, mine, clock.now())
        assert not mails.settle(db, mine, MailState.SENT, clock.now())


@pytest.mark.parametrize("back", [timedelta(minutes=30), timedelta(days=400)])
def test_a_clock_that_jumps_back_keeps_no_mail_waiting(
    site: Site, post: Post, mailbox: Mailbox, clock: FixedClock, back: timedelta
) -> None:
    """What was queued, held or put off before the jump lies in the future afterwards."""
    queue(site, post, *(hello(n, f"person{n}@example.com") for n in range(3)))
    with site.database.writing() as db:
        held, sending, put_off = mails.claim_mails(db, clock.now())
        assert held.lease_until
        mails.start_sending(db, sending, clock.now())
        mails.settle(db, put_off, MailState.QUEUED, clock.now(), "451")
    queue(site, post, hello(9, "person9@example.com"))
    clock.advance(seconds=-back.total_seconds())
    Worker(site, {}, ()).drain()
    assert len(mailbox.messages) == 4
    assert set(states(site)) == {MailState.SENT}


def test_a_mail_over_which_processes_die_is_not_tried_for_ever(site: Site, post: Post, clock: FixedClock) -> None:
    queue(site, post)
    for _death in range(100):
        with site.database.writing() as db:
            mails.claim_mails(db, clock.now())
        clock.advance(minutes=2)
    assert states(site) == [MailState.FAILED]


def asking(answers: list[Refusal | None]) -> mails.Asking:
    def ask(_db: Db, tellings: Sequence[Telling], _now: object) -> list[Refusal | None]:
        return [answers.pop(0) for _telling in tellings]

    return ask


def test_is_asked_for_again_when_it_is_sent(site: Site, post: Post, mailbox: Mailbox) -> None:
    post.asking = asking([None, None, Refusal.HIDDEN, None, Refusal.LOCKED])
    site.post = post
    queue(site, post, hello(1, about=About("thing", 1)), hello(2), hello(3, about=About("thing", 3)))
    Worker(site, {}, ()).drain()
    assert [(row.state, row.error) for row in rows(site)] == [
        (MailState.SENT, ""),
        (MailState.DROPPED, "locked"),
        (MailState.DROPPED, "hidden"),
    ]
    assert len(mailbox.messages) == 1
    assert rows(site)[2].text == ""


def test_two_workers_send_each_mail_once(site: Site, post: Post, server: tuple[Server, int]) -> None:
    handler, port = server
    queue(site, post, *(hello(n, f"person{n}@example.com") for n in range(70)))
    workers = [through(site, port), through(site, port)]
    for worker in workers:
        worker.start()
    end = time.monotonic() + 60
    while set(states(site)) != {MailState.SENT} and time.monotonic() < end:
        time.sleep(0.05)
    for worker in workers:
        worker.stop()
    assert sorted(to for (to,) in handler.recipients) == sorted(f"person{n}@example.com" for n in range(70))
