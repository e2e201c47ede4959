"""The board: needs that a viewer may see, searched, filtered, counted and sorted in a bounded number of statements."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, String, and_, case, cast, func, literal, or_, select, union_all
from sqlmodel import Session, col

from app.accounts.models import Organisation
from app.accounts.policy import Viewer
from app.core.finding import SCENARIO, Finder
from app.core.listing import Page, address, page_number, question
from scenarios.lifecycle import PUBLIC, Route, ScenarioState
from scenarios.models import Scenario
from scenarios.queries.visibility import visible_to

PATH = "/scenarios"
PAGE_SIZE = 20
DEEPEST_SEARCH = 200
"""How many hits a search by meaning may bring; more than ten pages nobody turns."""
_CODE = re.compile(r"^[a-z0-9_]{1,40}$")
STATUSES = ("open", "ended", "all")
SORTS = ("deadline", "newest", "fit")
VIEWS = ("cards", "table")
FACETS = ("field", "family", "route", "district", "owner", "deadline", "budget", "step")
_TEN_THOUSAND = 10_000
BUDGET_BANDS: tuple[tuple[str, int, int | None], ...] = (
    ("to_50", 0, 50 * _TEN_THOUSAND),
    ("to_200", 50 * _TEN_THOUSAND, 200 * _TEN_THOUSAND),
    ("to_500", 200 * _TEN_THOUSAND, 500 * _TEN_THOUSAND),
    ("over_500", 500 * _TEN_THOUSAND, None),
)
"""Code, from (inclusive) and to (exclusive) in 元, by the upper limit of the budget."""
DEADLINE_BANDS: tuple[tuple[str, int, int | None], ...] = (
    ("week", 0, 7),
    ("month", 7, 30),
    ("quarter", 30, 90),
    ("later", 90, None),
)
"""Code and days from now."""


@dataclass(frozen=True)
class Asked:
    """What a board was asked for; `url` gives back its one address. `organisation` is a public id."""

    q: str = ""
    organisation: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    status: str = "open"
    sort: str = ""
    view: str = "cards"
    page: str = "1"

    @property
    def order(self) -> str:
        """The sort in force: best fit when searching, the nearest deadline otherwise, the newest among ended ones."""
        if self.sort and (self.sort != "fit" or self.q):
            return self.sort
        if self.q:
            return "fit"
        return "deadline" if self.status == "open" else "newest"

    @property
    def filtered(self) -> bool:
        return bool(self.organisation) or any(self.chosen.values())

    def pairs(self) -> list[tuple[str, str]]:
        """Name and value of everything that differs from the plain board, in a fixed order; without the page."""
        return [
            ("q", self.q),
            ("organisation", self.organisation),
            *((name, code) for name in FACETS for code in self.chosen.get(name, ())),
            ("status", self.status if self.status != "open" else ""),
            ("sort", self.sort),
            ("view", self.view if self.view != "cards" else ""),
        ]

    def url(self, **changes: Any) -> str:
        """The address of this board with something changed; a change leads back to its first page."""
        page = changes.pop("page", "")
        pairs = replace(self, **changes).pairs()
        return address(PATH, [*pairs, ("page", page if str(page) != "1" else "")])

    @property
    def cleared(self) -> str:
        """The address with everything chosen taken away."""
        return self.url(chosen={}, organisation="")

    def without(self, name: str, code: str) -> str:
        """The address with one chosen value taken away."""
        kept = tuple(c for c in self.chosen.get(name, ()) if c != code)
        return self.url(chosen={**self.chosen, name: kept})


def asked(params: Iterable[tuple[str, str]]) -> Asked:
    """What a query string asks for. Nobody types these addresses, so what is unknown in them is left out."""
    sent: dict[str, list[str]] = {}
    for name, value in params:
        sent.setdefault(name, []).append(value)

    def one(name: str, known: Sequence[str], default: str) -> str:
        value = sent.get(name, [""])[-1]
        return value if value in known else default

    return Asked(
        q=question(sent.get("q", [""])[0]),
        organisation=question(sent.get("organisation", [""])[-1]),
        chosen={name: _codes(sent[name]) for name in FACETS if name in sent},
        status=one("status", STATUSES, "open"),
        sort=one("sort", SORTS, ""),
        view=one("view", VIEWS, "cards"),
        page=sent.get("page", ["1"])[-1],
    )


MOST_CHOSEN = 40
"""Of one facet: each is drawn with an address that holds all the others."""


def _codes(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({value for value in values if _CODE.match(value)})[:MOST_CHOSEN])


@dataclass(frozen=True)
class Card:
    """One need on the board; `score` is how well it fits the search, None where it was found by its words."""

    scenario: Scenario
    owner: Organisation
    score: int | None = None


@dataclass(frozen=True)
class Board:
    """A page of needs with the counts of every facet and of the tabs. `no_match`: nothing fits what was searched."""

    asked: Asked
    page: Page[Card]
    counts: Mapping[str, Mapping[str, int]]
    statuses: Mapping[str, int]
    searched_by_meaning: bool

    @property
    def no_match(self) -> bool:
        return bool(self.asked.q) and not self.asked.filtered and self.page.total == 0


def board(db: Session, index: Finder, viewer: Viewer, wanted: Asked, now: datetime) -> Board:
    """The page that was asked for, in three statements whatever it holds."""
    by_meaning = bool(wanted.q) and index.ready
    scores = _scores(index, wanted.q) if by_meaning else {}
    base = [visible_to(viewer), col(Scenario.state).in_(PUBLIC)]
    if wanted.organisation:
        base.append(col(Organisation.public_id) == wanted.organisation)
    if wanted.q:
        base.append(or_(_by_words(wanted.q), col(Scenario.id).in_(scores)))
    counts = _counts(db, wanted, base, now)
    total = counts["status"].get(wanted.status, 0)
    number = page_number(wanted.page, total, PAGE_SIZE)
    return Board(
        asked=wanted,
        page=Page(
            _cards(db, wanted, base, scores, number, now), number, PAGE_SIZE, total, lambda n: wanted.url(page=n)
        ),
        counts=counts,
        statuses=counts["status"],
        searched_by_meaning=by_meaning,
    )


def newest_open(db: Session, viewer: Viewer, now: datetime, limit: int) -> list[Card]:
    """The last needs that opened, for a front page."""
    query = _joined().where(visible_to(viewer), listed(now)).order_by(*_order("newest")).limit(limit)
    return [Card(scenario, owner) for scenario, owner in db.execute(query).all()]


def listed(now: datetime) -> ColumnElement[bool]:
    """`timing.is_listed` as SQL."""
    end = case(
        (col(Scenario.route) == Route.MATCH_ONLY, func.coalesce(Scenario.valid_until, Scenario.deadline)),
        else_=col(Scenario.deadline),
    )
    return and_(col(Scenario.state) == ScenarioState.OPEN, or_(end.is_(None), end > now))


def _scores(index: Finder, text: str) -> dict[int, int]:
    found = index.search(text, [SCENARIO], limit=DEEPEST_SEARCH)
    return {hit.object_id: round(hit.score) for hit in found.hits if hit.object_kind == SCENARIO}


def _by_words(text: str) -> ColumnElement[bool]:
    wanted = text.lower()
    names = (Scenario.title, Scenario.code, Organisation.name)
    return or_(*(func.lower(col(name)).contains(wanted, autoescape=True) for name in names))


def _joined() -> Select[Scenario, Organisation]:
    return select(Scenario, Organisation).join(Organisation, col(Organisation.id) == col(Scenario.organisation_id))


def _cards(
    db: Session,
    wanted: Asked,
    base: list[ColumnElement[bool]],
    scores: Mapping[int, int],
    number: int,
    now: datetime,
) -> list[Card]:
    # First the ids of the page: a sort over whole rows would carry every description through memory.
    order = _order(wanted.order, wanted.q, scores)
    chosen = select(col(Scenario.id)).join(Organisation, col(Organisation.id) == col(Scenario.organisation_id))
    chosen = chosen.where(*base, _of_status(wanted.status, now), *_filters(wanted, now).values()).order_by(*order)
    ids = chosen.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE).subquery()
    query = _joined().join(ids, ids.c.id == col(Scenario.id)).order_by(*order)
    return [Card(scenario, owner, scores.get(scenario.id)) for scenario, owner in db.execute(query).all()]


def _order(sort: str, q: str = "", scores: Mapping[int, int] | None = None) -> list[Any]:
    newest = [col(Scenario.opened_at).is_(None), col(Scenario.opened_at).desc(), col(Scenario.id).desc()]
    if sort == "newest":
        return newest
    if sort == "deadline":
        return [col(Scenario.deadline).is_(None), col(Scenario.deadline), col(Scenario.id).desc()]
    # Whose code or name says exactly what was typed comes first; a name that contains it is worth a good fit.
    exact = case(
        (func.lower(col(Scenario.code)) == q.lower(), 0), (func.lower(col(Scenario.title)) == q.lower(), 0), else_=1
    )
    named = case((func.lower(col(Scenario.title)).contains(q.lower(), autoescape=True), 80), else_=40)
    fit = case(scores, value=col(Scenario.id), else_=0) if scores else literal(0)
    return [exact, case((fit > named, fit), else_=named).desc(), *newest]


# Facets: the counts of each group leave its own choice out, so that a second value can be added to the first


def _filters(wanted: Asked, now: datetime) -> dict[str, ColumnElement[bool]]:
    return {
        name: _dimension(name, now).in_(_known(name, codes))
        for name, codes in wanted.chosen.items()
        if name in FACETS and codes
    }


def _known(name: str, codes: Iterable[str]) -> list[Any]:
    # The column of routes refuses to compare itself with a text that is no route.
    return [Route(c) for c in codes if c in set(Route)] if name == "route" else list(codes)


def _dimension(name: str, now: datetime) -> Any:
    columns: dict[str, Any] = {
        "field": Scenario.field,
        "family": Scenario.family,
        "route": Scenario.route,
        "district": Scenario.district,
        "owner": Organisation.kind,
        "step": Scenario.process_step,
    }
    if name in columns:
        return col(columns[name])
    return _budget_band() if name == "budget" else _deadline_band(now)


def _budget_band() -> ColumnElement[str]:
    money: ColumnElement[Any] = func.coalesce(Scenario.budget_max, Scenario.budget_min)
    whens = [(money < most, code) for code, _least, most in BUDGET_BANDS if most is not None]
    return case((money.is_(None), "open"), *whens, else_=BUDGET_BANDS[-1][0])


def _deadline_band(now: datetime) -> ColumnElement[str]:
    end = col(Scenario.deadline)
    whens = [(end <= now + timedelta(days=most), code) for code, _least, most in DEADLINE_BANDS if most is not None]
    return case((end.is_(None), "none"), (end <= now, "past"), *whens, else_=DEADLINE_BANDS[-1][0])


def _of_status(status: str, now: datetime) -> ColumnElement[bool]:
    if status == "all":
        return literal(1) == literal(1)
    # An end of NULL makes `listed` true or false, never unknown: both branches of its OR test for NULL.
    return listed(now) if status == "open" else ~listed(now)


def _counts(db: Session, wanted: Asked, base: list[ColumnElement[bool]], now: datetime) -> dict[str, dict[str, int]]:
    """All facets and tabs in one statement: name → code → how many.

    The wide rows are read once, into a narrow table of codes and of whether each filter lets the row pass; the nine
    counts are made from that.
    """
    filters = _filters(wanted, now)
    rows = _narrow(base, filters, now)
    status = rows.c.status if wanted.status != "all" else literal("all")
    parts = [
        _grouped(rows, name, [status == wanted.status, *(rows.c[f"passes_{f}"] == 1 for f in filters if f != name)])
        for name in FACETS
    ]
    parts.append(_grouped(rows, "status", [rows.c[f"passes_{f}"] == 1 for f in filters]))
    counts: dict[str, dict[str, int]] = {name: {} for name in (*FACETS, "status")}
    for name, code, number in db.execute(union_all(*parts)).all():
        if code:
            counts[name][code] = number
    counts["status"]["all"] = sum(counts["status"].values())
    return counts


def _narrow(base: list[ColumnElement[bool]], filters: Mapping[str, ColumnElement[bool]], now: datetime) -> CTE:
    codes = [cast(_dimension(name, now), String).label(name) for name in FACETS]
    passes = [case((condition, 1), else_=0).label(f"passes_{name}") for name, condition in filters.items()]
    status = case((listed(now), "open"), else_="ended").label("status")
    joined = select(*codes, *passes, status).select_from(Scenario)
    joined = joined.join(Organisation, col(Organisation.id) == col(Scenario.organisation_id))
    return joined.where(*base).cte("narrow")


def _grouped(rows: CTE, name: str, conditions: list[ColumnElement[bool]]) -> Select[Any]:
    code = rows.c[name]
    return select(literal(name), code, func.count()).where(*conditions).group_by(code)
