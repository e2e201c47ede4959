"""The demo's pilots, one or more in every state, brought there by the same actions that people's clicks call."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlmodel import col, select

from app.accounts.actions.members import join
from app.accounts.actions.people import create_person
from app.accounts.actions.ties import record_tie
from app.accounts.models import MemberRole, Membership, Organisation, Person, TieKind
from app.core.acting import Act
from app.core.actors import Actor
from app.core.clock import city_date
from app.core.models import StoredFile
from app.demo.reading import read
from scenarios.models import Scenario
from scenarios.pilots.actions import (
    beginning,
    contracting,
    measuring,
    partners,
    preparing,
    running,
    stamping,
    surveying,
    verifying,
)
from scenarios.pilots.actions.papers import agreement_paper
from scenarios.pilots.actions.reports import report_paper
from scenarios.pilots.forms import (
    KpiForm,
    MilestoneForm,
    PartnerForm,
    ReadingForm,
    ReportForm,
    SettleForm,
    SettleMilestoneForm,
    StopForm,
)
from scenarios.pilots.guards import rule_of
from scenarios.pilots.lifecycle import MilestoneEvent, MilestoneState
from scenarios.pilots.models import Pilot, PilotPartner, Side, Verification, VerificationKind
from scenarios.pilots.queries.cases import Case, case_of
from scenarios.pilots.queries.running import milestones, surveys
from suppliers.models import Supply

ORDER = (
    "proposed",
    "planned",
    "agreement_signed",
    "ready",
    "running",
    "under_verification",
    "verified",
)
"""How far each kind of end goes along the way."""
STEP = {"called_off": 1, "paused": 4, "stopped_early": 4, "partially_verified": 6, "not_verified": 6, "self_tested": 6}
FREE = {"purchase": "free", "no_promise": True}
LIMIT = 1 << 20
MILESTONES = {"met": MilestoneEvent.MEET, "partially_met": MilestoneEvent.MEET_PARTLY}


@dataclass
class Stage:
    """One pilot on its way: its item, its row, and who acts for each house at which moment."""

    act: Act
    item: dict[str, Any]
    keepers: Mapping[int, Person]
    pilot: Pilot | None = None

    @property
    def steps(self) -> int:
        state = self.item["state"]
        return STEP[state] if state in STEP else ORDER.index(state)

    @property
    def case(self) -> Case:
        assert self.pilot is not None
        return case_of(self.act.db, self.pilot, self.act.now)

    def by(self, house: Organisation, days: float) -> Act:
        """Somebody of the house acts so many days after the beginning."""
        person = self.keepers[house.id]
        actor = Actor(person.id, person.name, house.id, house.name, "member")
        at = self.act.now - timedelta(days=self.item["age"]) + timedelta(days=days)
        return replace(self.act, actor=actor, now=min(at, self.act.now))

    def side(self, side: Side, days: float) -> Act:
        return self.by(self.case.house(side), days)

    def paper(self, act: Act, name: str) -> StoredFile:
        """A small text as evidence, in the store like any other."""
        content = f"{name}\n{self.item['need']} {act.now:%Y-%m-%d}\n".encode()
        sha256, mime = act.site.blobs.keep(io.BytesIO(content), LIMIT, lambda _path: "text/plain; charset=utf-8")
        row = StoredFile(
            parent_kind="pilot",
            parent_id=self.case.pilot.id,
            name=f"{name}.txt",
            mime=mime,
            size=len(content),
            sha256=sha256,
            confidential=True,
            uploaded_by=act.actor.person_id,
            at=act.now,
        )
        act.db.add(row)
        act.db.flush()
        return row


def load_pilots(
    act: Act, houses: Mapping[str, Organisation], needs: Mapping[str, Scenario], supplies: Mapping[str, Supply]
) -> None:
    """Every pilot of `content/pilots.json`; and one tie between houses."""
    keepers = keepers_of(act, houses)
    office = replace(act, actor=Actor(None, "专班", role="office"))
    since = date(2024, 3, 1)
    tied = (houses["shuheng-metrology"], houses["dunshi"])
    record_tie(office, *tied, TieKind.SHAREHOLDER, "国家企业信用信息公示系统，2026年9月查询", since)
    for item in read("pilots"):
        bring(Stage(act, item, keepers), houses, needs[item["need"]], supplies[item["supply"]])


def bring(stage: Stage, houses: Mapping[str, Organisation], need: Scenario, supply: Supply) -> Stage:
    """One pilot from its beginning as far as its item says."""
    _begin(stage, houses, need, supply)
    for number, step in enumerate((_plan, _sign, _prepare, _run, _verify, _report), 1):
        if stage.steps >= number:
            step(stage, houses)
    _end(stage)
    return stage


def keepers_of(act: Act, houses: Mapping[str, Organisation]) -> Mapping[int, Person]:
    """Somebody for every house that takes part: a demo account, or a person who signs in nowhere."""
    found = {}
    names = {item["key"]: item["name"] for item in read("pilot_people")}
    for key, house in houses.items():
        row = act.db.exec(
            select(Person)
            .join(Membership, col(Membership.person_id) == Person.id)
            .where(Membership.organisation_id == house.id)
            .order_by(col(Membership.id))
        ).first()
        if row is None and key in names:
            then = replace(act, now=act.now - timedelta(days=200))
            row = create_person(then, names[key], f"{key}@pilots.example.com", demo=True, verified=True)
            join(then, row.id, house.id, role=MemberRole.MANAGER)
        if row is not None:
            found[house.id] = row
    return found


def _begin(stage: Stage, houses: Mapping[str, Organisation], need: Scenario, supply: Supply) -> None:
    by_id = {house.id: house for house in houses.values()}
    owner, supplier = by_id[need.organisation_id], by_id[supply.organisation_id]
    both = beginning.Partners(need, owner, supplier, None, supply)
    purchase = stage.item.get("purchase", FREE)
    reason = "双方在场景对接会上当面谈妥，由场景方录入。"
    stage.pilot = beginning.begin(stage.by(owner, 0), both, purchase, reason, demo=True)


def _plan(stage: Stage, houses: Mapping[str, Organisation]) -> None:
    beginning.confirm(stage.side(Side.SUPPLIER, 1), stage.case)
    if "partner" in stage.item:
        _ask_partner(stage, houses)


def _ask_partner(stage: Stage, houses: Mapping[str, Organisation]) -> None:
    """Both sides ask a third house; where the agreement has been signed it has confirmed before."""
    key, part = stage.item["partner"]
    said = PartnerForm(partner=houses[key].name, part=part)
    partners.propose(stage.side(Side.OWNER, 2), stage.case, houses[key], said)
    row = stage.act.db.exec(select(PilotPartner).where(PilotPartner.pilot_id == stage.case.pilot.id)).one()
    partners.agree_to(stage.side(Side.SUPPLIER, 2.5), stage.case, row)
    if stage.steps > ORDER.index("planned"):
        partners.join(stage.by(houses[key], 3), stage.case, row)


def _sign(stage: Stage, _houses: Mapping[str, Organisation]) -> None:
    owner = stage.side(Side.OWNER, 4)
    said = {
        "scope": f"围绕“{stage.case.need.title}”在约定地点试用，不替代现有流程的最终决定。",
        "site": stage.case.need.location or stage.case.house(Side.OWNER).name,
        "traits": stage.item["traits"],
        "amount": stage.item.get("amount"),
        "money_text": "验收后一次付清" if stage.item.get("amount") else "",
        "ip": "separate",
        "exit_rule": "任何一方提前两周书面通知可以结束；供给方负责恢复现场并删除数据。",
        "data_rule": "数据不出场景方网络，试点结束后三十日内删除并出具证明。",
    }
    contracting.write(owner, stage.case, said)
    paper = agreement_paper(stage.side(Side.OWNER, 5), stage.case)
    contracting.hand_in(stage.side(Side.OWNER, 6), stage.case, stage.paper(owner, "盖章协议"), paper.code)
    contracting.countersign(stage.side(Side.SUPPLIER, 7), stage.case)


def _prepare(stage: Stage, _houses: Mapping[str, Organisation]) -> None:
    _measure(stage)
    owner = stage.side(Side.OWNER, 12)
    for item in stage.case.items:
        rule = rule_of(item.code)
        if not rule.at_end:
            paper = stage.paper(owner, act_label(owner, item.code))
            said = SettleForm(note="已办理，材料附后", file=paper, number="YD-2026-031")
            preparing.settle(owner, stage.case, item, said)
    preparing.make_ready(owner, stage.case)


def act_label(act: Act, code: str) -> str:
    """What people call a thing that must be ready."""
    return act.site.vocabulary.label(code, "readiness_item")


def _measure(stage: Stage) -> None:
    """Every figure gets its baseline; both lock them."""
    owner = stage.side(Side.OWNER, 10)
    until = city_date(owner.now)
    for kpi in stage.case.kpis:
        baseline, disclosure, weight = stage.item["kpis"][kpi.name]
        said = KpiForm(
            name=kpi.name,
            unit=kpi.unit,
            direction=kpi.direction or "up",
            target=kpi.target_text,
            weight=weight,
            disclosure=disclosure,
            baseline=str(baseline),
            sample="连续四周的全部记录",
            measured_from=until - timedelta(days=30),
            measured_to=until - timedelta(days=2),
            method=kpi.method or "双方各派一人抽样复核",
        )
        measuring.save_kpi(owner.db, stage.case, kpi, said, None)
    measuring.lock_figures(owner, stage.case)
    measuring.lock_figures(stage.side(Side.SUPPLIER, 11), stage.case)


def _run(stage: Stage, _houses: Mapping[str, Organisation]) -> None:
    owner = stage.side(Side.OWNER, 14)
    running.start(owner, stage.case)
    for name, days, became in stage.item.get("milestones", ()):
        due = city_date(owner.now) + timedelta(days=days)
        running.add_milestone(owner, stage.case, MilestoneForm(name=name, due_on=due), 0)
        row = next(one for one in milestones(owner.db, stage.case) if one.state is MilestoneState.SCHEDULED)
        if became:
            then = stage.side(Side.SUPPLIER, 14 + days)
            said = SettleMilestoneForm(note="双方现场确认", file=stage.paper(then, name))
            running.settle_milestone(then, row, MILESTONES[became], said)
    if stage.item["age"] > 14 + 28:
        _survey(stage)


def _survey(stage: Stage) -> None:
    surveying.ask(stage.side(Side.OWNER, 42), stage.case, 1)
    for row in surveys(stage.act.db, stage.case):
        surveying.fine(stage.side(row.side, 43), row)


def _verify(stage: Stage, houses: Mapping[str, Organisation]) -> None:
    kind = VerificationKind.SELF if stage.item["state"] == "self_tested" else VerificationKind.THIRD_PARTY
    verifying.propose_verifier(stage.side(Side.OWNER, 118), stage.case, kind, houses["yundi-testing"])
    verifying.agree_verifier(stage.side(Side.SUPPLIER, 119), stage.case, _verification(stage))


def _verification(stage: Stage) -> Verification:
    return stage.act.db.exec(select(Verification).where(Verification.pilot_id == stage.case.pilot.id)).one()


def _report(stage: Stage, houses: Mapping[str, Organisation]) -> None:
    row = _verification(stage)
    by_id = {house.id: house for house in houses.values()}
    act = stage.by(by_id[row.organisation_id], 138)
    day, own = city_date(act.now), row.kind is VerificationKind.SELF
    readings = [ReadingForm(kpi=kpi.public_id, value=stage.item["readings"][kpi.name]) for kpi in stage.case.kpis]
    said = ReportForm(
        report_number="" if own else f"YDRC-2026-{stage.case.pilot.id:03d}",
        accreditation="" if own else "cma_cnas",
        accreditation_scope="" if own else "信息系统性能与准确性测试",
        signatory="" if own else "庾清源",
        paid_by="" if own else "双方各半",
        method="按锁定的测法抽样，双人独立复核",
        sample="连续四周的全部记录",
        measured_from=day - timedelta(days=16),
        measured_to=day - timedelta(days=3),
        file=stage.paper(act, "原始数据"),
        readings=readings,
    )
    verifying.report(act, stage.case, row, said)
    if not own:
        _stamp(stage)


def _stamp(stage: Stage) -> None:
    """The report comes back with its stamps."""
    act = stage.side(Side.OWNER, 140)
    paper = report_paper(act, stage.case)
    assert paper is not None
    stamping.hand_in_report(act, stage.case, stage.paper(act, "盖章报告"), paper.code)


def _end(stage: Stage) -> None:
    """What became of it beside the way that all go."""
    state, note = stage.item["state"], stage.item.get("note", "")
    if state == "called_off":
        beginning.call_off(stage.side(Side.OWNER, 9), stage.case, note)
    elif state == "paused":
        running.pause(stage.side(Side.OWNER, 82), stage.case, note)
    elif state == "stopped_early":
        reason, lesson = stage.item["stop"]
        running.stop(stage.side(Side.OWNER, 70), stage.case, StopForm(stop_reason=reason, lesson=lesson))
    if stage.item.get("done"):
        act = stage.side(Side.SUPPLIER, 150)
        for item in stage.case.items:
            if rule_of(item.code).at_end:
                said = SettleForm(note="已全部删除", file=stage.paper(act, "数据删除证明"))
                preparing.settle(act, stage.case, item, said)
        running.complete(act, stage.case)
