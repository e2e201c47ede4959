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
from app.core.setbacks import each
from app.core.site import Site
from scenarios.matches import occasions
from scenarios.matches.actions.answering import STILL_RUNNING
from scenarios.matches.figures import Stated, with_figures
from scenarios.matches.forms import PointForm
from scenarios.matches.lifecycle import INQUIRY, InquiryEvent, InquiryState
from scenarios.matches.models import Inquiry, InquiryPoint
from scenarios.matches.queries.asking import Points
from scenarios.matches.queries.inquiries import Asked, public_names
from scenarios.matches.queries.sides import both
from scenarios.models import Scenario
from suppliers.actions import update_supply
from suppliers.models import Supply
from suppliers.queries import values_of


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


def answer_inquiry(act: Act, asked: Asked, said: Sequence[PointForm], *, consent: bool) -> Stated:
    """The supplier settles the points; with its consent they become figures of its supply. Returns how many did."""
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
    stated = _state(act, asked) if consent else Stated()
    act.tell(occasions.INQUIRY_ANSWERED, asked.inquiry, both(act.db, asked.need.id, asked.supply.id))
    return stated


def _state(act: Act, asked: Asked) -> Stated:
    """Let the supply say what was answered."""
    values = values_of(act.db, asked.supply)
    parameters, stated = with_figures(values.parameters, asked.points, public_names(act.db, asked))
    update_supply(act, asked.supply, replace(values, parameters=parameters))
    return stated


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
