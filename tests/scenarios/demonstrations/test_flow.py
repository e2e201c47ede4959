"""From a verified pilot to a numbered record that others copy, over HTTP, each as herself."""

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from app.accounts.models import Organisation, OrganisationTie, Stake, TieKind
from app.core.acting import Act
from app.core.actors import SYSTEM
from app.core.clock import FixedClock
from app.core.errors import Conflict
from app.core.mail import About, Telling
from app.core.models import Mail, StoredFile
from app.core.site import Site
from scenarios.demonstrations.actions.applying import designate
from scenarios.demonstrations.actions.clockwork import tick
from scenarios.demonstrations.forms import DesignationForm
from scenarios.demonstrations.models import Demonstration, DemoObjection
from scenarios.demonstrations.prefill import need_from
from scenarios.demonstrations.queries.cases import held
from scenarios.lifecycle import ScenarioState
from scenarios.models import Secrecy
from scenarios.pilots.lifecycle import PilotState
from tests.scenarios.demonstrations.helpers import (
    ADOPTED,
    APPLICATION,
    OPINION,
    PDF,
    adoption,
    announced,
    demonstration,
    factory_hand,
    objection,
    recorded,
    state_of,
    subjects,
    verified,
)
from tests.scenarios.helpers import read
from tests.support import Browser, Cast, Mailbox
from tests.support.browser import hidden, text_of

SignedIn = Callable[[int], Browser]
S = PilotState
DESIGNATION = {"number": "郑数示范〔2026〕7号", "unit": "某市数据局", "on": "2026-11-30"}


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def objection_states(site: Site) -> list[str]:
    with site.database.reading() as db:
        return [row.state.value for row in db.exec(select(DemoObjection).order_by(col(DemoObjection.id))).all()]


def scan() -> dict[str, Any]:
    return {"file": ("认定文件.pdf", PDF, "application/pdf")}


def test_an_application_is_read_by_the_field_s_department_alone(
    site: Site, cast: Cast, signed_in: SignedIn, mailbox: Mailbox
) -> None:
    pilot = verified(site, cast).rpartition("/")[2]
    new, owner, reviewer = f"/demonstrations/new?pilot={pilot}", signed_in(cast.owner), signed_in(cast.reviewer)
    for who, status in (("stranger", 404), ("rival", 404), ("reviewer", 403), ("two_hats", 200)):
        assert signed_in(getattr(cast, who)).get(new).status_code == status, who
    short = owner.post(new, data={"title": "短", "summary": "短"})
    assert (short.status_code, "至少填写" in text_of(short)) == (422, True)
    owner.post(new, data=APPLICATION)
    here = f"/demonstrations/{demonstration(site).public_id}"
    assert owner.another().get(here).status_code == 404  # nothing of it is public before its publicity
    assert owner.post(f"{here}/announce", data=OPINION).status_code == 403
    assert (
        signed_in(cast.two_hats).post(f"{here}/announce", data=OPINION).status_code == 403
    )  # she belongs to the owner
    assert signed_in(cast.other_reviewer).post(f"{here}/announce", data=OPINION).status_code == 404
    assert "申报待审核" in text_of(reviewer.get("/demonstrations"))
    assert "申报待审核" not in text_of(signed_in(cast.other_reviewer).get("/demonstrations"))
    reviewer.post(f"{here}/return", data={"opinion": "请写明推广条件"})
    assert "请写明推广条件" in text_of(owner.get(new))
    owner.post(new, data=APPLICATION)
    assert sum(one.startswith("申报被退回") for one in subjects(site, mailbox)) == 2


def test_from_publicity_to_a_record_that_anybody_can_check(
    site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock, mailbox: Mailbox
) -> None:
    pilot = verified(site, cast).rpartition("/")[2]
    owner, reviewer = signed_in(cast.owner), signed_in(cast.reviewer)
    owner.post(f"/demonstrations/new?pilot={pilot}", data=APPLICATION)
    here = f"/demonstrations/{demonstration(site).public_id}"
    reviewer.post(f"{here}/announce", data=OPINION)
    public = owner.another().get(here)
    assert "公示至 2026年11月30日" in text_of(public)
    card = text_of(owner.another().get("/demonstrations?status=publicity&method=third_party"))
    assert ("急诊心电图分级预警" in card, "4.2 分钟" in card, "未测" in card) == (True, True, False)
    tick(site, clock.now())
    assert state_of(site) is S.PUBLICITY
    clock.advance(days=8)  # a working week, seen by the clock a day late
    tick(site, clock.now())
    tick(site, clock.now())
    row = demonstration(site)
    assert (state_of(site), row.number) == (S.DEMONSTRATED, "JH-YZ-2026-0001")
    said = text_of(owner.another().get(here))
    assert ("示范应用" in said, "JH-YZ-2026-0001" in said, "2028年12月1日" in said) == (False, True, True)
    assert "<svg" in owner.get(here).text.partition('class="qr-box"')[2][:20]
    record = text_of(owner.another().get(f"{here}/record"))
    head = record.partition("链头 ")[2].split()[0]
    checked = text_of(owner.another().get(f"/check?code=jh-yz-2026-0001&head={head}"))
    assert ("验证记录有效" in checked, "现在的链头" in checked) == (True, True)
    assert "不在本站的历史里" in text_of(owner.get(f"/check?code=JH-YZ-2026-0001&head={'0' * 64}"))
    with site.database.writing() as db:  # whoever waits for a row reads what the one before her has made of it
        before = db.get_one(Demonstration, row.id)
        db.connection().execute(update(Demonstration).values(designation_number="先到的文号"))
        assert before.designation_number == ""
        again = held(db, row.id, clock.now())
        assert again.demonstration.designation_number == "先到的文号"
        stored = StoredFile(parent_kind="", parent_id=0, name="", mime="", size=0, sha256="", at=clock.now())
        with pytest.raises(Conflict):
            designate(Act(db, site, SYSTEM, clock.now()), again, DesignationForm(**DESIGNATION), stored)
        db.connection().execute(update(Demonstration).values(designation_number=""))
    # 示范 takes the competent body's own recognition, with its scan.
    assert reviewer.post(f"{here}/designate", data=DESIGNATION).status_code == 422
    reviewer.post(f"{here}/designate", data=DESIGNATION, files=scan())
    said = text_of(owner.another().get(here))
    assert all(text in said for text in ("示范应用", "郑数示范〔2026〕7号", "某市数据局"))
    assert owner.another().get(f"{here}/designation").content == PDF
    assert "此后又有 1 步" in text_of(owner.get(f"/check?code=JH-YZ-2026-0001&head={head}"))
    told = subjects(site, mailbox)
    counted = [sum(one.startswith(begin) for one in told) for begin in ("请审核申报", "已列入验证记录", "获示范")]
    assert (counted[0] > 0, counted[1] >= 2, counted[2] >= 2) == (True, True, True)


def test_another_owner_copies_and_alone_says_what_came_of_it(
    site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock
) -> None:
    here = recorded(site, cast, signed_in, clock)
    hand = factory_hand(site, cast)
    factory = signed_in(hand)
    for who in ("owner", "supplier", "stranger", "rival", "reviewer"):
        assert signed_in(getattr(cast, who)).post(f"{here}/copy").status_code == 403, who
    assert "我也要" in text_of(factory.get(here))
    nor_those_who_are_not_independent(site, cast, clock, here, factory, hand)
    factory.post(f"{here}/copy")
    row = adoption(site)
    mine = f"/adoptions/{row.public_id}"
    assert factory.post(f"{here}/copy", data={"organisation": "x"}).status_code == 409  # one live copy a house
    with site.database.reading() as db:
        need = db.get_one(type(read(site, _need(site))), row.scenario_id)
        assert (need.state, need.organisation_id, need.title) == (
            ScenarioState.DRAFT,
            cast.factory,
            "推广：急诊心电图分级预警",
        )
        assert ("JH-YZ-2026-0001" in need.description, need.contact_name, need.budget_max) == (True, "", None)
    a_wish_is_nobody_elses_business(site, signed_in(cast.supplier), here)
    for who in ("supplier", "owner", "rival", "curator"):
        assert signed_in(getattr(cast, who)).post(f"{mine}/confirm", data=ADOPTED).status_code == 404, who
    assert signed_in(cast.office).post(f"{mine}/confirm", data=ADOPTED).status_code == 403
    kpis = [hidden(factory.get(mine).text, f"readings-{number}-kpi") for number in range(3)]
    typed = {f"readings-{n}-kpi": kpi for n, kpi in enumerate(kpis)} | {
        "readings-0-value": "6.5",
        "readings-1-value": "0.9",
        "readings-2-value": "121",
    }
    undated = factory.post(f"{mine}/confirm", data=ADOPTED | typed)
    assert (undated.status_code, "请同时填写测量日期" in text_of(undated)) == (422, True)
    early = factory.post(f"{mine}/confirm", data=ADOPTED | {"live_on": "2027-03-01"})
    assert (early.status_code, "上线日期不能晚于今天" in text_of(early)) == (422, True)
    factory.post(f"{mine}/confirm", data=ADOPTED | typed | {"measured_on": "2026-11-30"})
    assert state_of(site) is S.REPLICATING
    said = text_of(factory.another().get(here))
    assert all(text in said for text in ("大河装备厂", "38.5 万元", "45 天", "6.5 分钟", "推广中"))
    assert "0.9" not in said  # told by change alone, and the baseline was not theirs
    assert said.count("部分达到") == 1  # a verdict on a value of her choice would tell the hidden target
    factory.post(f"{mine}/correct", data=ADOPTED | {"days": "50", "named": ""})
    said = text_of(factory.another().get(here))
    assert ("50 天" in said, "大河装备厂" in said, "二号厂区" in said) == (True, False, False)
    dossiers_name_nobody_who_does_not_want_it(cast, signed_in, here)
    factory.post(f"{mine}/end", data={"note": "产线搬迁"})
    assert "还没有别的单位确认上线" in text_of(factory.another().get(here))
    assert "急诊心电图" in text_of(factory.get("/adoptions"))


def a_wish_is_nobody_elses_business(site: Site, supplier: Browser, here: str) -> None:
    """Neither mails, nor the dossier of the sides, nor the page name a house that has only asked."""
    with site.database.reading() as db:
        wishes = db.exec(select(Mail).where(col(Mail.subject).startswith("有单位也想要"))).all()
        assert wishes
        assert not [mail for mail in wishes if "大河装备厂" in mail.text + mail.html]
    assert json.loads(unpacked(supplier.get(f"{here}/dossier").content)["records/adoptions.json"]) == []
    assert "还没有别的单位确认上线" in text_of(supplier.another().get(here))


def nor_those_who_are_not_independent(
    site: Site, cast: Cast, clock: FixedClock, here: str, factory: Browser, hand: int
) -> None:
    with concerned(site, Stake(person_id=hand, organisation_id=cast.firm, declared_at=clock.now())):
        assert "供给方不能替" in text_of(factory.post(f"{here}/copy"))
    with concerned(site, tie(cast, clock)):
        assert "与供给方有关联关系" in text_of(factory.post(f"{here}/copy"))


def test_a_copy_of_a_restricted_need_stays_restricted(
    site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock
) -> None:
    recorded(site, cast, signed_in, clock)
    with site.database.writing() as db:
        shown = held(db, demonstration(site).id, clock.now())
        shown.case.need.secrecy = Secrecy.RESTRICTED
        assert need_from(db, shown, db.get_one(Organisation, cast.factory)).secrecy == Secrecy.RESTRICTED


def dossiers_name_nobody_who_does_not_want_it(cast: Cast, signed_in: SignedIn, here: str) -> None:
    supplier, hers = (unpacked(signed_in(one).get(f"{here}/dossier").content) for one in (cast.supplier, cast.office))
    (told,), (whole,) = (json.loads(one["records/adoptions.json"]) for one in (supplier, hers))
    assert (told["days"], set(told) & {"organisation_id", "place", "begun_by", "scenario_id"}) == (50, set())
    assert (whole["organisation_id"], "二号厂区" in str(whole)) == (cast.factory, True)
    moves = json.loads(supplier["records/history.json"])
    assert not [one for one in moves if cast.factory == one["organisation_id"] or one["object_kind"] == "adoption"]


def tie(cast: Cast, clock: FixedClock) -> OrganisationTie:
    now = clock.now()
    return OrganisationTie(
        organisation_id=cast.firm,
        other_id=cast.factory,
        kind=TieKind.GROUP,
        source="工商登记",
        since=now.date(),
        recorded_at=now,
    )


@contextmanager
def concerned(site: Site, row: Any) -> Iterator[None]:
    """As long as this stands between the adopter and the supplier."""
    with site.database.writing() as db:
        db.add(row)
        db.flush()
        table, number = type(row), row.id
    yield
    with site.database.writing() as db:
        db.delete(db.get_one(table, number))


def _need(site: Site) -> str:
    from_row = demonstration(site).content
    assert from_row is not None
    return str(from_row["need"]["public_id"])


def test_objections_are_answered_by_somebody_else(
    site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock, mailbox: Mailbox
) -> None:
    here = announced(site, cast, signed_in)
    stranger, reviewer, office = signed_in(cast.stranger), signed_in(cast.reviewer), signed_in(cast.office)
    assert signed_in(cast.supplier).post(f"{here}/object", data={"body": "说自己不好的话十个字"}).status_code == 403
    body = {"body": "样本只取了白天，没有包括夜间时段"}
    stranger.post(f"{here}/object", data=body, files={"file": ("夜间.pdf", PDF, "application/pdf")})
    paper = re.findall(rf'href="({here}/objections/[^"]+/file)">夜间', office.get(here).text)[0]
    assert stranger.post(f"{here}/object", data={"body": "再说一遍：样本只取了白天"}).status_code == 409
    at = f"{here}/objections/{objection(site).public_id}"
    signed_in(cast.institute).post(f"{here}/object", data={"body": "检测报告的编号在认可机构查不到"})
    other = f"{here}/objections/{objection(site).public_id}"
    office.post(f"{here}/object", data={"body": "专班工作人员自己提出的异议"})
    hers = f"{here}/objections/{objection(site).public_id}"
    refused = office.post(f"{hers}/dismiss", data={"answer": "自己驳回自己"})
    assert (refused.status_code, "异议由您提出" in text_of(refused)) == (403, True)
    office.post(f"{hers}/withdraw")
    clock.advance(days=8)
    tick(site, clock.now())
    assert state_of(site) is S.PUBLICITY  # nothing is recorded while an objection waits
    late = signed_in(cast.rival).post(f"{here}/object", data={"body": "公示期以后再来提的异议"})
    assert late.status_code == 409
    for who in ("owner", "supplier", "rival", "curator"):
        nobody_else_reads_it(here, at, paper, signed_in(getattr(cast, who)), of_the_pilot=who != "rival")
    the_department_reads_all_of_it(here, paper, office, stranger)
    desks_show_whose_turn_it_is(here, at, office, reviewer, stranger, signed_in(cast.rival))
    own = reviewer.post(f"{at}/dismiss", data={"answer": "不成立，样本完整"})
    assert (own.status_code, "公示由您办理" in text_of(own)) == (403, True)
    assert office.post(f"{at}/refuse", data={"answer": "不受理"}).status_code == 422  # coded, or not at all
    office.post(f"{at}/uphold", data={"answer": "确实缺少夜间样本，请补测"})
    assert (state_of(site), objection_states(site)[0]) == (S.DEMO_CANDIDATE, "upheld")
    assert office.post(f"{at}/dismiss", data={"answer": "改主意了"}).status_code == 409
    rest = [signed_in(cast.owner), signed_in(cast.rival)]
    the_others_are_answered_all_the_same(site, clock, here, other, office, stranger, *rest)
    reviewer.post(f"{here}/announce", data=OPINION)
    stranger.post(f"{here}/object", data={"body": "第二次公示：仍有疑问，请答复"})
    at = f"{here}/objections/{objection(site).public_id}"
    office.post(f"{at}/refuse", data={"reason": "unfounded", "answer": "没有具体线索"})
    said = text_of(stranger.another().get(here))
    assert ("没有具体事实或线索" in said, "仍有疑问" in said) == (True, False)
    clock.advance(days=8)
    tick(site, clock.now())
    assert state_of(site) is S.DEMONSTRATED
    assert sum(one.startswith("异议答复") for one in subjects(site, mailbox)) == 3


def nobody_else_reads_it(here: str, at: str, paper: str, browser: Browser, *, of_the_pilot: bool) -> None:
    assert "没有包括夜间" not in text_of(browser.get(here))
    assert browser.post(f"{at}/dismiss", data={"answer": "不成立"}).status_code == 404
    assert browser.get(paper).status_code == 404
    if of_the_pilot:
        dossier = unpacked(browser.get(f"{here}/dossier").content)
        assert ("records/objections.json" in dossier, PDF in dossier.values()) == (False, False)


def desks_show_whose_turn_it_is(
    here: str, at: str, office: Browser, reviewer: Browser, stranger: Browser, rival: Browser
) -> None:
    """Whoever may answer finds it on her desk, and who objected her objection; who announced it, and others, nothing."""
    waits = f'href="{here}#objections"'
    assert [waits in one.get("/desk").text for one in (office, reviewer, stranger, rival)] == [
        True,
        False,
        False,
        False,
    ]
    assert [waits in one.get("/demonstrations").text for one in (office, reviewer)] == [True, False]
    assert [at in one.get("/desk").text for one in (office, reviewer, stranger, rival)] == [False, False, True, False]


def the_department_reads_all_of_it(here: str, paper: str, office: Browser, stranger: Browser) -> None:
    assert "没有包括夜间" in text_of(office.get(here))
    assert office.get(paper).content == stranger.get(paper).content == PDF
    assert '/withdraw"' in stranger.get(here).text  # who objected may take it back
    dossier = unpacked(office.get(f"{here}/dossier").content)
    assert ("没有包括夜间".encode() in dossier["records/objections.json"], PDF in dossier.values()) == (True, True)


def the_others_are_answered_all_the_same(
    site: Site, clock: FixedClock, here: str, other: str, office: Browser, stranger: Browser, *others: Browser
) -> None:
    """What another objection did to the application keeps nobody from her answer."""
    assert stranger.get(here).status_code == 404
    with site.database.reading() as db:
        mail = db.exec(select(Mail).where(col(Mail.subject).startswith("异议答复"))).one()
        telling = Telling(About(mail.object_kind, mail.object_id or 0), mail.person_id, mail.recipient)
        hers = mail.text.partition(f"{here}/objections/")[2][:12]
        assert (site.post.asking(db, [telling], clock.now()), len(hers)) == ([None], 12)
    # Her objection and its answer stay hers to read, whatever has become of the application; nobody else's.
    at = f"{here}/objections/{hers}"
    read = text_of(stranger.get(at))
    assert all(text in read for text in ("没有包括夜间", "确实缺少夜间样本", "不再公开"))
    assert stranger.get(f"{at}/file").content == PDF
    assert at in stranger.get("/objections").text
    assert "成立" in text_of(stranger.get("/desk"))
    for one in others:
        assert {one.get(url).status_code for url in (at, f"{at}/file")} == {404}
        assert at not in one.get("/objections").text
    assert "申报待审核" in text_of(office.get("/demonstrations"))
    office.post(f"{other}/dismiss", data={"answer": "编号查得到，见认可机构网站"})
    assert objection_states(site) == ["upheld", "dismissed", "withdrawn"]
