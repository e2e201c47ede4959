"""The visibility of needs as SQL: `policy.may_see` said to the database, so that lists and single pages agree."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, false, or_, true
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.models import Role
from app.accounts.policy import Principal, Viewer
from scenarios.lifecycle import PUBLIC
from scenarios.models import Scenario, Secrecy
from scenarios.policy import HOUSE, KEEPING, REVIEWING


def publicly_visible() -> ColumnElement[bool]:
    """Needs that somebody without an account sees."""
    return and_(_in_public_state(), col(Scenario.secrecy) == Secrecy.PUBLIC)


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Needs that `viewer` may see, cell by cell equal to `policy.may_see`."""
    if viewer is None:
        return publicly_visible()
    left_house = or_(col(Scenario.submitted_at).is_not(None), col(Scenario.state).not_in(HOUSE))
    return or_(
        publicly_visible(),
        col(Scenario.organisation_id).in_([home.organisation_id for home in viewer.belongings]),
        and_(covered_by(viewer, *KEEPING), col(Scenario.upload_id).is_not(None)),
        and_(left_house, or_(covered_by(viewer, *REVIEWING), col(Scenario.reviewer_id) == viewer.person_id)),
        and_(_in_public_state(), _trusts(viewer)),
    )


def covered_by(viewer: Principal, *roles: Role) -> ColumnElement[bool]:
    """Needs whose field and district a grant of one of these roles reaches: `policy.covers`."""
    scopes = {(grant.field, grant.district) for grant in viewer.grants if grant.role in roles}
    if ("", "") in scopes:
        return true()
    return or_(false(), *(_in_scope(field, district) for field, district in sorted(scopes)))


def handed_to(viewer: Principal) -> ColumnElement[bool]:
    """Needs that were handed to her, as long as she is a curator."""
    return col(Scenario.curator_id) == viewer.person_id if viewer.has(Role.CURATOR) else false()


def of_public_id(public_id: str) -> SelectOfScalar[Scenario]:
    """The query for one row, whoever asks; `access` decides whether she may see it."""
    return select(Scenario).where(Scenario.public_id == public_id)


def by_public_id(db: Session, public_id: str) -> Scenario | None:
    """The row of `of_public_id`."""
    return db.exec(of_public_id(public_id)).one_or_none()


def by_code(db: Session, code: str) -> Scenario | None:
    """The row of a public code such as 第X批's JH-2026-0042."""
    return db.exec(select(Scenario).where(Scenario.code == code)).one_or_none()


def taken_codes(db: Session, codes: Collection[str]) -> set[str]:
    """Those of the codes that some need has already."""
    return {code for code in db.exec(select(Scenario.code).where(col(Scenario.code).in_(codes))).all() if code}


def _in_public_state() -> ColumnElement[bool]:
    return col(Scenario.state).in_(PUBLIC)


def _trusts(viewer: Principal) -> ColumnElement[bool]:
    if any(home.verified for home in viewer.belongings):
        return true()
    return or_(covered_by(viewer, Role.CURATOR), handed_to(viewer))


def _in_scope(field: str, district: str) -> ColumnElement[bool]:
    wanted = [col(Scenario.field) == field] if field else []
    return and_(true(), *wanted, *([col(Scenario.district) == district] if district else []))
