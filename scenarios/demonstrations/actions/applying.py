"""A verified pilot is put forward, reviewed, and shown to the public; after its publicity it gets a numbered record."""

from datetime import datetime
from typing import Any

from app.core.acting import Act
from app.core.actors import SYSTEM
from app.core.clock import city_date, end_of
from app.core.errors import Conflict, Invalid
from app.core.history import move, next_number
from app.core.i18n import gettext as _
from app.core.models import StoredFile
from app.vocabulary.queries import working_days_after
from scenarios.demonstrations import occasions
from scenarios.demonstrations.actions.following import follow
from scenarios.demonstrations.forms import ApplicationForm, DesignationForm
from scenarios.demonstrations.guards import (
    PUBLICITY_DAYS,
    VALID_YEARS,
    application_lacks,
    reading_lacks,
    renewal_lacks,
)
from scenarios.demonstrations.models import Demonstration
from scenarios.demonstrations.queries.cases import Shown, newest_report, of_pilot, readings_of, shown_of, undecided
from scenarios.demonstrations.queries.records import record_content
from scenarios.pilots.actions.needs import demonstrate
from scenarios.pilots.contents import digest
from scenarios.pilots.lifecycle import PILOT, PilotEvent, PilotState
from scenarios.pilots.models import Verification
from scenarios.pilots.queries.cases import Case

E, S = PilotEvent, PilotState


def apply(act: Act, case: Case, said: ApplicationForm) -> Demonstration:
    """Put a pilot forward, for the first time or again after it came back. Raises `Invalid` with what it lacks."""
    if missing := application_lacks(case.pilot, case.kpis, newest_report(act.db, case.pilot.id)):
        raise Invalid(_(missing))
    row = of_pilot(act.db, case.pilot.id)
    row = row or Demonstration(pilot_id=case.pilot.id, title="", summary="", applied_at=act.now)
    row.sqlmodel_update(said.model_dump())
    row.applied_by, row.applied_at = act.actor.person_id, act.now
    act.db.add(row)
    act.db.flush()
    move(act, case.pilot, PILOT, E.APPLY, updated_at=act.now)
    act.tell(occasions.APPLIED, shown_of(act.db, row, act.now))
    return row


def give_back(act: Act, shown: Shown, opinion: str) -> None:
    """The department sends it back with what is wrong; the sides may put it forward again."""
    move(act, shown.case.pilot, PILOT, E.RETURN_APPLICATION, note=opinion, updated_at=act.now)
    _keep(act, shown, opinion=opinion)
    act.tell(occasions.GIVEN_BACK, shown, opinion)


def announce(act: Act, shown: Shown, opinion: str) -> None:
    """The department puts it before the public for some working days."""
    report = _require_reading(act, shown)
    until = working_days_after(act.db, act.now, PUBLICITY_DAYS)
    move(act, shown.case.pilot, PILOT, E.ANNOUNCE, note=opinion, updated_at=act.now)
    said = {"opinion": opinion, "announced_by": act.actor.person_id, "verification_id": report.id}
    _keep(act, shown, publicity_from=act.now, publicity_until=until, **said)
    act.tell(occasions.ANNOUNCED, shown)


def conclude(act: Act, shown: Shown) -> None:
    """Publicity is over and nothing said against it waits: the site gives it a number, for two years."""
    row = shown.demonstration
    if row.publicity_until is None or act.now < row.publicity_until or undecided(act.db, row.id):
        raise Conflict(_("公示期未满，或还有异议没有处理。"))
    _record(act, shown, E.RECOGNISE)
    act.tell(occasions.RECORDED, shown)


def renew(act: Act, shown: Shown) -> None:
    """Another two years upon a fresh reading; the number stays."""
    report = newest_report(act.db, shown.case.pilot.id)
    if missing := renewal_lacks(shown.demonstration, shown.case.state, report, act.now):
        raise Invalid(_(missing))
    _record(act, shown, E.RENEW)
    act.tell(occasions.RENEWED, shown)


def _record(act: Act, shown: Shown, event: PilotEvent) -> None:
    report = _require_reading(act, shown)
    row, case = shown.demonstration, shown.case
    number = row.number or _number(act)
    content = record_content(act.db, shown, report, number)
    evidence = {"number": number, "content_sha256": digest(content), "verification": report.id}
    move(act, case.pilot, PILOT, event, evidence=evidence, updated_at=act.now)
    _keep(
        act,
        shown,
        number=number,
        recorded_at=row.recorded_at or act.now,
        valid_until=_valid_until(act.now),
        reminded=None,
        verification_id=report.id,
        content=content,
    )


def _valid_until(now: datetime) -> datetime:
    day = city_date(now)
    leap = (day.month, day.day) == (2, 29)
    return end_of(day.replace(year=day.year + VALID_YEARS, day=28 if leap else day.day))


def _number(act: Act) -> str:
    year = city_date(act.now).year
    return f"{act.site.settings.site_code}-YZ-{year}-{next_number(act.db, f'record-{year}'):04d}"


def _require_reading(act: Act, shown: Shown) -> Verification:
    report = newest_report(act.db, shown.case.pilot.id)
    readings = readings_of(act.db, report.id if report is not None else None)
    if (missing := reading_lacks(shown.case.kpis, report, readings)) or report is None:
        raise Invalid(_(missing))
    return report


def designate(act: Act, shown: Shown, said: DesignationForm, scan: StoredFile) -> None:
    """The competent body has recognised it: from now on, and only now, it may be called 示范."""
    if shown.demonstration.designation_number:
        raise Conflict(_("示范认定已经登记，不能重复登记。"))
    if said.on > shown.case.today:
        raise Invalid(_("认定日期不能晚于今天。"))
    _keep(
        act,
        shown,
        designation_number=said.number,
        designation_unit=said.unit,
        designation_on=said.on,
        designation_file_id=scan.id,
    )
    evidence = {"designation": said.number, "unit": said.unit, "on": said.on.isoformat(), "sha256": scan.sha256}
    move(act, shown.case.pilot, PILOT, E.DESIGNATE, evidence=evidence, updated_at=act.now)
    demonstrate(act.by(SYSTEM), shown.case.need.id)
    act.tell(occasions.DESIGNATED, shown)


def ask_revocation(act: Act, shown: Shown, code: str, note: str) -> None:
    """The first of two people says why it must go."""
    if shown.demonstration.revocation_asked_by is not None:
        raise Conflict(_("已经有人提出撤销，正在等另一位工作人员确认。"))
    move(act, shown.case.pilot, PILOT, E.ASK_REVOCATION, reason=code, note=note, updated_at=act.now)
    said = {"revocation_code": code, "revocation_note": note}
    _keep(act, shown, revocation_asked_by=act.actor.person_id, **said)


def drop_revocation(act: Act, shown: Shown) -> None:
    """It stays after all; that somebody asked, and why, stays in its history."""
    if shown.demonstration.revocation_asked_by is None:
        raise Conflict
    move(act, shown.case.pilot, PILOT, E.DROP_REVOCATION, updated_at=act.now)
    _keep(act, shown, revocation_asked_by=None, revocation_code="", revocation_note="")


def revoke(act: Act, shown: Shown) -> None:
    """The second confirms: the page stays, with its notice."""
    row = shown.demonstration
    if row.revocation_asked_by is None or row.revocation_asked_by == act.actor.person_id:
        raise Conflict(_("撤销需要两个人办理：请由另一位工作人员确认。"))
    evidence = {"asked_by": row.revocation_asked_by}
    said = {"reason": row.revocation_code, "note": row.revocation_note}
    move(act, shown.case.pilot, PILOT, E.REVOKE, evidence=evidence, updated_at=act.now, **said)
    _keep(act, shown, revoked_at=act.now)
    act.tell(occasions.REVOKED, shown)


def expire(act: Act, shown: Shown) -> None:
    """Its time is over and nobody renewed it."""
    row = shown.demonstration
    if row.valid_until is None or act.now < row.valid_until:
        raise Conflict
    move(act, shown.case.pilot, PILOT, E.EXPIRE, updated_at=act.now)
    act.tell(occasions.EXPIRED, shown)


def _keep(act: Act, shown: Shown, **said: Any) -> None:
    shown.demonstration.sqlmodel_update(said)
    act.db.add(shown.demonstration)
    act.db.flush()
    follow(act, shown)
