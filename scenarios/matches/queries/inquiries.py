"""What suppliers have been asked about open points, and what they have said."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from app.accounts.models import Organisation
from app.accounts.policy import Viewer
from app.core.db import for_change
from app.core.html import format_date
from app.core.i18n import N_
from app.core.i18n import gettext as _
from app.core.site import Words
from scenarios.lifecycle import Route, ScenarioState
from scenarios.matches.figures import figure_names
from scenarios.matches.inquiries import Key, Said, key_of
from scenarios.matches.labels import demand
from scenarios.matches.lifecycle import InquiryState
from scenarios.matches.models import Inquiry, InquiryPoint
from scenarios.models import Scenario
from scenarios.policy import is_public
from scenarios.queries.said import values_of
from scenarios.queries.visibility import visible_to
from scenarios.timing import is_answerable
from suppliers.models import Supply

INQUIRY_STATES: Final[Mapping[InquiryState, tuple[str, str]]] = {
    InquiryState.ASKED: (N_("已询问，等待答复"), "warning"),
    InquiryState.ANSWERED: (N_("已答复询问"), "success"),
    InquiryState.WITHDRAWN: (N_("询问已撤回"), "neutral"),
    InquiryState.EXPIRED: (N_("需求已结束，询问失效"), "neutral"),
}
STANDING = frozenset({InquiryState.ASKED, InquiryState.ANSWERED})
"""What was asked and not taken back: those points are not asked again."""
SHOWN = 30
"""Questions on a desk."""


@dataclass(frozen=True)
class Asked:
    """A question with its two sides; `open` is whether the need still takes answers."""

    inquiry: Inquiry
    points: Sequence[InquiryPoint]
    need: Scenario
    supply: Supply
    open: bool

    @property
    def told_to_all(self) -> bool:
        """On a tender everybody is asked the same and reads what everybody says."""
        return self.need.route is Route.TENDER


@dataclass(frozen=True)
class Asking:
    """All questions of one pair: the newest, the points that are not asked again, and what has been said to them."""

    newest: Inquiry
    asked: frozenset[Key]
    said: Mapping[Key, Said]


def inquiry_tag(state: InquiryState) -> tuple[str, str]:
    """Label and tone."""
    label, tone = INQUIRY_STATES[state]
    return _(label), tone


def inquiry_by_public_id(db: Session, public_id: str) -> Inquiry | None:
    return db.exec(for_change(db, select(Inquiry).where(Inquiry.public_id == public_id))).one_or_none()


def asked_with(db: Session, inquiry: Inquiry, now: datetime) -> Asked:
    need, supply = db.get_one(Scenario, inquiry.scenario_id), db.get_one(Supply, inquiry.supply_id)
    return Asked(inquiry, points_of(db, inquiry), need, supply, is_answerable(need, now))


def points_of(db: Session, inquiry: Inquiry) -> Sequence[InquiryPoint]:
    query = select(InquiryPoint).where(InquiryPoint.inquiry_id == inquiry.id)
    return db.exec(query.order_by(col(InquiryPoint.position))).all()


def askings_of_need(db: Session, scenario_id: int) -> dict[int, Asking]:
    """By supply."""
    return _askings(db, col(Inquiry.scenario_id) == scenario_id, "supply_id")


def askings_of_supply(db: Session, supply_id: int) -> dict[int, Asking]:
    """By need."""
    return _askings(db, col(Inquiry.supply_id) == supply_id, "scenario_id")


def _askings(db: Session, where: ColumnElement[bool], other: str) -> dict[int, Asking]:
    rows = db.exec(
        select(Inquiry, InquiryPoint)
        .join(InquiryPoint, col(InquiryPoint.inquiry_id) == Inquiry.id)
        .where(where)
        .order_by(col(Inquiry.id), col(InquiryPoint.position))
    ).all()
    pairs: dict[int, list[tuple[Inquiry, InquiryPoint]]] = defaultdict(list)
    for inquiry, point in rows:
        pairs[getattr(inquiry, other)].append((inquiry, point))
    return {number: _asking(points) for number, points in pairs.items()}


def _asking(points: Sequence[tuple[Inquiry, InquiryPoint]]) -> Asking:
    standing = [(inquiry, point) for inquiry, point in points if inquiry.state in STANDING]
    return Asking(
        newest=points[-1][0],
        asked=frozenset(_key(point) for _inquiry, point in standing),
        said={_key(point): _said(inquiry, point) for inquiry, point in standing if point.outcome},
    )


def _key(point: InquiryPoint) -> Key:
    return key_of(vars(point))


def _said(inquiry: Inquiry, point: InquiryPoint) -> Said:
    words = point.words or (_("说不准") if point.outcome == "unsure" else "")
    return Said(point.outcome, _("{words}（{day}答复）").format(words=words, day=format_date(inquiry.answered_at)))


def what_is_asked(point: InquiryPoint, words: Words) -> str:
    """The demand in the need's words."""
    return demand(vars(point), words)


def public_names(db: Session, asked: Asked) -> Mapping[int, str]:
    """Under which names the answers would be published, by point."""
    kpis = [kpi.name for kpi in values_of(db, asked.need).kpis]
    return figure_names(asked.points, kpis, everybody_sees=is_public(asked.need))


def said_by_others(db: Session, asked: Asked) -> dict[Key, list[InquiryPoint]]:
    """On a tender: what other houses have said to the same points, without their names, once this one has answered."""
    if not asked.told_to_all or asked.inquiry.state is not InquiryState.ANSWERED:
        return {}
    rows = db.exec(
        select(InquiryPoint)
        .join(Inquiry, col(Inquiry.id) == InquiryPoint.inquiry_id)
        .join(Supply, col(Supply.id) == Inquiry.supply_id)
        .where(
            Inquiry.scenario_id == asked.need.id,
            Supply.organisation_id != asked.supply.organisation_id,
            Inquiry.state == InquiryState.ANSWERED,
        )
        .order_by(col(InquiryPoint.id))
    ).all()
    found: dict[Key, list[InquiryPoint]] = defaultdict(list)
    for point in rows:
        found[_key(point)].append(point)
    return found


def waiting_for(
    db: Session, viewer: Viewer, organisation_ids: Sequence[int], now: datetime
) -> list[tuple[Asked, Organisation]]:
    """The oldest questions that wait for these suppliers about needs that the viewer sees, each with who asks."""
    rows = db.exec(
        select(Inquiry, Scenario, Supply, Organisation)
        .join(Supply, col(Supply.id) == Inquiry.supply_id)
        .join(Scenario, col(Scenario.id) == Inquiry.scenario_id)
        .join(Organisation, col(Organisation.id) == Scenario.organisation_id)
        .where(
            col(Supply.organisation_id).in_(organisation_ids),
            Inquiry.state == InquiryState.ASKED,
            Scenario.state == ScenarioState.OPEN,
            visible_to(viewer),
        )
        .order_by(col(Inquiry.id))
        .limit(SHOWN)
    ).all()
    points = _points_of_many(db, [inquiry.id for inquiry, *_others in rows])
    return [
        (Asked(inquiry, points[inquiry.id], need, supply, open=True), owner)
        for inquiry, need, supply, owner in rows
        if is_answerable(need, now)
    ]


def _points_of_many(db: Session, inquiry_ids: Sequence[int]) -> Mapping[int, Sequence[InquiryPoint]]:
    found: dict[int, list[InquiryPoint]] = defaultdict(list)
    query = select(InquiryPoint).where(col(InquiryPoint.inquiry_id).in_(inquiry_ids))
    for point in db.exec(query.order_by(col(InquiryPoint.position))).all():
        found[point.inquiry_id].append(point)
    return found
