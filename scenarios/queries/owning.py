"""What the owner's side reads: her desk, people of her house, good examples, the record of a need."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session, and_, col, or_, select

from app.accounts.models import MemberRole, Membership, Organisation, Person
from app.accounts.policy import Principal
from app.core.history import timeline
from app.core.i18n import N_
from app.core.models import AuditEntry, StatusChange
from scenarios.lifecycle import SCENARIO, ScenarioState
from scenarios.models import Addendum, ReviewNote, Scenario
from scenarios.policy import lacks_to_approve, owner_houses
from scenarios.queries.owner_record import MATCH
from scenarios.queries.visibility import publicly_visible

S = ScenarioState
NEAR = timedelta(days=14)
"""A deadline this close stands on the desk."""
GOOD_EXAMPLE = 80
MOST_ON_DESK = 200

WAITING: Final[tuple[tuple[str, str, frozenset[ScenarioState]], ...]] = (
    ("you", N_("等您处理"), frozenset({S.DRAFT, S.EDITS_REQUESTED, S.EXPIRED, S.SUSPENDED, S.NO_BID, S.NO_AWARD})),
    ("house", N_("等单位审批"), frozenset({S.AWAITING_APPROVAL})),
    ("department", N_("等审核部门"), frozenset({S.SUBMITTED, S.UNDER_REVIEW, S.APPROVED})),
    ("open", N_("征集中"), frozenset({S.OPEN})),
    (
        "running",
        N_("评审与试点"),
        frozenset({S.CLOSED, S.EVALUATING, S.PUBLICITY, S.AWARDED, S.PILOTING, S.COMPLETED, S.DEMONSTRATED}),
    ),
    ("over", N_("已结束"), frozenset({S.REJECTED, S.WITHDRAWN, S.CANCELLED, S.ARCHIVED})),
)
"""Groups of a desk by whom the needs wait for; every state stands in exactly one."""


@dataclass(frozen=True)
class Group:
    key: str
    label: str
    needs: Sequence[Scenario]


@dataclass(frozen=True)
class Desk:
    """What a member of an owner's house has before her."""

    groups: Sequence[Group]
    approvals: Sequence[Scenario]
    near: Sequence[Scenario]
    houses: Sequence[str]

    @property
    def total(self) -> int:
        return sum(len(group.needs) for group in self.groups)

    @property
    def waiting(self) -> int:
        """How many things wait for this person: the count in the navigation."""
        return len(self.approvals) + sum(len(group.needs) for group in self.groups if group.key == "you")


def desk(db: Session, viewer: Principal, now: datetime) -> Desk:
    """The needs of the viewer's organisations by what they wait for, approvals that wait for her, near deadlines."""
    houses = owner_houses(viewer)
    query = select(Scenario).where(col(Scenario.organisation_id).in_([h.organisation_id for h in houses]))
    needs = db.exec(query.order_by(col(Scenario.updated_at).desc(), col(Scenario.id).desc()).limit(MOST_ON_DESK)).all()
    near = [n for n in needs if n.state is S.OPEN and n.deadline is not None and now < n.deadline <= now + NEAR]
    return Desk(
        groups=[Group(key, label, [n for n in needs if n.state in states]) for key, label, states in WAITING],
        approvals=[n for n in needs if n.state is S.AWAITING_APPROVAL and not lacks_to_approve(viewer, n)],
        near=sorted(near, key=lambda n: n.deadline or now),
        houses=[home.name for home in houses],
    )


def by_form_key(db: Session, form_key: str, person_id: int) -> Scenario | None:
    """The draft that this very form has made already: a double click or an autosave before the button."""
    query = select(Scenario).where(Scenario.form_key == form_key, Scenario.created_by == person_id)
    return db.exec(query).one_or_none() if form_key else None


def good_examples(db: Session, scenario: Scenario, most: int = 3) -> Sequence[Scenario]:
    """Open public needs of the same field that are written well, other houses' first."""
    if not scenario.field:
        return []
    query = select(Scenario).where(
        publicly_visible(),
        Scenario.state == S.OPEN,
        Scenario.field == scenario.field,
        Scenario.id != scenario.id,
        Scenario.readiness >= GOOD_EXAMPLE,
    )
    own = col(Scenario.organisation_id) == scenario.organisation_id
    return db.exec(query.order_by(own, col(Scenario.readiness).desc(), col(Scenario.id).desc()).limit(most)).all()


def people(db: Session, ids: Collection[int | None]) -> Sequence[Person]:
    """These people, as far as their accounts still stand."""
    known = [identity for identity in ids if identity is not None]
    query = select(Person).where(col(Person.id).in_(known), col(Person.deleted_at).is_(None))
    return db.exec(query.order_by(col(Person.id))).all() if known else []


def approvers(db: Session, organisation_id: int, besides: Collection[int | None]) -> list[Person]:
    """Who may approve a need of this house, without its author."""
    roles = (MemberRole.APPROVER, MemberRole.MANAGER)
    return [p for p in _members(db, organisation_id, *roles) if p.id not in besides]


def has_approver(db: Session, scenario: Scenario, sender: int | None) -> bool:
    """Whether somebody in its house besides its author and who sends it may approve the need."""
    return bool(approvers(db, scenario.organisation_id, besides=(sender, scenario.created_by)))


def colleagues(db: Session, organisation_id: int, besides: int) -> list[Person]:
    """Live members of the house but for one: who might take a need over."""
    return [p for p in _members(db, organisation_id, *MemberRole) if p.id != besides]


def colleague(db: Session, organisation_id: int, public_id: str) -> Person | None:
    """The live member of this id."""
    return next((p for p in _members(db, organisation_id, *MemberRole) if p.public_id == public_id), None)


def organisation_of(db: Session, scenario: Scenario) -> Organisation:
    return db.get_one(Organisation, scenario.organisation_id)


def organisation_id_of(viewer: Principal, public_id: str) -> int | None:
    """The viewer's own owner's house of this public id."""
    return next((h.organisation_id for h in owner_houses(viewer) if h.public_id == public_id), None)


def record(db: Session, scenario: Scenario) -> list[StatusChange | AuditEntry | Addendum]:
    """Every move, every addendum, and every deed without a move such as a contact release, oldest first."""
    hers = select(MATCH.c.id).where(MATCH.c.scenario_id == scenario.id)
    audited = select(AuditEntry).where(
        or_(
            and_(AuditEntry.object_kind == Scenario.__tablename__, AuditEntry.object_id == scenario.id),
            and_(AuditEntry.object_kind == MATCH.name, col(AuditEntry.object_id).in_(hers)),
        )
    )
    addenda = select(Addendum).where(Addendum.scenario_id == scenario.id)
    entries: list[StatusChange | AuditEntry | Addendum] = [
        *timeline(db, SCENARIO.name, scenario.id),
        *db.exec(audited.order_by(col(AuditEntry.id))).all(),
        *db.exec(addenda.order_by(col(Addendum.number))).all(),
    ]
    return sorted(entries, key=lambda entry: entry.at)


def next_round(db: Session, scenario: Scenario) -> Scenario | None:
    """The draft of another round that stands already."""
    query = select(Scenario).where(Scenario.relaunch_of == scenario.id, Scenario.state == S.DRAFT)
    return db.exec(query.order_by(col(Scenario.id)).limit(1)).first()


def open_notes(db: Session, scenario_id: int) -> Sequence[ReviewNote]:
    """What the department asked to change and has not been handed in again."""
    query = select(ReviewNote).where(ReviewNote.scenario_id == scenario_id, col(ReviewNote.resolved_at).is_(None))
    return db.exec(query.order_by(col(ReviewNote.id))).all()


def _members(db: Session, organisation_id: int, *roles: MemberRole) -> Sequence[Person]:
    query = (
        select(Person)
        .join(Membership, col(Membership.person_id) == Person.id)
        .where(
            Membership.organisation_id == organisation_id,
            col(Membership.ended_at).is_(None),
            col(Membership.role).in_(roles),
            col(Person.deleted_at).is_(None),
        )
    )
    return db.exec(query.order_by(col(Person.id))).all()
