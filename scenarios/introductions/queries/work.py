"""The curators' worklist: open needs in her scope with what waits, since when and until when, what goes stale first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, false, func, literal, or_, select
from sqlmodel import col

from app.accounts.policy import Principal
from app.core.db import Instant
from app.core.i18n import N_
from app.core.listing import ALL, Asked, Facet, Listing, read
from app.core.site import Words
from scenarios.introductions.models import CaseStep
from scenarios.matches.lifecycle import UNDECIDED, AnswerState, MatchState
from scenarios.matches.models import Answer, Introduction, Match
from scenarios.matches.policy import CURATING
from scenarios.matches.queries.introductions import RUNNING
from scenarios.models import Scenario
from scenarios.queries.board import listed, newest_first
from scenarios.queries.visibility import covered_by, handed_to

PATH = "/curation"
ATTENTION = timedelta(days=10)
"""How long an open need may be without any introduction, and two who have both said yes without having met."""
SOON = timedelta(days=3)
FORTNIGHT = timedelta(days=14)
STEP_AHEAD = timedelta(days=1)
"""A next step stands on top from the day before it is due."""
GOING = (MatchState.MEETING_HELD, MatchState.BID_LINKED, MatchState.PILOT_LINKED)
CANDIDATES = (MatchState.SUGGESTED, MatchState.SHORTLISTED)
NEVER = datetime(2200, 1, 1, tzinfo=UTC)
STAGES = {
    "step": N_("下一步到期"),
    "meet": N_("待见面"),
    "reply": N_("等答复"),
    "start": N_("待引荐"),
    "gap": N_("没有候选"),
    "going": N_("在推进"),
}
URGENCY = {"late": N_("已超期"), "soon": N_("3 天内"), "fortnight": N_("14 天内"), "later": N_("不急")}
CARE = {"mine": N_("托付给我"), "free": N_("没有指定"), "others": N_("同事负责")}
TABS = {"todo": N_("待办"), "going": N_("在推进")}
SORTS = {"stale": N_("快过期的在前"), "newest": N_("最新发布")}


@dataclass(frozen=True)
class Work:
    """What waits, as narrow tables beside the needs: by need the earliest moment of each kind."""

    offers: Subquery
    answers: Subquery
    talks: Subquery
    steps: Subquery

    @property
    def parts(self) -> tuple[Subquery, ...]:
        return (self.offers, self.answers, self.talks, self.steps)

    @property
    def due(self) -> ColumnElement[datetime]:
        """The first of all days that somebody has set; `NEVER` where nobody has."""
        step, offer, reply = (
            func.coalesce(part.c.due, literal(NEVER, Instant())) for part in (self.steps, self.offers, self.answers)
        )
        return case((and_(step <= offer, step <= reply), step), (offer <= reply, offer), else_=reply)

    def stage(self, now: datetime) -> ColumnElement[str]:
        candidates = select(literal(1)).where(col(Match.scenario_id) == Scenario.id, col(Match.state).in_(CANDIDATES))
        return case(
            (self.steps.c.due <= now + STEP_AHEAD, "step"),
            (self.talks.c.since.is_not(None), "meet"),
            (or_(self.offers.c.due.is_not(None), self.answers.c.due.is_not(None)), "reply"),
            (self.talks.c.going.is_not(None), "going"),
            (candidates.exists(), "start"),
            else_="gap",
        )

    def going(self, now: datetime) -> ColumnElement[bool]:
        """Whether it is the stage `going`, said without a look at candidates: the tab is asked of every need."""
        waits = (self.talks.c.since, self.offers.c.due, self.answers.c.due)
        quiet = func.coalesce(self.steps.c.due > now + STEP_AHEAD, literal(value=True))
        return and_(self.talks.c.going.is_not(None), quiet, *(column.is_(None) for column in waits))

    def urgency(self, now: datetime) -> ColumnElement[str]:
        untouched = and_(*(part.c.scenario_id.is_(None) for part in (self.offers, self.answers, self.talks)))

        def within(ahead: timedelta) -> ColumnElement[bool]:
            waited = now + ahead - ATTENTION
            return or_(
                self.due <= now + ahead,
                self.talks.c.since <= waited,
                and_(untouched, col(Scenario.opened_at) <= waited),
            )

        return case(
            (within(timedelta()), "late"),
            (within(SOON), "soon"),
            (self.due <= now + FORTNIGHT, "fortnight"),
            else_="later",
        )

    def order(self, sort: str, now: datetime) -> list[Any]:
        if sort == "newest":
            return newest_first()
        rank = case({code: place for place, code in enumerate(URGENCY)}, value=self.urgency(now))
        return [rank, self.due, func.coalesce(self.talks.c.since, Scenario.opened_at), col(Scenario.id)]


def work() -> Work:
    """The tables, each read from an index of what waits, whatever else there is."""
    offers = (
        select(col(Match.scenario_id), func.min(Introduction.due_at).label("due"))
        .join(Match, col(Match.id) == Introduction.match_id)
        .where(col(Introduction.ended_at).is_(None), col(Match.state).in_(UNDECIDED))
    )
    answers = select(col(Answer.scenario_id), func.min(Answer.reply_due_at).label("due")).where(
        col(Answer.state) == AnswerState.SENT
    )
    mutual = case((col(Match.state) == MatchState.MUTUAL, Match.updated_at))
    going = case((col(Match.state).in_(GOING), 1))
    talks = (
        select(col(Match.scenario_id), func.min(mutual).label("since"), func.max(going).label("going"))
        .join(Scenario, col(Scenario.id) == Match.scenario_id)
        .where(col(Match.state).in_([MatchState.MUTUAL, *GOING]), col(Scenario.state).in_(RUNNING))
    )
    steps = select(col(CaseStep.scenario_id), func.min(CaseStep.due_at).label("due")).where(
        col(CaseStep.done_at).is_(None)
    )
    return Work(
        offers.group_by(col(Match.scenario_id)).subquery("offers"),
        answers.group_by(col(Answer.scenario_id)).subquery("answers"),
        talks.group_by(col(Match.scenario_id)).subquery("talks"),
        steps.group_by(col(CaseStep.scenario_id)).subquery("steps"),
    )


def curated_by(viewer: Principal) -> ColumnElement[bool]:
    """Needs in her scope or handed to her; those of her own house are not hers to curate."""
    scope = or_(false(), covered_by(viewer, *CURATING), handed_to(viewer))
    return scope & col(Scenario.organisation_id).not_in(viewer.concerns)


def base(tables: Work, viewer: Principal, now: datetime) -> Select[Any]:
    """The ids of needs that are open, or in which something still waits."""
    query = select(col(Scenario.id))
    for part in tables.parts:
        query = query.outerjoin(part, part.c.scenario_id == col(Scenario.id))
    waits = or_(*(column.is_not(None) for column in (tables.offers.c.due, tables.talks.c.since, tables.steps.c.due)))
    return query.where(curated_by(viewer), or_(listed(now), waits))


def listing(tables: Work, viewer: Principal, now: datetime) -> Listing:
    """What may be asked of the worklist."""
    mine = col(Scenario.curator_id)
    return Listing(
        PATH,
        facets=(
            Facet("state", N_("待办事项"), tables.stage(now), bands=STAGES),
            Facet("due", N_("期限"), tables.urgency(now), bands=URGENCY),
            Facet(
                "care",
                N_("负责人"),
                case((mine == viewer.person_id, "mine"), (mine.is_(None), "free"), else_="others"),
                bands=CARE,
            ),
            Facet("field", N_("领域"), col(Scenario.field), kind="field"),
            Facet("district", N_("区域"), col(Scenario.district), kind="district"),
        ),
        sorts=SORTS,
        usual={"todo": "stale", "going": "stale", ALL: "stale"},
        tabs=Facet("status", N_("进度"), case((tables.going(now), "going"), else_="todo"), bands=TABS),
    )


def asked(tables: Work, viewer: Principal, params: Iterable[tuple[str, str]], words: Words, now: datetime) -> Asked:
    return read(listing(tables, viewer, now), params, words)
