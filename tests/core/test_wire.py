"""What a real mail server receives, parsed; and what its answers do to mails, addresses and the pace."""

import io
import json
import re
import smtplib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import delete, event
from sqlmodel import col, select

from app.accounts.models import Person
from app.cli.door import door
from app.core import mail as mails
from app.core.bounces import unreachable
from app.core.clock import FixedClock
from app.core.mail import OWN_ACCOUNT, About, Email
from app.core.messages import to_message
from app.core.models import Mail
from app.core.pacing import Pace
from app.core.retrying import explain
from app.core.senders import SmtpSender
from app.core.settings import Settings
from app.core.site import Site
from app.worker import Worker
from tests.support import Browser, Cast
from tests.support.browser import text_of
from tests.support.ports import free_port

LONG = "跨院区的影像报告质控与危急值闭环管理平台（二期）需求变更：截止日期、资金上限、关键指标与准入条件的补充说明"
ENCODED = re.compile(rb"=\?utf-8\?[bq]\?[^?]*\?=", re.IGNORECASE)


class Server:
    """Keeps what it receives as it came; `answers` are given at RCPT to an address, again and again."""

    def __init__(self) -> None:
        self.raw: list[bytes] = []
        self.to: list[str] = []
        self.sessions: set[int] = set()
        self.answers: dict[str, str] = {}

    async def handle_RCPT(
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.sessions.add(id(session))
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.raw.append(envelope.content)
        self.to.append(envelope.rcpt_tos[0])
        return "250 OK"

    def received(self) -> list[EmailMessage]:
        found = [message_from_bytes(raw, policy=default) for raw in self.raw]
        assert all(isinstance(one, EmailMessage) for one in found)
        return found


@pytest.fixture
def server(site: Site) -> Iterator[Server]:
    handler, port = Server(), free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    site.sender = SmtpSender(Settings(_env_file=None, var=Path("unused"), mail="smtp", smtp_port=port, smtp_tls="none"))
    yield handler
    controller.stop()


def letter(number: int, recipient: str = "person@example.com") -> Email:
    context = {"name": "甲", "code": "123456", "when": FixedClock().now()}
    return Email("sign_in_code", f"code:{number}", recipient, "zh", context, OWN_ACCOUNT, topic="asked")


def queue(site: Site, *emails: Email) -> None:
    with site.database.writing() as db:
        for email in emails:
            site.post.queue(db, email, site.clock.now())


def rows(site: Site) -> list[Mail]:
    with site.database.reading() as db:
        return list(db.exec(select(Mail).order_by(col(Mail.id))).all())


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    assert body["Content-Transfer-Encoding"] == "base64"
    return str(body.get_content())


def test_what_the_server_receives(site: Site, cast: Cast, server: Server, browser: Browser) -> None:
    """Every mail of the table over the wire and back, each eighth in English too."""
    with site.database.reading() as db:
        owner = db.get_one(Person, cast.owner)
    expected = []
    with site.sender.open() as courier:
        for language, step in (("zh", 1), ("en", 8)):
            owner.language = language
            for emails in list(site.slices.samples(site, owner).values())[::step]:
                mail = site.post.drafted(emails[0], site.clock.now())
                expected.append(mail)
                courier.ready()
                courier.send(to_message(mail, site.settings))
    received = server.received()
    assert (len(received) > len(site.slices.mails), len(server.sessions)) == (True, 1)
    for mail, message, raw in zip(expected, received, server.raw, strict=True):
        assert str(message["Subject"]) == mail.subject
        assert part(message, "plain").replace("\r\n", "\n") == mail.text
        assert part(message, "html").replace("\r\n", "\n").strip() == mail.html.strip()
        assert (str(message["Message-ID"]), str(message["Auto-Submitted"])) == (mail.message_id, "auto-generated")
        assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_headers_of_a_mail_that_can_be_left(site: Site, cast: Cast, server: Server, browser: Browser) -> None:
    site.settings.public_url = site.post.settings.public_url = f"http://{'long-' * 12}name.example.gov.cn:8080"
    with site.database.reading() as db:
        owner = db.get_one(Person, cast.owner)
    (email, *_more) = site.slices.samples(site, owner)["accounts.handed_over"]
    email = replace(email, about=About("organisation", cast.hospital))
    queue(site, email)
    with site.database.writing() as db:
        db.exec(select(Mail)).one().subject = LONG
    Worker(site, {}, ()).drain()
    (message,), (raw,) = server.received(), server.raw
    assert str(message["Subject"]) == LONG
    heads = raw.split(b"\r\n\r\n")[0]
    words = ENCODED.findall(heads)
    assert len(words) > 1
    assert all(len(word) <= 75 and message_from_bytes(b"Subject: " + word, policy=default)["Subject"] for word in words)
    url = str(message["List-Unsubscribe"]).strip("<>")
    assert (f"List-Unsubscribe: <{url}>\r\n".encode() in raw, "/unsubscribe/" in url) == (True, True)
    assert str(message["List-Unsubscribe-Post"]) == "List-Unsubscribe=One-Click"
    assert str(message["List-ID"]).startswith("<handed-over.long-")
    assert (
        {url}
        < set(re.findall(r"https?://[^\s\"<>]+", part(message, "plain")))
        == set(re.findall(r"https?://[^\s\"<>]+", part(message, "html")))
    )
    # What a mail program does with them: a bare POST, from elsewhere, with nothing but the address.
    path = url[url.index("/unsubscribe/") :]
    assert "退订这类邮件？" in text_of(browser.get(path))
    assert browser.another().post(path, headers={"Origin": "https://mail.example.com"}).status_code == 200
    queue(site, replace(email, key="again"))
    assert rows(site)[-1].error == "off"
    assert str(message["Date"]).endswith("+0000")


@pytest.mark.parametrize(
    "subject",
    [
        "=?utf-8?b?5aWW6YeR?= of a pilot",
        "a\x00b\x7f",
        "=" * 70,
        "a" * 66,
        "a" * 67,
        "需求 " * 60,
        "x 需 y 求 z",
        "👨‍👩‍👧" * 30,
    ],
)
def test_a_subject_arrives_as_it_was_written(site: Site, subject: str) -> None:
    mail = site.post.drafted(letter(1), site.clock.now())
    mail.subject = subject
    raw = to_message(mail, site.settings).as_bytes()
    heads = raw.partition(b"\r\n\r\n")[0]
    assert heads.isascii()
    assert max(map(len, re.findall(rb"Subject:[^\r]*(?:\r\n [^\r]*)*", heads)[0].split(b"\r\n"))) <= 76
    assert b"\0" not in heads
    (found,) = (value for name, value in message_from_bytes(raw).items() if name == "Subject")
    assert str(make_header(decode_header(found))) == subject


@pytest.mark.parametrize(
    "answer",
    [
        b"5.1.1 <zhang.san>: user unknown",
        b"5.1.1 mailbox ZHANG.SAN not found.",
        b"5.1.1 no zhang.san",
        b"x" * 190 + b" zhang.san@example.com",
    ],
)
def test_an_answer_is_kept_without_whom_it_is_about(answer: bytes) -> None:
    told = explain(smtplib.SMTPRecipientsRefused({"zhang.san@example.com": (550, answer)}))
    assert ("san" in told.lower(), told.startswith("SMTPRecipientsRefused: 550")) == (False, True)


def test_refusals_are_told_apart(site: Site, server: Server, clock: FixedClock) -> None:
    server.answers = {
        "gone@example.com": "550 5.1.1 no such user",
        "old@example.com": "550 no such mailbox here",
        "policy@example.com": "550 5.7.1 relaying denied",
        "relay@example.com": "550 relay not permitted",
        "full@example.com": "552 5.2.2 mailbox full",
        "later@example.com": "450 4.2.1 come again",
    }
    queue(site, *(letter(n, address) for n, address in enumerate([*server.answers, "good@example.com"])))
    Worker(site, {}, ()).drain()
    states = {row.recipient.partition("@")[0]: (row.state.value, row.attempts) for row in rows(site)}
    assert states == {
        "gone": ("bounced", 1),
        "old": ("bounced", 1),
        "policy": ("failed", 1),
        "relay": ("failed", 1),
        "full": ("failed", 1),
        "later": ("queued", 1),
        "good": ("sent", 1),
    }
    with site.database.reading() as db:
        assert [bool(unreachable(db, address)) for address in server.answers] == [True, True, *[False] * 4]
    for _try in range(mails.MOST_ATTEMPTS):
        clock.advance(hours=2)
        Worker(site, {}, ()).drain()
    for more in (10, 20):  # given up three times is as good as no mailbox
        queue(site, letter(more, "later@example.com"))
        for _try in range(mails.MOST_ATTEMPTS):
            clock.advance(hours=2)
            Worker(site, {}, ()).drain()
    with site.database.reading() as db:
        closed = unreachable(db, "later@example.com")
    assert closed is not None
    assert "4.2.1" in closed.reason


def test_no_minute_sees_more_than_the_limits(site: Site, server: Server, clock: FixedClock) -> None:
    site.settings.mail_per_minute, site.settings.mail_per_domain = 12, 5
    begun = clock.now()
    queue(site, *(letter(n, f"p{n}@{'a' if n < 20 else 'b' if n < 26 else 'c'}.example") for n in range(30)))
    at: list[tuple[int, str]] = []
    for _turn in range(40):
        before = len(server.to)
        Worker(site, {}, ()).drain()
        at += [(int((clock.now() - begun).total_seconds()), to.partition("@")[2]) for to in server.to[before:]]
        clock.advance(seconds=10)
    assert len(at) == 30
    for second in range(0, 400, 10):
        within = [domain for moment, domain in at if second <= moment < second + 60]
        assert len(within) <= 12
        assert max(Counter(within).values(), default=0) <= 5
    # A slow domain holds up no other: those with few mails are done in the first minutes.
    assert max(moment for moment, domain in at if domain == "c.example") < 61
    assert max(moment for moment, _domain in at) >= 3 * 60


def test_those_behind_a_full_domain_are_found_in_the_index_alone(site: Site, clock: FixedClock) -> None:
    """However many wait for room in their domain, no claim reads the rows, with all their text, of those."""
    queue(site, *(letter(n, f"p{n}@{'a' if n < 3 else 'b'}.example") for n in range(4)))
    asked: list[tuple[str, Any]] = []
    with site.database.writing() as db:
        assert len(mails.claim_mails(db, clock.now(), most=1, pace=Pace(0, 1))) == 1
        engine = db.connection().engine
        event.listen(engine, "before_cursor_execute", lambda _c, _r, sql, given, *_: asked.append((sql, given)))
        (found,) = mails.claim_mails(db, clock.now(), pace=Pace(0, 1))
        assert found.domain == "b.example"
        plans = [
            str(db.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given).all())
            for sql, given in list(asked)
            if sql.startswith("SELECT mail.id, mail.domain") and "NOT IN" in sql
        ]
    assert len(plans) == 3
    assert all("COVERING INDEX ix_mail_due" in plan for plan in plans[1:])


def test_what_somebody_waits_for_goes_before_a_great_many(site: Site, server: Server, cast: Cast) -> None:
    with site.database.writing() as db:
        for n in range(30):
            site.post.queue(db, letter(n), site.clock.now())
        for mail in db.exec(select(Mail)).all():
            mail.urgency = 2
    queue(site, letter(99, "first@example.com"))
    Worker(site, {}, ()).drain()
    assert server.to[0] == "first@example.com"


def test_a_great_many_leave_room_for_whoever_waits(site: Site, clock: FixedClock) -> None:
    queue(site, *(letter(n) for n in range(40)))
    with site.database.writing() as db:
        for mail in db.exec(select(Mail)).all():
            mail.urgency = 2
    for pace in (Pace(10, 0), Pace(0, 10)):
        with site.database.writing() as db:
            assert len(mails.claim_mails(db, clock.now(), pace=pace)) == 9
            assert not mails.mail_due(db, clock.now(), pace)
        queue(site, letter(100 + pace.in_all))
        with site.database.writing() as db:
            assert mails.mail_due(db, clock.now(), pace)
            (code,) = mails.claim_mails(db, clock.now(), pace=pace)
            assert code.urgency == 0
            db.exec(delete(Mail).where(col(Mail.state) != "queued"))


def test_two_counters_take_no_more_than_the_pace(site: Site, clock: FixedClock) -> None:
    queue(site, *(letter(n) for n in range(30)))
    pace = Pace(25, 0)
    with site.database.writing() as db:
        assert len(mails.claim_mails(db, clock.now(), pace=pace)) == 20
    with site.database.writing() as db:
        assert len(mails.claim_mails(db, clock.now(), pace=pace)) == 5
        assert not mails.mail_due(db, clock.now(), pace)
    # Those workers died: what they held is taken up again once nothing of it counts any more.
    clock.at += timedelta(seconds=61)
    with site.database.writing() as db:
        assert len(mails.claim_mails(db, clock.now(), pace=pace)) == 20


def test_commands(
    site: Site, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert isinstance(site.sender, SmtpSender)
    given = {"VAR": site.settings.var, "DATABASE_URL": site.settings.database_url, "ENCODER": "hashing"}
    given |= {"MAIL": "smtp", "SMTP_PORT": site.sender.settings.smtp_port, "SMTP_TLS": "none"}
    for name, value in given.items():
        monkeypatch.setenv(f"JINGHE_{name}", str(value))

    def run(*arguments: str) -> str:
        door("mail")(["mail", *arguments], standalone_mode=False)
        return capsys.readouterr().out

    assert "已接收发给 a@example.com" in run("test", "a@example.com")
    assert str(server.received()[0]["Subject"]) == "测试邮件：发信设置正常"
    server.answers = {"b@example.com": "550 5.1.1 nobody"}
    with pytest.raises(SystemExit):
        run("test", "b@example.com")
    with pytest.raises(SystemExit):
        run("test", "nonsense")
    assert "550" in capsys.readouterr().err
    report = tmp_path / "bounced.txt"
    report.write_text("Gone@example.com\nsoft@example.com 4.2.2\n")
    assert json.loads(run("bounced", str(report), "--json")) == {"read": 2, "changed": 1, "unreachable": 1}
    assert "新停发 0 个" in run("bounced", str(report))
    queue(site, letter(1, "gone@example.com"), letter(2))
    counted = json.loads(run("status", "--json"))
    assert counted["unreachable"] == 1
    given_in = b"\xff\xfe\0 no text\n" + b"".join(b"p%d@example.com\n" % n for n in range(450))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given_in), "utf-8"))
    assert json.loads(run("bounced", "-", "--json")) == {"read": 450, "changed": 450, "unreachable": 451}
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\0" * (21 << 20)), "utf-8"))
    with pytest.raises(SystemExit):
        run("bounced", "-")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given_in), "utf-8"))
    assert "解除停发 450 个" in run("bounced", "-", "--lift")
    assert "解除停发" in run("bounced", str(report), "--lift")
    assert "planned" in run("status")
