"""Mails: values, rows, and a real SMTP server at the end of the wire."""

from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from jinja2 import DictLoader, Environment
from sqlmodel import select

from app.core import mail as mails
from app.core.clock import FixedClock
from app.core.i18n import gettext
from app.core.mail import Email, Post, SmtpSender
from app.core.models import Mail, MailState
from app.core.settings import Settings
from app.core.site import Site
from app.worker import Worker
from tests.support import Mailbox
from tests.support.ports import free_port

TEMPLATES = {
    "email/hello/subject.txt": "{{ name }}，您好 & 欢迎",
    "email/hello/body.txt": "请打开 {{ origin }}/x\n{{ name }} <b>",
    "email/hello/body.html": "<style>p{color:red}</style><p>{{ name }}</p>",
}
HELLO = Email("hello", "hello:1", "person@example.com", "zh", {"name": "李<四>"})


class Server:
    """Keeps what it receives; refuses the first `refusals` mails."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self.refusals = 0

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        if self.refusals:
            self.refusals -= 1
            return "451 try again"
        content = envelope.content
        assert isinstance(content, bytes)
        message = message_from_bytes(content, policy=default)
        assert isinstance(message, EmailMessage)
        self.received.append(message)
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
    return Post(env, site.settings)


def queue(site: Site, post: Post, email: Email = HELLO) -> None:
    with site.database.writing() as db:
        post.queue(db, email, site.clock.now())


def rows(site: Site) -> list[Mail]:
    with site.database.reading() as db:
        return list(db.exec(select(Mail)).all())


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


def test_a_server_that_refuses_is_tried_again(
    site: Site, post: Post, server: tuple[Server, int], clock: FixedClock
) -> None:
    handler, port = server
    handler.refusals = 1
    queue(site, post)
    worker = through(site, port)
    worker.turn()
    assert rows(site)[0].state is MailState.QUEUED
    assert "451" in rows(site)[0].error
    clock.advance(hours=1)
    worker.drain()
    assert len(handler.received) == 1


def test_gives_up_at_last_and_says_why(site: Site, post: Post, clock: FixedClock) -> None:
    queue(site, post)
    worker = through(site, 1)
    for _try in range(mails.MOST_ATTEMPTS):
        worker.drain()
        clock.advance(hours=2)
    (row,) = rows(site)
    assert row.state is MailState.FAILED
    assert row.error


def crash_while_sending(site: Site) -> Mail:
    """What a kill between the commit of `sending` and the server's answer leaves behind."""
    with site.database.writing() as db:
        mail = mails.claim_mail(db, site.clock.now())
        assert mail is not None
        mails.mark_mail(db, mail, MailState.SENDING, site.clock.now())
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
    queue(site, post, Email("hello", "digest:1", "person@example.com", "zh", {"name": "x"}, resend_unknown=False))
    crash_while_sending(site)
    clock.advance(seconds=61)
    Worker(site, {}, ()).drain()
    assert mailbox.messages == []
    assert rows(site)[0].state is MailState.PARKED
