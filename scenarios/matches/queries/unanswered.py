"""能力缺口清单: open needs for which the site says “no good match” and nobody has taken one up, by field.

A gap is an invitation, so its list is public: publicly visible needs for which nothing at all was found. Curators,
reviewers and the office see, in their scope, also restricted needs and those whose suggestions people turned down;
that somebody did is nobody else's business.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, false, or_
from sqlmodel import Session, col, func, select

from app.accounts.models import Organisation, Role
from app.accounts.policy import Viewer
from app.core.clock import city_date
from app.core.listing import Page, address, page_number
from scenarios.matches.lifecycle import MatchState
from scenarios.matches.models import Match, Refresh
from scenarios.matches.policy import may_tend_gaps
from scenarios.models import Scenario
from scenarios.policy import REVIEWING
from scenarios.queries.board import listed
from scenarios.queries.visibility import covered_by, handed_to, publicly_visible
from scenarios.timing import answers_end

PATH = "/gaps"
PAGE_SIZE = 20
TURNED_DOWN = (MatchState.DISMISSED, MatchState.DECLINED, MatchState.EXPIRED, MatchState.NO_FIT)
"""States in which a match is no answer any more, though it was one once."""
SINCE = func.coalesce(Scenario.opened_at, Scenario.created_at)


@dataclass(frozen=True)
class FieldGap:
    """How many needs of a field wait, and the whole days the longest has."""

    field: str
    count: int
    longest: int
    url: str
    chosen: bool


@dataclass(frozen=True)
class GapLine:
    """A need nobody can answer yet. `turned_down` counts matches that people ended, for those who tend gaps only."""

    need: Scenario
    owner: Organisation
    days: int
    turned_down: int
    tended: bool

    @property
    def ends(self) -> datetime | None:
        """Until when answers are taken."""
        return answers_end(self.need)


@dataclass(frozen=True)
class Gaps:
    """The list of one viewer: all fields, and a page of the needs of the chosen one or of all."""

    fields: Sequence[FieldGap]
    page: Page[GapLine]
    chosen: str

    @property
    def total(self) -> int:
        return sum(one.count for one in self.fields)


def gaps(db: Session, viewer: Viewer, field: str, page: str, now: datetime) -> Gaps:
    """What waits for an answer, longest first, in three statements whatever there is."""
    fields = by_field(db, viewer, field, now)
    chosen = next((one.field for one in fields if one.chosen), "")
    waiting = unanswered(viewer, now)
    total = sum(one.count for one in fields if not chosen or one.chosen)
    number = page_number(page, total, PAGE_SIZE)
    lines = _lines(db, viewer, [waiting, *([Scenario.field == chosen] if chosen else [])], number, now)
    return Gaps(
        fields,
        Page(lines, number, PAGE_SIZE, total, lambda n: address(PATH, [("field", chosen), ("page", n)])),
        chosen,
    )


def by_field(db: Session, viewer: Viewer, chosen: str, now: datetime) -> list[FieldGap]:
    """The fields in which something waits, the fullest first."""
    counts = select(Scenario.field, func.count(), func.min(SINCE)).where(unanswered(viewer, now))
    found = [
        FieldGap(code, count, _days(since, now), address(PATH, [("field", code)]), code == chosen)
        for code, count, since in db.exec(counts.group_by(col(Scenario.field))).all()
    ]
    return sorted(found, key=lambda one: (-one.count, -one.longest, one.field))


def unanswered(viewer: Viewer, now: datetime) -> ColumnElement[bool]:
    """Listed needs that were searched for and have no answer, as far as `viewer` may know of it."""
    searched = exists().where(col(Refresh.scenario_id) == col(Scenario.id), col(Refresh.at).is_not(None))
    of_need = exists().where(col(Match.scenario_id) == col(Scenario.id))
    nothing_live = ~of_need.where(col(Match.state).not_in([MatchState.SUPERSEDED, *TURNED_DOWN]))
    nothing_at_all = ~of_need.where(col(Match.state) != MatchState.SUPERSEDED)
    known = or_(and_(tended_by(viewer), nothing_live), and_(publicly_visible(), nothing_at_all))
    return and_(listed(now), searched, known)


def tended_by(viewer: Viewer) -> ColumnElement[bool]:
    """Needs whose matches `viewer` sees by her office; listed ones have all left their house."""
    if viewer is None or not may_tend_gaps(viewer):
        return false()
    return or_(covered_by(viewer, Role.CURATOR, *REVIEWING), handed_to(viewer))


def _lines(
    db: Session, viewer: Viewer, where: Sequence[ColumnElement[bool] | bool], number: int, now: datetime
) -> list[GapLine]:
    rows = db.exec(
        select(Scenario, Organisation, tended_by(viewer))
        .join(Organisation, col(Organisation.id) == Scenario.organisation_id)
        .where(*where)
        .order_by(SINCE, col(Scenario.id))
        .offset((number - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE)
    ).all()
    ended = _turned_down(db, [need.id for need, _owner, tended in rows if tended])
    return [
        GapLine(need, owner, _days(need.opened_at or need.created_at, now), ended.get(need.id, 0), tended=bool(tended))
        for need, owner, tended in rows
    ]


def _turned_down(db: Session, ids: Sequence[int]) -> dict[int, int]:
    query = (
        select(Match.scenario_id, func.count())
        .where(col(Match.scenario_id).in_(ids), col(Match.state).in_(TURNED_DOWN))
        .group_by(col(Match.scenario_id))
    )
    return dict(db.exec(query).all())


def _days(since: datetime, now: datetime) -> int:
    """Whole days in the city since an instant."""
    return (city_date(now) - city_date(since)).days
