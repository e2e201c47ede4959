"""People's decisions as labels: read from matches and answers in a few statements, whatever there is."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Subquery, case, or_
from sqlalchemy import select as rows_of
from sqlmodel import Session, col, func, select

from matching.calibrate import Tier
from scenarios.matches.lifecycle import AnswerState, MatchState
from scenarios.matches.models import Answer, Match, MatchSource, Unsuited
from scenarios.matches.opinions import TOUCHED, UNFIT_DISMISSALS, opinion
from scenarios.models import Scenario

FROZEN_SHARE = 5
"""One need of so many is frozen: its labels measure and never train."""


@dataclass(frozen=True)
class Label:
    """One judged pair. `place` counts from 1 in the need's whole list as the site ranked it; `suggested` tells that the
    site itself had found the pair, so that it stood at or above the floor; `denied`, that the supply says no to something."""

    need: str
    scenario_id: int
    supply_id: int
    field: str
    language: str
    wanted: bool
    suggested: bool
    place: int
    at: datetime
    tier: str = Tier.MAYBE
    denied: bool = False

    @property
    def frozen(self) -> bool:
        return is_frozen(self.need)


@dataclass(frozen=True)
class Refusal:
    """One dismissal or 暂不 with its coded reason, whether or not it speaks of the fit; `kind` names the vocabulary."""

    kind: str
    reason: str


@dataclass(frozen=True)
class Decisions:
    """Everything people have decided on matches."""

    labels: Sequence[Label]
    refusals: Sequence[Refusal]


def is_frozen(need: str) -> bool:
    """Whether a need belongs to the frozen fifth, by the hash of its public id: the same for ever and everywhere."""
    return int.from_bytes(hashlib.sha256(need.encode()).digest()[:4], "big") % FROZEN_SHARE == 0


def decisions(db: Session, *where: ColumnElement[bool]) -> Decisions:
    """All decisions on matches of the needs that `where` names."""
    rows, answers = _touched(db, where), _answers(db)
    labels = [label for row in rows if (label := _label(row, answers.get(row.id))) is not None]
    labels += _turned_down(db, where)
    dismissed = [Refusal("dismissal_reason", row.reason) for row in rows if row.state is MatchState.DISMISSED]
    replies = [answers[row.id] for row in rows if row.id in answers]
    put_off = [Refusal("not_now_reason", reason) for state, reason in replies if state is AnswerState.NOT_NOW]
    return Decisions(labels, [*dismissed, *put_off])


def _label(row: Any, answer: tuple[AnswerState, str] | None) -> Label | None:
    state, reason = answer or (None, "")
    wanted = opinion(row.state, row.reason, state, reason)
    if wanted is None:
        return None
    return _labelled(row, row.updated_at, wanted=wanted)


def _labelled(row: Any, at: datetime, *, wanted: bool) -> Label:
    suggested = row.source is MatchSource.SYSTEM
    return Label(
        row.public_id,
        row.scenario_id,
        row.supply_id,
        row.field,
        row.language,
        wanted,
        suggested,
        row.place,
        at,
        row.tier,
        row.denied,
    )


def _turned_down(db: Session, where: Sequence[ColumnElement[bool]]) -> list[Label]:
    """What suppliers have said of needs that were told to them as fitting (不适合我), where nobody else has decided on the
    pair and the reason lies in the fit; once a pair."""
    pair = (col(Unsuited.scenario_id) == col(Match.scenario_id)) & (col(Unsuited.supply_id) == col(Match.supply_id))
    query = _decided().add_columns(col(Unsuited.at)).join(Unsuited, pair)
    unfit = col(Unsuited.reason).in_(UNFIT_DISMISSALS), col(Match.state) == MatchState.SUGGESTED
    rows = db.connection().execute(query.where(*unfit, *where).order_by(col(Unsuited.id))).all()
    return list({row.id: _labelled(row, row.at, wanted=False) for row in rows}.values())


def _touched(db: Session, where: Sequence[ColumnElement[bool]]) -> Sequence[Any]:
    """Decided matches, without the evidence, which is by far the heaviest column."""
    query = _decided().where(col(Match.state).in_(TOUCHED), *where).order_by(col(Match.id))
    return db.connection().execute(query).all()


def _decided() -> Any:
    """Matches with their need and their place."""
    placed = _placed()
    columns = (Match.id, Match.scenario_id, Match.supply_id, Match.state, Match.reason, Match.source, Match.updated_at)
    denied = col(Match.evidence)[("against", 0, "found")].as_string().is_not(None).label("denied")
    of_need = (Scenario.public_id, Scenario.field, Scenario.language)
    return (
        rows_of(*map(col, (*columns, Match.tier, *of_need)), placed.c.place, denied)
        .join(placed, placed.c.id == col(Match.id))
        .join(Scenario, col(Scenario.id) == col(Match.scenario_id))
    )


def _placed() -> Subquery:
    """The place of each match in its need's list, what the site suggested before what people added."""
    by_hand = case((col(Match.source) == MatchSource.SYSTEM, 0), else_=1)
    order = (by_hand, col(Match.score).desc(), col(Match.id))
    place = func.row_number().over(partition_by=col(Match.scenario_id), order_by=order).label("place")
    judged = select(Match.scenario_id).where(col(Match.state).in_(TOUCHED))
    told = select(Unsuited.scenario_id)
    of_these = or_(col(Match.scenario_id).in_(judged), col(Match.scenario_id).in_(told))
    return select(Match.id, place).where(Match.state != MatchState.SUPERSEDED, of_these).subquery()


def _answers(db: Session) -> dict[int, tuple[AnswerState, str]]:
    """State and reason of the newest answer of each match."""
    query = select(Answer.match_id, Answer.state, Answer.reason).where(col(Answer.match_id).is_not(None))
    rows = db.exec(query.order_by(col(Answer.id))).all()
    return {match or 0: (AnswerState(state), reason) for match, state, reason in rows}


def decided(db: Session) -> tuple[int, datetime | None]:
    """How many decisions there are on matches, which bounds the labels, and when the last was."""
    matches = db.exec(select(func.count(), func.max(Match.updated_at)).where(col(Match.state).in_(TOUCHED))).one()
    told = db.exec(select(func.count(), func.max(Unsuited.at))).one()
    return matches[0] + told[0], max(filter(None, (matches[1], told[1])), default=None)
