"""What stands in whose digest: a week of the cast, read in its mails and on its pages."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape

import pytest
from sqlmodel import col, select

from app.accounts.access import principal_of
from app.accounts.actions.people import delete_person
from app.accounts.models import Claim, Organisation, Person, Role, RoleGrant
from app.accounts.queries.mailing import Weekly
from app.core.acting import act_in
from app.core.actors import Actor
from app.core.bounces import Sort, note
from app.core.clock import CITY, FixedClock
from app.core.mail import About
from app.core.models import Mail, MailState
from app.core.site import Site
from app.digests.emails import weekly
from app.digests.items import Item
from app.digests.models import Digest, DigestState
from app.digests.planning import plan
from app.digests.sending import purge, send_due
from app.digests.told import may_know_item
from app.digests.windows import last_closed
from app.digests.wishes import tells
from app.quality.labels import decisions
from matching.calibrate import Tier
from scenarios.actions.following import follow
from scenarios.actions.living import publish_addendum
from scenarios.emails.reviewing import SEEN
from scenarios.matches.lifecycle import MatchState
from scenarios.matches.models import Match
from scenarios.models import HouseView, Scenario, Secrecy
from scenarios.queries.visibility import by_public_id
from tests.digests.helpers import consent, digests, items, said
from tests.scenarios.helpers import later, opened, submitted, values
from tests.scenarios.matches.helpers import BODY, ECG, PAPER, matches_of, need, supply
from tests.support import Browser, Cast, Mailbox
from tests.support.browser import text_of

SignedIn = Callable[[int], Browser]
Drain = Callable[[], int]
MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=CITY)
QUIET = "门诊病历语音录入"


def _week(site: Site, cast: Cast, clock: FixedClock, signed_in: SignedIn, drain: Drain) -> str:
    """Monday to Sunday: supply, a need that it fits, an answer, a change, a look, a submission; then it is Monday."""
    consent(site, clock.at)
    own = supply(site, cast.firm)
    supply(site, cast.research, PAPER)
    public_id = need(site, cast)
    quiet = opened(site, cast, content=values(title=QUIET), opened_at=later(site, days=-20))
    submitted(site, cast, content=values(title="影像科排班优化"))
    drain()
    clock.advance(days=1)
    signed_in(cast.rival).get(f"/scenarios/{quiet}")
    firm = signed_in(cast.supplier)
    firm.post(f"/scenarios/{public_id}/answer", data={"supply": own.public_id, "body": BODY})
    institute = signed_in(cast.institute)
    institute.post(f"/scenarios/{public_id}/watch")
    clock.advance(days=1)
    with site.database.writing() as db:
        row = by_public_id(db, public_id)
        assert row is not None
        changed = act_in(db, site, Actor(cast.owner, "作者", cast.hospital))
        publish_addendum(changed, row, {"budget_max": 2_600_000}, "预算批复了")
    drain()
    clock.at = MONDAY - timedelta(hours=7)
    drain()
    assert {row.state for row in digests(site)} == {DigestState.PLANNED, DigestState.EMPTY}
    clock.at = MONDAY + timedelta(minutes=1)
    drain()
    return public_id


def _mails(site: Site) -> dict[str, Mail]:
    with site.database.reading() as db:
        rows = db.exec(select(Mail).where(Mail.name == "digest").order_by(col(Mail.id))).all()
        db.expunge_all()
        return {row.recipient.partition("@")[0]: row for row in rows}


def test_a_week_of_the_cast(
    site: Site, cast: Cast, clock: FixedClock, signed_in: SignedIn, drain: Drain, mailbox: Mailbox
) -> None:
    _week(site, cast, clock, signed_in, drain)
    mails = _mails(site)
    assert {"owner", "colleague", "institute", "curator", "reviewer", "office"} <= set(mails)
    assert not {"admin", "auditor", "stranger", "supplier"} & set(mails)  # she heard of everything at once
    assert all(mail.state == "sent" for mail in mails.values())

    owner = items(site, cast.owner)
    assert [title for title, _why in said(owner, "waiting")] == ["急诊胸痛患者心电图实时预警"]
    assert "启明医智科技回应“我能做” · 请在 2026年12月8日 24:00（北京时间） 前答复" in mails["owner"].text
    assert "发布 26 天还没有回应 · 这段时间有 1 家单位看过" in said(owner, "unanswered")[0][1]
    assert "澄观智能" not in mails["owner"].text + mails["owner"].html  # how many look, and not who
    ((title, why),) = [one for one in said(owner, "supply") if PAPER.name in one[0]]
    assert why.startswith("契合您的需求“急诊胸痛患者心电图实时预警” · ")
    assert "契合度" in why
    assert title == f"{PAPER.name}（中岳智能研究院）"
    assert all(item.told for item in owner if item.kind == "supply")  # the daily mail has named them
    assert f"已即时通知过：{PAPER.name}" in mails["owner"].text

    institute = items(site, cast.institute)
    assert said(institute, "fit")[0][0] == "急诊胸痛患者心电图实时预警"
    additions = dict(said(institute, "addition"))
    assert set(additions) == {f"补充“{name}”，有 1 项开放需求要看" for name in ("价格说明", "部署方式")}
    asked = f"“{PAPER.name}”没有写明；例如“急诊胸痛患者心电图实时预警”要求部署方式："
    assert additions["补充“部署方式”，有 1 项开放需求要看"].startswith(asked)
    assert all(title in mails["institute"].text for title in additions)
    every = Weekly(on=True, weekday=1, language="zh", only_concerning=False)
    assert [tells(every, [i for i in institute if i.kind == kind]) for kind in ("addition", "fit")] == [False, True]
    assert "预算上限：— → 260 万元" in said(institute, "change")[0][1]
    assert [item.told for item in institute if item.kind == "change"] == [True]  # watchers had a mail at once
    assert mails["institute"].subject.startswith("适合您的新需求 1 项")
    assert [(item.kind, item.told) for item in items(site, cast.supplier)] == [("change", True)]  # it has answered

    assert [title for title, _why in said(items(site, cast.reviewer), "review")] == ["影像科排班优化"]
    assert said(items(site, cast.curator), "queue")[0][0].startswith("共 2 项需求")
    assert ("已发布 1 项", "前一周 0 项") in said(items(site, cast.office), "funnel")
    assert "项，撮合清单（" in mails["curator"].subject  # a list is one line, however long it is
    assert "“不适合我”" in mails["institute"].text
    assert "不适合我" not in mails["curator"].text + mails["curator"].html
    _agree(site, mails)
    _arrive(mailbox)


def _agree(site: Site, mails: dict[str, Mail]) -> None:
    """Plain text and HTML name the same things, with the same reasons and addresses, of this site alone."""
    for mail in mails.values():
        links = re.findall(r'href="([^"]+)"', mail.html)
        assert all(unescape(link).startswith(site.settings.origin) for link in links)
        shown = text_of_html(mail.html)
        for item in (i for row in digests(site, mail.person_id) for i in row.items):
            for words in (item["title"], item["reason"] if not item["told"] else ""):
                assert words in shown, mail.recipient
                assert words in mail.text, mail.recipient
            if not item["told"]:
                assert site.settings.origin + item["path"] in mail.text
            assert site.settings.origin + item["path"] in map(unescape, links)
        assert "prefers-color-scheme: dark" in mail.html
        assert not re.search(r"<img|<link|url\(", mail.html)


def text_of_html(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


def _arrive(mailbox: Mailbox) -> None:
    (message,) = [m for m in mailbox.to("owner@example.com") if m.get_content_type() == "multipart/mixed"]
    (calendar,) = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    said = calendar.get_content().replace("\r\n ", "")
    assert said.count("BEGIN:VEVENT") == 1
    assert re.search(r"UID:waits:answer:\d+@testserver", said)
    assert "DTSTART:20261208T150000Z" in said  # the hour before the end of that day in the city


def test_pages_show_what_was_told_and_take_a_no(
    site: Site, cast: Cast, clock: FixedClock, signed_in: SignedIn, drain: Drain
) -> None:
    public_id = _week(site, cast, clock, signed_in, drain)
    institute = signed_in(cast.institute)
    assert "2026-W48" in institute.get("/digests").text
    page = institute.get("/digests/2026-W48")
    assert "急诊胸痛患者心电图实时预警" in text_of(page)
    assert "预算上限：— → 260 万元" in text_of(page)
    assert "急诊" not in text_of(signed_in(cast.stranger).get("/digests/2026-W48"))  # hers, which is empty
    assert institute.get("/digests/2026-W40").status_code == 404
    fit = next(item for item in items(site, cast.institute) if item.kind == "fit")
    form = {"supply": fit.supply, "reason": "wrong_field", "back": "/digests/2026-W48"}
    stranger = signed_in(cast.stranger).post(f"/scenarios/{public_id}/unsuited", data=form)
    assert stranger.status_code == 404
    nonsense = institute.post(f"/scenarios/{public_id}/unsuited", data={**form, "reason": "because"})
    assert nonsense.status_code == 422
    assert "不适合：" in text_of(institute.post(f"/scenarios/{public_id}/unsuited", data=form))
    with site.database.reading() as db:
        labels = [label for label in decisions(db).labels if not label.wanted]
        assert [(label.need, label.suggested) for label in labels] == [(public_id, True)]
        assert set(db.exec(select(HouseView.organisation_id)).all()) == {cast.rival_firm, cast.research}
    institute.post(f"/scenarios/{public_id}/suited")
    with site.database.reading() as db:
        assert [label for label in decisions(db).labels if not label.wanted] == []
    preview = institute.get("/digests/next")
    assert "到此刻为止" in text_of(preview)
    for state, label in ((MailState.SENT, "已发送"), (MailState.QUEUED, "待发送"), (MailState.DROPPED, "未发送")):
        with site.database.writing() as db:
            mail = db.exec(select(Mail).where(Mail.name == "digest", Mail.person_id == cast.institute)).one()
            mail.state = state
        assert label in text_of(institute.get("/digests")), state
    with site.database.writing() as db:
        parked = db.exec(select(Mail).where(Mail.name == "digest").limit(1)).one()
        parked.state, number = MailState.PARKED, parked.id
    clock.advance(days=91)
    assert purge(site, clock.at) >= 5
    with site.database.reading() as db:  # nobody sends it again, for nothing stands in it any more
        emptied = db.get_one(Mail, number)
        assert (emptied.state, emptied.error, emptied.text) == (MailState.DROPPED, "old", "")
    assert "急诊胸痛患者心电图实时预警" in signed_in(cast.institute).get("/digests/2026-W48").text


def test_what_became_secret_meanwhile_is_not_told(
    site: Site, cast: Cast, clock: FixedClock, signed_in: SignedIn, drain: Drain
) -> None:
    consent(site, clock.at)
    supply(site, cast.new_firm)  # of a house that nobody has verified
    supply(site, cast.research, PAPER)
    public_id = need(site, cast)
    drain()
    clock.at = MONDAY - timedelta(hours=7)
    drain()
    assert said(items(site, cast.unverified), "fit")
    with site.database.writing() as db:
        row = by_public_id(db, public_id)
        assert row is not None
        row.secrecy = Secrecy.RESTRICTED
        db.add(row)
    clock.at = MONDAY
    drain()
    assert said(items(site, cast.institute), "fit")  # verified houses read restricted needs
    (left_out,) = digests(site, cast.unverified)
    assert (left_out.state, left_out.items) == (DigestState.LEFT_OUT, [])
    assert "急诊胸痛" not in text_of(signed_in(cast.unverified).get("/digests/2026-W48"))


def test_what_waits_in_the_outbox_is_shown_by_todays_rules(
    site: Site, cast: Cast, clock: FixedClock, signed_in: SignedIn, drain: Drain
) -> None:
    consent(site, clock.at, cast.unverified)
    supply(site, cast.new_firm)
    public_id = need(site, cast)
    drain()
    clock.at = MONDAY - timedelta(hours=7)
    drain()
    clock.at = MONDAY
    assert send_due(site, clock.at) == 1
    page = signed_in(cast.unverified)
    assert "急诊胸痛" in text_of(page.get("/digests/2026-W48"))
    with site.database.writing() as db:
        row = by_public_id(db, public_id)
        assert row is not None
        row.secrecy = Secrecy.RESTRICTED
        db.add(row)
    assert digests(site, cast.unverified)[0].state is DigestState.QUEUED
    assert "急诊胸痛" not in text_of(page.get("/digests/2026-W48"))


@pytest.mark.parametrize("closed", [timedelta(days=1), timedelta(days=6), None])
def test_a_digest_that_came_back_says_so(
    site: Site, cast: Cast, clock: FixedClock, signed_in: SignedIn, closed: timedelta | None
) -> None:
    """Refused by the server itself, or returned within days; what was sent long before an address closed has arrived."""
    week, sent = last_closed(clock.at), MailState.BOUNCED if closed is None else MailState.SENT
    row = Digest(
        person_id=cast.owner,
        week=week.name,
        first_week=week.name,
        state=DigestState.QUEUED,
        send_at=clock.at,
        planned_at=clock.at,
    )
    with site.database.writing() as db:
        db.add(row)
        db.flush()
        person = db.get_one(Person, cast.owner)
        mail = site.post.drafted(weekly(person, row, [], ""), clock.at)
        mail.state, mail.sent_at = sent, clock.at
        db.add(mail)
        if closed is not None:
            note(db, person.email, Sort.HARD, "5.1.1", clock.at + closed)
    page = text_of(signed_in(cast.owner).get("/digests"))
    came_back = closed != timedelta(days=6)
    assert ("发出后被退回" in page, "已发送" in page) == (came_back, not came_back)


def test_a_pair_is_new_once_it_is_sure(site: Site, cast: Cast, clock: FixedClock, drain: Drain) -> None:
    """That it may fit was told to nobody, so that it is no old news."""
    supply(site, cast.firm)
    public_id = need(site, cast, opened_at=later(site, days=-20))
    drain()
    (sure,) = [match for match in matches_of(site, public_id) if match.tier is Tier.SURE]
    before = sure.model_dump(exclude={"id", "public_id"})
    with site.database.writing() as db:
        maybe = {"state": MatchState.SUPERSEDED, "tier": Tier.MAYBE, "created_at": later(site, days=-20)}
        db.add(Match(**{**before, **maybe}))
    consent(site, later(site, days=-60), cast.supplier, cast.owner)
    clock.at = MONDAY - timedelta(hours=7)
    plan(site, last_closed(clock.at), clock.at)
    assert [title for title, _why in said(items(site, cast.supplier), "fit")] == ["急诊胸痛患者心电图实时预警"]
    assert said(items(site, cast.owner), "supply")


def test_a_thing_of_a_role_is_for_that_role_alone(site: Site, cast: Cast, clock: FixedClock) -> None:
    """Although the need is for all: that both sides have agreed is not. And a day that has passed is no news."""
    public_id = opened(site, cast)
    with site.database.reading() as db:
        row = by_public_id(db, public_id)
        assert row is not None
        item = Item("meet:1", "meet", row.title, "", "/", clock.at, About(SEEN, row.id), due=clock.at)
        near = replace(item, kind="deadline")
        known = {}
        for person_id in (cast.curator, cast.rival):
            person = db.get_one(Person, person_id)
            viewer = principal_of(db, person, clock.at)
            known[person_id] = [may_know_item(db, viewer, person, one, clock.at) for one in (item, near)]
    assert known == {cast.curator: [True, True], cast.rival: [False, True]}
    assert near.is_over(clock.at)
    assert not near.is_over(clock.at - timedelta(seconds=1))
    assert not item.is_over(clock.at)


def test_a_district_office_reads_of_what_waits_in_its_district(site: Site, cast: Cast, clock: FixedClock) -> None:
    at = clock.at
    offices = {"gaoxin": cast.stranger, "jinshui": cast.colleague}
    with site.database.writing() as db:
        house = Organisation(name="待核验的厂", name_key="待核验的厂", kind="firm", district="gaoxin", created_at=at)
        db.add(house)
        db.flush()
        db.add(Claim(person_id=cast.unverified, organisation_id=house.id, due_at=at, created_at=at))
        for district, person_id in offices.items():
            grant = RoleGrant(person_id=person_id, role=Role.DISTRICT_OFFICE, district=district, starts_at=at)
            db.add(grant)
    late = submitted(site, cast, content=values(title="逾期未审", district="gaoxin"))
    with site.database.writing() as db:
        row = by_public_id(db, late)
        assert row is not None
        row.review_due_at = at
        db.add(row)
    consent(site, at, *offices.values(), cast.curator)
    clock.at = MONDAY - timedelta(hours=7)
    plan(site, last_closed(clock.at), clock.at)
    clock.at = MONDAY
    send_due(site, clock.at)
    told = {district: {item.kind for item in items(site, person)} for district, person in offices.items()}
    assert {"claim", "stuck"} <= told["gaoxin"]
    assert not {"claim", "stuck"} & told["jinshui"]
    assert said(items(site, cast.curator), "claim")


def test_each_in_her_language_and_who_goes_takes_it_along(
    site: Site, cast: Cast, clock: FixedClock, signed_in: SignedIn, drain: Drain
) -> None:
    consent(site, clock.at)
    supply(site, cast.firm, ECG)
    with site.database.writing() as db:
        person = db.get_one(Person, cast.supplier)
        person.language = "en"
        db.add(person)
    need(site, cast)
    drain()
    clock.at = MONDAY + timedelta(minutes=1)
    drain()
    mail = _mails(site)["supplier"]
    assert mail.subject == "New needs that fit you: 1 (23 Nov – 29 Nov 2026)"
    copy = signed_in(cast.supplier).get("/account/export").json()
    assert [row["week"] for row in copy["digests"]] == ["2026-W48"]
    with site.database.writing() as db:
        delete_person(act_in(db, site), db.get_one(Person, cast.supplier))
    assert digests(site, cast.supplier) == []


def test_an_owner_hears_of_public_twins(site: Site, cast: Cast, clock: FixedClock, drain: Drain) -> None:
    """Of another house: one of the same name, one that says the same under another; not of one that is restricted."""
    consent(site, clock.at, cast.owner)
    texts = {"description": "门诊医生希望用语音录入病历，减少键盘输入，提高门诊效率。"}
    opened(site, cast, content=values(title=QUIET, **texts), opened_at=later(site, days=-3))
    tunnel = "隧道掘进机刀盘磨损在线监测，适应高水压泥水环境。"
    for content, secrecy in (
        (values(title=QUIET), Secrecy.PUBLIC),
        (values(title="门诊语音病历", **texts), Secrecy.PUBLIC),
        (values(title="门诊语音电子病历", **texts), Secrecy.RESTRICTED),
        (values(title="盾构刀盘磨损监测", description=tunnel), Secrecy.PUBLIC),
    ):
        opened(site, cast, house=cast.factory, content=content, secrecy=secrecy)
    with site.database.writing() as db:
        for row in db.exec(select(Scenario)).all():
            follow(db, row, clock.at)
    drain()
    clock.at = MONDAY - timedelta(hours=7)
    drain()
    told = said(items(site, cast.owner), "twin")
    assert {title.partition("（")[0] for title, _why in told} == {QUIET, "门诊语音病历"}
    assert {why for _title, why in told} == {f"与您的需求“{QUIET}”相近，可以看看能否一起做"}
