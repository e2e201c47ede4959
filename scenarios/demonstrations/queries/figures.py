"""Of many pilots at once: their figures as everybody may know them, and whose they are. Two statements and one."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, select

from app.accounts.models import Organisation
from scenarios.pilots.disclosing import Told, told
from scenarios.pilots.models import PilotKpi, PilotParty, Reading, Side


def told_to_everybody(db: Session, reports: Mapping[int, int | None]) -> dict[int, list[tuple[Told, PilotKpi]]]:
    """By pilot, in order. `reports` are pilots with the report that each rests on, None without one."""
    kpis = select(PilotKpi).where(col(PilotKpi.pilot_id).in_(list(reports)))
    wanted = [one for one in reports.values() if one is not None]
    readings = db.exec(select(Reading).where(col(Reading.verification_id).in_(wanted))).all()
    by_kpi = {row.kpi_id: row for row in readings}
    found: dict[int, list[tuple[Told, PilotKpi]]] = {}
    for kpi in db.exec(kpis.order_by(col(PilotKpi.position), col(PilotKpi.id))).all():
        found.setdefault(kpi.pilot_id, []).append((told(kpi, by_kpi.get(kpi.id), inside=False), kpi))
    return found


def names_of(db: Session, pilots: Sequence[int]) -> dict[tuple[int, Side], str]:
    """The houses that take part now, by pilot and side."""
    query = (
        select(PilotParty.pilot_id, PilotParty.side, Organisation.name)
        .join(Organisation, col(Organisation.id) == PilotParty.organisation_id)
        .where(col(PilotParty.pilot_id).in_(pilots), col(PilotParty.ended_at).is_(None))
    )
    return {(number, Side(side)): name for number, side, name in db.exec(query).all()}
