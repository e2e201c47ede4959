"""Random people make random moves, legal and not. Whatever they do: nothing locked changes without both, no side and nobody
of its group verifies, no value that is hidden stands in a public place, no contact is released without two yeses."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlmodel import Session, col, select

from app.accounts.models import Organisation
from app.accounts.queries.ties import tied_to_any
from app.core.acting import Act
from app.core.actors import SYSTEM
from app.core.clock import city_date
from app.core.errors import AppError
from app.core.models import AuditEntry, StatusChange, StoredFile
from app.core.site import Site
from scenarios.matches.lifecycle import RELEASED
from scenarios.matches.models import Match
from scenarios.models import Scenario
from scenarios.pilots.actions.beginning import Partners, begin
from scenarios.pilots.actions.papers import agreement_paper
from scenarios.pilots.actions.reports import report_paper
from scenarios.pilots.contents import partnership_key
from scenarios.pilots.deeds import DEEDS, PilotDeed, Row, moved_on
from scenarios.pilots.forms import (
    AmendForm,
    CommentForm,
    ExemptForm,
    ExtendForm,
    HandInForm,
    KpiForm,
    MilestoneForm,
    PartnerForm,
    ReadingForm,
    ReasonForm,
    ReportForm,
    SettleForm,
    SettleMilestoneForm,
    StopForm,
    TroubleForm,
    VerifierForm,
)
from scenarios.pilots.lifecycle import JUDGED, PILOT, PartnerState, PilotState, VerificationState
from scenarios.pilots.models import (
    Amendment,
    Consent,
    Disclosure,
    Pilot,
    PilotKpi,
    PilotPartner,
    PilotParty,
    Side,
    Verification,
    VerificationKind,
)
from scenarios.pilots.policy import side_of
from scenarios.pilots.queries.cases import case_of
from scenarios.pilots.queries.rows import TABLES
from scenarios.pilots.queries.running import verifications
from suppliers.models import Supply
from tests.scenarios.pilots.world import World, a_world
from tests.support import Cast

BOTH = {Side.OWNER, Side.SUPPLIER}


@pytest.fixture
def world(site: Site, cast: Cast) -> World:
    return a_world(site, cast)


class _Undone(Exception):
    """Ends the transaction of an example without keeping it."""


class Doing(RuleBasedStateMachine):
    """One pilot and everybody's wishes; `world` is given by the test."""

    world: World
    far: str

    def __init__(self) -> None:
        super().__init__()
        self.now = self.world.site.clock.now()
        self.transaction = self.world.site.database.writing()
        self.db: Session = self.transaction.__enter__()
        self.locked: dict[int, tuple[Any, ...]] = {}
        self._begin()

    def _begin(self) -> None:
        match = self.db.get_one(Match, self.world.match)
        case_houses = (self.world.people["owner"], self.world.people["supplier"])
        owner, firm = (viewer.belongings[0].organisation_id for viewer in case_houses if viewer is not None)
        partners = Partners(
            self.db.get_one(Scenario, match.scenario_id),
            self.db.get_one(Organisation, owner),
            self.db.get_one(Organisation, firm),
            match,
            self.db.get_one(Supply, match.supply_id),
        )
        viewer = self.world.people["owner"]
        assert viewer is not None
        act = Act(self.db, self.world.site, viewer.acting(owner), self.now)
        self.pilot: Pilot = begin(act, partners, {"purchase": "free", "no_promise": True})
        self.case_agreement()

    def case_agreement(self) -> None:
        """What is typed into the agreement has its own tests: it is there from the beginning."""
        said = case_of(self.db, self.pilot, self.now).agreement
        said.scope, said.site, said.ip, said.exit_rule = "范围", "地点", "separate", "提前两周通知"
        said.traits = ["data"]
        self.db.add(said)
        self.db.flush()

    @initialize()
    def come_far(self) -> None:
        """Examples begin at several places, or few would ever see the end."""
        far = self.far
        day = city_date(self.now)
        said: dict[str, Any] = {"unit": "分钟", "direction": "down", "target": "≤1", "baseline": "30"}
        said |= {"sample": "全部", "method": "复核"}
        said |= {"name": "指标", "measured_from": day, "measured_to": day, "disclosure": Disclosure.VERDICT}
        figure = KpiForm(**said)
        if far == "proposed":
            return
        self._do("supplier", "confirm")
        for kpi in self._rows(PilotKpi):
            self._do("owner", "edit", figure.model_copy(update={"name": kpi.name}), "kpis", kpi)
        self._do("owner", "lock")
        self._do("supplier", "lock")
        self._do("owner", "hand-in", self._handed_in())
        self._do("supplier", "countersign")
        for item in self._rows(TABLES["readiness"]):
            if item.code != "data_deletion":
                self._do("owner", "settle", SettleForm(note="已办", file=self._scan()), "readiness", item)
        self._do("owner", "make-ready")
        if far in {"running", "under_verification"}:
            self._do("owner", "start")
        if far == "under_verification":
            named = VerifierForm(kind=VerificationKind.THIRD_PARTY, organisation=self.world.houses["centre"])
            self._do("owner", "propose-verifier", named)
            self._do("supplier", "agree", None, "verifications", self._rows(Verification)[0])
        assert self.pilot.state.value == far

    def _do(self, who: str, name: str, said: Any = None, kind: str = "pilot", one: Any = None) -> None:
        viewer, case = self.world.people[who], case_of(self.db, self.pilot, self.now)
        assert viewer is not None
        row = Row(case, one if one is not None else self.pilot)
        deed = DEEDS[kind][name]
        deed.require(viewer, row, lambda: moved_on(row))
        home = viewer.belongings[0].organisation_id
        deed.carry_out(Act(self.db, self.world.site, viewer.acting(home), self.now), row, said or deed.form())

    @rule(
        who=st.sampled_from(
            ["owner", "supplier", "owner", "supplier", "tester", "insider", "institute", "rival", "curator", "office"]
        ),
        kind=st.sampled_from(["pilot", "pilot", *TABLES]),
        data=st.data(),
    )
    def try_something(self, who: str, kind: str, data: st.DataObject) -> None:
        case = case_of(self.db, self.pilot, self.now)
        table = TABLES.get(kind)
        rows = [self.pilot] if table is None else self._rows(table)
        if not rows:
            return
        name = data.draw(st.sampled_from(sorted(DEEDS[kind])))
        row = Row(case, data.draw(st.sampled_from(rows)))
        self._attempt(who, DEEDS[kind][name], row, data)

    @rule(data=st.data())
    def go_on(self, data: st.DataObject) -> None:
        """Something that is possible, by somebody who may: so that examples come to the end and not only to refusals."""
        case = case_of(self.db, self.pilot, self.now)
        open_now = [
            (who, deed, Row(case, one))
            for kind, deeds in DEEDS.items()
            for one in ([self.pilot] if kind == "pilot" else self._rows(TABLES[kind]))
            for name, deed in deeds.items()
            if name not in {"call-off", "stop", "reopen", "remove", "withdraw", "refuse", "pause"}
            for who, viewer in self.world.people.items()
            if deed.allowed(viewer, Row(case, one))
        ]
        if open_now:
            self._attempt(*data.draw(st.sampled_from(open_now)), data)

    @rule(days=st.integers(1, 40))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)

    def _rows(self, table: Any) -> list[Any]:
        return list(self.db.exec(select(table).where(table.pilot_id == self.pilot.id).order_by(table.id)).all())

    def _attempt(self, who: str, deed: PilotDeed, row: Row, data: st.DataObject) -> None:
        viewer = self.world.people[who]
        assert viewer is not None
        before = self._standing()
        side = side_of(viewer, row.case)
        houses = row.case.houses(side) if side else [home.organisation_id for home in viewer.belongings]
        act = Act(self.db, self.world.site, viewer.acting(houses[0] if houses else None), self.now)
        try:
            deed.require(viewer, row, lambda: moved_on(row))
            said = self._said(deed.form, row, data)
            with self.db.begin_nested():
                deed.carry_out(act, row, said)
        except AppError:
            self.db.expire_all()
            assert self._standing() == before  # whatever is refused has changed nothing
        self.world.seen.add(self.pilot.state.value)

    def _standing(self) -> tuple[Any, ...]:
        changes = self.db.exec(select(StatusChange.id)).all()
        return (self.pilot.state, len(changes), self._figures(), len(self.db.exec(select(Consent.id)).all()))

    def _figures(self) -> dict[int, tuple[Any, ...]]:
        rows = self.db.exec(select(PilotKpi).where(PilotKpi.pilot_id == self.pilot.id)).all()
        return {one.id: (one.baseline_value, one.target_value, one.relation, one.disclosure) for one in rows}

    def _said(self, form: Any, row: Row, data: st.DataObject) -> Any:
        """What somebody types who knows what she does; the file is there or not."""
        value = data.draw(st.sampled_from(["0.5", "1", "2.25", "40"]))
        today = city_date(self.now)
        house = data.draw(st.sampled_from(sorted(self.world.houses)))
        kind = data.draw(st.sampled_from([VerificationKind.THIRD_PARTY, VerificationKind.PANEL, VerificationKind.SELF]))
        typed: dict[Any, Callable[[], Any]] = {
            ReasonForm: lambda: ReasonForm(note="说明"),
            HandInForm: self._handed_in,
            SettleForm: lambda: SettleForm(note="已办", file=self._scan()),
            ExemptForm: lambda: ExemptForm(note="不适用"),
            KpiForm: lambda: self._kpi(row, value, data),
            AmendForm: lambda: self._amend(value, today),
            ExtendForm: lambda: ExtendForm(weeks=2, reason="样本不足，延长两周"),
            StopForm: lambda: StopForm(stop_reason="money", lesson="经费没有列入年度预算，应先落实。"),
            MilestoneForm: lambda: MilestoneForm(name="里程碑", due_on=today),
            SettleMilestoneForm: lambda: SettleMilestoneForm(note="说明"),
            TroubleForm: lambda: TroubleForm(trouble="断网", wanted="开通专线", red=True),
            PartnerForm: lambda: PartnerForm(partner="中岳智能研究院", part="负责数据脱敏"),
            VerifierForm: lambda: VerifierForm(kind=kind, organisation=self.world.houses[house]),
            ReportForm: lambda: self._report(row, value, today),
            CommentForm: lambda: CommentForm(body="没有意见"),
        }
        return typed[form]() if form in typed else form()

    def _handed_in(self) -> HandInForm:
        act = Act(self.db, self.world.site, SYSTEM, self.now)
        case = case_of(self.db, self.pilot, self.now)
        paper = agreement_paper(act, case) if case.state is PilotState.PLANNED else report_paper(act, case)
        return HandInForm(file=self._scan(), code=paper.code if paper is not None else "2222-3333-4444")

    def _amend(self, value: str, day: date) -> AmendForm:
        said: dict[str, Any] = {"sample": "重新抽取全部", "measured_from": day, "measured_to": day, "method": "复核"}
        return AmendForm(baseline=value, reason="复核以后更正", **said)

    def _scan(self) -> Any:
        row = StoredFile(
            parent_kind="pilot",
            parent_id=self.pilot.id,
            name="扫描.pdf",
            mime="application/pdf",
            size=9,
            sha256="ab" * 32,
            at=self.now,
        )
        self.db.add(row)
        self.db.flush()
        return row

    def _kpi(self, row: Row, value: str, data: st.DataObject) -> KpiForm:
        name = row.one.name if isinstance(row.one, PilotKpi) else "新指标"
        day = city_date(self.now)
        shown = data.draw(st.sampled_from(list(Disclosure)))
        said: dict[str, Any] = {"name": name, "unit": "分钟", "direction": "down", "target": "≤1", "disclosure": shown}
        said |= {"baseline": value, "sample": "全部", "measured_from": day, "measured_to": day, "method": "双人复核"}
        return KpiForm(**said)

    def _report(self, row: Row, value: str, today: date) -> ReportForm:
        said: dict[str, Any] = {"method": "双人独立复核", "sample": "全部", "raw_sha256": "cd" * 32}
        said |= {"measured_from": today, "measured_to": today, "report_number": "R-1", "accreditation": "cma"}
        said |= {"accreditation_scope": "性能", "signatory": "某人", "paid_by": "双方", "opinion": "同意"}
        readings = [ReadingForm(kpi=kpi.public_id, value=value) for kpi in row.case.kpis]
        return ReportForm(**said, readings=readings)

    @invariant()
    def nothing_locked_changes_without_both(self) -> None:
        now = self._figures()
        if self.pilot.locked_at is None:
            self.locked = {}
            return
        if not self.locked:
            given = {one.side for one in self.db.exec(select(Consent).where(Consent.what == "lock")).all()}
            assert given == BOTH
            self.locked = now
        if now != self.locked:
            agreed = self.db.exec(select(Amendment).where(col(Amendment.agreed_at).is_not(None))).all()
            for one in agreed:
                key = f"amendment:{one.number}"
                assert {c.side for c in self.db.exec(select(Consent).where(Consent.what == key)).all()} == BOTH
            changed = {number for number in now if now[number] != self.locked.get(number)}
            assert changed <= {one.kpi_id for one in agreed}
            assert now.keys() == self.locked.keys()

    @invariant()
    def nobody_of_a_side_verifies(self) -> None:
        """Nor is she let in to do so, who would read what there is to measure."""
        case = case_of(self.db, self.pilot, self.now)
        known = (VerificationState.APPOINTED, VerificationState.REPORTED)
        rows = self.db.exec(select(Verification).where(col(Verification.state).in_(known))).all()
        found = [one for one in rows if one.kind is not VerificationKind.SELF]
        assert found or self.pilot.state not in JUDGED or self.pilot.state is PilotState.SELF_TESTED
        sides = case.houses(Side.OWNER, Side.SUPPLIER)
        for one in found:
            assert one.organisation_id not in sides
            assert not tied_to_any(self.db, one.organisation_id, sides, city_date(self.now))

    @invariant()
    def nobody_is_let_in_by_one_side(self) -> None:
        """A partner is there by the yes of both sides and its own, and measures nothing."""
        there = self.db.exec(select(PilotParty).where(PilotParty.side == Side.PARTNER)).all()
        asked = {one.organisation_id: one for one in self._rows(PilotPartner) if one.state is PartnerState.JOINED}
        measuring = {one.organisation_id for one in self._rows(Verification) if one.state != "withdrawn"}
        for one in there:
            if one.ended_at is None:
                key = partnership_key(asked[one.organisation_id])
                assert {c.side for c in self.db.exec(select(Consent).where(Consent.what == key)).all()} == BOTH
                assert one.organisation_id not in measuring

    @invariant()
    def nothing_hidden_is_public(self) -> None:
        case = case_of(self.db, self.pilot, self.now)
        hidden = {kpi.public_id for kpi in case.kpis if kpi.disclosure is not Disclosure.VALUE}
        for measured in verifications(self.db, case, inside=False):
            assert not measured.readings
            for one in measured.figures:
                if one.public_id in hidden:
                    assert (one.baseline, one.reading, one.target, one.uncertainty) == (None, None, None, None)

    @invariant()
    def contacts_follow_two_yeses(self) -> None:
        match = self.db.get_one(Match, self.world.match)
        assert match.state in RELEASED  # it was mutual before the pilot, and no deed of a pilot takes that back
        released = self.db.exec(select(AuditEntry).where(AuditEntry.action == "contacts_released")).all()
        assert not released  # and none releases any

    @invariant()
    def history_leads_to_where_it_stands(self) -> None:
        changes = self.db.exec(
            select(StatusChange)
            .where(StatusChange.object_kind == PILOT.name, StatusChange.object_id == self.pilot.id)
            .order_by(col(StatusChange.id))
        ).all()
        states = [PilotState.PROPOSED.value, *(one.to_state for one in changes)]
        assert states[-1] == self.pilot.state.value
        assert [one.from_state for one in changes] == states[:-1]

    def teardown(self) -> None:
        with suppress(_Undone):
            self.transaction.__exit__(_Undone, _Undone(), None)


@pytest.mark.parametrize("far", ["proposed", "ready", "running", "under_verification"])
def test_whatever_people_do(world: World, far: str) -> None:
    machine = type("Here", (Doing,), {"world": world, "far": far})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=16,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
    assert len(world.seen) > 1 or far == "under_verification"  # whence few ways lead: nobody stops a measuring
    assert far != "under_verification" or world.seen & {state.value for state in JUDGED}
