"""Measuring at the end, by somebody who is neither side, nor tied to one, nor has a stake: appointed by both or by the
office. Verdicts follow from the readings by arithmetic; the sides may comment and change nothing."""

from collections.abc import Mapping
from typing import Final

from sqlmodel import Session, col, select

from app.accounts.access import principal_of
from app.accounts.models import Organisation, OrganisationState, Person
from app.accounts.queries.ties import tied_to_any
from app.core.acting import Act
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.history import move, timeline
from app.core.i18n import N_
from app.core.i18n import gettext as _
from scenarios.pilots import occasions
from scenarios.pilots.actions.agreeing import acting_side, agree
from scenarios.pilots.actions.ending import withdraw_proposed
from scenarios.pilots.actions.measuring import read_typed, refuse_impossible_days
from scenarios.pilots.actions.needs import release
from scenarios.pilots.actions.preparing import pause_without, refuse_unsettled
from scenarios.pilots.contents import digest
from scenarios.pilots.forms import ReportForm
from scenarios.pilots.guards import lacks_to_run
from scenarios.pilots.judging import Verdict, overall, read_spread, verdict
from scenarios.pilots.lifecycle import (
    BACK_TO,
    JUDGED,
    PILOT,
    VERIFICATION,
    PilotEvent,
    PilotState,
    VerificationEvent,
    VerificationState,
)
from scenarios.pilots.models import (
    Pilot,
    PilotComment,
    PilotKpi,
    PilotParty,
    Reading,
    Side,
    Verification,
    VerificationKind,
)
from scenarios.pilots.policy import PARTIAL, SIDES
from scenarios.pilots.queries.cases import Case, case_of

E, V, K = PilotEvent, VerificationEvent, VerificationKind
FOUND: Final[Mapping[Verdict, PilotEvent]] = {
    Verdict.MET: E.FIND_MET,
    Verdict.PARTLY: E.FIND_PARTLY,
    Verdict.NOT: E.FIND_NOT,
}
NEEDED: Final[Mapping[VerificationKind, Mapping[str, str]]] = {
    K.THIRD_PARTY: {
        "report_number": N_("请填写报告编号。"),
        "accreditation": N_("请选择资质（CMA 或 CNAS）。"),
        "accreditation_scope": N_("请填写资质范围。"),
        "signatory": N_("请填写签发人。"),
        "paid_by": N_("请填写检测费用由谁承担。"),
    },
    K.PANEL: {"signatory": N_("请填写签发人。"), "opinion": N_("请填写专家组意见。")},
    K.SELF: {},
}
"""Fields that a report of each kind cannot do without."""


def is_settled(pilot: Pilot) -> bool:
    """Whether it ended with what was found: nobody measures it again for another end."""
    return pilot.completed_at is not None and pilot.state in JUDGED


def lacks_independence(db: Session, case: Case, kind: VerificationKind, house: Organisation | None) -> str:
    """Why this house cannot verify this pilot, marked for the catalogue; "" when nothing stands in the way."""
    if kind is K.SELF:
        own = house is not None and house.id in case.houses(Side.OWNER)
        return "" if own else N_("单位自测由场景方进行。")
    if house is None or house.state is not OrganisationState.VERIFIED:
        return N_("请选择一家通过核验的验证单位。")
    if kind is K.THIRD_PARTY and house.kind != "verifier":
        return N_("第三方检测只能由登记为验证机构的单位进行。")
    involved = case.houses(*SIDES, Side.PARTNER)
    if house.id in involved:
        return N_("试点的参加单位不能验证自己的试点。")
    if tied_to_any(db, house.id, involved, case.today):
        return N_("这家单位与试点的一方有母子公司、同一集团或持股关系，不能验证。")
    return ""


def _refuse_dependent(act: Act, case: Case, kind: VerificationKind, house: Organisation | None) -> Organisation:
    if is_settled(case.pilot):
        raise Conflict(_("这项试点已经结项。"))
    if kind is K.SELF and case.state is PilotState.PARTIALLY_VERIFIED:
        raise Invalid(_("已有独立验证的结果，不能再改为单位自测。"))
    if missing := lacks_independence(act.db, case, kind, house):
        raise Invalid(_(missing))
    assert house is not None
    if kind is not K.SELF and not _impartial(act, house.id):
        raise Invalid(_(PARTIAL))
    return house


def _impartial(act: Act, house: int) -> bool:
    """Whether the house that shall measure is not the actor's own: nobody appoints herself."""
    person = act.db.get(Person, act.actor.person_id) if act.actor.person_id else None
    return person is None or principal_of(act.db, person, act.now).impartial(house)


def propose_verifier(act: Act, case: Case, kind: VerificationKind, house: Organisation | None) -> None:
    """One side names who shall measure; the other is asked."""
    chosen = _refuse_dependent(act, case, kind, case.house(Side.OWNER) if kind is K.SELF else house)
    row = _new(act, case, kind, chosen)
    agree(act, case, _key(row), _content(row))
    act.tell(occasions.TO_VERIFY, case, row)


def assign_verifier(act: Act, case: Case, kind: VerificationKind, house: Organisation | None) -> str | None:
    """The office names who shall measure; nobody else is asked, and what one side merely proposed is taken back."""
    if kind is K.SELF:
        raise Invalid(_("专班只指派独立的验证单位。"))
    chosen = _refuse_dependent(act, case, kind, house)
    withdrawn = withdraw_proposed(act, case, _("专班另行指派"))
    _appoint(act, case, _new(act, case, kind, chosen, assigned=True))
    return _("已指派，三方都会收到通知；此前的提议已撤下。") if withdrawn else None


def _new(act: Act, case: Case, kind: VerificationKind, house: Organisation, *, assigned: bool = False) -> Verification:
    waiting = select(Verification.id).where(
        Verification.pilot_id == case.pilot.id,
        col(Verification.state).in_([VerificationState.PROPOSED, VerificationState.APPOINTED]),
    )
    if act.db.exec(waiting).first() is not None:
        raise Conflict(_("已经有一项验证在办理。"))
    row = Verification(
        pilot_id=case.pilot.id, kind=kind, organisation_id=house.id, assigned=assigned, created_at=act.now
    )
    act.db.add(row)
    act.db.flush()
    return row


def _key(row: Verification) -> str:
    return f"verifier:{row.id}"


def _content(row: Verification) -> str:
    return digest([row.kind, row.organisation_id])


def agree_verifier(act: Act, case: Case, row: Verification) -> None:
    """The other side agrees. What has changed since the proposal counts: a tie, a suspension."""
    _refuse_dependent(act, case, row.kind, act.db.get(Organisation, row.organisation_id))
    if not agree(act, case, _key(row), _content(row)):
        raise Conflict
    _appoint(act, case, row)


def _appoint(act: Act, case: Case, row: Verification) -> None:
    if case.state is PilotState.RUNNING:
        refuse_unsettled(act, case)
    move(act, row, VERIFICATION, V.APPOINT)
    move(act, case.pilot, PILOT, E.BEGIN_VERIFICATION, evidence={"verification": row.id}, updated_at=act.now)
    if row.kind is not K.SELF:
        _let_in(act, case, row.organisation_id)
    act.tell(occasions.APPOINTED, case_of(act.db, case.pilot, act.now), row)


def _let_in(act: Act, case: Case, house: int) -> None:
    """The verifier takes part from now on, and reads what there is to measure."""
    mine = (PilotParty.pilot_id == case.pilot.id, PilotParty.organisation_id == house)
    row = act.db.exec(select(PilotParty).where(*mine, PilotParty.side == Side.VERIFIER)).first()
    row = row or PilotParty(pilot_id=case.pilot.id, organisation_id=house, side=Side.VERIFIER, at=act.now)
    row.ended_at = None
    act.db.add(row)
    act.db.flush()


def withdraw_verifier(act: Act, case: Case, row: Verification, note: str) -> None:
    """It will not measure after all; the pilot is where it was before, and the verifier sees nothing more of it."""
    appointed = row.state is VerificationState.APPOINTED
    move(act, row, VERIFICATION, V.WITHDRAW, note=note)
    act.tell(occasions.NOT_VERIFYING, case, row, note)
    if appointed:
        act.tell(occasions.LET_GO, case, row)
        _go_back(act, case, note)
        for party in case.parties:
            if party.side is Side.VERIFIER and party.organisation_id == row.organisation_id:
                party.ended_at = act.now
                act.db.add(party)
        act.db.flush()


def _go_back(act: Act, case: Case, note: str) -> None:
    """To where the measuring began: what was found before stays found. What may not run any more is paused."""
    begun = [one for one in timeline(act.db, PILOT.name, case.pilot.id) if one.event == E.BEGIN_VERIFICATION.value]
    event = BACK_TO.get(PilotState(begun[-1].from_state), E.RESUME_RUNNING)
    move(act, case.pilot, PILOT, event, note=note, updated_at=act.now)
    waiting = lacks_to_run(case.items, case.today)
    if case.state is PilotState.RUNNING and waiting:
        pause_without(act, case, waiting)


def report(act: Act, case: Case, row: Verification, said: ReportForm) -> str:
    """What was measured, a reading for every locked figure; the verdict of the whole moves the pilot. Asked again: who
    measures is independent now."""
    house = act.db.get_one(Organisation, row.organisation_id)
    if missing := lacks_independence(act.db, case, row.kind, house):
        raise Forbidden(_(missing))
    _refuse_incomplete(case, row, said)
    readings = _readings(case, row, said)
    file = said.file
    fields = set(ReportForm.model_fields) - {"readings", "file", "raw_sha256"}
    row.sqlmodel_update(said.model_dump(include=fields))
    row.raw_sha256 = (file.sha256 if file is not None else said.raw_sha256).lower()
    row.file_id = file.id if file is not None else None
    row.reported_by = act.actor.name
    act.db.add_all([row, *readings])
    move(act, row, VERIFICATION, V.REPORT, reported_at=act.now, evidence={"raw_sha256": row.raw_sha256})
    _conclude(act, case, row, readings)
    return _("测量结果已提交，结论已按锁定的指标算出。")


def _refuse_incomplete(case: Case, row: Verification, said: ReportForm) -> None:
    for name, sentence in NEEDED[row.kind].items():
        if not getattr(said, name):
            raise Invalid(_(sentence))
    if said.file is None and not said.raw_sha256:
        raise Invalid(_("请上传原始数据，或填写它的 SHA-256。"))
    refuse_impossible_days(case, said.measured_from, said.measured_to)
    if case.pilot.runs_from is not None and said.measured_from < case.pilot.runs_from:
        raise Invalid(_("测量不能早于试点开始运行的日期。"))


def _readings(case: Case, row: Verification, said: ReportForm) -> list[Reading]:
    typed = {one.kpi: one for one in said.readings}
    if missing := [kpi.name for kpi in case.kpis if kpi.public_id not in typed]:
        raise Invalid(_("还缺这些指标的读数：{names}。").format(names=_("、").join(missing)))
    found = []
    for kpi in case.kpis:
        one = typed[kpi.public_id]
        spread = read_typed(one.uncertainty, kpi.unit, read_spread) if one.uncertainty else None
        value = read_typed(one.value, kpi.unit)
        found.append(
            Reading(
                verification_id=row.id, kpi_id=kpi.id, text=one.value, value=value, uncertainty=spread, note=one.note
            )
        )
    return found


def judged(kpis: list[PilotKpi], readings: Mapping[int, float]) -> list[tuple[Verdict, int]]:
    """The verdict and the weight of every figure that has both a target and a reading."""
    pairs = [(kpi, verdict(kpi, readings[kpi.id])) for kpi in kpis if kpi.id in readings]
    return [(found, kpi.weight) for kpi, found in pairs if found is not None]


def _conclude(act: Act, case: Case, row: Verification, readings: list[Reading]) -> None:
    values = {one.kpi_id: one.value for one in readings}
    found = overall(judged(list(case.kpis), values))
    event = E.SELF_TEST if row.kind is K.SELF else FOUND[found]
    evidence = {"verification": row.id, "overall": found.value}
    move(act, case.pilot, PILOT, event, evidence=evidence, updated_at=act.now)
    if event is E.FIND_NOT:
        release(act, case.need.id)
    act.tell(occasions.REPORTED, case, row)


def comment(act: Act, case: Case, row: Verification, body: str) -> None:
    """A side says what it thinks of the report."""
    act.db.add(
        PilotComment(
            verification_id=row.id,
            side=acting_side(act, case),
            organisation_id=act.actor.organisation_id or 0,
            body=body,
            by_name=act.actor.name,
            at=act.now,
        )
    )
    act.db.flush()
