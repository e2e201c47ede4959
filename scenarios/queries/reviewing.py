"""What the department sees: its queue with the clock, one need with everything to decide on, the reviewer's desk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select
from sqlmodel import Session, col

from app.accounts.models import Organisation, Person, Role
from app.accounts.policy import Principal, Viewer
from app.core.finding import SCENARIO, Finder
from app.core.history import revisions
from app.core.listing import Page, address, page_number
from app.core.models import Revision
from app.core.site import Words
from matching.entry import full_text
from scenarios.lifecycle import ScenarioState
from scenarios.models import ReviewNote, Scenario
from scenarios.policy import REVIEWING, covers
from scenarios.queries.said import values_of
from scenarios.queries.visibility import covered_by, visible_to
from scenarios.queries.wording import Change, differences
from scenarios.values import as_content

PATH = "/review"
PAGE_SIZE = 30
NEAR = timedelta(days=2)
"""A review that is due this soon is marked."""
MOST_TWINS = 5
S = ScenarioState
WAITING = (S.SUBMITTED, S.UNDER_REVIEW)
DEAD = (S.DRAFT, S.AWAITING_APPROVAL, S.WITHDRAWN, S.REJECTED, S.ARCHIVED, S.CANCELLED)
"""States of which a twin means nothing: not out of its house, or over."""
TABS = ("untaken", "mine", "all", "approved")


@dataclass(frozen=True)
class Item:
    """One need in the queue. `urgency` is `over`, `near` or ""."""

    scenario: Scenario
    owner: Organisation
    reviewer: str
    urgency: str


@dataclass(frozen=True)
class Queue:
    tab: str
    page: Page[Item]
    counts: Mapping[str, int]
    over: int


@dataclass(frozen=True)
class Twin:
    """A need that may be the same; `score` is None where the names are the same."""

    scenario: Scenario
    owner: Organisation
    score: int | None


@dataclass(frozen=True)
class Comparison:
    """How the text differs from what was submitted before."""

    before: Revision
    changes: list[Change]


@dataclass(frozen=True)
class Desk:
    """The reviewer's part of a person's desk."""

    mine: Sequence[Item]
    untaken: int
    over: int
    approved: int

    @property
    def waiting(self) -> int:
        return len(self.mine) + self.untaken


def may_enter(viewer: Viewer) -> bool:
    """Whether there is a review desk for this person."""
    return viewer is not None and any(viewer.has(role) for role in REVIEWING)


def queue(db: Session, viewer: Principal, tab: str, page: str, now: datetime) -> Queue:
    """Needs that wait for the department in the viewer's scope, the most urgent first."""
    tab = tab if tab in TABS else "untaken"
    counts = _counts(db, viewer, now)
    number = page_number(page, counts[tab], PAGE_SIZE)
    query = _items(viewer).where(_of_tab(tab, viewer)).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    return Queue(
        tab=tab,
        page=Page(_read(db, query, now), number, PAGE_SIZE, counts[tab], lambda n: address(PATH, _pairs(tab, n))),
        counts=counts,
        over=counts["over"],
    )


def desk(db: Session, viewer: Principal, now: datetime) -> Desk | None:
    """What waits for the viewer as a reviewer; None for whoever is none."""
    if not may_enter(viewer):
        return None
    counts = _counts(db, viewer, now)
    mine = _read(db, _items(viewer).where(_of_tab("mine", viewer)).limit(PAGE_SIZE), now)
    return Desk(mine, counts["untaken"], counts["over"], counts["approved"])


def waiting_reviews(db: Session, viewer: Principal, now: datetime) -> list[Item]:
    """The most urgent of what waits for the viewer's department, whoever has taken it."""
    return _read(db, _items(viewer).where(_of_tab("all", viewer)).limit(PAGE_SIZE), now)


def _pairs(tab: str, number: int) -> list[tuple[str, object]]:
    return [("tab", tab if tab != "untaken" else ""), ("page", number if number > 1 else "")]


def _mandate(viewer: Principal) -> ColumnElement[bool]:
    """Needs of the viewer's scope in which she is impartial: `policy.may_review` as SQL."""
    return and_(covered_by(viewer, *REVIEWING), col(Scenario.organisation_id).not_in(viewer.concerns))


def _of_tab(tab: str, viewer: Principal) -> ColumnElement[bool]:
    if tab == "mine":
        return and_(col(Scenario.state) == S.UNDER_REVIEW, col(Scenario.reviewer_id) == viewer.person_id)
    states = {"untaken": (S.SUBMITTED,), "all": WAITING, "approved": (S.APPROVED,)}[tab]
    return col(Scenario.state).in_(states)


def _items(viewer: Principal) -> Select[Scenario, Organisation, str]:
    return (
        select(Scenario, Organisation, col(Person.name))
        .join(Organisation, col(Organisation.id) == col(Scenario.organisation_id))
        .outerjoin(Person, col(Person.id) == col(Scenario.reviewer_id))
        .where(_mandate(viewer))
        .order_by(col(Scenario.review_due_at).is_(None), col(Scenario.review_due_at), col(Scenario.id))
    )


def _read(db: Session, query: Select[Scenario, Organisation, str], now: datetime) -> list[Item]:
    return [Item(need, owner, name or "", urgency(need, now)) for need, owner, name in db.execute(query).all()]


def urgency(need: Scenario, now: datetime) -> str:
    """Where the clock of the review stands."""
    if need.state not in WAITING or need.review_due_at is None:
        return ""
    if need.review_due_at <= now:
        return "over"
    return "near" if need.review_due_at - now <= NEAR else ""


def _counts(db: Session, viewer: Principal, now: datetime) -> dict[str, int]:
    """Every tab and the overdue ones in one statement."""
    over = and_(col(Scenario.state).in_(WAITING), col(Scenario.review_due_at) <= now)
    conditions = {tab: _of_tab(tab, viewer) for tab in TABS} | {"over": over}
    sums = [func.coalesce(func.sum(case((wanted, 1), else_=literal(0))), 0) for wanted in conditions.values()]
    row = db.execute(select(*sums).where(_mandate(viewer), col(Scenario.state).in_((*WAITING, S.APPROVED)))).one()
    return dict(zip(conditions, (int(number) for number in row), strict=True))


def comparison(db: Session, scenario: Scenario, words: Words) -> Comparison | None:
    """The last submission against the one before; None where there was only one."""
    sent = _sent(db, scenario)
    if len(sent) < 2:
        return None
    before, after = sent[-2:]
    return Comparison(before, differences(before.content, after.content, words))


def unsent(db: Session, scenario: Scenario, words: Words) -> Comparison | None:
    """What stands in the need against its last submission; None where there was none."""
    sent = _sent(db, scenario)
    if not sent:
        return None
    return Comparison(sent[-1], differences(sent[-1].content, as_content(values_of(db, scenario)), words))


def _sent(db: Session, scenario: Scenario) -> list[Revision]:
    return [r for r in revisions(db, "scenario", scenario.id) if r.occasion in {"submission", "resubmission"}]


def notes_of(db: Session, scenario: Scenario) -> Sequence[ReviewNote]:
    """Everything reviewers have asked for, the newest first."""
    query = select(ReviewNote).where(col(ReviewNote.scenario_id) == scenario.id)
    return db.execute(query.order_by(col(ReviewNote.at).desc(), col(ReviewNote.id))).scalars().all()


def near_duplicates(db: Session, index: Finder, scenario: Scenario, viewer: Viewer) -> list[Twin]:
    """Needs of the same name among all that are alive, and open ones that say nearly the same.

    A text under review is in no index, so it is searched with.
    """
    scores: dict[int, int] = {}
    if index.ready and scenario.description:
        found = index.twins(full_text(scenario.title, scenario.description), [SCENARIO], limit=MOST_TWINS + 1)
        scores = {twin.object_id: round(twin.score) for twin in found}
    same_name = col(Scenario.title_key) == scenario.title_key if scenario.title_key else literal(0) == literal(1)
    rows = db.execute(
        select(Scenario, Organisation)
        .join(Organisation, col(Organisation.id) == col(Scenario.organisation_id))
        .where(
            visible_to(viewer),
            col(Scenario.state).not_in(DEAD),
            col(Scenario.id) != scenario.id,
            or_(same_name, col(Scenario.id).in_(scores)),
        )
        .order_by(col(Scenario.id).desc())
    ).all()
    twins = [Twin(need, owner, scores.get(need.id)) for need, owner in rows]
    return sorted(twins, key=lambda twin: -(twin.score or 101))[: 2 * MOST_TWINS]


def reviewer_name(db: Session, scenario: Scenario) -> str:
    person = db.get(Person, scenario.reviewer_id) if scenario.reviewer_id else None
    return person.name if person is not None else ""


def acting_role(viewer: Principal, scenario: Scenario) -> str:
    """In which capacity the viewer decides on this need, for the history."""
    roles = (Role.REVIEWER, Role.DISTRICT_OFFICE, Role.OFFICE)
    return next((role.value for role in roles if covers(viewer, scenario, role)), Role.OFFICE.value)
