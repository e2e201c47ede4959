"""The directory of what is listed: search, facets with counts, order, pages. Everything asked for is in the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, false, true
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, distinct, func, or_, select
from starlette.datastructures import QueryParams

from app.accounts.models import Organisation
from app.core.finding import SUPPLY, Finder
from app.core.i18n import N_
from app.core.i18n import gettext as _
from app.core.limits import LONGEST_QUESTION
from app.core.listing import Page, address, page_number, question
from app.core.site import Words
from app.core.words import name_key
from suppliers.models import Supply, SupplyTerm
from suppliers.queries.rows import Card, cards_of, public

PAGE_SIZE = 20
MOST_FOUND = 300
INDEX_KINDS = ("supply", "result")
GROUPS = {
    "kind": N_("类型"),
    "field": N_("适用行业"),
    "track": N_("赛道"),
    "maturity": N_("成熟度"),
    "district": N_("所在区域"),
    "deployment": N_("部署方式"),
}
VOCABULARY_OF = {"kind": "supply_kind"}
BY_TERM = ("field", "track", "deployment")
MATURITY: dict[str, tuple[int, int, str]] = {
    "early": (1, 3, N_("TRL 1–3 原理探索")),
    "prototype": (4, 6, N_("TRL 4–6 样机验证")),
    "proven": (7, 8, N_("TRL 7–8 现场验证")),
    "scaled": (9, 9, N_("TRL 9 规模应用")),
}
SORTS = {
    "fit": N_("最相关"),
    "newest": N_("最新发布"),
    "name": N_("名称"),
    "completeness": N_("资料完整度"),
}


@dataclass(frozen=True)
class Asked:
    """What an address asks of the directory: `organisation` is a public id, `unknown` are values that it does not know
    and leaves out."""

    q: str = ""
    organisation: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = "newest"
    view: str = "cards"
    page: str = ""
    unknown: tuple[str, ...] = ()
    shortened: bool = False

    def pairs(self, **changes: str) -> list[tuple[str, str]]:
        """The query string as pairs, with `changes`; the page is dropped unless it is what changes."""
        default_sort = "fit" if self.q else "newest"
        single = {"sort": self.sort, "view": self.view} | changes
        single["sort"] = "" if single["sort"] == default_sort else single["sort"]
        single["view"] = "" if single["view"] == "cards" else single["view"]
        return [
            ("q", self.q),
            ("organisation", self.organisation),
            *((group, value) for group, values in self.chosen.items() for value in values),
            *single.items(),
        ]

    def without(self, group: str, value: str) -> "Asked":
        """The same, one choice less."""
        left = {g: tuple(v for v in values if (g, v) != (group, value)) for g, values in self.chosen.items()}
        return replace(self, chosen=left, page="", unknown=())

    def anywhere(self) -> "Asked":
        """The same, of every organisation."""
        return replace(self, organisation="", page="", unknown=())


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True)
class Group:
    name: str
    label: str
    options: Sequence[Option]


@dataclass(frozen=True)
class Directory:
    """One page of the directory. `no_match`: something was searched for and nothing is close enough."""

    page: Page[Card]
    groups: Sequence[Group]
    no_match: bool
    by_meaning: bool


@dataclass(frozen=True)
class _Hits:
    """What a question found: ids in order of fit, and their scores where meaning found them."""

    ids: tuple[int, ...]
    scores: Mapping[int, float]


def read_asked(params: QueryParams, words: Words) -> Asked:
    """The question in a query string. Nothing in it can be wrong enough to fail: what is unknown is named and left out."""
    typed = question(params.get("q", ""), LONGEST_QUESTION + 1)
    q = typed[:LONGEST_QUESTION]
    chosen: dict[str, tuple[str, ...]] = {}
    unknown: list[str] = []
    for group in GROUPS:
        asked = list(dict.fromkeys(value for value in params.getlist(group) if value))
        known = set(_labels(group, words, asked))
        chosen[group] = tuple(value for value in asked if value in known)
        unknown += [value[:40] for value in asked if value not in known]
    sort = params.get("sort", "")
    default = "fit" if q else "newest"
    return Asked(
        q,
        question(params.get("organisation", "")),
        chosen,
        sort if sort in SORTS and (q or sort != "fit") else default,
        "table" if params.get("view") == "table" else "cards",
        params.get("page", ""),
        tuple(unknown[:5]),
        shortened=len(typed) > len(q),
    )


def directory(db: Session, asked: Asked, index: Finder, words: Words, path: str) -> Directory:
    """The page that was asked for. A dozen statements, whatever is listed."""
    hits = _search(db, index, asked.q) if asked.q else None
    found = public() & (true() if hits is None else col(Supply.id).in_(hits.ids) if hits.ids else false())
    if asked.organisation:
        house = select(Organisation.id).where(Organisation.public_id == asked.organisation)
        found = found & col(Supply.organisation_id).in_(house)
    conditions = {group: _condition(group, asked.chosen.get(group, ())) for group in GROUPS}
    groups = [
        Group(group, _(label), _options(db, group, asked, words, found, conditions)) for group, label in GROUPS.items()
    ]
    page = _page(db, asked, found & _all(conditions), hits, path)
    return Directory(page, groups, hits is not None and not hits.ids, index.ready)


def _search(db: Session, index: Finder, q: str) -> _Hits:
    """Names that contain the question first, then what means the same."""
    key = name_key(q)
    named: Sequence[int | None] = []
    if key:
        named = db.exec(
            select(Supply.id)
            .join(Organisation, col(Organisation.id) == Supply.organisation_id)
            .where(
                public(),
                or_(
                    col(Supply.name_key).contains(key, autoescape=True),
                    col(Organisation.name_key).contains(key, autoescape=True),
                ),
            )
            .order_by(func.length(Supply.name_key), col(Supply.id))
            .limit(MOST_FOUND)
        ).all()
    findings = index.search(q, INDEX_KINDS, MOST_FOUND) if index.ready else None
    hits = findings.hits if findings is not None and not findings.no_match else ()
    scores = {hit.object_id: hit.score for hit in hits if hit.object_kind == SUPPLY}
    return _Hits(tuple(dict.fromkeys([*(i for i in named if i is not None), *scores])), scores)


def _page(db: Session, asked: Asked, where: ColumnElement[bool], hits: _Hits | None, path: str) -> Page[Card]:
    total = db.exec(select(func.count()).select_from(Supply).where(where)).one()
    number = page_number(asked.page, total, PAGE_SIZE)
    first = (number - 1) * PAGE_SIZE
    if asked.sort == "fit" and hits is not None:
        there = set(db.exec(select(Supply.id).where(where)).all())
        wanted = [i for i in hits.ids if i in there][first : first + PAGE_SIZE]
        rows = db.exec(select(Supply).where(col(Supply.id).in_(wanted))).all()
        rows = sorted(rows, key=lambda supply: wanted.index(supply.id))
    else:
        rows = db.exec(select(Supply).where(where).order_by(*_order(asked.sort)).offset(first).limit(PAGE_SIZE)).all()
    return Page(
        cards_of(db, rows, hits.scores if hits else None),
        number,
        PAGE_SIZE,
        total,
        lambda n: address(path, asked.pairs(page="" if n == 1 else str(n))),
    )


def _order(sort: str) -> tuple[ColumnElement[Any], ...]:
    newest = (col(Supply.listed_at).desc(), col(Supply.id).desc())
    if sort == "name":
        return (col(Supply.sort_key).asc(), col(Supply.id).asc())
    if sort == "completeness":
        return (col(Supply.completeness).desc(), *newest)
    return newest


def _condition(group: str, values: Sequence[str]) -> ColumnElement[bool]:
    """Any of the values of one group; all groups together are and-ed by the caller."""
    if not values:
        return true()
    if group in BY_TERM:
        carriers = select(SupplyTerm.supply_id).where(SupplyTerm.kind == group, col(SupplyTerm.code).in_(values))
        return col(Supply.id).in_(carriers)
    if group == "maturity":
        return or_(*(col(Supply.trl).between(*MATURITY[value][:2]) for value in values))
    return _column(group).in_(values)


def _column(group: str) -> Mapped[Any]:
    return {"kind": col(Supply.kind), "district": col(Supply.district)}[group]


def _all(conditions: Mapping[str, ColumnElement[bool]], but: str = "") -> ColumnElement[bool]:
    together: ColumnElement[bool] = true()
    for group, condition in conditions.items():
        together = together if group == but else together & condition
    return together


def _options(
    db: Session,
    group: str,
    asked: Asked,
    words: Words,
    found: ColumnElement[bool],
    conditions: Mapping[str, ColumnElement[bool]],
) -> list[Option]:
    """Each value with how many it would leave, given what the other groups ask."""
    counts = _counts(db, group, found & _all(conditions, but=group))
    chosen = asked.chosen.get(group, ())
    labels = _labels(group, words, chosen)
    return [
        Option(value, label, counts.get(value, 0), value in chosen)
        for value, label in labels.items()
        if counts.get(value, 0) or value in chosen
    ]


def _counts(db: Session, group: str, where: ColumnElement[bool]) -> dict[str, int]:
    if group in BY_TERM:
        query = (
            select(SupplyTerm.code, func.count(distinct(SupplyTerm.supply_id)))
            .join(Supply, col(Supply.id) == SupplyTerm.supply_id)
            .where(SupplyTerm.kind == group, where)
            .group_by(SupplyTerm.code)
        )
        return dict(db.exec(query).all())
    if group == "maturity":
        by_level = db.exec(select(Supply.trl, func.count()).where(where).group_by(col(Supply.trl))).all()
        return {
            band: sum(n for trl, n in by_level if trl is not None and low <= trl <= high)
            for band, (low, high, _label) in MATURITY.items()
        }
    column = _column(group)
    return {str(value): n for value, n in db.exec(select(column, func.count()).where(where).group_by(column)).all()}


def _labels(group: str, words: Words, keep: Sequence[str]) -> dict[str, str]:
    if group == "maturity":
        return {band: _(label) for band, (_low, _high, label) in MATURITY.items()}
    return dict(words.options(VOCABULARY_OF.get(group, group), *keep))
