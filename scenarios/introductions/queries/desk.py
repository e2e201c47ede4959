"""A page of the worklist: each need with what waits in it and its best candidates, in a bounded number of statements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func
from sqlalchemy import select as plain
from sqlmodel import Session, col, select

from app.accounts.models import Organisation
from app.accounts.policy import Principal
from app.core.i18n import gettext as _
from app.core.listing import Found, find
from app.core.site import Words
from scenarios.introductions.models import CaseStep
from scenarios.introductions.queries.cases import partial_to
from scenarios.introductions.queries.work import CANDIDATES, asked, base, work
from scenarios.matches.evidence import failures
from scenarios.matches.labels import match_tag
from scenarios.matches.lifecycle import UNDECIDED, AnswerState, MatchState
from scenarios.matches.models import Answer, Introduction, Match
from scenarios.matches.queries.cards import match_hit, supply_cards
from scenarios.matches.queries.introductions import is_over
from scenarios.matches.queries.sides import Pair
from scenarios.models import Scenario
from scenarios.timing import is_answerable
from suppliers.models import Supply

SHOWN = 2
LOOKED_AT = 6
"""Candidates of a need that are looked at: some fail a hard demand."""


@dataclass(frozen=True)
class Wait:
    """Something that waits: what, since when, until when."""

    label: str
    tone: str
    text: str
    since: datetime
    due: datetime | None
    url: str


@dataclass(frozen=True)
class Candidate:
    pair: Pair
    hit: Mapping[str, Any]


@dataclass(frozen=True)
class Item:
    """A need on the worklist; `more` are the candidates beyond those shown."""

    need: Scenario
    owner: Organisation
    mine: bool
    waits: Sequence[Wait]
    candidates: Sequence[Candidate]
    more: int


def worklist(
    db: Session, viewer: Principal, params: Iterable[tuple[str, str]], words: Words, now: datetime
) -> Found[Item]:
    """The page that was asked for."""
    tables = work()
    wanted = asked(tables, viewer, params, words, now)
    order = tables.order(wanted.order, now)
    return find(db, wanted, base(tables, viewer, now), order, lambda ids: _items(db, viewer, ids, words, now))


def _items(db: Session, viewer: Principal, ids: Sequence[int], words: Words, now: datetime) -> list[Item]:
    rows = db.exec(
        select(Scenario, Organisation)
        .join(Organisation, col(Organisation.id) == Scenario.organisation_id)
        .where(col(Scenario.id).in_(ids))
    ).all()
    needs = {need.id: (need, owner) for need, owner in rows}
    waits, counts = _waits(db, viewer, ids, now), _candidate_counts(db, ids)
    candidates = _candidates(db, [need for need, _owner in needs.values()], words, now)
    return [
        Item(
            need=needs[number][0],
            owner=needs[number][1],
            mine=needs[number][0].curator_id == viewer.person_id,
            waits=waits[number],
            candidates=candidates[number],
            more=counts.get(number, 0) - len(candidates[number]),
        )
        for number in ids
    ]


def _candidate_counts(db: Session, ids: Sequence[int]) -> dict[int, int]:
    query = plain(col(Match.scenario_id), func.count()).where(
        col(Match.scenario_id).in_(ids), col(Match.state).in_(CANDIDATES)
    )
    return {row[0]: row[1] for row in db.execute(query.group_by(col(Match.scenario_id))).all()}


def _candidates(db: Session, needs: Sequence[Scenario], words: Words, now: datetime) -> dict[int, list[Candidate]]:
    """The best of each need, what people have shortlisted first, without those that fail a hard demand."""
    best = _best(db, [need.id for need in needs])
    cards = supply_cards(db, [match.supply_id for match in best])
    by_id, found = {need.id: need for need in needs}, defaultdict[int, list[Candidate]](list)
    for match in best:
        card, need, kept = cards.get(match.supply_id), by_id[match.scenario_id], found[match.scenario_id]
        fails = match.state is MatchState.SUGGESTED and bool(failures(match.evidence))
        if card is not None and not fails and len(kept) < SHOWN:
            pair = Pair(match, need, card.supply, is_answerable(need, now))
            kept.append(Candidate(pair, match_hit(match, card, match.evidence, need, words)))
    return found


def _best(db: Session, ids: Sequence[int]) -> Sequence[Match]:
    order = (case((col(Match.state) == MatchState.SHORTLISTED, 0), else_=1), col(Match.score).desc(), col(Match.id))
    place = func.row_number().over(partition_by=col(Match.scenario_id), order_by=order).label("place")
    ranked = plain(col(Match.id).label("id"), place).where(
        col(Match.scenario_id).in_(ids), col(Match.state).in_(CANDIDATES), col(Match.invite_at).is_(None)
    )
    first = ranked.subquery()
    query = select(Match).join(first, first.c.id == Match.id).where(first.c.place <= LOOKED_AT)
    return db.exec(query.order_by(first.c.place)).all()


def _waits(db: Session, viewer: Principal, ids: Sequence[int], now: datetime) -> dict[int, list[Wait]]:
    """What waits in each need, what is due first in front."""
    found: dict[int, list[Wait]] = defaultdict(list)
    for scenario_id, wait in [*_steps(db, viewer, ids, now), *_offers(db, ids, now), *_answers(db, ids, now)]:
        found[scenario_id].append(wait)
    for waits in found.values():
        waits.sort(key=lambda one: (one.due is None, one.due or one.since))
    return found


def _steps(db: Session, viewer: Principal, ids: Sequence[int], now: datetime) -> list[tuple[int, Wait]]:
    """Next steps; of a case that is closed to her only that there are some."""
    closed = partial_to(db, viewer, ids)
    query = select(CaseStep).where(col(CaseStep.scenario_id).in_(ids), col(CaseStep.done_at).is_(None))
    return [
        (row.scenario_id, Wait(_("下一步"), _tone(row.due_at, now), text, row.created_at, row.due_at, ""))
        for row in db.exec(query).all()
        for text in ["" if row.scenario_id in closed else row.body]
    ]


def _offers(db: Session, ids: Sequence[int], now: datetime) -> list[tuple[int, Wait]]:
    """Introductions that wait for a yes, and pairs that have both said it and have not met."""
    query: Any = (
        select(Match, Introduction, Organisation)
        .join(Supply, col(Supply.id) == Match.supply_id)
        .join(Organisation, col(Organisation.id) == Supply.organisation_id)
        .outerjoin(Introduction, (col(Introduction.match_id) == Match.id) & col(Introduction.ended_at).is_(None))
        .where(col(Match.scenario_id).in_(ids), col(Match.state).in_([*UNDECIDED, MatchState.MUTUAL]))
        .order_by(col(Match.id))
    )
    found = []
    needs = {need.id: need for need in db.exec(select(Scenario).where(col(Scenario.id).in_(ids))).all()}
    for match, offer, supplier in db.exec(query).all():
        if offer is None and match.state is not MatchState.MUTUAL:
            continue
        label, tone = match_tag(match.state)
        due = offer.due_at if offer is not None else None
        tone = "danger" if is_over(match, needs[match.scenario_id], offer, None, now) else tone
        url = f"/introductions/{offer.public_id}" if offer is not None else ""
        found.append((match.scenario_id, Wait(label, tone, supplier.name, match.updated_at, due, url)))
    return found


def _answers(db: Session, ids: Sequence[int], now: datetime) -> list[tuple[int, Wait]]:
    query = (
        select(Answer, Organisation)
        .join(Organisation, col(Organisation.id) == Answer.organisation_id)
        .where(col(Answer.scenario_id).in_(ids), Answer.state == AnswerState.SENT)
    )
    return [
        (
            row.scenario_id,
            Wait(
                _("等场景方答复"),
                _tone(row.reply_due_at, now),
                house.name,
                row.created_at,
                row.reply_due_at,
                "",
            ),
        )
        for row, house in db.exec(query).all()
    ]


def _tone(due: datetime, now: datetime) -> str:
    return "danger" if due <= now else "warning"
