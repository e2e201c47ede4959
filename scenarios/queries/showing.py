"""Everything the page of one need shows, gathered for whoever looks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, or_, select

from app.accounts.models import Organisation, Role
from app.accounts.policy import Viewer
from app.core.actors import SYSTEM
from app.core.files import every_file_of
from app.core.history import timeline
from app.core.i18n import gettext as _
from app.core.models import StatusChange, StoredFile
from app.core.site import Words
from scenarios.labels import event_label, state_tone
from scenarios.lifecycle import PUBLIC, SCENARIO, ScenarioState
from scenarios.models import Addendum, Batch, Constraint, Kpi, Scenario
from scenarios.policy import covers, may_see_contact, may_see_extra, may_see_inside
from scenarios.queries.owner_record import OwnerRecord, owner_record
from scenarios.queries.visibility import visible_to
from scenarios.queries.wording import Change, change
from scenarios.timing import answers_end, is_answerable, listing_end, state_at

NOTHING = frozenset({"无", "没有", "暂无", "none", "no", "n/a", "-", "—"})


@dataclass(frozen=True)
class Moment:
    """One entry of a timeline, as `components/page.html` draws it."""

    at: datetime
    title: str
    actor: str
    note: str
    tone: str = "neutral"


@dataclass(frozen=True)
class Supplement:
    """An addendum with its changes in words."""

    row: Addendum
    changes: list[Change]


@dataclass(frozen=True)
class Contact:
    name: str
    phone: str
    email: str


@dataclass(frozen=True)
class NeedPage:
    """`state` is what the clock says, recorded or not; what the viewer may not see is empty here."""

    scenario: Scenario
    owner: Organisation
    batch: Batch | None
    kpis: Sequence[Kpi]
    constraints: Sequence[Constraint]
    supplements: list[Supplement]
    files: list[StoredFile]
    former: list[StoredFile]
    moments: list[Moment]
    record: OwnerRecord
    contact: Contact | None
    incumbent: str
    rounds: Sequence[Scenario]
    inside: bool
    sees_extra: bool
    sees_matches: bool
    state: ScenarioState
    answerable: bool
    answers_end: datetime | None
    listing_end: datetime | None
    stopped: Moment | None
    """Why and when it was cancelled or suspended."""


def need_page(db: Session, scenario: Scenario, viewer: Viewer, words: Words, now: datetime) -> NeedPage:
    """The page of a need that `viewer` may see."""
    inside = may_see_inside(viewer, scenario)
    changes = timeline(db, SCENARIO.name, scenario.id)
    supplements = [_supplement(row, words) for row in addenda_of(db, scenario)]
    files = [f for f in every_file_of(db, "scenario", scenario.id) if inside or not f.confidential]
    return NeedPage(
        scenario=scenario,
        owner=db.get_one(Organisation, scenario.organisation_id),
        batch=_batch(db, scenario),
        kpis=kpis_of(db, scenario),
        constraints=constraints_of(db, scenario),
        supplements=supplements,
        files=[f for f in files if f.withdrawn_at is None],
        former=[f for f in files if f.withdrawn_at is not None and inside],
        moments=_moments(changes, supplements, words, inside=inside),
        record=owner_record(db, scenario.organisation_id),
        contact=_contact(scenario) if may_see_contact(viewer, scenario) else None,
        incumbent=_incumbent(scenario.incumbent, inside=inside),
        rounds=_rounds(db, scenario, viewer),
        inside=inside,
        sees_extra=bool(scenario.extra) and may_see_extra(viewer, scenario),
        sees_matches=scenario.state in PUBLIC and (inside or covers(viewer, scenario, Role.CURATOR)),
        state=state_at(scenario, now),
        answerable=is_answerable(scenario, now),
        answers_end=answers_end(scenario),
        listing_end=listing_end(scenario),
        stopped=_stopped(scenario, changes, words),
    )


def kpis_of(db: Session, scenario: Scenario) -> Sequence[Kpi]:
    query = select(Kpi).where(Kpi.scenario_id == scenario.id)
    return db.exec(query.order_by(col(Kpi.position), col(Kpi.id))).all()


def constraints_of(db: Session, scenario: Scenario) -> Sequence[Constraint]:
    """Hard ones first: they decide whether anybody else needs to read on."""
    query = select(Constraint).where(Constraint.scenario_id == scenario.id)
    return db.exec(query.order_by(col(Constraint.hard).desc(), col(Constraint.position), col(Constraint.id))).all()


def addenda_of(db: Session, scenario: Scenario) -> Sequence[Addendum]:
    """The newest first."""
    query = select(Addendum).where(Addendum.scenario_id == scenario.id)
    return db.exec(query.order_by(col(Addendum.number).desc())).all()


def _supplement(row: Addendum, words: Words) -> Supplement:
    changes = [change(name, both.get("old"), both.get("new"), words) for name, both in row.changes.items()]
    return Supplement(row, changes)


def _batch(db: Session, scenario: Scenario) -> Batch | None:
    batch = db.get(Batch, scenario.batch_id) if scenario.batch_id else None
    return batch if batch is not None and batch.published_at is not None else None


def _contact(scenario: Scenario) -> Contact | None:
    if not scenario.contact_name:
        return None
    return Contact(scenario.contact_name, scenario.contact_phone, scenario.contact_email)


def _incumbent(text: str, *, inside: bool) -> str:
    """Whether somebody supplies this today; by name only to those inside."""
    if not text:
        return ""
    if text.strip("。. ").casefold() in NOTHING:
        return _("无")
    return text if inside else _("有（名称不对外公开）")


def _rounds(db: Session, scenario: Scenario, viewer: Viewer) -> Sequence[Scenario]:
    """The round before and the rounds after this one, as far as the viewer may see them."""
    linked = or_(col(Scenario.relaunch_of) == scenario.id, col(Scenario.id) == scenario.relaunch_of)
    return db.exec(select(Scenario).where(linked, visible_to(viewer)).order_by(col(Scenario.id))).all()


def _moments(
    changes: Sequence[StatusChange], supplements: list[Supplement], words: Words, *, inside: bool
) -> list[Moment]:
    """What happened, the newest first: to strangers only what happened in public, and never who by name."""
    shown = [c for c in changes if inside or ScenarioState(c.to_state) in PUBLIC]
    found = [_moment(change, words, inside=inside) for change in shown]
    found += [
        Moment(s.row.at, _("补充说明第 {number} 号").format(number=s.row.number), "", s.row.note, "info")
        for s in supplements
    ]
    return sorted(found, key=lambda moment: moment.at, reverse=True)


def _moment(entry: StatusChange, words: Words, *, inside: bool) -> Moment:
    note = _("；").join(filter(None, [_reason(entry, words), entry.note]))
    return Moment(
        entry.at, event_label(entry.event), actor_label(entry, named=inside), note, state_tone(entry.to_state)
    )


def actor_label(entry: StatusChange, *, named: bool) -> str:
    """Who did it: to strangers the house or the department, inside also the person."""
    if entry.role == SYSTEM.role:
        return _("系统按期办理")
    house = entry.organisation_name or _("审核部门")
    return f"{entry.actor_name} · {house}" if named else house


def _reason(entry: StatusChange, words: Words) -> str:
    kind = "rejection_reason" if entry.to_state == ScenarioState.REJECTED else "closing_reason"
    return words.label(entry.reason, kind) if entry.reason else ""


def _stopped(scenario: Scenario, changes: Sequence[StatusChange], words: Words) -> Moment | None:
    if scenario.state not in {ScenarioState.CANCELLED, ScenarioState.SUSPENDED}:
        return None
    last = next((c for c in reversed(changes) if c.to_state == scenario.state), None)
    return _moment(last, words, inside=False) if last else None
