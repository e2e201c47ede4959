"""From the house to the department and through a need's life, over HTTP."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from app.accounts.models import MemberRole, Membership, Organisation, OrganisationState, Person
from app.core.acting import act_in
from app.core.actors import Actor
from app.core.clock import end_of
from app.core.history import revisions, timeline
from app.core.models import AuditEntry
from app.core.site import Site
from scenarios.lifecycle import Route, ScenarioState
from scenarios.matches.actions.pairing import release_contacts
from scenarios.matches.lifecycle import MatchState
from scenarios.matches.models import Match
from scenarios.models import ReviewNote, Scenario
from suppliers.models import Supply, SupplyKind
from tests.scenarios.helpers import SIX, TICKS, opened, outbox, read, stand, tender, values
from tests.scenarios.test_drafting import chinese
from tests.support import Browser, Cast, Mailbox
from tests.support.browser import text_of

SignedIn = Callable[[int], Browser]
Drain = Callable[[], int]
S = ScenarioState


def state_of(site: Site, need: str) -> ScenarioState:
    return read(site, need).state


def test_author_asks_colleague_approves_department_gets_it(
    site: Site, signed_in: SignedIn, cast: Cast, mailbox: Mailbox, drain: Drain
) -> None:
    owner, colleague = signed_in(cast.owner), signed_in(cast.colleague)
    owner.post("/scenarios", data={**SIX, "do": "check", "form_key": "k", "version": "0"})
    with site.database.reading() as db:
        need = db.exec(select(Scenario.public_id)).one()
    check = owner.get(f"/scenarios/{need}/check")
    assert "送单位审批" in text_of(check)
    answer = owner.post(f"/scenarios/{need}/submit", data={"checklist": TICKS})
    assert "已送单位审批" in text_of(answer)
    assert state_of(site, need) is S.AWAITING_APPROVAL
    drain()
    assert f"/scenarios/{need}/approval" in mailbox.last_text("colleague@example.com")
    assert owner.post(f"/scenarios/{need}/approval", data={"do": "approve"}).status_code == 403
    page = colleague.get(f"/scenarios/{need}/approval")
    assert "急诊每天接诊约400名患者" in text_of(page)
    scan = {"scan": ("盖章.txt", "同意".encode(), "text/plain")}
    done = colleague.post(f"/scenarios/{need}/approval", data={"do": "approve", "note": "同意"}, files=scan)
    assert "已审批通过" in text_of(done)
    row = read(site, need)
    assert row.state is S.SUBMITTED
    assert row.review_due_at == end_of(date(2026, 11, 30))
    drain()
    assert "已审批通过" in mailbox.last_text("owner@example.com")
    assert "已审批通过" not in mailbox.last_text("colleague@example.com"), "nobody is mailed of her own deed"
    with site.database.reading() as db:
        sent, submitted = timeline(db, "scenario", row.id)
        (revision,) = revisions(db, "scenario", row.id)
    assert (sent.actor_name, submitted.actor_name, submitted.organisation_name) == ("owner", "colleague", "嵩云医院")
    assert submitted.evidence is not None
    assert revision.content["title"] == SIX["title"]
    record = owner.get(f"/scenarios/{need}/record")
    assert "盖章.txt" in text_of(record)
    file = submitted.evidence["file"]
    assert owner.get(f"/scenarios/{need}/approval/{file}").content == "同意".encode()
    assert signed_in(cast.reviewer).get(f"/scenarios/{need}/approval/{file}").status_code == 404


def test_a_second_click_does_nothing_twice(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    need = stand(site, cast)
    owner, colleague = signed_in(cast.owner), signed_in(cast.colleague)
    for _click in range(2):
        assert owner.post(f"/scenarios/{need}/submit", data={"checklist": TICKS}).status_code == 200
    for _click in range(2):
        assert colleague.post(f"/scenarios/{need}/approval", data={"do": "approve"}).status_code == 200
    with site.database.reading() as db:
        assert len(timeline(db, "scenario", read(site, need).id)) == 2


def test_an_approver_returns_with_a_note_and_never_approves_what_she_sent(
    site: Site, signed_in: SignedIn, cast: Cast, mailbox: Mailbox, drain: Drain
) -> None:
    need = stand(site, cast)
    owner, colleague = signed_in(cast.owner), signed_in(cast.colleague)
    owner.post(f"/scenarios/{need}/submit", data={"checklist": TICKS})
    silent = colleague.post(f"/scenarios/{need}/approval", data={"do": "return", "note": " "})
    assert silent.status_code == 422
    colleague.post(f"/scenarios/{need}/approval", data={"do": "return", "note": "请补充数据规模"})
    assert state_of(site, need) is S.DRAFT
    drain()
    assert "请补充数据规模" in mailbox.last_text("owner@example.com")


def test_whoever_sent_a_need_does_not_approve_it(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    with site.database.writing() as db:
        hers = db.exec(select(Membership).where(Membership.person_id == cast.two_hats)).one()
        hers.role = MemberRole.APPROVER
    need = stand(site, cast)
    colleague = signed_in(cast.colleague)
    colleague.post(f"/scenarios/{need}/submit", data={"checklist": TICKS})
    assert colleague.post(f"/scenarios/{need}/approval", data={"do": "approve"}).status_code == 403
    assert state_of(site, need) is S.AWAITING_APPROVAL
    signed_in(cast.two_hats).post(f"/scenarios/{need}/approval", data={"do": "approve"})
    assert state_of(site, need) is S.SUBMITTED


def test_with_nobody_to_approve_it_says_so(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    need = stand(site, cast, author=cast.colleague)
    answer = signed_in(cast.colleague).post(f"/scenarios/{need}/submit", data={"checklist": TICKS})
    assert answer.status_code == 422
    assert "没有其他审批人" in text_of(answer)
    assert state_of(site, need) is S.DRAFT


def test_without_required_approval_it_goes_straight_on(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    with site.database.writing() as db:
        db.add(Membership(person_id=cast.stranger, organisation_id=cast.factory, started_at=site.clock.now()))
    need = stand(site, cast, house=cast.factory, author=cast.stranger)
    answer = signed_in(cast.stranger).post(f"/scenarios/{need}/submit", data={"checklist": TICKS})
    assert "已提交审核" in text_of(answer)
    assert state_of(site, need) is S.SUBMITTED


@pytest.mark.parametrize(
    ("columns", "ticks", "sentence"),
    [
        ({}, TICKS[1:], "请逐条确认保密检查清单"),
        ({"description": "短"}, TICKS, "完备度还没有达到提交要求"),
        ({"title": ""}, TICKS, "还没有填写场景名称"),
        ({"route": Route.TENDER}, TICKS, "至少要有一项关键指标"),
        ({"deadline": end_of(date(2026, 11, 20))}, TICKS, "截止日期已经过去"),
        ({"raw": {"plan": {"budget_min": ["x"]}}}, TICKS, "这一节有还没保存的内容"),
    ],
)
def test_obstacles_are_listed_and_nothing_moves(
    site: Site, signed_in: SignedIn, cast: Cast, columns: dict[str, Any], ticks: list[str], sentence: str
) -> None:
    need = stand(site, cast, **columns)
    answer = signed_in(cast.owner).post(f"/scenarios/{need}/submit", data={"checklist": ticks})
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert state_of(site, need) is S.DRAFT
    assert read(site, need).checklist == ticks


def test_an_unverified_house_writes_but_does_not_submit(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    with site.database.writing() as db:
        db.get_one(Organisation, cast.hospital).state = OrganisationState.CLAIMED
    need = stand(site, cast)
    owner = signed_in(cast.owner)
    assert owner.get(f"/scenarios/{need}/edit/basics").status_code == 200
    answer = owner.post(f"/scenarios/{need}/submit", data={"checklist": TICKS})
    assert answer.status_code == 422
    assert "还没有通过核验" in text_of(answer)


def test_warnings_do_not_block(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    need = stand(site, cast, content=values(risk_triggers=["medical_decision"]))
    owner = signed_in(cast.owner)
    page = text_of(owner.get(f"/scenarios/{need}/check"))
    assert "需风险审查" in page
    owner.post(f"/scenarios/{need}/submit", data={"checklist": TICKS})
    assert state_of(site, need) is S.AWAITING_APPROVAL


def test_good_examples_are_open_public_and_of_the_same_field(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    opened(site, cast, content=tender(title="范例：门诊病历质控"), house=cast.factory)
    opened(site, cast, content=tender(title="交通需求", field="transport"), house=cast.factory)
    stand(site, cast, content=tender(title="别人的草稿"), house=cast.factory)
    page = text_of(signed_in(cast.owner).get(f"/scenarios/{stand(site, cast)}/check"))
    assert "范例：门诊病历质控" in page
    assert "交通需求" not in page
    assert "别人的草稿" not in page


def test_the_preview_is_the_strangers_page(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    need = stand(site, cast, content=values(incumbent="某某科技"))
    owner = signed_in(cast.owner)
    page = text_of(owner.get(f"/scenarios/{need}/preview"))
    assert "这是外人看到的样子" in page
    assert SIX["title"] in page
    assert "不构成采购要约" in page
    for hidden in (SIX["contact_phone"], SIX["contact_name"], "某某科技"):
        assert hidden not in page
    assert signed_in(cast.supplier).get(f"/scenarios/{need}/preview").status_code == 404


def test_resubmission_keeps_both_versions_and_settles_the_notes(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    need = stand(site, cast)
    owner, colleague = signed_in(cast.owner), signed_in(cast.colleague)
    owner.post(f"/scenarios/{need}/submit", data={"checklist": TICKS})
    colleague.post(f"/scenarios/{need}/approval", data={"do": "approve"})
    with site.database.writing() as db:
        row = db.exec(select(Scenario).where(Scenario.public_id == need)).one()
        row.state = S.EDITS_REQUESTED
        db.add(ReviewNote(scenario_id=row.id, field_name="description", note="写明数据规模", at=site.clock.now()))
    assert "写明数据规模" in text_of(owner.get(f"/scenarios/{need}/edit/basics"))
    owner.save(f"/scenarios/{need}/edit/basics", {**SIX, "title": "改后的名称", "do": "check"})
    owner.post(f"/scenarios/{need}/submit", data={"checklist": TICKS})
    colleague.post(f"/scenarios/{need}/approval", data={"do": "approve"})
    with site.database.reading() as db:
        first, second = revisions(db, "scenario", read(site, need).id)
        note = db.exec(select(ReviewNote)).one()
    assert (first.content["title"], second.content["title"]) == (SIX["title"], "改后的名称")
    assert second.occasion == "resubmission"
    assert note.resolved_at is not None


def test_withdrawing_needs_a_coded_reason(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    need = stand(site, cast, S.SUBMITTED, submitted_at=site.clock.now())
    owner = signed_in(cast.owner)
    assert owner.post(f"/scenarios/{need}/withdraw", data={"reason": ""}).status_code == 422
    assert owner.post(f"/scenarios/{need}/withdraw", data={"reason": "whim"}).status_code == 422
    assert owner.post(f"/scenarios/{need}/withdraw", data={"reason": "changed", "note": "改期"}).status_code == 200
    assert state_of(site, need) is S.WITHDRAWN
    assert owner.post(f"/scenarios/{need}/withdraw", data={"reason": "changed"}).status_code == 409
    with site.database.reading() as db:
        (change,) = timeline(db, "scenario", read(site, need).id)
    assert (change.reason, change.note) == ("changed", "改期")


def test_a_need_is_handed_to_a_successor(site: Site, signed_in: SignedIn, cast: Cast, mailbox: Mailbox) -> None:
    need = opened(site, cast)
    owner = signed_in(cast.owner)
    with site.database.reading() as db:
        heir, foreign = db.get_one(Person, cast.colleague).public_id, db.get_one(Person, cast.rival).public_id
    assert owner.post(f"/scenarios/{need}/hand-over", data={"successor": foreign}).status_code == 422
    owner.post(f"/scenarios/{need}/hand-over", data={"successor": heir, "take_contact": "true", "note": "轮岗"})
    row = read(site, need)
    assert (row.holder_id, row.created_by, row.contact_email) == (cast.colleague, cast.owner, "colleague@example.com")
    outbox(site, mailbox)
    assert "轮岗" in mailbox.last_text("colleague@example.com")
    assert "移交" in text_of(owner.get(f"/scenarios/{need}/record"))


def test_a_waived_need_may_be_submitted_below_the_threshold(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    need = stand(site, cast, S.EDITS_REQUESTED, content=values(description="短"), waiver="应急需要")
    owner = signed_in(cast.owner)
    assert "应急需要" in text_of(owner.get(f"/scenarios/{need}/check"))
    owner.post(f"/scenarios/{need}/submit", data={"checklist": TICKS})
    assert state_of(site, need) is S.AWAITING_APPROVAL


def test_an_owner_asks_for_a_waiver_and_the_department_decides(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    need = stand(site, cast, content=values(description="短"), author=cast.owner)
    owner, approver, reviewer = signed_in(cast.owner), signed_in(cast.colleague), signed_in(cast.reviewer)
    assert owner.post(f"/scenarios/{need}/submit", data={"checklist": TICKS}).status_code == 422
    too_long = owner.post(f"/scenarios/{need}/submit", data={"checklist": TICKS, "waiver_asked": "长" * 301})
    assert (too_long.status_code, "长" * 301 in too_long.text) == (422, True)
    why = "涉及在建项目，细节尚未定稿"
    owner.post(f"/scenarios/{need}/submit", data={"checklist": TICKS, "waiver_asked": why})
    approver.post(f"/scenarios/{need}/approval", data={"do": "approve"})
    assert state_of(site, need) is S.SUBMITTED
    reviewer.post(f"/review/{need}/take")
    assert why in text_of(reviewer.get(f"/review/{need}"))
    assert reviewer.post(f"/review/{need}/approve", data={"when": "now"}).status_code == 422  # asking is not having
    reviewer.post(f"/review/{need}/waiver", data={"waiver": "同意先行发布"})
    reviewer.post(f"/review/{need}/approve", data={"when": "now"})
    assert state_of(site, need) is S.OPEN


def test_the_office_submits_an_imported_need_with_a_reason(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    bare = values(contact_name="", contact_phone="", contact_email="")
    need = stand(site, cast, house=cast.new_firm, upload_id=7, content=bare)
    office = signed_in(cast.office)
    assert office.post(f"/scenarios/{need}/submit", data={}).status_code == 422
    assert "代单位提交的理由" in text_of(office.get(f"/scenarios/{need}/check"))
    assert "已提交审核" in text_of(office.post(f"/scenarios/{need}/submit", data={"waiver_asked": "市级清单已公开"}))
    assert (state_of(site, need), read(site, need).waiver) == (S.SUBMITTED, "市级清单已公开")
    with site.database.reading() as db:
        assert db.exec(select(AuditEntry).where(AuditEntry.action == "scenario.waived")).one().actor_name == "office"


def test_contact_releases_stand_in_the_record(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    need = opened(site, cast)
    now = site.clock.now()
    with site.database.writing() as db:
        supply = Supply(
            organisation_id=cast.firm, name="心电判读", kind=SupplyKind.MODEL, created_at=now, updated_at=now
        )
        db.add(supply)
        db.flush()
        match = Match(
            scenario_id=read(site, need).id,
            supply_id=supply.id,
            state=MatchState.MUTUAL,
            created_at=now,
            updated_at=now,
        )
        db.add(match)
        db.flush()
        release_contacts(act_in(db, site, Actor(cast.supplier, "supplier")), match)
    assert "交换联系方式" in text_of(signed_in(cast.owner).get(f"/scenarios/{need}/record"))


def test_the_desk_groups_by_who_is_waited_for(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    stand(site, cast, content=values(title="草稿一"))
    waiting = stand(site, cast, S.AWAITING_APPROVAL, content=values(title="待审批一"), sent_by=cast.owner)
    opened(site, cast, content=values(title="快截止的", deadline=end_of(date(2026, 11, 27))))
    stand(site, cast, content=values(title="别家的"), house=cast.factory)
    owner = text_of(signed_in(cast.owner).get("/scenarios/mine"))
    for shown in ("等您处理", "草稿一", "等单位审批", "待审批一", "两周内截止", "快截止的"):
        assert shown in owner
    assert "别家的" not in owner
    assert "等您审批" not in owner
    approver = signed_in(cast.colleague).get("/scenarios/mine")
    assert "等您审批" in text_of(approver)
    assert f"/scenarios/{waiting}/approval" in approver.text
    assert "还没有加入场景方单位" in text_of(signed_in(cast.stranger).get("/scenarios/mine"))


@pytest.mark.parametrize("deed", ["suspend", "cancel", "renew", "relaunch", "hand-over", "withdraw", "addendum"])
def test_outsiders_have_no_deeds(site: Site, signed_in: SignedIn, cast: Cast, deed: str) -> None:
    need = opened(site, cast)
    for person in (cast.supplier, cast.reviewer, cast.stranger):
        assert signed_in(person).post(f"/scenarios/{need}/{deed}", data={}).status_code == 404
    assert state_of(site, need) is S.OPEN


@pytest.mark.parametrize("page", ["check", "manage", "approval", "record", "addendum", "preview", "mine"])
def test_owners_pages_in_english(site: Site, signed_in: SignedIn, cast: Cast, page: str) -> None:
    said = values(title="Triage", description="Triage in 1 minute. " * 20, contact_name="G")
    state = {"check": S.DRAFT, "approval": S.AWAITING_APPROVAL, "addendum": S.OPEN}.get(page, S.OPEN)
    need = stand(site, cast, state, content=said, sent_by=cast.owner)
    reader = signed_in(cast.colleague)
    reader.headers["Accept-Language"] = "en"
    address = "/scenarios/mine" if page == "mine" else f"/scenarios/{need}/{page}"
    assert set(chinese(text_of(reader.get(address)))) <= {"中文", "嵩云医院", "景合", "作者"}
