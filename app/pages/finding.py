"""One question asked of every side, needs, supply and what has proven itself, in three tiers, narrowed by facets inside
the search.

Each hit is loaded again through the rule of its own list before anybody sees it, and counted after that.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from sqlmodel import Session

from app.accounts.policy import Viewer
from app.core.finding import DEMONSTRATION, KINDS, SCENARIO, SUPPLY, Findings, Found
from app.core.i18n import N_
from app.core.listing import ALL, Asked, Facet, Listing, Page
from app.core.listing import Found as Listed
from app.core.site import Site
from app.indexing.denying import against
from app.pages.marking import Pieces, Wanted, marked, passage
from matching.calibrate import Tier
from matching.entry import full_text
from scenarios.demonstrations.queries.hits import records_in_force
from scenarios.matches.queries.cards import supply_cards, supply_hit, tier_tag
from scenarios.matches.queries.reverse import open_needs
from scenarios.timing import answers_end
from suppliers.documents import FACET_OF
from suppliers.queries.directory import BANDS, LEVELS

MOST = 40
"""Hits of one side that are shown: who reads further asks more exactly."""
NEAREST, LOOKED_AT = 5, 10
"""Where nothing answers, how many of the nearest are shown, and among how many they are looked for."""
NEAR, WITH_WORDS = 8.0, 1.0
"""Scores from which a hit below the floor is called near, and one that says a word of the question: what gibberish
finds stands below the one and says none."""
SIDES: Mapping[str, str] = {SUPPLY: N_("能力与成果"), SCENARIO: N_("应用场景"), DEMONSTRATION: N_("可推广的应用")}
"""What each side is called."""
KIND = "kind"
BEST_FIRST = "fit"
LISTING = Listing(
    "/search",
    facets=(
        Facet(
            KIND,
            N_("类型"),
            bands={
                "scenario": N_("应用场景"),
                "supply": N_("能力"),
                "result": N_("科研成果"),
                "demonstration": N_("验证记录"),
            },
        ),
        Facet("field", N_("领域"), kind="field"),
        Facet("direction", N_("技术方向"), kind="direction"),
        Facet(
            "trl", N_("成熟度"), bands=BANDS, values={band: [str(n) for n in levels] for band, levels in LEVELS.items()}
        ),
        Facet("deployment", N_("部署方式"), kind="deployment"),
        Facet("district", N_("区域"), kind="district"),
    ),
    sorts={BEST_FIRST: N_("最契合"), "newest": N_("最新发布"), "deadline": N_("截止最近")},
    usual={ALL: "newest"},
)
_LATEST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Hit:
    """One answer; `card` is what the templates draw."""

    public_id: str
    kind: str
    tier: Tier
    score: float
    card: Mapping[str, Any]
    facets: Mapping[str, Sequence[str]]
    since: datetime
    until: datetime | None
    text: str
    wanted: Wanted
    denied: Sequence[str] = ()

    @property
    def title(self) -> Pieces:
        return marked(self.card["title"], self.wanted)

    @property
    def near(self) -> bool:
        """Whether it may be shown for want of an answer."""
        says = self.score >= WITH_WORDS and (bool(self.said) or any(hit for _text, hit in self.title))
        return self.score >= NEAR or says

    @cached_property
    def said(self) -> Pieces:
        """The sentence in which it says most of the question's words; empty where it says none. The last line holds the
        words it is filed under, which are quoted only where nothing else says it."""
        body, _line, filed = self.text.rpartition("\n")
        return passage(body, self.wanted) or passage(filed, self.wanted)


@dataclass(frozen=True)
class Side:
    """What one side answers: hits by tier, the sure ones first; without any, `rest` are
    the best below the floor."""

    name: str
    label: str
    sure: Sequence[Hit]
    maybe: Sequence[Hit]
    rest: Sequence[Hit]
    read_as: str | None = None

    @property
    def hits(self) -> Sequence[Hit]:
        return [*self.sure, *self.maybe]

    @property
    def nearest(self) -> Sequence[Hit]:
        """What is shown where nothing answers: of the rest what is near at all."""
        return () if self.hits else [hit for hit in self.rest if hit.near][:NEAREST]

    @property
    def shown(self) -> Sequence[Hit]:
        return self.hits or self.nearest

    @property
    def tiers(self) -> Sequence[tuple[str, Sequence[Hit]]]:
        """What is shown, under the name of each tier."""
        told = zip(Tier, (self.sure, self.maybe, self.nearest), strict=True)
        return [(tier_tag(tier)[0], hits) for tier, hits in told]


@dataclass(frozen=True)
class Answers:
    """The sides that were asked, those that have an answer first."""

    sides: Sequence[Side] = ()
    counts: Mapping[str, Counter[str]] = field(default_factory=dict)

    @property
    def read_as(self) -> Sequence[str]:
        """The spellings that were searched for instead of what was typed."""
        return list(dict.fromkeys(side.read_as for side in self.sides if side.read_as))

    @property
    def total(self) -> int:
        return sum(len(side.hits) for side in self.sides)

    def listed(self, asked: Asked) -> Listed[Hit]:
        """The same as a list with facets: what is shown, on one page."""
        shown = [hit for side in self.sides for hit in side.shown]
        page = Page(shown, 1, max(1, len(shown)), len(shown), lambda n: asked.url(page=n))
        counts = {facet.name: self.counts.get(facet.name, Counter()) for facet in asked.listing.facets}
        return Listed(asked, page, counts)


@dataclass(frozen=True)
class Sought:
    """What the index found on one side, before its rows are loaded."""

    name: str
    findings: Findings
    wanted: Wanted
    asked: str


def answers(site: Site, viewer: Viewer, asked: Asked, now: datetime) -> Answers:
    """What answers `asked`, and how many each facet would leave, its own choice left out. Call it outside any
    transaction: all is searched for first, and then the rows are loaded in one."""
    chosen = [facet.name for facet in LISTING.facets if asked.chosen.get(facet.name)]
    found = {name: sought(site, asked, without=name) for name in ["", *chosen]}
    with site.database.reading() as db:
        loaded = {
            name: [loaded_side(db, site, viewer, one, asked.order, now) for one in some] for name, some in found.items()
        }
    sides = loaded[""]
    counts = {facet.name: _counted(facet, loaded.get(facet.name, sides)) for facet in LISTING.facets}
    return Answers(sorted(sides, key=lambda side: not side.hits), counts)


def sought(site: Site, asked: Asked, *, without: str = "") -> list[Sought]:
    """What each side that the chosen kinds leave finds; `without` names a facet whose choice does not count."""
    filters = {
        f.name: f.held(asked.chosen[f.name]) for f in LISTING.facets if f.name != without and asked.chosen[f.name]
    }
    sides = [name for name in SIDES if {*KINDS[name]} & {*filters.get(KIND, KINDS[name])}]
    return [search(site, asked.q, side, filters) for side in sides]


def search(site: Site, q: str, side: str, filters: Mapping[str, Sequence[str]]) -> Sought:
    """What one side finds for `q`; `filters` are values by facet, of which `kind` narrows the kinds."""
    kinds = KINDS[side]
    narrowed = {held_as(side, name): values for name, values in filters.items() if name != KIND}
    findings = site.index.search(q, [k for k in kinds if k in filters.get(KIND, kinds)], MOST, narrowed)
    asked = findings.read_as or q
    return Sought(side, findings, Wanted.of(asked), asked)


def loaded_side(db: Session, site: Site, viewer: Viewer, found: Sought, order: str, now: datetime) -> Side:
    """One side's answer as the viewer may see it, in the order asked for."""
    hits = _hits(db, site, viewer, found, found.findings.hits, now)
    hits = hits or _hits(db, site, viewer, found, found.findings.below[:LOOKED_AT], now)
    sure, maybe, rest = ([hit for hit in hits if hit.tier is tier] for tier in (Tier.SURE, Tier.MAYBE, Tier.NEAREST))
    return Side(found.name, SIDES[found.name], _in(order, sure), _in(order, maybe), rest, found.findings.read_as)


def held_as(side: str, facet: str) -> str:
    """What the index calls a facet of one side's rows."""
    return FACET_OF.get(facet, facet) if side == SUPPLY else facet


def _in(order: str, hits: Sequence[Hit]) -> Sequence[Hit]:
    if order == "newest":
        return sorted(hits, key=lambda hit: hit.since, reverse=True)
    return sorted(hits, key=lambda hit: hit.until or _LATEST) if order == "deadline" else hits


def _counted(facet: Facet, sides: Iterable[Side]) -> Counter[str]:
    shown = [(hit, held_as(side.name, facet.name)) for side in sides for hit in side.shown]
    held = ([hit.kind] if facet.name == KIND else hit.facets.get(name, ()) for hit, name in shown)
    return Counter(code for values in held for code in dict.fromkeys(facet.codes(" ".join(values))))


def _hits(db: Session, site: Site, viewer: Viewer, sought: Sought, found: Sequence[Found], now: datetime) -> list[Hit]:
    """The rows found as the viewer may see them, the best first; what is denied in one of them has lowered its score."""
    held = site.index.indexed(found)
    judged = against(sought.asked, found, {key: full_text(row.title, row.text) for key, row in held.items()})
    ranked = [one for one, _denied in judged]
    cards = _LOADED[sought.name](db, site, viewer, ranked, now) if ranked else {}
    hits = []
    for one, denied in judged:
        key = (one.object_kind, one.object_id)
        if key in cards and key in held:
            public_id, kind, card, since, until = cards[key]
            row, wanted = held[key], sought.wanted
            hits.append(
                Hit(public_id, kind, one.tier, one.score, card, row.facets, since, until, row.text, wanted, denied)
            )
    return hits


Loaded = tuple[str, str, Mapping[str, Any], datetime, datetime | None]
"""Public id, kind in the index, what is drawn, since when it is open, until when."""


def _needs(
    db: Session, site: Site, viewer: Viewer, found: Sequence[Found], now: datetime
) -> dict[tuple[str, int], Loaded]:
    return {
        (SCENARIO, need.id): (need.public_id, "scenario", card, need.opened_at or need.created_at, answers_end(need))
        for need, card in open_needs(db, viewer, found, site.vocabulary, now)
    }


def _supplies(
    db: Session, site: Site, _viewer: Viewer, found: Sequence[Found], _now: datetime
) -> dict[tuple[str, int], Loaded]:
    scores = {hit.object_id: hit.score for hit in found if hit.object_kind == SUPPLY}
    loaded: dict[tuple[str, int], Loaded] = {}
    for number, card in supply_cards(db, list(scores)).items():
        supply = card.supply
        kind = "result" if supply.kind.value == "result" else "supply"
        drawn = supply_hit(card, site.vocabulary, scores[number])
        loaded[SUPPLY, number] = (supply.public_id, kind, drawn, supply.listed_at or supply.created_at, None)
    return loaded


def _records(
    db: Session, site: Site, _viewer: Viewer, found: Sequence[Found], _now: datetime
) -> dict[tuple[str, int], Loaded]:
    return {
        (DEMONSTRATION, row.id): (row.public_id, "demonstration", card, row.recorded_at or row.applied_at, None)
        for row, card in records_in_force(db, found, site.vocabulary)
    }


_LOADED: Mapping[str, Callable[..., dict[tuple[str, int], Loaded]]] = {
    SUPPLY: _supplies,
    SCENARIO: _needs,
    DEMONSTRATION: _records,
}
"""What loads the rows of a side: a side finds its own kind only."""
