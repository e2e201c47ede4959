"""The department's side over HTTP: what is decided, on what grounds, and what everybody is told."""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlmodel import select

from app.accounts.models import Organisation, OrganisationState
from app.core.acting import Act
from app.core.actors import Actor
from app.core.clock import FixedClock
from app.core.history import revise
from app.core.models import Job, Mail
from app.core.site import Site
from scenarios.lifecycle import ScenarioState
from scenarios.models import ReviewNote
from scenarios.queries.wording import differences
from scenarios.values import KpiValues, as_content
from tests.scenarios.helpers import DESCRIPTION, opened, read, stand, submitted, taken, tender, values
from tests.scenarios.test_board import index
from tests.support import Browser, Cast, Mailbox
from tests.support.browser import text_of

SignedIn = Callable[[int], Browser]
Drain = Callable[[], int]
HAN = re.compile(r"[\u3400-\u9fff，。：；？！（）]")
S = ScenarioState


def mails(site: Site, name: str) -> list[Mail]:
    with site.database.reading() as db:
        return list(db.exec(select(Mail).where(Mail.name == name)).all())


# Asking for edits


def test_edits_are_asked_for_field_by_field(
    site: Site, signed_in: SignedIn, cast: Cast, drain: Drain, mailbox: Mailbox
) -> None:
    need = taken(site, cast)
    notes = {
        "notes-0-field_name": "kpis", "notes-0-note": "请补充漏判率的测法",
        "notes-2-field_name": "__other__", "notes-2-note": "附件请脱敏", "note": "三天内改好即可",
    }  # fmt: skip
    answer = signed_in(cast.reviewer).post(f"/review/{need}/edits", data=notes)
    assert "已请单位修改" in text_of(answer)
    assert read(site, need).state is S.EDITS_REQUESTED
    with site.database.reading() as db:
        assert [(n.field_name, n.note) for n in db.exec(select(ReviewNote)).all()] == [
            ("kpis", "请补充漏判率的测法"),
            ("", "附件请脱敏"),
        ]
    drain()
    mail = mailbox.last_text("owner@example.com")
    assert "关键指标：请补充漏判率的测法" in mail
    assert "三天内改好即可" in mail
    assert "/edit" in mail


def test_wrong_notes_are_kept_and_named(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    need = taken(site, cast)
    reviewer = signed_in(cast.reviewer)
    nothing = reviewer.post(f"/review/{need}/edits", data={"note": "随便改改"})
    assert nothing.status_code == 422
    assert "随便改改" in nothing.text
    wrong = reviewer.post(
        f"/review/{need}/edits",
        data={
            "notes-0-field_name": "",
            "notes-0-note": "说不清哪一栏",
            "notes-1-field_name": "nonsense",
            "notes-1-note": "乱",
        },
    )
    assert wrong.status_code == 422
    assert "说不清哪一栏" in wrong.text
    assert 'href="#f-notes-0-field_name"' in wrong.text
    assert read(site, need).state is S.UNDER_REVIEW


def test_rows_are_added_and_removed_without_scripting(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    need = taken(site, cast)
    reviewer = signed_in(cast.reviewer)
    typed = {
        "notes-0-field_name": "title",
        "notes-0-note": "太长了",
        "notes-1-field_name": "kpis",
        "notes-1-note": "补指标",
    }
    more = reviewer.post(f"/review/{need}/edits", data={**typed, "add_row": "notes"})
    assert more.status_code == 200
    assert 'name="notes-2-note"' in more.text
    less = reviewer.post(f"/review/{need}/edits", data={**typed, "remove_row": "notes-0"})
    assert "补指标" in less.text
    assert "太长了" not in less.text


def test_what_changed_since_last_time_is_shown(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    old = tender(title="旧名称", budget_max=2_600_000, directions=["big_data"])
    new = tender(
        title="新名称",
        budget_max=3_000_000,
        directions=["big_data", "speech"],
        kpis=[KpiValues("漏判率", "0.5", "%", "3", "down", "抽样")],
    )
    need = taken(site, cast, content=new)
    writer, now = Actor(cast.owner, "顾闻笙"), site.clock.now()
    with site.database.writing() as db:
        number = read(site, need).id
        revise(Act(db, site, writer, now), "scenario", number, "submission", as_content(old))
        revise(Act(db, site, writer, now), "scenario", number, "resubmission", as_content(new))
    text = text_of(signed_in(cast.reviewer).get(f"/review/{need}"))
    section = text[
        text.index("本次修改了什么") : text.index("此前") if "此前的修改意见" in text else text.index("需求描述")
    ]
    for shown in ("旧名称", "新名称", "260 万元", "300 万元", "语音识别", "漏判率 3 → 0.5 %", "漏判率 3 → 1 %"):
        assert shown in section, shown
    assert "年度信息化预算" not in section  # the same in both


@pytest.mark.parametrize("times", [2, 200])
def test_of_a_long_text_only_the_sentences_that_differ_are_shown(site: Site, times: int) -> None:
    old = {"description": DESCRIPTION * times + "现在只有一名医生。"}
    new = {"description": DESCRIPTION * times + "现在有两名医生。要求年底上线。"}
    (change,) = differences(old, new, site.vocabulary)
    assert change.old == "…\n现在只有一名医生。"
    assert change.new == "…\n现在有两名医生。要求年底上线。"


def test_endless_texts_are_told_apart_at_once(site: Site) -> None:
    start = time.thread_time()
    (change,) = differences({"description": "甲。乙。" * 3000}, {"description": "乙。丙。甲。" * 2500}, site.vocabulary)
    assert time.thread_time() - start < 1
    assert change.old.startswith("甲。")
    assert change.new.startswith("乙。")


# Rejecting


def test_a_rejection_has_a_coded_reason_and_is_mailed(
    site: Site, signed_in: SignedIn, cast: Cast, drain: Drain, mailbox: Mailbox
) -> None:
    need = taken(site, cast)
    reviewer = signed_in(cast.reviewer)
    for wrong in ({"reason": "", "explanation": "说明说明"}, {"reason": "made_up", "explanation": "说明说明一"}):
        answer = reviewer.post(f"/review/{need}/reject", data=wrong)
        assert answer.status_code == 422
        assert "说明说明" in answer.text
    reviewer.post(f"/review/{need}/reject", data={"reason": "procurement", "explanation": "成熟产品请直接采购"})
    assert read(site, need).state is S.REJECTED
    drain()
    mail = mailbox.last_text("owner@example.com")
    assert "应当走采购程序" in mail
    assert "成熟产品请直接采购" in mail


# Approving


def test_approving_now_opens_it_at_once(
    site: Site, signed_in: SignedIn, cast: Cast, drain: Drain, mailbox: Mailbox, browser: Browser
) -> None:
    need = taken(site, cast)
    answer = signed_in(cast.reviewer).post(f"/review/{need}/approve", data={"when": "now"})
    assert "已通过并发布" in text_of(answer)
    row = read(site, need)
    assert (row.state, row.code, row.valid_until) == (S.OPEN, "JH-2026-0001", row.deadline)
    assert row.opened_at == site.clock.now()
    with site.database.reading() as db:
        jobs = {(job.kind, job.payload["object_id"]) for job in db.exec(select(Job)).all()}
        assert jobs == {("reindex", row.id), ("refresh_matches", row.id)}
    assert browser.get(f"/scenarios/{need}").status_code == 200
    assert [mail.name for mail in mails(site, "scenario_opened")] == ["scenario_opened"]
    assert mails(site, "scenario_approved") == []
    assert "JH-2026-0001" in mails(site, "scenario_opened")[0].text


def test_approving_for_a_time_waits_for_it(site: Site, signed_in: SignedIn, cast: Cast, clock: FixedClock) -> None:
    need = taken(site, cast)
    reviewer = signed_in(cast.reviewer)
    for wrong, sentence in (
        ("", "请填写发布时间"), ("2026-11-23 09:59", "发布时间已经过去"), ("2027-01-01T00:00", "必须早于截止日期"),
        ("2026-13-01 09:00", "没有这个日期"), ("明天", "有效的日期和时间"),
    ):  # fmt: skip
        answer = reviewer.post(f"/review/{need}/approve", data={"when": "timed", "opens_at": wrong})
        assert answer.status_code == 422, wrong
        assert sentence in text_of(answer)
        assert wrong in answer.text
    reviewer.post(f"/review/{need}/approve", data={"when": "timed", "opens_at": "2026-11-24T09:00"})
    row = read(site, need)
    assert (row.state, row.opens_at) == (S.APPROVED, datetime(2026, 11, 24, 1, 0, tzinfo=UTC))
    again = text_of(reviewer.get(f"/review/{need}"))
    assert "定于 2026年11月24日 09:00 自动发布" in again
    reviewer.post(f"/review/{need}/approve", data={"when": "timed", "opens_at": "2026-11-25 08:30"})
    assert read(site, need).opens_at == datetime(2026, 11, 25, 0, 30, tzinfo=UTC)
    reviewer.post(f"/review/{need}/approve", data={"when": "now"})
    assert read(site, need).state is S.OPEN
    clock.advance(minutes=2)
    assert reviewer.post(f"/review/{need}/approve", data={"when": "now"}).status_code == 409


@pytest.mark.parametrize("house", ["claimed", "suspended"])
def test_an_unverified_owner_is_not_published(site: Site, signed_in: SignedIn, cast: Cast, house: str) -> None:
    need = taken(site, cast)
    with site.database.writing() as db:
        db.get_one(Organisation, cast.hospital).state = OrganisationState(house)
    answer = signed_in(cast.reviewer).post(f"/review/{need}/approve", data={"when": "now"})
    assert answer.status_code == 422
    assert "还没有通过核验" in text_of(answer)
    assert read(site, need).state is S.UNDER_REVIEW


def test_a_risk_trigger_wants_its_decision_first(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    need = taken(site, cast, content=values(risk_triggers=["medical_decision"]))
    reviewer = signed_in(cast.reviewer)
    refused = reviewer.post(f"/review/{need}/approve", data={"when": "now"})
    assert refused.status_code == 422
    assert "风险审查结论" in text_of(refused)
    assert reviewer.post(f"/review/{need}/risk", data={"decision": "好"}).status_code == 422
    reviewer.post(f"/review/{need}/risk", data={"decision": "经伦理办审查，仅作提示，由医生确认"})
    reviewer.post(f"/review/{need}/approve", data={"when": "now"})
    assert read(site, need).state is S.OPEN


def test_a_thin_need_passes_only_with_a_reason(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    need = taken(site, cast, readiness=30)
    reviewer = signed_in(cast.reviewer)
    assert "完备度没有达到" in text_of(reviewer.get(f"/review/{need}"))
    assert reviewer.post(f"/review/{need}/approve", data={"when": "now"}).status_code == 422
    assert reviewer.post(f"/review/{need}/waiver", data={"waiver": ""}).status_code == 422
    reviewer.post(f"/review/{need}/waiver", data={"waiver": "应急需求，先行发布后补充"})
    reviewer.post(f"/review/{need}/approve", data={"when": "now"})
    assert (read(site, need).state, read(site, need).waiver) == (S.OPEN, "应急需求，先行发布后补充")
    assert reviewer.post(f"/review/{need}/waiver", data={"waiver": "再登记一次理由"}).status_code == 409


def test_only_who_holds_the_review_waives_and_never_when_it_is_over(
    site: Site, signed_in: SignedIn, cast: Cast
) -> None:
    need = taken(site, cast, readiness=30, reviewer_id=cast.other_reviewer)
    reviewer, said = signed_in(cast.reviewer), {"waiver": "应急需求，先行发布"}
    assert reviewer.post(f"/review/{need}/waiver", data=said).status_code == 403
    assert signed_in(cast.office).post(f"/review/{need}/waiver", data=said).status_code == 200
    over = submitted(site, cast, S.REJECTED, readiness=30)
    assert reviewer.post(f"/review/{over}/waiver", data=said).status_code == 409


def test_codes_are_numbered_and_step_over_imported_ones(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    opened(site, cast, content=values(title="导入的"), code="JH-2026-0002")
    reviewer = signed_in(cast.reviewer)
    ids = [taken(site, cast, content=values(title=f"需求{n}")) for n in range(2)]
    kept = taken(site, cast, content=values(title="自带编码"), code="XC-17")
    for need in [*ids, kept]:
        reviewer.post(f"/review/{need}/approve", data={"when": "now"})
    assert [read(site, need).code for need in [*ids, kept]] == ["JH-2026-0001", "JH-2026-0003", "XC-17"]


# What the reviewer is shown


def test_near_duplicates_are_shown(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    same_name = opened(site, cast, house=cast.factory, content=values(description="别的内容" * 20))
    alike = opened(site, cast, house=cast.factory, content=values(title="胸痛病人心电图快速预警"))
    index(site, read(site, alike))
    stand(site, cast, S.WITHDRAWN, house=cast.factory, content=values(), submitted_at=site.clock.now())
    need = taken(site, cast)
    page = signed_in(cast.reviewer).get(f"/review/{need}")
    shown = text_of(page)[text_of(page).index("相近的需求") :]
    assert "名称相同" in shown
    assert "满分 100" in shown
    assert "胸痛病人心电图快速预警" in shown
    assert f"/scenarios/{same_name}" in page.text
    assert shown.count("大河装备厂") == 2


def test_personal_data_that_nobody_declared_is_pointed_out(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    need = taken(site, cast, content=values(description=DESCRIPTION + "联系张主任 13812345678。"))
    text = text_of(signed_in(cast.reviewer).get(f"/review/{need}"))
    assert "没有说明，不能发布" in text
    assert "13812345678" in text


def test_the_english_pages_have_no_chinese_but_peoples_own(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    content = values(
        title="Chest pain alarm", description="ECG alarms. " * 20, contact_name="Gu", risk_triggers=["medical_decision"]
    )
    need = taken(site, cast, content=content, readiness=10, review_due_at=site.clock.now())
    before, writer, now = values(title="Before", description="x", contact_name="Gu"), Actor(1, "Gu"), site.clock.now()
    with site.database.writing() as db:
        db.get_one(Organisation, cast.hospital).name = "Songyun Hospital"
        number = read(site, need).id
        revise(Act(db, site, writer, now), "scenario", number, "submission", as_content(before))
        revise(Act(db, site, writer, now), "scenario", number, "resubmission", as_content(content))
        db.add(ReviewNote(scenario_id=number, field_name="title", note="shorter", at=now))
    english = {"Accept-Language": "en"}
    reviewer, office = signed_in(cast.reviewer), signed_in(cast.office)
    pages = [reviewer.get(path, headers=english) for path in ("/review", "/review?tab=mine", f"/review/{need}")]
    late = {"when": "timed", "opens_at": "x"}
    pages += [
        reviewer.post(f"/review/{need}/approve", data=late, headers=english),
        reviewer.post(f"/review/{need}/edits", data={}, headers=english),
        office.get("/batches/new", headers=english),
    ]
    for page in pages:
        left = HAN.findall(text_of(page).replace("景合", "").replace("中文", ""))
        assert left == [], (page.url, left, text_of(page))


def test_nothing_of_a_review_is_seen_outside(site: Site, signed_in: SignedIn, browser: Browser, cast: Cast) -> None:
    need = taken(site, cast)
    for visitor in (browser, signed_in(cast.supplier), signed_in(cast.curator)):
        assert visitor.get(f"/scenarios/{need}").status_code == 404
