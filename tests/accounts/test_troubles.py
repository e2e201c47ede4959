"""What failed is listed for the system administrator, counted, and can be tried again; no secret is shown."""

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from sqlmodel import select

from app.accounts.models import Person
from app.core import jobs
from app.core import mail as mails
from app.core.acting import Act
from app.core.clock import FixedClock
from app.core.models import AuditEntry, Job, JobState, Mail, MailState, Setback
from app.core.setbacks import MOST_ATTEMPTS, each
from app.core.site import Site
from app.worker import Task, Worker
from tests.support import Browser, Cast, Mailbox
from tests.support.browser import text_of

Signed = Callable[[int], Browser]
PAGE = "/office/troubles"


class Refusing(Mailbox):
    def send(self, message: EmailMessage) -> None:
        raise ValueError(message.as_string())


@pytest.fixture
def broken(site: Site, cast: Cast, clock: FixedClock, browser: Browser) -> Site:
    """A job, a mail with a reset link and one thing of a timer, all given up."""
    site.sender = Refusing()
    browser.post("/reset", data={"email": "owner@example.com"})

    def fail(_task: Task, **_payload: object) -> None:
        raise RuntimeError("the pasted text of somebody")

    def step(_act: Act, _number: int) -> None:
        raise RuntimeError("the pasted text of somebody")

    with site.database.writing() as db:
        jobs.enqueue(db, jobs.Reindex("scenario", 7), clock.now())
    worker = Worker(site, {"reindex": fail}, ())
    for _try in range(max(jobs.MOST_ATTEMPTS, mails.MOST_ATTEMPTS)):
        worker.drain()
        each(site, clock.now(), "need.open", [17], step)
        clock.advance(hours=2)
    return site


def secrets(site: Site) -> list[str]:
    with site.database.reading() as db:
        (mail,) = db.exec(select(Mail)).all()
    return [*[word for word in mail.text.split() if "token=" in word], "owner@example.com", "pasted text"]


def test_what_failed_is_listed_without_any_secret(broken: Site, signed_in: Signed, cast: Cast) -> None:
    page = signed_in(cast.admin).get(PAGE)
    said = text_of(page)
    assert said.count("已放弃") == 3
    for words in ("reindex", "reset", "need.open #17", "RuntimeError", "ValueError", str(mails.MOST_ATTEMPTS)):
        assert words in said
    found = secrets(broken)
    assert len(found) == 3
    assert [secret for secret in found if secret in page.text] == []
    assert "3 项待办" in text_of(signed_in(cast.admin).get("/office"))


def test_figures_of_what_failed_are_in_the_metrics(broken: Site, browser: Browser) -> None:
    figures = browser.get("/metrics").text
    for line in ('jinghe_failed{what="job"} 1.0', 'jinghe_failed{what="mail"} 1.0', 'jinghe_failed{what="clock"} 1.0'):
        assert line in figures


def test_is_tried_again_at_the_press_of_a_button(broken: Site, signed_in: Signed, cast: Cast) -> None:
    admin = signed_in(cast.admin)
    for sort in ("job", "mail", "clock"):
        assert "已安排重试" in text_of(admin.post(f"{PAGE}/{sort}/1/retry"))
        assert signed_in(cast.office).post(f"{PAGE}/{sort}/1/retry").status_code == 403
    broken.sender = mailbox = Mailbox()
    Worker(broken, {"reindex": lambda _task, **_payload: None}, ()).drain()
    each(broken, broken.clock.now(), "need.open", [17], lambda _db, _number: None)
    with broken.database.reading() as db:
        assert [job.state for job in db.exec(select(Job)).all()] == [JobState.DONE]
        assert [mail.state for mail in db.exec(select(Mail)).all()] == [MailState.SENT]
        assert db.exec(select(Setback)).all() == []
        assert len(db.exec(select(AuditEntry).where(AuditEntry.action == "trouble.retried")).all()) == 3
    assert len(mailbox.messages) == 1
    assert "没有运行问题" in text_of(admin.get(PAGE))
    assert "不用再试" in text_of(admin.post(f"{PAGE}/job/1/retry"))


def test_who_may_not_know_is_named_by_a_reason(site: Site, signed_in: Signed, cast: Cast, browser: Browser) -> None:
    browser.post("/reset", data={"email": "owner@example.com"})
    with site.database.writing() as db:
        db.get_one(Person, cast.owner).deleted_at = site.clock.now()
    Worker(site, {}, ()).drain()
    said = text_of(signed_in(cast.admin).get(PAGE))
    assert "没有发送" in said
    assert "收件人已注销账户" in said
    assert "再试一次" not in said


@pytest.mark.parametrize("address", ["nothing/1/retry", "job/0/retry", "job/99999999999999999999/retry", "job/x/retry"])
def test_what_is_no_trouble_is_not_found(address: str, signed_in: Signed, cast: Cast, site: Site) -> None:
    assert 400 <= signed_in(cast.admin).post(f"{PAGE}/{address}").status_code < 500


def test_nobody_is_counted_twice(site: Site, clock: FixedClock) -> None:
    def step(_act: Act, _number: int) -> None:
        raise ValueError

    for _try in range(MOST_ATTEMPTS + 5):
        each(site, clock.now(), "thing", [1, 1], step)
        clock.advance(hours=2)
    with site.database.reading() as db:
        assert len(db.exec(select(Setback)).all()) == 1
