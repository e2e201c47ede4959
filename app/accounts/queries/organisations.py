"""Reading organisations: their profile, members and claims, and those that may be the same house."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, true
from sqlmodel import Session, col, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.models import (
    Claim,
    ClaimState,
    Invitation,
    MemberRole,
    Membership,
    Organisation,
    OrganisationState,
    Person,
)
from app.accounts.names import compact_code, likeness, normalised_name
from app.accounts.policy import SUPPLIER_KINDS, Viewer, may_see_organisation
from app.core.urls import site_name_of

ALIKE = 0.6
"""Share of common pairs of characters from which two names may mean one house; a person decides."""
MOST_ALIKE = 6
PAGE = 24
PUBLIC = (OrganisationState.UNCLAIMED, OrganisationState.VERIFIED, OrganisationState.SUSPENDED)


def organisation_by_public_id(db: Session, public_id: str) -> Organisation | None:
    return db.exec(select(Organisation).where(Organisation.public_id == public_id)).first()


def organisation_called(db: Session, text: str) -> Organisation | None:
    """The verified house of this full name or code, typed in any spelling; None where two share the name."""
    code = compact_code(text)
    named = or_(Organisation.name_key == normalised_name(text), Organisation.uscc == code)
    query = select(Organisation).where(named, Organisation.state == OrganisationState.VERIFIED)
    found = db.exec(query.limit(2)).all()
    return found[0] if len(found) == 1 else None


def organisation_seen_by(db: Session, viewer: Viewer, public_id: str) -> Organisation | None:
    """The house of this public id, if the viewer may know of it."""
    house = organisation_by_public_id(db, public_id)
    return house if house is not None and may_see_organisation(viewer, house.id, house.state) else None


def waiting_house(db: Session, person_id: int, name: str) -> Organisation | None:
    """The house of this name that she has entered and that waits to be verified."""
    query = (
        select(Organisation)
        .join(Membership, col(Membership.organisation_id) == Organisation.id)
        .where(
            Membership.person_id == person_id,
            col(Membership.ended_at).is_(None),
            Organisation.state == OrganisationState.CLAIMED,
            Organisation.name_key == normalised_name(name),
        )
    )
    return db.exec(query).first()


def mail_proves(house: Organisation, person: Person) -> bool:
    """Whether her confirmed address lies in the domain of the house's own website. A website that a claimant entered
    herself proves nothing."""
    if house.state not in PUBLIC or person.email_verified_at is None:
        return False
    host = site_name_of(house.website)
    domain = person.email.rpartition("@")[2].lower()
    return bool(host) and (domain == host or domain.endswith(f".{host}"))


def likely_duplicates(db: Session, name: str, uscc: str = "", but: int | None = None) -> list[Organisation]:
    """Organisations that may be the one meant, the likeliest first: same code, same name, one name within the other,
    or much alike. `but` is left out. Refused entries are no houses."""
    key, code = normalised_name(name), compact_code(uscc)
    rows = db.exec(
        select(Organisation.id, Organisation.name_key, Organisation.uscc).where(
            Organisation.state != OrganisationState.REFUSED, Organisation.id != but
        )
    ).all()
    scored = [(_closeness(key, code, other, other_code), found) for found, other, other_code in rows]
    best = sorted((pair for pair in scored if pair[0] >= ALIKE), key=lambda pair: -pair[0])[:MOST_ALIKE]
    wanted = [found for _score, found in best]
    found = {row.id: row for row in db.exec(select(Organisation).where(col(Organisation.id).in_(wanted))).all()}
    return [found[i] for i in wanted]


def _closeness(key: str, code: str, other: str, other_code: str | None) -> float:
    if (code and code == other_code) or key == other:
        return 1.0
    shorter, longer = sorted((key, other), key=len)
    if len(shorter) >= 3 and shorter in longer:
        return 0.9
    return likeness(key, other)


def find_suppliers(db: Session, text: str, most: int) -> Sequence[Organisation]:
    """The first verified houses of this name, or part of one, that may supply something."""
    query = _named(text).where(
        Organisation.state == OrganisationState.VERIFIED, col(Organisation.kind).in_(SUPPLIER_KINDS)
    )
    return db.exec(query.order_by(col(Organisation.sort_key), col(Organisation.id)).limit(most)).all()


def find_organisations(db: Session, text: str, kind: str, number: int) -> tuple[Sequence[Organisation], int]:
    """One page of public profiles by name and kind, in the order of their pinyin, and how many there are."""
    query = _named(text).where(col(Organisation.state).in_(PUBLIC))
    if kind:
        query = query.where(Organisation.kind == kind)
    total = db.exec(select(func.count()).select_from(query.subquery())).one()
    order = (col(Organisation.sort_key), col(Organisation.id))
    return db.exec(query.order_by(*order).offset((number - 1) * PAGE).limit(PAGE)).all(), total


def _named(text: str) -> SelectOfScalar[Organisation]:
    query = select(Organisation)
    if key := normalised_name(text):
        known = (col(Organisation.name_key).contains(key, autoescape=True), Organisation.uscc == compact_code(text))
        query = query.where(or_(*known))
    return query


@dataclass(frozen=True)
class Member:
    """One row of the members' list."""

    membership: Membership
    person: Person


def members(db: Session, organisation_id: int) -> list[Member]:
    """Live members, managers first."""
    rows = db.exec(
        select(Membership, Person)
        .join(Person, col(Person.id) == Membership.person_id)
        .where(Membership.organisation_id == organisation_id, col(Membership.ended_at).is_(None))
        .order_by(col(Membership.id))
    ).all()
    order = list(MemberRole)
    return sorted((Member(m, p) for m, p in rows), key=lambda row: order.index(row.membership.role))


def member(db: Session, organisation_id: int, person_public_id: str) -> Member | None:
    """One live member."""
    return next((m for m in members(db, organisation_id) if m.person.public_id == person_public_id), None)


def managers(db: Session, organisation_id: int) -> list[Person]:
    """Whom to write to about the house."""
    return [m.person for m in members(db, organisation_id) if m.membership.role is MemberRole.MANAGER]


def open_invitations(db: Session, organisation_id: int, now: datetime) -> Sequence[Invitation]:
    query = select(Invitation).where(
        Invitation.organisation_id == organisation_id,
        col(Invitation.accepted_at).is_(None),
        col(Invitation.revoked_at).is_(None),
        Invitation.expires_at > now,
    )
    return db.exec(query.order_by(col(Invitation.id).desc())).all()


def invitation_by_token(db: Session, token_hash: str) -> tuple[Invitation, Organisation, Person] | None:
    """An invitation, its house and who invites, whether it still counts or not."""
    return db.exec(
        select(Invitation, Organisation, Person)
        .join(Organisation, col(Organisation.id) == Invitation.organisation_id)
        .join(Person, col(Person.id) == Invitation.invited_by)
        .where(Invitation.token_hash == token_hash)
    ).first()


def invitation_by_public_id(db: Session, organisation_id: int, public_id: str) -> Invitation | None:
    query = select(Invitation).where(Invitation.organisation_id == organisation_id, Invitation.public_id == public_id)
    return db.exec(query).first()


@dataclass(frozen=True)
class Claimed:
    """A claim with who makes it and what for. `managed`: the house's own managers decide it."""

    claim: Claim
    person: Person
    organisation: Organisation
    managed: bool


def claim_by_public_id(db: Session, public_id: str) -> Claimed | None:
    return next(iter(_claims(db, Claim.public_id == public_id)), None)


def claims_of_house(db: Session, organisation_id: int) -> list[Claimed]:
    """Open claims on one house, oldest first."""
    return _claims(db, Claim.organisation_id == organisation_id, Claim.state == ClaimState.OPEN)


def claims_of_person(db: Session, person_id: int) -> list[Claimed]:
    """Her claims, open and decided, newest first."""
    return _claims(db, Claim.person_id == person_id)[::-1]


def claims_waiting(db: Session) -> list[Claimed]:
    """The queue of curators and the office: open claims of people with a verified address on houses without managers
    who could decide, by due time."""
    found = _claims(db, Claim.state == ClaimState.OPEN, col(Person.email_verified_at).is_not(None))
    return sorted((c for c in found if not c.managed), key=lambda c: c.claim.due_at)


def claims_overdue(db: Session, now: datetime, claim_id: int | None = None) -> list[Claimed]:
    """Waiting claims whose two working days are over and of which the office was not told; or this one, if it is."""
    late = (
        Claim.due_at <= now,
        col(Claim.escalated_at).is_(None),
        true() if claim_id is None else Claim.id == claim_id,
    )
    found = _claims(db, Claim.state == ClaimState.OPEN, col(Person.email_verified_at).is_not(None), *late)
    return [c for c in found if not c.managed]


def _claims(db: Session, *which: ColumnElement[bool] | bool) -> list[Claimed]:
    rows = db.exec(
        select(Claim, Person, Organisation)
        .join(Person, col(Person.id) == Claim.person_id)
        .join(Organisation, col(Organisation.id) == Claim.organisation_id)
        .where(*which)
        .order_by(col(Claim.id))
    ).all()
    return [Claimed(c, p, o, is_managed(db, o)) for c, p, o in rows]


def has_managers(db: Session, organisation_id: int, *, but: int = 0) -> bool:
    """Whether anybody (other than person `but`) manages this house now."""
    return (
        db.exec(
            select(Membership.id).where(
                Membership.organisation_id == organisation_id,
                Membership.role == MemberRole.MANAGER,
                Membership.person_id != but,
                col(Membership.ended_at).is_(None),
            )
        ).first()
        is not None
    )


def is_managed(db: Session, organisation: Organisation) -> bool:
    """Whether the house is vetted and has managers, so that joining it is their word."""
    vetted = organisation.state in {OrganisationState.VERIFIED, OrganisationState.SUSPENDED}
    return vetted and has_managers(db, organisation.id)
