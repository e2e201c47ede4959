"""The gallery: what everybody may copy, and what did not work and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, literal, or_, select
from sqlmodel import Session, col
from sqlmodel import select as rows_of

from app.accounts.models import Organisation
from app.core.clock import city_date
from app.core.finding import DEMONSTRATION, Finder
from app.core.i18n import N_
from app.core.listing import Facet, Found, Listing, find, read
from app.core.site import Words
from scenarios.demonstrations.charts import Line, line_of
from scenarios.demonstrations.lifecycle import AdoptionState
from scenarios.demonstrations.models import Adoption, Demonstration
from scenarios.demonstrations.queries.cases import published
from scenarios.demonstrations.queries.figures import names_of, told_to_everybody
from scenarios.models import Scenario
from scenarios.pilots.labels import VERIFICATIONS
from scenarios.pilots.lifecycle import LESSONS, PilotState
from scenarios.pilots.models import Pilot, PilotParty, Side, Verification, VerificationKind
from scenarios.queries.visibility import publicly_visible

PATH = "/demonstrations"
DEEPEST_SEARCH = 200
"""How many hits a search by meaning may bring."""
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
    sorts={"fit": N_("最契合"), "newest": N_("最新"), "copies": N_("推广最多")},
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
    """One demonstration in the gallery, its figures as everybody may know them; `score` is how well it fits the search,
    None where it was found by its words."""

    demonstration: Demonstration
    pilot: Pilot
    need: Scenario
    owner: str
    supplier: str
    lines: Sequence[Line]
    copies: int
    score: int | None = None


@dataclass(frozen=True)
class Gallery:
    """A page of demonstrations."""

    found: Found[Card]
    by_meaning: bool


def gallery(db: Session, index: Finder, params: Sequence[tuple[str, str]], words: Words) -> Gallery:
    """Whoever looks sees the same: what is published, found by its words and by what it means."""
    asked = read(LIST, params, words)
    by_meaning = bool(asked.q) and index.ready
    scores = index.search(asked.q, [DEMONSTRATION], DEEPEST_SEARCH).scores(DEMONSTRATION) if by_meaning else {}
    base = _joined(col(Demonstration.id)).where(published())
    if asked.q:
        base = base.where(or_(*_by_words(asked.q), col(Demonstration.id).in_(scores)))
    found = find(db, asked, base, _order(asked.order, asked.q, scores), lambda ids: cards(db, ids, scores))
    return Gallery(found, by_meaning)


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


def _order(order: str, q: str, scores: Mapping[int, int]) -> list[Any]:
    since = func.coalesce(Demonstration.recorded_at, Demonstration.publicity_from)
    newest = [since.desc(), col(Demonstration.id).desc()]
    if order == "copies":
        return [_COPIES.desc(), *newest]
    return [*_fit(q, scores), *newest] if order == "fit" else newest


def _fit(text: str, scores: Mapping[int, int]) -> list[ColumnElement[int]]:
    """Whose number was typed comes first; a title that contains it is worth a good fit, as on the board of needs."""
    wanted = text.lower()
    numbered = case((func.lower(col(Demonstration.number)) == wanted, 0), else_=1)
    named = case((func.lower(col(Demonstration.title)).contains(wanted, autoescape=True), 80), else_=40)
    fit = case(scores, value=col(Demonstration.id), else_=0) if scores else literal(0)
    return [numbered, case((fit > named, fit), else_=named).desc()]


def cards(db: Session, ids: Sequence[int], scores: Mapping[int, int]) -> list[Card]:
    """Cards in the order of `ids`, in four statements whatever they hold."""
    rows = db.execute(_joined(Demonstration, Pilot, Scenario, _COPIES).where(col(Demonstration.id).in_(ids))).all()
    pilots = [pilot.id for _row, pilot, _need, _copies in rows]
    names = names_of(db, pilots)
    figures = told_to_everybody(db, {pilot.id: row.verification_id for row, pilot, _need, _copies in rows})
    lines = {number: [line_of(told, kpi.target_value) for told, kpi in some] for number, some in figures.items()}
    made = {
        row.id: Card(
            row,
            pilot,
            need,
            names.get((pilot.id, Side.OWNER), ""),
            names.get((pilot.id, Side.SUPPLIER), ""),
            lines.get(pilot.id, ()),
            copies,
            scores.get(row.id),
        )
        for row, pilot, need, copies in rows
    }
    return [made[number] for number in ids]


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
    names = names_of(db, [pilot.id for pilot, _need in rows if pilot.named])
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
