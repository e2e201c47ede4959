"""The matches of one need: who fits, who would but for one thing, what to ask, and whether it is still being found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select
from starlette.datastructures import QueryParams

from app.accounts.models import OrganisationState, Person
from app.core.finding import text_hash
from app.core.i18n import gettext as _
from app.core.jobs import RefreshMatches, Reindex, ReindexMany
from app.core.models import Job, JobState
from app.core.site import Words
from matching.calibrate import Tier
from scenarios.documents import text_of
from scenarios.matches.evidence import failures, gaps
from scenarios.matches.labels import demand
from scenarios.matches.lifecycle import UNTOUCHED, MatchState
from scenarios.matches.models import Match, Refresh
from scenarios.matches.queries.cards import MatchCard, gap_line, match_cards
from scenarios.models import Scenario
from scenarios.queries.said import values_of
from scenarios.timing import is_listed

SHOWN = 20
SHOWN_NEAR = 5
OVER = (MatchState.DECLINED, MatchState.NO_FIT, MatchState.EXPIRED)
HIDDEN = (MatchState.SUPERSEDED, MatchState.DISMISSED)


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; whatever an address says that is unknown is left out."""

    kind: str = ""
    trl: int = 0
    deployment: str = ""
    district: str = ""
    verified: bool = False

    @property
    def any(self) -> bool:
        return self != Filters()

    def passes(self, card: MatchCard) -> bool:
        supply, terms = card.card.supply, card.card.terms
        return (
            (not self.kind or supply.kind.value == self.kind)
            and (not self.trl or (supply.trl or 0) >= self.trl)
            and (not self.deployment or self.deployment in terms.get("deployment", ()))
            and (not self.district or supply.district == self.district)
            and (not self.verified or card.card.organisation.state is OrganisationState.VERIFIED)
        )


def read_filters(params: QueryParams, words: Words) -> Filters:
    def known(name: str, kind: str) -> str:
        value = params.get(name, "")
        return value if value in {code for code, _label in words.options(kind, value)} else ""

    trl = params.get("trl", "")
    return Filters(
        kind=known("kind", "supply_kind"),
        trl=int(trl) if trl in {str(n) for n in range(1, 10)} else 0,
        deployment=known("deployment", "deployment"),
        district=known("district", "district"),
        verified=params.get("verified", "") in {"true", "on", "1"},
    )


@dataclass(frozen=True)
class Progress:
    """Where the search for matches stands. `state`: current, waiting, stalled (nothing is under way), closed."""

    state: str
    done: int = 0
    total: int = 0
    at: datetime | None = None


@dataclass(frozen=True)
class MatchPage:
    """`taken` are those that people have taken up; `near` are (card, sentence on the one thing that is missing)."""

    taken: Sequence[MatchCard]
    sure: Sequence[MatchCard]
    maybe: Sequence[MatchCard]
    near: Sequence[tuple[MatchCard, str]]
    dismissed: Sequence[MatchCard]
    apart: int
    total: int
    question: str
    progress: Progress
    no_match: bool


def match_page(db: Session, need: Scenario, filters: Filters, words: Words, now: datetime) -> MatchPage:
    rows = db.exec(select(Match).where(Match.scenario_id == need.id, Match.state != MatchState.SUPERSEDED)).all()
    cards = sorted(match_cards(db, rows, need, words), key=_order)
    live = [card for card in cards if card.match.state not in HIDDEN]
    passing = [card for card in live if filters.passes(card)]
    fitting = [card for card in passing if not _set_apart(card)]
    apart = [card for card in passing if _set_apart(card)]
    near = [card for card in apart if len(failures(card.evidence)) == 1]
    refresh = db.get(Refresh, need.id)
    return MatchPage(
        taken=[card for card in fitting if card.match.state not in UNTOUCHED],
        sure=_suggested(fitting, Tier.SURE),
        maybe=_suggested(fitting, Tier.MAYBE),
        near=[(card, gap_line(failures(card.evidence)[0], words)) for card in near[:SHOWN_NEAR]],
        dismissed=[card for card in cards if card.match.state is MatchState.DISMISSED],
        apart=len(apart) - len(near[:SHOWN_NEAR]),
        total=len(live),
        question=_question(refresh.question if refresh else None, words),
        progress=progress(db, need, words, now),
        no_match=not live,
    )


def _suggested(cards: Sequence[MatchCard], tier: Tier) -> list[MatchCard]:
    return [card for card in cards if card.match.state in UNTOUCHED and card.match.tier is tier][:SHOWN]


def _order(card: MatchCard) -> tuple[bool, bool, bool, float, int]:
    """What people have taken up first, what came to nothing behind it; then by hard demands that are met, and by fit."""
    state = card.match.state
    return (state in UNTOUCHED, state in OVER, bool(gaps(card.evidence)), -card.match.score, card.match.id)


def _set_apart(card: MatchCard) -> bool:
    """A suggestion that is known to fail a hard demand; what a person has taken up stays in its list."""
    return card.match.state in UNTOUCHED and bool(failures(card.evidence))


def _question(stored: Mapping[str, Any] | None, words: Words) -> str:
    if stored is None:
        return ""
    if stored["origin"] in {"trial", stored["kind"]} and not stored.get("hard"):
        text = _("问清是否要求“{demand}”最能缩小范围：{before} 项里有 {after} 项写明满足，{unclear} 项没有说明。")
    else:
        text = _("先核实“{demand}”最能缩小范围：{before} 项里有 {after} 项写明满足，{unclear} 项没有说明。")
    return text.format(demand=demand(stored, words), **{k: stored[k] for k in ("before", "after", "unclear")})


def progress(db: Session, need: Scenario, words: Words, now: datetime) -> Progress:
    """Whether what is shown was found for the text as it stands, and if not, whether somebody is at it."""
    if not is_listed(need, now):
        return Progress("closed")
    refresh = db.get(Refresh, need.id)
    at = refresh.at if refresh is not None else None
    if refresh is not None and refresh.text_hash == _hash(db, need, words):
        return Progress("current", at=at)
    job = _job(db, need.id)
    return Progress("waiting", job.done, job.total, at) if job is not None else Progress("stalled", at=at)


def _hash(db: Session, need: Scenario, words: Words) -> str:
    values = values_of(db, need)
    return text_hash(values.title, text_of(values, words, need.language))


def _job(db: Session, scenario_id: int) -> Job | None:
    """The job that is finding the matches, or will; a bulk job counts while this need has none of its own."""
    under_way = col(Job.state).in_([JobState.QUEUED, JobState.RUNNING])
    own = [f"{kind}:scenario:{scenario_id}" for kind in ("matches", "reindex")]
    mine = db.exec(
        select(Job)
        .where(col(Job.kind).in_([Reindex.kind, RefreshMatches.kind]), col(Job.key).in_(own), under_way)
        .order_by(col(Job.total).desc())
    ).first()
    if mine is not None or db.get(Refresh, scenario_id) is not None:
        return mine
    return db.exec(select(Job).where(Job.kind == ReindexMany.kind, under_way).limit(1)).first()


def curator_options(people: Sequence[Person]) -> list[tuple[str, str]]:
    return [(person.public_id, person.name) for person in people]
