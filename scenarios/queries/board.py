"""The board: needs that a viewer may see, searched, filtered, counted and sorted in a bounded number of statements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select
from sqlmodel import Session, col

from app.accounts.models import Organisation
from app.accounts.policy import Viewer
from app.core.finding import SCENARIO, Finder
from app.core.i18n import N_
from app.core.listing import ALL, Asked, Facet, Found, Listing, find, read
from app.core.site import Words
from scenarios.labels import ROUTES
from scenarios.lifecycle import PUBLIC, Route, ScenarioState
from scenarios.models import Scenario
from scenarios.queries.visibility import visible_to

PATH = "/scenarios"
DEEPEST_SEARCH = 200
"""How many hits a search by meaning may bring; more than ten pages nobody turns."""
_TEN_THOUSAND = 10_000
BUDGETS = (
    ("to_50", 50 * _TEN_THOUSAND, N_("50 万元以下")),
    ("to_200", 200 * _TEN_THOUSAND, N_("50—200 万元")),
    ("to_500", 500 * _TEN_THOUSAND, N_("200—500 万元")),
)
"""Code, upper end (exclusive) in 元 and label, by the upper limit of the budget."""
DEADLINES = (("week", 7, N_("7 天内")), ("month", 30, N_("8—30 天")), ("quarter", 90, N_("31—90 天")))
"""Code, days from now and label."""
TABS = {"open": N_("征集中"), "ended": N_("已结束")}
SORTS = {"fit": N_("最契合"), "deadline": N_("截止最近"), "newest": N_("最新发布")}
USUAL = {"open": "deadline", "ended": "newest", ALL: "newest"}


@dataclass(frozen=True)
class Card:
    """One need on the board; `score` is how well it fits the search, None where it was found by its words."""

    scenario: Scenario
    owner: Organisation
    score: int | None = None


@dataclass(frozen=True)
class Board:
    """A page of needs."""

    found: Found[Card]
    by_meaning: bool


def listing(now: datetime) -> Listing:
    """What may be asked of the board at this instant."""
    return Listing(
        PATH,
        facets=(
            Facet("field", N_("领域"), col(Scenario.field), kind="field"),
            Facet("family", N_("场景家族"), col(Scenario.family), kind="family"),
            Facet("route", N_("路径"), col(Scenario.route), bands={route.value: ROUTES[route] for route in Route}),
            Facet("district", N_("区域"), col(Scenario.district), kind="district"),
            Facet("owner", N_("单位类型"), col(Organisation.kind), kind="organisation_kind"),
            _deadline(now),
            _budget(),
            Facet("step", N_("业务环节"), col(Scenario.process_step), kind="process_step"),
        ),
        sorts=SORTS,
        usual=USUAL,
        tabs=Facet("status", N_("征集状态"), case((listed(now), "open"), else_="ended"), bands=TABS),
    )


def _budget() -> Facet:
    money: ColumnElement[Any] = func.coalesce(Scenario.budget_max, Scenario.budget_min)
    band = case((money.is_(None), "open"), *((money < most, code) for code, most, _label in BUDGETS), else_="over_500")
    labels = {code: label for code, _most, label in BUDGETS}
    return Facet(
        "budget",
        N_("预算"),
        band,
        bands={**labels, "over_500": N_("500 万元及以上"), "open": N_("面议或未公布")},
    )


def _deadline(now: datetime) -> Facet:
    end = col(Scenario.deadline)
    within = ((end <= now + timedelta(days=days), code) for code, days, _label in DEADLINES)
    labels = {code: label for code, _days, label in DEADLINES}
    return Facet(
        "deadline",
        N_("截止时间"),
        case((end.is_(None), "none"), (end <= now, "past"), *within, else_="later"),
        bands={**labels, "later": N_("90 天以后"), "none": N_("未设截止日期"), "past": N_("已过截止日期")},
    )


def asked(params: Iterable[tuple[str, str]], words: Words, now: datetime) -> Asked:
    """What a query string asks of the board."""
    return read(listing(now), params, words)


def board(db: Session, index: Finder, viewer: Viewer, wanted: Asked) -> Board:
    """The page that was asked for, in three statements whatever it holds."""
    by_meaning = bool(wanted.q) and index.ready
    scores = index.search(wanted.q, [SCENARIO], DEEPEST_SEARCH).scores(SCENARIO) if by_meaning else {}
    base = _joined(col(Scenario.id)).where(visible_to(viewer), col(Scenario.state).in_(PUBLIC))
    if wanted.organisation:
        base = base.where(col(Organisation.public_id) == wanted.organisation)
    if wanted.q:
        base = base.where(or_(by_words(wanted.q), col(Scenario.id).in_(scores)))
    order = _order(wanted.order, wanted.q, scores)
    return Board(find(db, wanted, base, order, lambda ids: _cards(db, ids, scores)), by_meaning)


def listed(now: datetime) -> ColumnElement[bool]:
    """`timing.is_listed` as SQL: what the tab of open needs and the front page count."""
    end = case(
        (col(Scenario.route) == Route.MATCH_ONLY, func.coalesce(Scenario.valid_until, Scenario.deadline)),
        else_=col(Scenario.deadline),
    )
    return and_(col(Scenario.state) == ScenarioState.OPEN, or_(end.is_(None), end > now))


def newest_first() -> list[ColumnElement[Any]]:
    """By the instant of opening."""
    return [col(Scenario.opened_at).is_(None), col(Scenario.opened_at).desc(), col(Scenario.id).desc()]


def by_words(text: str) -> ColumnElement[bool]:
    """Needs whose name, code, own number or house says this; for a query that joins `Organisation`."""
    wanted = text.lower()
    names = (Scenario.title, Scenario.code, Scenario.source_key, Organisation.name)
    return or_(*(func.lower(col(name)).contains(wanted, autoescape=True) for name in names))


def _joined(*columns: Any) -> Select[Any]:
    return select(*columns).join(Organisation, col(Organisation.id) == col(Scenario.organisation_id))


def _cards(db: Session, ids: Sequence[int], scores: Mapping[int, int]) -> list[Card]:
    rows = db.execute(_joined(Scenario, Organisation).where(col(Scenario.id).in_(ids))).all()
    cards = {scenario.id: Card(scenario, owner, scores.get(scenario.id)) for scenario, owner in rows}
    return [cards[id_] for id_ in ids]


def _order(sort: str, q: str, scores: Mapping[int, int]) -> list[Any]:
    if sort == "newest":
        return newest_first()
    if sort == "deadline":
        return [col(Scenario.deadline).is_(None), col(Scenario.deadline), col(Scenario.id).desc()]
    # Whose code or name says exactly what was typed comes first; a name that contains it is worth a good fit.
    exact = case(
        *((func.lower(col(name)) == q.lower(), 0) for name in (Scenario.code, Scenario.source_key, Scenario.title)),
        else_=1,
    )
    named = case((func.lower(col(Scenario.title)).contains(q.lower(), autoescape=True), 80), else_=40)
    fit = case(scores, value=col(Scenario.id), else_=0) if scores else literal(0)
    return [exact, case((fit > named, fit), else_=named).desc(), *newest_first()]
