"""The page of a need: everything a supplier needs, nothing that is not for her eyes."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest

from app.accounts.models import Organisation
from app.core.acting import act_in
from app.core.actors import Actor
from app.core.clock import end_of
from app.core.history import move
from app.core.models import StatusChange, StoredFile
from app.core.site import Site
from scenarios.lifecycle import SCENARIO, ScenarioEvent, ScenarioState
from scenarios.matches.models import Answer
from scenarios.models import Addendum, Scenario, Secrecy
from suppliers.models import Supply, SupplyKind
from tests.scenarios.helpers import DEADLINE, opened, read, stand, tender, values
from tests.support import Browser, Cast
from tests.support.browser import text_of

SignedIn = Callable[[int], Browser]
HAN = re.compile(r"[\u3400-\u9fff，。：；？！（）]")


def test_a_supplier_finds_everything(site: Site, browser: Browser, cast: Cast) -> None:
    need = opened(
        site,
        cast,
        content=tender(
            incumbent="华山软件，合同到明年三月",
            decision_on=date(2027, 1, 15),
            data_may_leave=False,
            compute_cards="8 卡",
            location="急诊楼二层",
        ),
    )
    page = browser.get(f"/scenarios/{need}")
    assert page.status_code == 200
    text = text_of(page)
    for shown in (
        "嵩云医院", "不构成采购要约", "揭榜", "征集中", "还有 38 天", "260 万元", "年度信息化预算", "2027年1月15日",
        "有（名称不对外公开）", "漏判率", "抽样 1000 份由两名医师复核", "越低越好", "全部在院内机房推理", "必须", "不可以",
        "8 卡", "急诊楼二层", "第三方测评", "数据归医院", "2026年12月31日", "我能做", "暂无记录", "联系方式暂不公开",
    ):  # fmt: skip
        assert shown in text, shown
    for hidden in ("华山软件", "顾闻笙", "0371-55501037", "guws@example.com"):
        assert hidden not in page.text


def test_inside_the_house_names_and_contact_are_there(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    need = opened(site, cast, content=tender(incumbent="华山软件"))
    text = text_of(signed_in(cast.colleague).get(f"/scenarios/{need}"))
    assert "华山软件" in text
    assert "0371-55501037" in text


@pytest.mark.parametrize("state", list(ScenarioState))
@pytest.mark.parametrize("secrecy", list(Secrecy))
def test_the_page_is_there_for_whom_the_rule_says(
    site: Site, signed_in: SignedIn, browser: Browser, cast: Cast, state: ScenarioState, secrecy: Secrecy
) -> None:
    need = stand(site, cast, state, content=values(secrecy=secrecy))
    public = state in {
        "open", "suspended", "closed", "evaluating", "publicity", "awarded", "piloting", "completed", "demonstrated",
        "no_bid", "no_award", "cancelled", "expired", "archived",
    }  # fmt: skip
    assert (browser.get(f"/scenarios/{need}").status_code == 200) is (public and secrecy is Secrecy.PUBLIC)
    assert (signed_in(cast.supplier).get(f"/scenarios/{need}").status_code == 200) is public
    assert signed_in(cast.owner).get(f"/scenarios/{need}").status_code == 200


def test_the_clock_closes_answers_before_any_job_does(site: Site, browser: Browser, cast: Cast, clock: Any) -> None:
    need = opened(site, cast)
    clock.at = end_of(DEADLINE) - timedelta(seconds=1)
    before = browser.get(f"/scenarios/{need}")
    assert "今天截止" in text_of(before)
    assert f"/scenarios/{need}/answer" in before.text
    clock.advance(seconds=1)
    after = browser.get(f"/scenarios/{need}")
    assert "已到期" in text_of(after)
    assert f"/scenarios/{need}/answer" not in after.text
    assert read(site, need).state is ScenarioState.OPEN


def test_a_need_that_is_listed_longer_says_that_answers_are_closed(site: Site, browser: Browser, cast: Cast) -> None:
    now = site.clock.now()
    need = opened(site, cast, deadline=now - timedelta(days=1), valid_until=now + timedelta(days=30))
    page = browser.get(f"/scenarios/{need}")
    assert "回应已经截止" in text_of(page)
    assert f"/scenarios/{need}/answer" not in page.text


def test_a_cancelled_need_stays_with_its_reason(site: Site, browser: Browser, cast: Cast) -> None:
    need = opened(site, cast)
    with site.database.writing() as db:
        row = db.merge(read(site, need))
        owner = Actor(cast.owner, "顾闻笙", cast.hospital, "嵩云医院", "member")
        move(
            act_in(db, site, owner),
            row,
            SCENARIO,
            ScenarioEvent.CANCEL,
            reason="budget_cut",
            note="明年再议",
        )
    text = text_of(browser.get(f"/scenarios/{need}"))
    assert "这项需求已取消" in text
    assert "经费取消；明年再议" in text
    assert "顾闻笙" not in text  # the timeline names the house, not the person


def test_addenda_show_old_and_new(site: Site, browser: Browser, cast: Cast) -> None:
    need = opened(site, cast)
    changes = {
        "deadline": {"old": "2026-12-31T16:00:00+00:00", "new": "2027-01-31T16:00:00+00:00"},
        "budget_max": {"old": None, "new": 3_000_000},
        "kpis": {
            "old": [],
            "new": [{"name": "漏判率", "baseline": "3", "target": "1", "unit": "%", "direction": "down"}],
        },
        "files": {"old": [], "new": ["图纸.pdf"]},
    }
    with site.database.writing() as db:
        row = Addendum(
            scenario_id=read(site, need).id,
            number=1,
            changes=changes,
            note="应供给方要求延期",
            at=site.clock.now(),
        )
        db.add(row)
    text = text_of(browser.get(f"/scenarios/{need}"))
    for shown in (
        "2026年12月31日",
        "2027年1月31日",
        "300 万元",
        "漏判率 3 → 1 %",
        "图纸.pdf",
        "应供给方要求延期",
        "补充说明第 1 号",
    ):
        assert shown in text, shown


def test_attachments_follow_the_need(site: Site, browser: Browser, signed_in: SignedIn, cast: Cast) -> None:
    need = opened(site, cast, content=values(secrecy=Secrecy.RESTRICTED))
    ids = {name: _attach(site, need, name, confidential=name == "底价.pdf") for name in ("图纸.pdf", "底价.pdf")}
    supplier, owner = signed_in(cast.supplier), signed_in(cast.owner)
    listed = text_of(supplier.get(f"/scenarios/{need}"))
    assert "图纸.pdf" in listed
    assert "底价.pdf" not in listed
    assert supplier.get(f"/scenarios/{need}/files/{ids['图纸.pdf']}").status_code == 200
    assert supplier.get(f"/scenarios/{need}/files/{ids['底价.pdf']}").status_code == 404
    assert owner.get(f"/scenarios/{need}/files/{ids['底价.pdf']}").status_code == 200
    assert browser.get(f"/scenarios/{need}/files/{ids['图纸.pdf']}").status_code == 404
    other = opened(site, cast)
    assert supplier.get(f"/scenarios/{other}/files/{ids['图纸.pdf']}").status_code == 404


def _attach(site: Site, need: str, name: str, *, confidential: bool) -> str:
    content = b"%PDF-1.4\n%%EOF\n"
    sha256, _seen = site.blobs.keep(BytesIO(content), 1000, lambda _path: None)
    with site.database.writing() as db:
        row = StoredFile(
            parent_kind="scenario",
            parent_id=read(site, need).id,
            name=name,
            mime="application/pdf",
            size=len(content),
            sha256=sha256,
            confidential=confidential,
            at=site.clock.now(),
        )
        db.add(row)
        return row.public_id


def test_the_owners_record_is_computed_from_what_happened(site: Site, browser: Browser, cast: Cast) -> None:
    need, past = opened(site, cast), stand(site, cast, ScenarioState.PILOTING, content=values(title="去年的"))
    now = site.clock.now()
    with site.database.writing() as db:
        for firm, person, days in ((cast.firm, cast.supplier, 2), (cast.rival_firm, cast.rival, 5)):
            supply = Supply(
                organisation_id=firm, kind=SupplyKind.PRODUCT, name="预警平台", created_at=now, updated_at=now
            )
            db.add(supply)
            db.flush()
            db.add(_answer(read(site, past), supply, firm, person, now - timedelta(days=9), days))
    text = text_of(browser.get(f"/scenarios/{need}"))
    assert "3.5 天" in text
    assert "2 / 2" in text
    assert "暂无记录：" not in text


def _answer(need: Scenario, supply: Supply, firm: int, person: int, at: Any, days: int) -> Answer:
    return Answer(
        scenario_id=need.id,
        supply_id=supply.id,
        organisation_id=firm,
        person_id=person,
        body="我们能做",
        reply_due_at=at + timedelta(days=10),
        replied_at=at + timedelta(days=days),
        created_at=at,
    )


def test_a_public_code_leads_to_the_page(site: Site, browser: Browser, cast: Cast) -> None:
    need = opened(site, cast, code="JH-2026-B01-003")
    draft = stand(site, cast, content=values(title="草稿"), code="JH-2026-B01-004")
    answer = browser.get("/s/jh-2026-b01-003", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/scenarios/{need}")
    assert browser.get("/s/JH-2026-B01-004").status_code == 404
    for wrong in ("JH-1", "%00", "x" * 300):
        assert browser.get(f"/s/{wrong}").status_code == 404
    assert draft


def test_every_move_that_happened_in_public_is_on_the_page(site: Site, browser: Browser, cast: Cast) -> None:
    need = opened(site, cast)
    with site.database.writing() as db:
        number, now = read(site, need).id, site.clock.now()
        for event, before, after, note in (
            ("take", "submitted", "under_review", "内部意见"),
            ("open", "approved", "open", ""),
        ):
            db.add(
                StatusChange(
                    object_kind="scenario", object_id=number, event=event, from_state=before, to_state=after,
                    note=note, at=now, actor_name="审核员甲", role="reviewer",
                )
            )  # fmt: skip
        row = db.get_one(Scenario, number)
        move(act_in(db, site), row, SCENARIO, ScenarioEvent.EXPIRE)
    text = text_of(browser.get(f"/scenarios/{need}"))
    assert "发布，开始征集" in text
    assert "系统按期办理" in text
    for hidden in ("内部意见", "审核员甲", "开始审核"):
        assert hidden not in text


def test_the_english_page_has_no_chinese_but_peoples_own(site: Site, browser: Browser, cast: Cast) -> None:
    content = tender(
        title="Chest pain alarm", description="ECG alarms within a minute.", incumbent="Acme", funding="budget",
        current_systems="HIS", acceptance="third party", ip_terms="shared", data_types="ECG", data_scale="200,000",
        kpis=[], constraints=[], risk_triggers=["medical_decision"], process_step="production", family="all_trades",
    )  # fmt: skip
    need = opened(site, cast, content=content, code="JH-2026-0001")
    with site.database.writing() as db:
        db.get_one(Organisation, cast.hospital).name = "Songyun Hospital"
    text = text_of(browser.get(f"/scenarios/{need}", headers={"Accept-Language": "en"}))
    assert "Chest pain alarm" in text
    assert "38 days left" in text
    assert HAN.findall(text.replace("景合", "").replace("中文", "")) == []
