"""What waits for whom: the parts of the owner's and the supplier's desk that matches fill."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from app.accounts.models import Claim, ClaimState, Organisation
from app.accounts.policy import OWNER_KINDS, SUPPLIER_KINDS, Viewer
from app.core.site import Words
from scenarios.lifecycle import ScenarioState
from scenarios.matches.lifecycle import UNDER_WAY, AnswerState, MatchState
from scenarios.matches.models import Answer, Match, Refresh
from scenarios.matches.queries.answers import Dealing, first_of_suppliers, introductions_for_owners
from scenarios.matches.queries.inquiries import Asked, waiting_for
from scenarios.models import Scenario
from scenarios.timing import is_listed
from suppliers.models import Supply

SHOWN = 30
MOST_DEALINGS = 12
"""Invitations, and answers, that a supplier's desk shows in full; `/answers` has the others."""
MOST_NEEDS = 100
"""Open needs of a house whose matches are counted on its desk, the newest first."""


@dataclass(frozen=True)
class NeedLine:
    """A need on a desk, with what has happened to its matches."""

    need: Scenario
    owner: Organisation
    suggested: int
    under_way: int
    no_match: bool


@dataclass(frozen=True)
class WaitingAnswer:
    answer: Answer
    need: Scenario
    supplier: Organisation
    supply: Supply
    late: bool


def open_claims(db: Session) -> int:
    """How many claims of organisations wait for verification."""
    return db.exec(select(func.count()).select_from(Claim).where(Claim.state == ClaimState.OPEN)).one()


@dataclass(frozen=True)
class MatchesDesk:
    """What of matches a desk shows: an owner's part and a supplier's part, either may be empty."""

    owns: bool
    supplies: bool
    waiting: Sequence[WaitingAnswer]
    introductions: Sequence[Dealing]
    suggestions: Sequence[NeedLine]
    inquiries: Sequence[tuple[Asked, Organisation]]
    invitations: Sequence[Dealing]
    answers: Sequence[Dealing]
    more_dealings: bool


def desk(db: Session, viewer: Viewer, words: Words, now: datetime) -> MatchesDesk:
    """For /desk: answers and suggestions of one's own needs, invitations and answers of one's own supply."""
    homes = viewer.belongings if viewer is not None else ()
    owners = [home.organisation_id for home in homes if home.kind in OWNER_KINDS]
    suppliers = [home.organisation_id for home in homes if home.kind in SUPPLIER_KINDS]
    hers = col(Scenario.organisation_id).in_(owners)
    nothing: tuple[list[Dealing], list[Dealing], bool] = ([], [], False)
    invitations, answers, more = (
        first_of_suppliers(db, viewer, suppliers, words, now, MOST_DEALINGS) if suppliers else nothing
    )
    return MatchesDesk(
        owns=bool(owners),
        supplies=bool(suppliers),
        waiting=_waiting(db, hers, now) if owners else (),
        introductions=introductions_for_owners(db, owners, words, now) if owners else (),
        suggestions=[line for line in _need_lines(db, hers, now) if line.suggested] if owners else (),
        inquiries=waiting_for(db, viewer, suppliers, now) if suppliers else (),
        invitations=invitations,
        answers=answers,
        more_dealings=more,
    )


def _need_lines(db: Session, where: ColumnElement[bool], now: datetime) -> list[NeedLine]:
    rows = db.exec(
        select(Scenario, Organisation)
        .join(Organisation, col(Organisation.id) == Scenario.organisation_id)
        .where(where, Scenario.state == ScenarioState.OPEN)
        .order_by(col(Scenario.opened_at).desc(), col(Scenario.id).desc())
        .limit(MOST_NEEDS)
    ).all()
    listed = [(need, owner) for need, owner in rows if is_listed(need, now)]
    ids = [need.id for need, _owner in listed]
    counts = _counts(db, ids)
    empty = set(db.exec(select(Refresh.scenario_id).where(col(Refresh.scenario_id).in_(ids), Refresh.no_match)).all())
    return [
        NeedLine(
            need=need,
            owner=owner,
            suggested=counts.get((need.id, MatchState.SUGGESTED), 0),
            under_way=sum(counts.get((need.id, state), 0) for state in UNDER_WAY),
            no_match=need.id in empty,
        )
        for need, owner in listed
    ]


def _counts(db: Session, ids: Sequence[int]) -> dict[tuple[int, MatchState], int]:
    rows = db.exec(
        select(Match.scenario_id, Match.state, func.count())
        .where(col(Match.scenario_id).in_(ids))
        .group_by(col(Match.scenario_id), col(Match.state))
    ).all()
    return {(need, MatchState(state)): number for need, state, number in rows}


def _waiting(db: Session, where: ColumnElement[bool], now: datetime) -> list[WaitingAnswer]:
    rows = db.exec(
        select(Answer, Scenario, Organisation, Supply)
        .join(Scenario, col(Scenario.id) == Answer.scenario_id)
        .join(Organisation, col(Organisation.id) == Answer.organisation_id)
        .join(Supply, col(Supply.id) == Answer.supply_id)
        .where(where, Answer.state == AnswerState.SENT)
        .order_by(col(Answer.reply_due_at), col(Answer.id))
        .limit(SHOWN)
    ).all()
    return [
        WaitingAnswer(answer, need, house, supply, answer.reply_due_at <= now) for answer, need, house, supply in rows
    ]
