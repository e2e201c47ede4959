"""Asking suppliers about open points: asked, answered, taken back, or expired with the need."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from app.core.acting import Act
from app.core.errors import Conflict
from app.core.history import move
from app.core.i18n import gettext as _
from app.core.i18n import speaking
from app.core.setbacks import each
from app.core.site import Site
from matching.requirements import Kind
from scenarios.matches import occasions
from scenarios.matches.actions.answering import STILL_RUNNING
from scenarios.matches.forms import PointForm
from scenarios.matches.labels import KINDS
from scenarios.matches.lifecycle import INQUIRY, InquiryEvent, InquiryState
from scenarios.matches.models import Inquiry, InquiryPoint
from scenarios.matches.queries.asking import Points
from scenarios.matches.queries.inquiries import Asked
from scenarios.matches.queries.sides import both
from scenarios.models import Scenario
from scenarios.queries.said import values_of as need_values
from suppliers.actions import update_supply
from suppliers.models import Supply
from suppliers.queries import values_of
from suppliers.values import ParameterValue

LONGEST_NAME = 80


def ask(act: Act, need: Scenario, supply: Supply, points: Points) -> Inquiry:
    """One question about all these points; raises `Conflict` where one waits already: of two people one asks."""
    row = Inquiry(scenario_id=need.id, supply_id=supply.id, asked_by=act.actor.person_id or 0, created_at=act.now)
    try:
        with act.db.begin_nested():
            act.db.add(row)
            act.db.flush()
    except IntegrityError as collision:
        raise Conflict(_("刚刚有人问过这家供给方，请等对方答复。")) from collision
    for place, (kind, origin, text) in enumerate(points):
        act.db.add(InquiryPoint(inquiry_id=row.id, position=place, kind=kind, origin=origin, text=text))
    act.db.flush()
    act.tell(occasions.INQUIRED, row, both(act.db, need.id, supply.id), len(points))
    return row


def answer_inquiry(act: Act, asked: Asked, said: Sequence[PointForm], *, consent: bool) -> None:
    """The supplier settles the points; with its consent they become figures of its supply."""
    by_id = {one.key: one for one in said}
    move(
        act,
        asked.inquiry,
        INQUIRY,
        InquiryEvent.ANSWER,
        consent=consent,
        answered_by=act.actor.person_id,
        answered_at=act.now,
    )
    for point in asked.points:
        point.outcome, point.words = by_id[point.id].outcome, by_id[point.id].words
        act.db.add(point)
    act.db.flush()
    if consent:
        _state(act, asked)
    act.tell(occasions.INQUIRY_ANSWERED, asked.inquiry, both(act.db, asked.need.id, asked.supply.id))


def _state(act: Act, asked: Asked) -> None:
    """Let the supply say what was answered; a figure of the same name gives way."""
    values = values_of(act.db, asked.supply)
    kpis = need_values(act.db, asked.need).kpis
    new = [made for point in asked.points if (made := _parameter(point, [kpi.name for kpi in kpis]))]
    names = {one.name for one in new}
    kept = [one for one in values.parameters if one.name not in names]
    update_supply(act, asked.supply, replace(values, parameters=(*kept, *new)))


def _parameter(point: InquiryPoint, kpis: Sequence[str]) -> ParameterValue | None:
    """What a point says as a figure; nothing where the supplier was not sure."""
    if point.outcome not in {"met", "not_met"}:
        return None
    with speaking("zh"):
        label = _(KINDS.get(point.kind, point.kind))
        default = _("支持") if point.outcome == "met" else _("不支持")
        if point.kind == Kind.KPI:
            name = next((kpi for n, kpi in enumerate(kpis) if point.origin == f"kpis[{n}]"), point.text)
            return ParameterValue(name[:LONGEST_NAME], point.words) if point.words else None
    return ParameterValue(f"{label} {point.text}"[:LONGEST_NAME], point.words or default)


def withdraw_inquiry(act: Act, inquiry: Inquiry) -> None:
    """It needs no answer any more, and the supplier is told."""
    move(act, inquiry, INQUIRY, InquiryEvent.WITHDRAW)
    act.tell(occasions.INQUIRY_WITHDRAWN, inquiry, both(act.db, inquiry.scenario_id, inquiry.supply_id))


def expire_inquiries(site: Site, now: datetime) -> None:
    """Timer: a question ends with its need."""

    def expire(act: Act, number: int) -> None:
        row = act.db.get_one(Inquiry, number)
        if row.state is InquiryState.ASKED:
            move(act, row, INQUIRY, InquiryEvent.EXPIRE)

    ended = (Inquiry.state == InquiryState.ASKED, col(Scenario.state).not_in(STILL_RUNNING))
    query = select(Inquiry.id).join(Scenario, col(Scenario.id) == Inquiry.scenario_id).where(*ended)
    with site.database.reading() as db:
        ids = db.exec(query).all()
    each(site, now, "inquiry.expire", ids, expire)


TIMERS = (expire_inquiries,)
