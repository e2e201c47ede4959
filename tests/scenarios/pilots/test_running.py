"""A pilot from its readiness to its end, over HTTP: what is missing is said, what is locked stays, the clock does its part."""

from collections.abc import Callable

from sqlmodel import select

from app.core.clock import FixedClock
from app.core.history import timeline
from app.core.models import StatusChange
from app.core.site import Site
from app.vocabulary.models import Term
from scenarios.lifecycle import ScenarioState
from scenarios.models import Scenario
from scenarios.pilots.actions.clockwork import tick
from scenarios.pilots.lifecycle import PILOT, PilotState
from scenarios.pilots.models import Alarm, Amendment, Survey
from tests.scenarios.helpers import outbox
from tests.scenarios.pilots.helpers import (
    BASELINES,
    MEASURED,
    fill_baselines,
    kpis_of,
    pilot_row,
    ready,
    rows,
    running,
    scan,
    settle_all,
    signed,
)
from tests.support import Browser, Cast, Mailbox
from tests.support.browser import text_of

SignedIn = Callable[[int], Browser]
S = PilotState


def retire(site: Site, code: str) -> None:
    with site.database.writing() as db:
        term = db.exec(select(Term).where(Term.kind == "readiness_item", Term.code == code)).one()
        term.retired_at = site.clock.now()
        db.add(term)


def test_what_must_be_ready_and_locked_before_it_runs(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    retire(site, "data_agreement")  # what the law asks for is asked for, whatever the office retires
    here = signed(site, cast, signed_in, ["data"])  # and a need of the field of health is medical, ticked or not
    owner, supplier = signed_in(cast.owner), signed_in(cast.supplier)
    page = owner.get(f"{here}/readiness")
    assert all(text in text_of(page) for text in ("伦理审查", "数据使用协议", "回退方案", "数据删除证明", "法定"))
    assert "道路测试" not in text_of(page)
    assert "还没有落实" in text_of(owner.post(f"{here}/make-ready"))
    for number in rows(page.text, "readiness", "settle"):
        at = f"{here}/readiness/{number}"
        statutory = owner.post(f"{at}/settle", data={"note": "口头说过"}).status_code == 422
        waived = supplier.post(f"{at}/exempt", data={"note": "我们认为不需要"})
        if statutory:
            assert (waived.status_code, "不能豁免" in text_of(waived)) == (422, True)
            supplier.post(f"{at}/exempt", data={"note": "不涉及", "body": "院伦理委员会"}, files=scan("批件.pdf"))
    owner.post(f"{here}/make-ready")
    assert pilot_row(site).state is S.READY
    assert "还缺" in text_of(owner.post(f"{here}/start"))
    assert "还缺" in text_of(owner.post(f"{here}/lock"))
    fill_baselines(site, owner, here)
    assert [(one.baseline_value, one.unit, one.target_value) for one in kpis_of(site)] == [(3, "‰", 1), (30, "分钟", 5)]
    assert kpis_of(site)[1].definition_id is not None  # comparable with other pilots' by the office's definition
    first = kpis_of(site)[0].public_id
    typed = {"name": "漏诊率", "direction": "down", **BASELINES["漏诊率"], **MEASURED}
    wrong = owner.post(f"{here}/kpis/{first}/edit", data={**typed, "baseline": "3 公里"})
    assert (wrong.status_code, "单位对不上" in text_of(wrong)) == (422, True)
    owner.post(f"{here}/lock")
    assert pilot_row(site).locked_at is None
    # Whatever changes before the second yes is confirmed by both again.
    owner.post(f"{here}/kpis/{first}/edit", data={**typed, "baseline": "2.8"})
    supplier.post(f"{here}/lock")
    assert pilot_row(site).locked_at is None
    owner.post(f"{here}/lock")
    assert pilot_row(site).locked_at is not None
    assert owner.post(f"{here}/kpis/{first}/edit", data={}).status_code == 409
    assert owner.post(f"{here}/kpis/{first}/remove").status_code == 409
    owner.post(f"{here}/start")
    row = pilot_row(site)
    assert (row.state, str(row.runs_from), (row.runs_until or row.updated_at).isoformat()[:10]) == (
        S.RUNNING,
        "2026-11-23",
        "2027-03-14",
    )


def test_only_both_change_what_is_locked(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    here = running(site, cast, signed_in)
    owner, supplier = signed_in(cast.owner), signed_in(cast.supplier)
    kpi = kpis_of(site)[0]
    at = f"{here}/kpis/{kpi.public_id}/amend"
    assert (
        owner.post(at, data={"baseline": kpi.baseline_text, "target": "≤1", "reason": "没有变化的变更"}).status_code
        == 422
    )
    bare = owner.post(at, data={"baseline": "2.5", "target": "≤1", "reason": "复核发现两份重复计数"})
    assert (bare.status_code, "重新测量的样本" in text_of(bare)) == (422, True)
    again = {"sample": "998 份", "measured_from": "2026-11-01", "measured_to": "2026-11-20", "method": "三名医师复核"}
    late = owner.post(
        at, data={"baseline": "2.5", "reason": "复核发现两份重复计数", **again, "measured_to": "2030-02-01"}
    )
    assert (late.status_code, "不能晚于今天" in text_of(late)) == (422, True)
    owner.post(
        at, data={"baseline": "2.5", "target": "≤1", "reason": "复核发现两份重复计数", **again}, files=scan("复核.pdf")
    )
    assert kpis_of(site)[0].baseline_value == 3
    (number,) = set(rows(supplier.get(f"{here}/kpis").text, "amendments", "agree"))
    assert owner.post(f"{here}/amendments/{number}/agree").status_code == 403
    supplier.post(f"{here}/amendments/{number}/agree")
    changed = kpis_of(site)[0]
    assert (changed.baseline_value, changed.sample, str(changed.measured_to)) == (2.5, "998 份", "2026-11-20")
    assert "复核.pdf" in owner.get(f"{here}/kpis").text
    supplier.post(f"{here}/extend", data={"weeks": "4", "reason": "节假日样本不足"})
    before = pilot_row(site).runs_until
    (number,) = set(rows(owner.get(f"{here}/running").text, "amendments", "refuse"))
    owner.post(f"{here}/amendments/{number}/refuse", data={"note": "现有时间够用"})
    assert pilot_row(site).runs_until == before
    with site.database.reading() as db:
        said = db.exec(select(StatusChange).where(StatusChange.event == "amend")).one()
        assert said.evidence is not None
        assert said.evidence["changes"]["baseline"] == {"old": "0.3 %", "new": "2.5"}
        assert said.evidence["changes"]["sample"] == {"old": "1000 份", "new": "998 份"}


def twice(site: Site, clock: FixedClock) -> None:
    """What the clock does it does once."""
    tick(site, clock.now())
    tick(site, clock.now())


def in_english(browser: Browser, url: str) -> str:
    browser.post("/language", data={"lang": "en"})
    said = text_of(browser.get(url))
    browser.post("/language", data={"lang": "zh"})
    return said


def kinds_of(site: Site) -> set[str]:
    with site.database.reading() as db:
        return {one.kind.value for one in db.exec(select(Alarm)).all()}


def the_pause_is_coded(site: Site, here: str, *sides: Browser) -> None:
    """A code with what is missing, said to each side in its language."""
    with site.database.reading() as db:
        pause = timeline(db, PILOT.name, pilot_row(site).id)[-1]
        assert (pause.reason, pause.note) == ("permit_ended", "")
        assert pause.evidence == {"items": ["road_permit"], "valid_until": {"road_permit": "2026-12-10"}}
    assert all("许可到期，不能运行（" in text_of(who.get(here)) for who in sides)
    assert "A permit has ended" in in_english(sides[0], here)


def test_the_clock_asks_notices_and_pauses_once(
    site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock, mailbox: Mailbox
) -> None:
    here = running(site, cast, signed_in, traits=["road"])
    owner, supplier = signed_in(cast.owner), signed_in(cast.supplier)
    owner.post(f"{here}/add-milestone", data={"name": "二十台设备接入", "due_on": "2026-12-01"})
    clock.advance(days=18)  # the permit ended on 10 December, a day ago; a milestone is ten days late
    twice(site, clock)
    assert pilot_row(site).state is S.PAUSED
    owner, supplier = signed_in(cast.owner), signed_in(cast.supplier)
    assert "许可到期" in text_of(owner.get(f"{here}/running"))
    the_pause_is_coded(site, here, owner, supplier)
    assert "还没有落实" in text_of(owner.post(f"{here}/resume", data={"note": "继续"}))
    (permit,) = set(rows(owner.get(f"{here}/readiness").text, "readiness", "settle"))
    late = {"note": "已续期", "number": "豫路测 2026-099", "valid_until": "2027-06-30"}
    owner.post(f"{here}/readiness/{permit}/settle", data=late, files=scan("许可.pdf"))
    english = in_english(owner, f"{here}/running")
    assert ("was due on 1 Dec 2026" in english, "ended on 10 Dec 2026" in english) == (True, True)
    before = pilot_row(site).runs_until
    owner.post(f"{here}/resume", data={"note": "许可已续"})
    row = pilot_row(site)
    assert (row.state, row.runs_until) == (S.RUNNING, before)  # paused and resumed in a day
    clock.advance(days=11)  # day 29: the first round
    twice(site, clock)
    (hers,) = set(rows(owner.get(f"{here}/running").text, "surveys", "fine"))
    assert "已记录" in text_of(owner.post(f"{here}/surveys/{hers}/fine"))
    (his,) = set(rows(supplier.get(f"{here}/running").text, "surveys", "trouble"))
    assert ["请答复状态问询" in text_of(who.get("/desk")) for who in (supplier, owner)] == [True, False]
    assert "里程碑逾期" in text_of(signed_in(cast.office).get("/desk"))
    assert owner.post(f"{here}/surveys/{his}/fine").status_code == 403
    clock.advance(days=8)
    supplier = signed_in(cast.supplier)
    twice(site, clock)
    red = {"trouble": "现场断网，数据传不出来", "wanted": "请场景方开通专线", "red": "true"}
    supplier.post(f"{here}/surveys/{his}/trouble", data=red)
    with site.database.reading() as db:
        kinds = sorted(one.kind.value for one in db.exec(select(Alarm)).all())
        assert (kinds, len(db.exec(select(Survey)).all())) == (["milestone", "permit", "red", "silence"], 2)
    curator = signed_in(cast.curator)
    for number in set(rows(curator.get(f"{here}/running").text, "alarms", "clear")):
        curator.post(f"{here}/alarms/{number}/clear", data={"note": "已约双方周四到现场"})
    assert "已约双方" in text_of(owner.get(f"{here}/running"))
    outbox(site, mailbox)
    alarmed = [one for one in mailbox.messages if "难以继续" in str(one["Subject"])]
    assert {str(one["To"]) for one in alarmed} == {
        f"{who}@example.com" for who in ("owner", "supplier", "curator", "office")
    }
    clock.advance(days=90)
    tick(site, clock.now())
    assert "overdue" in kinds_of(site)


def test_stopped_early_with_its_lesson(site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock) -> None:
    here = running(site, cast, signed_in)
    clock.advance(days=29)
    tick(site, clock.now())
    owner, supplier, stranger = signed_in(cast.owner), signed_in(cast.supplier), signed_in(cast.stranger)
    supplier.post(f"{here}/extend", data={"weeks": "4", "reason": "节假日样本不足"})
    assert owner.post(f"{here}/stop", data={"stop_reason": "guilt", "lesson": "都怪对方没有准备好"}).status_code == 422
    lesson = "心电图机型太杂，先统一接口再试点，否则一半时间花在接线上。"
    owner.post(f"{here}/stop", data={"stop_reason": "integration", "lesson": lesson})
    with site.database.reading() as db:
        need = db.get_one(Scenario, pilot_row(site).scenario_id)
        assert (pilot_row(site).state, need.state) == (S.STOPPED_EARLY, ScenarioState.OPEN)
        assert db.exec(select(Amendment)).one().refused_at is not None
    clock.advance(days=10)
    tick(site, clock.now())
    with site.database.reading() as db:  # whom nobody can answer any more nobody calls silent
        assert (len(db.exec(select(Survey)).all()), db.exec(select(Alarm)).all()) == (2, [])
    assert stranger.get(here).status_code == 404
    owner.post(f"{here}/name")
    assert stranger.get(here).status_code == 404
    supplier.post(f"{here}/name")
    assert lesson in text_of(stranger.get(here))
    assert "结项前还要落实" in text_of(owner.post(f"{here}/complete"))
    settle_all(owner, here)
    owner.post(f"{here}/complete")
    assert pilot_row(site).completed_at is not None


def test_readiness_is_lost_when_something_is_seen_to_again(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    here, owner = ready(site, cast, signed_in), signed_in(cast.owner)
    assert pilot_row(site).state is S.READY
    number = rows(owner.get(f"{here}/readiness").text, "readiness", "reopen")[0]
    owner.post(f"{here}/readiness/{number}/reopen", data={"note": "换了机房"})
    assert pilot_row(site).state is S.AGREEMENT_SIGNED
