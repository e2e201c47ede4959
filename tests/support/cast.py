"""The fixed cast of every permission test, as rows."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.accounts.models import MemberRole, Membership, Organisation, OrganisationState, Person, Role, RoleGrant
from app.core.site import Site


@dataclass(frozen=True)
class Cast:
    """Ids of people (and of their houses below). Everybody's password is unset: tests sign them in directly."""

    owner: int  # writes needs for the hospital
    colleague: int  # approves them
    supplier: int  # speaks for the firm
    rival: int  # speaks for another firm
    institute: int  # transfer office of a research institute
    curator: int
    reviewer: int  # of the field health
    other_reviewer: int  # of the field transport
    office: int
    admin: int
    auditor: int
    verifier: int
    stranger: int  # signed in, belongs nowhere
    unverified: int  # speaks for a firm that nobody has verified
    two_hats: int  # reviewer of every field who also works at the hospital
    hospital: int
    firm: int
    rival_firm: int
    research: int
    new_firm: int
    factory: int

    @classmethod
    def assemble(cls, site: Site) -> "Cast":
        now = site.clock.now()
        with site.database.writing() as db:
            return cls(**_houses_and_people(db, now))


def _houses_and_people(db: Session, now: datetime) -> dict[str, int]:
    house = {
        "hospital": _organisation(db, now, "嵩云医院", "hospital", approval_required=True),
        "firm": _organisation(db, now, "启明医智科技", "firm"),
        "rival_firm": _organisation(db, now, "澄观智能", "firm"),
        "research": _organisation(db, now, "中岳智能研究院", "institute"),
        "new_firm": _organisation(db, now, "初芽科技", "firm", state=OrganisationState.CLAIMED),
        "factory": _organisation(db, now, "大河装备厂", "factory"),
    }
    manager, member, approver = MemberRole.MANAGER, MemberRole.MEMBER, MemberRole.APPROVER
    person = {
        "owner": _person(db, now, "owner", (house["hospital"], member)),
        "colleague": _person(db, now, "colleague", (house["hospital"], approver)),
        "supplier": _person(db, now, "supplier", (house["firm"], manager)),
        "rival": _person(db, now, "rival", (house["rival_firm"], manager)),
        "institute": _person(db, now, "institute", (house["research"], manager)),
        "curator": _person(db, now, "curator", role=Role.CURATOR),
        "reviewer": _person(db, now, "reviewer", role=Role.REVIEWER, field="health"),
        "other_reviewer": _person(db, now, "other_reviewer", role=Role.REVIEWER, field="transport"),
        "office": _person(db, now, "office", role=Role.OFFICE),
        "admin": _person(db, now, "admin", role=Role.SYSTEM_ADMIN),
        "auditor": _person(db, now, "auditor", role=Role.AUDITOR),
        "verifier": _person(db, now, "verifier", role=Role.VERIFIER),
        "stranger": _person(db, now, "stranger"),
        "unverified": _person(db, now, "unverified", (house["new_firm"], manager)),
        "two_hats": _person(db, now, "two_hats", (house["hospital"], member), role=Role.REVIEWER),
    }
    return house | person


def _organisation(
    db: Session,
    now: datetime,
    name: str,
    kind: str,
    *,
    approval_required: bool = False,
    state: OrganisationState = OrganisationState.VERIFIED,
) -> int:
    row = Organisation(
        name=name,
        name_key=name,
        kind=kind,
        district="gaoxin",
        state=state,
        created_at=now,
        approval_required=approval_required,
    )
    db.add(row)
    db.flush()
    assert row.id is not None
    return row.id


def _person(
    db: Session,
    now: datetime,
    name: str,
    membership: tuple[int, MemberRole] | None = None,
    *,
    role: Role | None = None,
    field: str = "",
) -> int:
    row = Person(name=name, email=f"{name}@example.com", email_verified_at=now, created_at=now)
    db.add(row)
    db.flush()
    assert row.id is not None
    if membership is not None:
        db.add(Membership(person_id=row.id, organisation_id=membership[0], role=membership[1], started_at=now))
    if role is not None:
        db.add(RoleGrant(person_id=row.id, role=role, field=field, starts_at=now))
    db.flush()
    return row.id
