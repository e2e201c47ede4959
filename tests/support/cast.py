"""The fixed cast of every permission test, as rows."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.accounts.models import MemberRole, Membership, Organisation, OrganisationState, Person, Role, RoleGrant
from app.core.site import Site

MEMBERS = {
    "owner": ("hospital", MemberRole.MEMBER),
    "colleague": ("hospital", MemberRole.APPROVER),
    "supplier": ("firm", MemberRole.MANAGER),
    "rival": ("rival_firm", MemberRole.MANAGER),
    "institute": ("research", MemberRole.MANAGER),
    "unverified": ("new_firm", MemberRole.MANAGER),
    "two_hats": ("hospital", MemberRole.MEMBER),
}
ROLES = {
    "curator": (Role.CURATOR, ""),
    "reviewer": (Role.REVIEWER, "health"),
    "other_reviewer": (Role.REVIEWER, "transport"),
    "office": (Role.OFFICE, ""),
    "admin": (Role.SYSTEM_ADMIN, ""),
    "auditor": (Role.AUDITOR, ""),
    "verifier": (Role.VERIFIER, ""),
    "two_hats": (Role.REVIEWER, ""),
}
PEOPLE = dict.fromkeys([*MEMBERS, *ROLES, "stranger"])


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
        "hospital": _organisation(now, "嵩云医院", "hospital", approval_required=True),
        "firm": _organisation(now, "启明医智科技", "firm"),
        "rival_firm": _organisation(now, "澄观智能", "firm"),
        "research": _organisation(now, "中岳智能研究院", "institute"),
        "new_firm": _organisation(now, "初芽科技", "firm", state=OrganisationState.CLAIMED),
        "factory": _organisation(now, "大河装备厂", "factory"),
    }
    person = {name: _person(now, name) for name in PEOPLE}
    db.add_all([*house.values(), *person.values()])
    db.flush()
    ids = {name: row.id for name, row in (house | person).items()}
    db.add_all(
        Membership(person_id=ids[name], organisation_id=ids[at], role=role, started_at=now)
        for name, (at, role) in MEMBERS.items()
    )
    db.add_all(
        RoleGrant(person_id=ids[name], role=role, field=field, starts_at=now) for name, (role, field) in ROLES.items()
    )
    db.flush()
    return ids


def _organisation(
    now: datetime,
    name: str,
    kind: str,
    *,
    approval_required: bool = False,
    state: OrganisationState = OrganisationState.VERIFIED,
) -> Organisation:
    return Organisation(
        name=name,
        name_key=name,
        kind=kind,
        district="gaoxin",
        state=state,
        created_at=now,
        approval_required=approval_required,
    )


def _person(now: datetime, name: str) -> Person:
    return Person(name=name, email=f"{name}@example.com", email_verified_at=now, created_at=now)
