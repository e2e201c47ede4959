"""Ties between houses (单位关联): recorded and ended by the office with their source, never deleted."""

from datetime import date

from sqlmodel import col, or_, select

from app.accounts.models import Organisation, OrganisationTie, TieKind
from app.core.acting import Act
from app.core.clock import city_date
from app.core.errors import Conflict
from app.core.history import audit
from app.core.i18n import gettext as _


def record_tie(
    act: Act, organisation: Organisation, other: Organisation, kind: TieKind, source: str, since: date
) -> OrganisationTie:
    """From `since` on the two are not independent. Raises `Conflict` for a house and itself, or where it stands already."""
    if organisation.id == other.id:
        raise Conflict(_("两个单位不能是同一个。"))
    pair = {organisation.id, other.id}
    same = select(OrganisationTie).where(
        col(OrganisationTie.organisation_id).in_(pair),
        col(OrganisationTie.other_id).in_(pair),
        OrganisationTie.kind == kind,
        or_(col(OrganisationTie.until).is_(None), col(OrganisationTie.until) > city_date(act.now)),
    )
    if act.db.exec(same).first() is not None:
        raise Conflict(_("这两个单位的这种关联已经登记，仍在生效。"))
    row = OrganisationTie(
        organisation_id=organisation.id,
        other_id=other.id,
        kind=kind,
        source=source,
        since=since,
        recorded_by=act.actor.person_id,
        recorded_at=act.now,
    )
    act.db.add(row)
    act.db.flush()
    audit(act, "tie.recorded", row, {"organisations": sorted(pair), "kind": kind, "source": source})
    return row


def end_tie(act: Act, row: OrganisationTie, until: date, note: str) -> None:
    """It is over from `until` on. Raises `Conflict` where it has an end."""
    if row.until is not None:
        raise Conflict(_("这项关联已经登记了结束日期。"))
    if until < row.since:
        raise Conflict(_("结束日期不能早于开始日期。"))
    row.until = until
    act.db.add(row)
    audit(act, "tie.ended", row, {"until": until.isoformat(), "note": note})
