"""What people want to be mailed, leaving a topic by the link of a mail, and addresses that bounce."""

from collections.abc import Callable

import pytest
from sqlmodel import col, select

from app.accounts import emails
from app.accounts.actions.mailing import leave_topic
from app.accounts.models import MailChoice, Organisation, Person
from app.accounts.queries.mailing import in_group, weekly_of
from app.accounts.topics import DIGEST, JOINING
from app.core import bounces
from app.core.acting import act_in
from app.core.clock import FixedClock
from app.core.models import AuditEntry, Mail, MailState
from app.core.signing import opened, sealed, secret_of
from app.core.site import Site
from app.core.topics import Way
from tests.accounts.conftest import code_in
from tests.support import Browser, Cast, Mailbox
from tests.support.browser import text_of

Signed = Callable[[int], Browser]
Drain = Callable[[], int]
PAGE = "/account/mail"
LEFT = ("joining", "handed_over", "need_late", "group:duties")  # the last two are no business of the owner's now
USUAL = {"weekday": "1", "language": "", "way_team": "instant", "way_advice": "instant"}


def tell(site: Site, cast: Cast, number: int) -> None:
    """A mail of the topic `handed_over` to the owner, with a key of its own."""
    with site.database.writing() as db:
        owner, giver = db.get_one(Person, cast.owner), db.get_one(Person, cast.colleague)
        house = db.get_one(Organisation, cast.hospital)
        mail = emails.handed_over(site.settings.origin, owner, giver, house, number, site.clock.now())
        site.post.queue(db, mail, site.clock.now())


def last(site: Site) -> Mail:
    with site.database.reading() as db:
        return db.exec(select(Mail).order_by(col(Mail.id).desc())).first() or pytest.fail("no mail")


def test_what_was_chosen_decides_when_a_mail_is_sent(
    site: Site, cast: Cast, signed_in: Signed, drain: Drain, mailbox: Mailbox, clock: FixedClock
) -> None:
    owner = signed_in(cast.owner)
    page = text_of(owner.get(PAGE))
    assert ("移交给您的事务" in page, "职责提醒" in page, "职责提醒" in text_of(signed_in(cast.office).get(PAGE))) == (
        True,
        False,
        True,
    )
    tell(site, cast, 1)  # queued before she chose: asked again when it is sent
    assert "邮件设置已保存" in text_of(owner.post(PAGE, data=USUAL | {"way_team": "never"}))
    drain()
    clock.advance(seconds=1)
    tell(site, cast, 2)
    assert (mailbox.messages, last(site).error, last(site).text) == ([], "off", "")
    refused = owner.post(PAGE, data=USUAL | {"way_team": "weekly"})
    assert (refused.status_code, "需要先打开上面的每周动态" in text_of(refused)) == (422, True)
    weekly = USUAL | {"way_team": "weekly", "mail_consent": "true", "weekday": "4", "only_concerning": "true"}
    owner.post(PAGE, data=weekly)
    clock.advance(seconds=1)
    tell(site, cast, 3)
    assert last(site).error == "weekly"
    with site.database.reading() as db:
        (wish,) = weekly_of(db, [db.get_one(Person, cast.owner)]).values()
        assert (wish.on, wish.weekday, wish.language, wish.only_concerning) == (True, 4, "zh", True)
        kept = {row.about: row.way.value for row in db.exec(select(MailChoice)).all()}
    assert kept == {"group:team": "weekly"}  # what is usual is not written down
    owner.post(PAGE, data=USUAL)
    clock.advance(seconds=1)
    tell(site, cast, 4)
    drain()
    assert len(mailbox.messages) == 1
    owner.post("/reset", data={"email": "owner@example.com"})
    assert last(site).state is MailState.QUEUED  # what she asks for cannot be switched off
    assert signed_in(cast.owner).post(PAGE, data={"weekday": "9"}).status_code == 422


def test_leaving_by_the_link_takes_one_bare_post(
    site: Site, cast: Cast, browser: Browser, signed_in: Signed, drain: Drain, mailbox: Mailbox, clock: FixedClock
) -> None:
    tell(site, cast, 1)
    url = f"/unsubscribe/{last(site).unsubscribe}"
    asked = browser.get(url)
    assert ("退订这类邮件？" in text_of(asked), "o***@example.com" in text_of(asked)) == (True, True)
    assert "owner@" not in asked.text
    with site.database.reading() as db:
        assert db.exec(select(MailChoice)).all() == []
    bare = browser.another()
    done = bare.post(url, data={"List-Unsubscribe": "One-Click"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert (done.status_code, "已退订" in text_of(done), "移交给您的事务" in text_of(done)) == (200, True, True)
    drain()
    assert mailbox.messages == []  # not even what was queued
    bare.post(url)  # again: nothing more to tell of
    signed_in(cast.owner).post(PAGE, data=USUAL)  # a form from before she left: it did not ask about this
    assert "这类邮件已经退订" in text_of(browser.get(url))
    assert "已恢复" in text_of(bare.post(f"{url}/undo"))
    clock.advance(seconds=1)
    tell(site, cast, 3)
    drain()
    assert len(mailbox.messages) == 1
    with site.database.reading() as db:
        left = db.exec(select(AuditEntry).where(col(AuditEntry.action).in_(["mail.left", "mail.rejoined"]))).all()
    assert [(row.action, row.actor_person_id) for row in left] == [
        ("mail.left", cast.owner),
        ("mail.rejoined", cast.owner),
    ]
    for wrong in (url[:-1], url[:-2] + "AA", "/unsubscribe/x", "/unsubscribe/" + "A" * 64):
        assert (browser.get(wrong).status_code, browser.post(wrong).status_code) == (404, 404)


def test_leaving_the_weekly_mail_takes_back_the_consent(
    site: Site, cast: Cast, browser: Browser, signed_in: Signed
) -> None:
    with site.database.writing() as db:
        owner = db.get_one(Person, cast.owner)
        owner.mail_consent_at = site.clock.now()
        token = sealed(secret_of(db), owner.id, DIGEST.key)
        assert opened(secret_of(db), token) == (owner.id, "digest")
        assert sealed(secret_of(db), owner.id, JOINING.key)[:20] != token[:20]
    with site.database.writing() as db:
        db.add(MailChoice(person_id=cast.owner, about=in_group("team"), way=Way.WEEKLY, at=site.clock.now()))
    for page in (browser.get(f"/unsubscribe/{token}"), browser.post(f"/unsubscribe/{token}")):
        assert "您选择了“单位内的事务”只在每周动态里看" in text_of(page)  # of which nothing tells her now
    assert "您选择了“单位内的事务”只在每周动态里看" in text_of(signed_in(cast.owner).get(PAGE))
    with site.database.writing() as db:
        owner = db.get_one(Person, cast.owner)
        assert (owner.mail_consent_at, weekly_of(db, [owner])[owner.id].on) == (None, False)
        leave_topic(act_in(db, site), owner, DIGEST)  # twice is once
    assert "只在每周动态里看" not in text_of(browser.post(f"/unsubscribe/{token}/undo"))
    with site.database.reading() as db:
        owner = db.get_one(Person, cast.owner)
        assert weekly_of(db, [owner])[owner.id].on
    signed_in(cast.owner).post(PAGE, data=USUAL)
    undone = text_of(browser.post(f"/unsubscribe/{token}/undo"))  # by whoever has the mail: it gives no consent
    assert ("您在邮件设置里选择了不收" in undone, "恢复接收" in undone) == (True, False)
    with site.database.reading() as db:
        owner = db.get_one(Person, cast.owner)
        assert (owner.mail_consent_at, weekly_of(db, [owner])[owner.id].on) == (None, False)


def test_single_topics_are_taken_up_again_on_her_page(site: Site, cast: Cast, signed_in: Signed) -> None:
    with site.database.writing() as db:
        db.add_all(MailChoice(person_id=cast.owner, about=about, way=Way.NEVER, at=site.clock.now()) for about in LEFT)
    owner = signed_in(cast.owner)
    page = owner.get(PAGE).text
    assert [f'name="offered" value="{about}"' in page for about in LEFT] == [True, True, False, False]
    owner.post(PAGE, data=USUAL | {"offered": ["joining", "handed_over"], "muted": ["joining", "need_late"]})
    with site.database.reading() as db:
        kept = set(db.exec(select(MailChoice.about).where(MailChoice.person_id == cast.owner)).all())
    assert kept == {"joining", "need_late", "group:duties"}


def test_an_address_that_bounced_gets_nothing_until_it_is_confirmed(
    site: Site, cast: Cast, signed_in: Signed, drain: Drain, mailbox: Mailbox, clock: FixedClock
) -> None:
    owner = signed_in(cast.owner)
    owner.post("/reset", data={"email": "owner@example.com"})
    tell(site, cast, 1)
    with site.database.writing() as db:
        assert bounces.note(db, "owner@example.com", bounces.Sort.HARD, "5.1.1", clock.now())
    clock.advance(seconds=1)
    drain()
    assert mailbox.messages == []  # not even what was queued, nor what she had asked for before
    assert "已暂停给您发邮件" in text_of(owner.get("/desk"))
    page = text_of(owner.get(PAGE))
    assert ("无法送达" in page, "5.1.1" in page) == (True, True)
    assert "确认邮件已发出" in text_of(owner.post(f"{PAGE}/confirm"))
    tell(site, cast, 2)
    assert last(site).error == "bounced"
    drain()
    code = code_in(mailbox.last_text("owner@example.com"))
    owner.post("/verify/code", data={"email": "owner@example.com", "code": code, "next": PAGE})
    assert "无法送达" not in text_of(owner.get(PAGE))
    clock.advance(seconds=1)
    tell(site, cast, 3)
    drain()
    assert len(mailbox.messages) == 2


def test_three_soft_bounces_are_one_hard_one(site: Site, clock: FixedClock) -> None:
    with site.database.writing() as db:
        for closed in (False, False, True):
            assert bounces.note(db, "a@example.com", bounces.Sort.SOFT, "4.2.2", clock.now()) == closed
        for _month in range(5):
            assert not bounces.note(db, "b@example.com", bounces.Sort.SOFT, "4.2.2", clock.now())
            clock.advance(days=31)
        assert [bounces.unreachable(db, f"{x}@example.com") is not None for x in "ab"] == [True, False]


LIST = f"""
# from the relay, of mails to other@example.com
gone@example.com
<Full@example.com> 4.2.2 mailbox full
soft@example.com soft
delayed@example.com: host said 451 4.7.1 greylisted
blocked@example.com 5.7.1 the sender is not allowed
To: other@example.com
{"a" * 64}@{"b" * 188}.com
a\0b@example.com
@@@

nothing here
full@example.com 5.1.1
""".splitlines()

REPORT = """From: MAILER-DAEMON@mx.example.net (Mail Delivery System)
To: no-reply@jinghe.example.net

If you need help, write to postmaster@mx.example.net
<dsn@example.com>: 550 5.1.1 unknown

--A
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net
X-Sender: rfc822; no-reply@jinghe.example.net

Final-Recipient: rfc822; dsn@example.com
Original-Recipient: rfc822; alias@example.com
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <alias@example.com> unknown

Final-Recipient: rfc822; slow@example.com
Action: delayed
Status: 4.4.1

Final-Recipient: rfc822; blocked@example.com
Action: failed
Status: 5.7.1
Final-Recipient: rfc822; full@example.com
Action: failed
Status: 5.2.2 (mailbox full)

--A
Content-Type: message/rfc822

To: dsn@example.com

applicant@example.com would like to join.
""".splitlines()


def test_a_list_is_read_line_by_line_and_a_report_by_its_fields_alone() -> None:
    listed = {one.address: (one.sort.value, one.reason) for one in bounces.read_report(LIST)}
    assert listed == {
        "gone@example.com": ("hard", "bounced"),
        "full@example.com": ("hard", "5.1.1"),  # the worse of the two
        "soft@example.com": ("soft", "bounced"),
        "delayed@example.com": ("soft", "4.7.1"),
    }
    reported = {one.address: one.sort.value for one in bounces.read_report(REPORT)}
    assert reported == {"dsn@example.com": "hard", "full@example.com": "soft"}


def test_the_office_sees_how_mail_goes_and_the_keeper_acts(
    site: Site, cast: Cast, signed_in: Signed, drain: Drain, mailbox: Mailbox, clock: FixedClock
) -> None:
    for number in range(3):
        tell(site, cast, number)
        clock.advance(seconds=1)
    with site.database.writing() as db:
        rows = db.exec(select(Mail).order_by(col(Mail.id))).all()
        rows[0].state, rows[0].error, rows[1].state = MailState.FAILED, "SMTPDataError: 554 no", MailState.PARKED
        (failed, _parked, queued), subject = [row.id for row in rows], rows[1].subject
    admin, office = signed_in(cast.admin), signed_in(cast.office)
    page = admin.get("/office/mail")
    row = text_of(page).split("2026-W48")[2]
    assert "3 1 0 1 1 0 0" in " ".join(row.split())
    assert [word for word in ("owner@example.com", subject) if word in page.text] == []
    assert "554 no" in text_of(admin.get("/office/mail?topic=handed_over&state=failed&week=2026-W48"))
    assert "没有符合条件的邮件" in text_of(admin.get("/office/mail?topic=joining"))
    weeks, states = ("2026-W99", "x", "0001-W01", "9999-W52"), ("burnt", "leased", "sent&topic=%00")
    for asked in (*(f"?week={week}" for week in weeks), *(f"?state={state}" for state in states), "?page=9999999"):
        assert office.get(f"/office/mail{asked}").status_code == 200
    assert office.post(f"/office/mail/{failed}/retry").status_code == 403
    assert signed_in(cast.owner).get("/office/mail").status_code == 403
    assert "已安排重发" in text_of(admin.post(f"/office/mail/{failed}/retry"))
    assert "不再发送" in text_of(admin.post(f"/office/mail/{queued}/drop"))
    drain()
    assert len(mailbox.messages) == 1
    assert admin.post(f"/office/mail/{failed}/drop").status_code == 409
    assert admin.post(f"/office/mail/{failed}/burn").status_code == 404
    with site.database.reading() as db:
        dropped = db.get_one(Mail, queued)
        assert (dropped.state, dropped.error, dropped.text) == (MailState.DROPPED, "by_hand", "")
        audited = db.exec(select(AuditEntry.action).where(col(AuditEntry.action).startswith("mail."))).all()
    assert sorted(audited) == ["mail.dropped", "mail.retried"]


def test_samples_of_every_mail_in_both_languages(site: Site, cast: Cast, signed_in: Signed) -> None:
    office = signed_in(cast.office)
    listed = office.get("/office/mail/samples")
    assert listed.text.count("/office/mail/samples/") > 100
    one = text_of(office.get("/office/mail/samples/matches.answered"))
    assert ("回应了您的需求" in one, "can do" in one.lower(), "unsubscribe/sample" in one) == (True, True, True)
    html = office.get("/office/mail/html/matches.answered/en/0")
    assert ("sandbox" in html.headers["Content-Security-Policy"], "Unsubscribe" in html.text) == (True, True)
    assert office.get("/office/mail/samples/x").status_code == 404
    for wrong in ("x/en/0", "matches.answered/fr/0", "matches.answered/en/7", "matches.answered/en/x"):
        assert office.get(f"/office/mail/html/{wrong}").status_code == 404
    assert signed_in(cast.curator).get("/office/mail/samples").status_code == 403
