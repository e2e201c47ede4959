"""The gallery: what everybody may copy, and what did not work and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, or_, select
from sqlmodel import Session, col
from sqlmodel import select as rows_of

from app.accounts.models import Organisation
from app.core.clock import city_date
from app.core.i18n import N_
from app.core.listing import Facet, Found, Listing, find, read
from app.core.site import Words
from scenarios.demonstrations.charts import Line
from scenarios.demonstrations.lifecycle import AdoptionState
from scenarios.demonstrations.models import Adoption, Demonstration
from scenarios.demonstrations.queries.cases import published
from scenarios.demonstrations.queries.pages import lines_of
from scenarios.models import Scenario
from scenarios.pilots.labels import VERIFICATIONS
from scenarios.pilots.lifecycle import LESSONS, PilotState
from scenarios.pilots.models import Pilot, PilotKpi, PilotParty, Reading, Side, Verification, VerificationKind
from scenarios.queries.visibility import publicly_visible

PATH = "/demonstrations"
P = PilotState
_OWNER: Any = (
    select(col(Organisation.kind))
    .join(PilotParty, col(PilotParty.organisation_id) == col(Organisation.id))
    .where(col(PilotParty.pilot_id) == col(Pilot.id), col(PilotParty.side) == Side.OWNER)
    .limit(1)
    .scalar_subquery()
)
_COPIES: Any = (
    select(func.count())
    .select_from(Adoption)
    .where(col(Adoption.demonstration_id) == col(Demonstration.id), col(Adoption.state) == AdoptionState.ADOPTED)
    .scalar_subquery()
)
LIST = Listing(
    PATH,
    facets=(
        Facet("field", N_("领域"), col(Scenario.field), kind="field"),
        Facet("district", N_("区域"), col(Scenario.district), kind="district"),
        Facet("owner", N_("单位类型"), _OWNER, kind="organisation_kind"),
        Facet(
            "designated",
            N_("主管部门认定"),
            case((col(Demonstration.designation_number) != "", "yes"), else_="no"),
            bands={"yes": N_("已认定示范"), "no": N_("未认定")},
        ),
        Facet(
            "copied",
            N_("推广"),
            case((_COPIES > 0, "yes"), else_="no"),
            bands={"yes": N_("已有单位推广"), "no": N_("等待推广")},
        ),
        Facet(
            "method",
            N_("验证方式"),
            col(Verification.kind),
            bands={one.value: VERIFICATIONS[one] for one in (VerificationKind.THIRD_PARTY, VerificationKind.PANEL)},
        ),
    ),
    sorts={"fit": N_("最相关"), "newest": N_("最新"), "copies": N_("推广最多")},
    usual={"force": "newest", "publicity": "newest", "over": "newest", "all": "newest"},
    tabs=Facet(
        "status",
        N_("状态"),
        case(
            (col(Pilot.state).in_([P.DEMONSTRATED, P.REPLICATING]), "force"),
            (col(Pilot.state) == P.PUBLICITY, "publicity"),
            else_="over",
        ),
        bands={"force": N_("有效"), "publicity": N_("公示中"), "over": N_("已到期或撤销")},
    ),
)


@dataclass(frozen=True)
class Card:
    """One demonstration in the gallery, its figures as everybody may know them."""

    demonstration: Demonstration
    pilot: Pilot
    need: Scenario
    owner: str
    supplier: str
    lines: Sequence[Line]
    copies: int


def gallery(db: Session, params: Sequence[tuple[str, str]], words: Words) -> Found[Card]:
    """Whoever looks sees the same: what is published."""
    asked = read(LIST, params, words)
    base = _joined(col(Demonstration.id)).where(published())
    if asked.q:
        base = base.where(or_(*_by_words(asked.q)))
    newest = [
        func.coalesce(Demonstration.recorded_at, Demonstration.publicity_from).desc(),
        col(Demonstration.id).desc(),
    ]
    order = {"copies": [_COPIES.desc(), *newest], "fit": [_fit(asked.q), *newest]}.get(asked.order, newest)
    return find(db, asked, base, order, lambda ids: cards(db, ids))


def _joined(*columns: Any) -> Select[Any]:
    query = select(*columns).select_from(Demonstration).join(Pilot, col(Pilot.id) == col(Demonstration.pilot_id))
    query = query.join(Scenario, col(Scenario.id) == col(Pilot.scenario_id))
    return query.outerjoin(Verification, col(Verification.id) == col(Demonstration.verification_id))


def _by_words(text: str) -> list[ColumnElement[bool]]:
    """Texts of its own, and the names of the houses that take part."""
    names = (Demonstration.title, Demonstration.summary, Demonstration.number, Demonstration.conditions, Scenario.title)
    wanted = text.lower()
    said = [func.lower(col(name)).contains(wanted, autoescape=True) for name in names]
    house = exists().where(
        col(PilotParty.pilot_id) == col(Pilot.id),
        col(PilotParty.organisation_id) == col(Organisation.id),
        func.lower(col(Organisation.name)).contains(wanted, autoescape=True),
    )
    return [*said, house]


def _fit(text: str) -> ColumnElement[int]:
    """Whose title says it stands before whose text does."""
    wanted = text.lower()
    titled = func.lower(col(Demonstration.title)).contains(wanted, autoescape=True)
    return case((func.lower(col(Demonstration.number)) == wanted, 0), (titled, 1), else_=2)


def cards(db: Session, ids: Sequence[int]) -> list[Card]:
    """Cards in the order of `ids`, in five statements whatever they hold."""
    rows = db.execute(_joined(Demonstration, Pilot, Scenario, _COPIES).where(col(Demonstration.id).in_(ids))).all()
    pilots = [pilot.id for _row, pilot, _need, _copies in rows]
    names, lines = _names(db, pilots), _lines(db, {pilot.id: row.verification_id for row, pilot, _n, _c in rows})
    made = {
        row.id: Card(
            row,
            pilot,
            need,
            names.get((pilot.id, Side.OWNER), ""),
            names.get((pilot.id, Side.SUPPLIER), ""),
            lines.get(pilot.id, ()),
            copies,
        )
        for row, pilot, need, copies in rows
    }
    return [made[number] for number in ids]


def _names(db: Session, pilots: Sequence[int]) -> dict[tuple[int, Side], str]:
    query = (
        rows_of(PilotParty.pilot_id, PilotParty.side, Organisation.name)
        .join(Organisation, col(Organisation.id) == PilotParty.organisation_id)
        .where(col(PilotParty.pilot_id).in_(pilots), col(PilotParty.ended_at).is_(None))
    )
    return {(number, Side(side)): name for number, side, name in db.exec(query).all()}


def _lines(db: Session, reports: Mapping[int, int | None]) -> dict[int, list[Line]]:
    """Figures of these pilots (with the report that each rests on), as everybody may know them."""
    kpis = rows_of(PilotKpi).where(col(PilotKpi.pilot_id).in_(list(reports)))
    of_pilot: dict[int, list[PilotKpi]] = {}
    for kpi in db.exec(kpis.order_by(col(PilotKpi.position), col(PilotKpi.id))).all():
        of_pilot.setdefault(kpi.pilot_id, []).append(kpi)
    wanted = [one for one in reports.values() if one is not None]
    readings = db.exec(rows_of(Reading).where(col(Reading.verification_id).in_(wanted))).all()
    by_kpi = {row.kpi_id: row for row in readings}
    return {number: lines_of(rows, by_kpi, inside=False) for number, rows in of_pilot.items()}


@dataclass(frozen=True)
class Lesson:
    """A pilot that failed: where in the trade, why, what it taught; by name only where both sides agreed."""

    state: PilotState
    field: str
    reason: str
    lesson: str
    when: date
    title: str
    houses: Sequence[str]


LESSON_LIST = Listing(
    f"{PATH}/lessons",
    facets=(
        Facet("field", N_("领域"), col(Scenario.field), kind="field"),
        Facet("reason", N_("原因"), col(Pilot.reason), kind="stop_reason"),
    ),
    sorts={"newest": N_("最新")},
    usual={"all": "newest"},
)


def lessons(db: Session, params: Sequence[tuple[str, str]], words: Words) -> Found[Lesson]:
    """What is not named is not loaded into the card at all."""
    asked = read(LESSON_LIST, params, words)
    base = select(col(Pilot.id)).join(Scenario, col(Scenario.id) == col(Pilot.scenario_id))
    base = base.where(col(Pilot.state).in_(LESSONS), publicly_visible(), col(Pilot.lesson) != "")
    order = [col(Pilot.updated_at).desc(), col(Pilot.id).desc()]
    return find(db, asked, base, order, lambda ids: _lesson_cards(db, ids))


def _lesson_cards(db: Session, ids: Sequence[int]) -> list[Lesson]:
    query = rows_of(Pilot, Scenario).join(Scenario, col(Scenario.id) == Pilot.scenario_id)
    rows = db.exec(query.where(col(Pilot.id).in_(ids))).all()
    names = _names(db, [pilot.id for pilot, _need in rows if pilot.named])
    made = {
        pilot.id: Lesson(
            pilot.state,
            need.field,
            pilot.reason,
            pilot.lesson,
            city_date(pilot.updated_at),
            need.title if pilot.named else "",
            [name for (number, _side), name in names.items() if number == pilot.id],
        )
        for pilot, need in rows
    }
    return [made[number] for number in ids]
