"""The directory of what is listed: search, filters with counts, order, pages. Everything asked for is in the address."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlmodel import Session, col

from app.accounts.models import Organisation
from app.core.finding import SUPPLY, Finder
from app.core.i18n import N_
from app.core.listing import ALL, Asked, Facet, Found, Listing, find, read
from app.core.site import Words
from app.core.words import name_key
from suppliers.models import Supply
from suppliers.queries.rows import Card, cards_of_ids, public

MOST_FOUND = 300
INDEX_KINDS = ("supply", "result")
MATURITY: Mapping[str, tuple[int, int, str]] = {
    "early": (1, 3, N_("TRL 1–3 原理探索")),
    "prototype": (4, 6, N_("TRL 4–6 样机验证")),
    "proven": (7, 8, N_("TRL 7–8 现场验证")),
    "scaled": (9, 9, N_("TRL 9 规模应用")),
}
LEVELS = {band: range(low, high + 1) for band, (low, high, _label) in MATURITY.items()}
BANDS = {band: label for band, (_low, _high, label) in MATURITY.items()}
LISTING = Listing(
    "/supplies",
    facets=(
        Facet("kind", N_("类型"), col(Supply.kind), kind="supply_kind"),
        Facet("field", N_("适用行业"), col(Supply.field_codes), kind="field", many=True),
        Facet("track", N_("赛道"), col(Supply.track_codes), kind="track", many=True),
        Facet("maturity", N_("成熟度"), col(Supply.trl), bands=BANDS, values=LEVELS),
        Facet("district", N_("所在区域"), col(Supply.district), kind="district"),
        Facet("deployment", N_("部署方式"), col(Supply.deployment_codes), kind="deployment", many=True),
    ),
    sorts={
        "fit": N_("最相关"),
        "newest": N_("最新发布"),
        "name": N_("名称"),
        "completeness": N_("资料完整度"),
    },
    usual={ALL: "newest"},
    indexed=True,
)


@dataclass(frozen=True)
class Directory:
    """One page of the directory. `no_match`: something was searched for and nothing is close enough."""

    found: Found[Card]
    no_match: bool
    by_meaning: bool


@dataclass(frozen=True)
class _Hits:
    """What a question found: ids in order of fit, and their scores where meaning found them."""

    ids: tuple[int, ...] = ()
    scores: Mapping[int, float] | None = None


def read_asked(params: Iterable[tuple[str, str]], words: Words) -> Asked:
    """What a query string asks of the directory."""
    return read(LISTING, params, words)


def directory(db: Session, asked: Asked, index: Finder) -> Directory:
    """The page that was asked for. A dozen statements, whatever is listed."""
    hits = _search(db, index, asked.q) if asked.q else _Hits()
    base = select(col(Supply.id)).where(public())
    if asked.q:
        base = base.where(col(Supply.id).in_(hits.ids))
    if asked.organisation:
        house = select(col(Organisation.id)).where(col(Organisation.public_id) == asked.organisation)
        base = base.where(col(Supply.organisation_id).in_(house))
    order = _order(asked.order, hits)
    found = find(db, asked, base, order, lambda ids: cards_of_ids(db, ids, hits.scores))
    return Directory(found, bool(asked.q) and not hits.ids, index.ready)


def _search(db: Session, index: Finder, q: str) -> _Hits:
    """Names that contain the question first, then what means the same."""
    named = _named(db, q)
    findings = index.search(q, INDEX_KINDS, MOST_FOUND) if index.ready else None
    hits = findings.hits if findings is not None and not findings.no_match else ()
    scores = {hit.object_id: hit.score for hit in hits if hit.object_kind == SUPPLY}
    return _Hits(tuple(dict.fromkeys([*named, *scores])), scores)


def _named(db: Session, q: str) -> list[int]:
    key = name_key(q)
    if not key:
        return []
    houses = select(col(Organisation.id)).where(col(Organisation.name_key).contains(key, autoescape=True))
    numbered = func.lower(col(Supply.source_key)) == q.strip().lower()
    named = or_(col(Supply.name_key).contains(key, autoescape=True), numbered, col(Supply.organisation_id).in_(houses))
    order = (func.length(Supply.name_key), col(Supply.id))
    return list(db.execute(select(col(Supply.id)).where(public(), named).order_by(*order).limit(MOST_FOUND)).scalars())


def _order(sort: str, hits: _Hits) -> tuple[ColumnElement[Any], ...]:
    newest = (col(Supply.listed_at).desc(), col(Supply.id).desc())
    if sort == "fit" and hits.ids:
        return (case({id_: place for place, id_ in enumerate(hits.ids)}, value=col(Supply.id)),)
    if sort == "name":
        return (col(Supply.sort_key).asc(), col(Supply.id).asc())
    if sort == "completeness":
        return (col(Supply.completeness).desc(), *newest)
    return newest
