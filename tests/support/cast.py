"""The fixed cast of every permission test, as rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from app.accounts.models import MemberRole, Membership, Organisation, OrganisationState, Person, Role, RoleGrant
from app.core.ids import public_id
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
HOUSES = {
    "hospital": ("嵩云医院", "hospital", OrganisationState.VERIFIED),
    "firm": ("启明医智科技", "firm", OrganisationState.VERIFIED),
    "rival_firm": ("澄观智能", "firm", OrganisationState.VERIFIED),
    "research": ("中岳智能研究院", "institute", OrganisationState.VERIFIED),
    "new_firm": ("初芽科技", "firm", OrganisationState.CLAIMED),
    "factory": ("大河装备厂", "factory", OrganisationState.VERIFIED),
}


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
    """As values and not as objects: to make thirty-six of these costs each test more than to insert them."""
    houses = {
        key: {"name": name, "name_key": name, "kind": kind, "district": "gaoxin", "state": state}
        | {"approval_required": key == "hospital"}
        for key, (name, kind, state) in HOUSES.items()
    }
    people = {name: {"name": name, "email": f"{name}@example.com"} for name in PEOPLE}
    ids = _put(db, Organisation, houses, created_at=now)
    ids |= _put(db, Person, people, created_at=now, email_verified_at=now)
    homes = [{"person_id": ids[name], "organisation_id": ids[at], "role": role} for name, (at, role) in MEMBERS.items()]
    db.execute(insert(Membership), [{**home, "started_at": now} for home in homes])
    grants = [{"person_id": ids[name], "role": role, "field": field} for name, (role, field) in ROLES.items()]
    db.execute(insert(RoleGrant), [{**grant, "public_id": public_id(), "starts_at": now} for grant in grants])
    return ids


def _put(db: Session, table: Any, rows: Mapping[str, Mapping[str, Any]], **more: datetime) -> dict[str, int]:
    """Insert the rows, each with a public id of its own; their ids by name."""
    values = [{**row, "public_id": public_id(), **more} for row in rows.values()]
    ids = db.scalars(insert(table).returning(table.id, sort_by_parameter_order=True), values)
    return dict(zip(rows, ids, strict=True))
