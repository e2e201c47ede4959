"""For both sides: what came of answers, introductions and talks, and what waits for an answer."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any, Final

from sqlmodel import col, select

from app.accounts.models import Organisation
from app.accounts.policy import OWNER_KINDS, SUPPLIER_KINDS
from app.core.html import format_deadline
from app.core.i18n import gettext as _
from app.core.mail import About
from app.core.models import StatusChange
from app.core.site import Words
from app.digests.gathering.base import Batch, Made
from app.digests.gathering.needs import url_of
from app.digests.items import Item, joined, shortened
from scenarios.emails.reviewing import INSIDE
from scenarios.labels import state_label
from scenarios.lifecycle import ScenarioState
from scenarios.matches.labels import answer_tag, match_tag
from scenarios.matches.lifecycle import ANSWER, MATCH, AnswerEvent, AnswerState, InquiryState, MatchState
from scenarios.matches.models import Answer, Inquiry, Introduction, Match
from scenarios.matches.queries.introductions import is_over, newest_answers, newest_introductions
from scenarios.models import Scenario
from scenarios.policy import lacks_to_approve, may_see
from scenarios.timing import is_answerable
from suppliers.models import Supply

M = MatchState
FATES: Final = tuple(event.value for event in (AnswerEvent.WANT, AnswerEvent.PUT_OFF, AnswerEvent.LAPSE))
TOGETHER: Final = tuple(state.value for state in (M.MUTUAL, M.MEETING_HELD, M.PILOT_LINKED, M.NO_FIT))
"""What both sides know of each other; before, who said yes first is told to neither."""
FOR_OWNER: Final = (M.OFFERED, M.INTERESTED_SUPPLIER)
FOR_SUPPLIER: Final = (M.OFFERED, M.INTERESTED_OWNER)
HERS: Final = (ScenarioState.EDITS_REQUESTED, ScenarioState.EXPIRED, ScenarioState.AWAITING_APPROVAL)


# What came of it


def answers(batch: Batch) -> Iterator[Made]:
    """The owner's word on an answer, for the house that gave it."""
    query = (
        select(StatusChange, Answer, Scenario)
        .join(Answer, col(Answer.id) == StatusChange.object_id)
        .join(Scenario, col(Scenario.id) == Answer.scenario_id)
        .where(
            StatusChange.object_kind == ANSWER.name,
            col(StatusChange.event).in_(FATES),
            StatusChange.at >= batch.start,
            col(Answer.organisation_id).in_(batch.houses),
        )
    )
    for move, answer, need in batch.db.exec(query).all():
        for reader in batch.houses[answer.organisation_id]:
            if reader.holds(move.at) and may_see(reader.viewer, need):
                yield reader, partial(_fate, move, answer, need, batch.site.vocabulary)


def _fate(move: StatusChange, answer: Answer, need: Scenario, words: Words) -> Item:
    said = answer_tag(AnswerState(move.to_state))[0]
    coded = words.label(move.reason, "not_now_reason") if move.reason else ""
    reason = joined(_("对贵单位的回应：{said}").format(said=said), coded)
    key = f"deal:{answer.match_id or f'a{answer.id}'}:{move.at.isoformat()}"
    return Item(key, "outcome", need.title, reason, "/answers", move.at, About("answer", answer.id))


def talks(batch: Batch) -> Iterator[Made]:
    """Both sides said yes, met, began a pilot, or found that it does not fit."""
    query = (
        select(StatusChange, Match, Scenario, Supply)
        .join(Match, col(Match.id) == StatusChange.object_id)
        .join(Scenario, col(Scenario.id) == Match.scenario_id)
        .join(Supply, col(Supply.id) == Match.supply_id)
        .where(
            StatusChange.object_kind == MATCH.name,
            col(StatusChange.to_state).in_(TOGETHER),
            StatusChange.at >= batch.start,
            col(Scenario.organisation_id).in_(batch.houses) | col(Supply.organisation_id).in_(batch.houses),
        )
    )
    for move, match, need, supply in batch.db.exec(query).all():
        owners, suppliers = batch.houses.get(need.organisation_id, ()), batch.houses.get(supply.organisation_id, ())
        for reader in [*owners, *suppliers]:
            if reader.holds(move.at) and may_see(reader.viewer, need):
                path = "/answers" if reader in suppliers else f"{url_of(need)}/answers"
                yield reader, partial(_talk, move, match, need, supply, path)


def _talk(move: StatusChange, match: Match, need: Scenario, supply: Supply, path: str) -> Item:
    reason = _("与“{supply}”：{state}").format(supply=supply.name, state=match_tag(MatchState(move.to_state))[0])
    key = f"deal:{match.id}:{move.at.isoformat()}"
    return Item(key, "outcome", need.title, reason, path, move.at, About("match", match.id))


# What waits


def replies(batch: Batch) -> Iterator[Made]:
    """Answers that wait for the owner, with their clock."""
    owners = batch.at_home(OWNER_KINDS)
    query = (
        select(Answer, Scenario, Organisation)
        .join(Scenario, col(Scenario.id) == Answer.scenario_id)
        .join(Organisation, col(Organisation.id) == Answer.organisation_id)
        .where(Answer.state == AnswerState.SENT, col(Scenario.organisation_id).in_(owners))
    )
    for answer, need, supplier in batch.db.exec(query).all():
        for reader in owners[need.organisation_id]:
            yield reader, partial(_reply, answer, need, supplier, batch.now)


def _reply(answer: Answer, need: Scenario, supplier: Organisation, now: datetime) -> Item:
    what = _("{supplier}回应“我能做”").format(supplier=supplier.name)
    return _waits(
        f"answer:{answer.id}",
        need.title,
        joined(what, by_when(answer.reply_due_at, now)),
        f"{url_of(need)}/answers",
        answer.created_at,
        About("answer", answer.id),
        answer.reply_due_at,
    )


def by_when(due: datetime, now: datetime) -> str:
    day = format_deadline(due)
    return _("已于 {day} 到期").format(day=day) if due <= now else _("请在 {day} 前答复").format(day=day)


def _waits(
    key: str, title: str, reason: str, path: str, at: datetime, about: About, due: datetime | None = None
) -> Item:
    return Item(f"waits:{key}", "waiting", title, reason, path, at, about, due)


def introductions(batch: Batch) -> Iterator[Made]:
    """Introductions and invitations that wait for the reader's side."""
    owners, suppliers = batch.at_home(OWNER_KINDS), batch.at_home(SUPPLIER_KINDS)
    query: Any = (
        select(Match, Scenario, Supply)
        .join(Scenario, col(Scenario.id) == Match.scenario_id)
        .join(Supply, col(Supply.id) == Match.supply_id)
        .where(
            (col(Match.state).in_(FOR_OWNER) & col(Scenario.organisation_id).in_(owners))
            | (col(Match.state).in_(FOR_SUPPLIER) & col(Supply.organisation_id).in_(suppliers))
        )
    )
    rows = batch.db.exec(query).all()
    ids = [match.id for match, *_sides in rows]
    offers, given = newest_introductions(batch.db, ids), newest_answers(batch.db, ids)
    for match, need, supply in rows:
        offer = offers.get(match.id)
        live = offer if offer is not None and offer.ended_at is None else None
        if is_over(match, need, offer, given.get(match.id), batch.now):
            continue
        if match.state in FOR_OWNER and live is not None:
            for reader in owners.get(need.organisation_id, ()):
                yield reader, partial(_offer, match, need, supply.name, live, batch.now)
        if match.state in FOR_SUPPLIER:
            for reader in suppliers.get(supply.organisation_id, ()):
                if may_see(reader.viewer, need):
                    yield reader, partial(_offer, match, need, supply.name, live, batch.now)


def _offer(match: Match, need: Scenario, supply: str, offer: Introduction | None, now: datetime) -> Item:
    what = _("引荐：“{supply}”").format(supply=supply) if offer else _("邀请：“{supply}”").format(supply=supply)
    due = by_when(offer.due_at, now) if offer else _("请答复是否愿意")
    path = f"/introductions/{offer.public_id}" if offer else "/answers"
    at = offer.offered_at if offer else match.updated_at
    about = About("match", match.id)
    return _waits(f"match:{match.id}", need.title, joined(what, due), path, at, about, offer.due_at if offer else None)


def inquiries(batch: Batch) -> Iterator[Made]:
    """Questions that a supplier has not answered."""
    suppliers = batch.at_home(SUPPLIER_KINDS)
    query = (
        select(Inquiry, Scenario, Supply)
        .join(Scenario, col(Scenario.id) == Inquiry.scenario_id)
        .join(Supply, col(Supply.id) == Inquiry.supply_id)
        .where(Inquiry.state == InquiryState.ASKED, col(Supply.organisation_id).in_(suppliers))
    )
    for inquiry, need, supply in batch.db.exec(query).all():
        for reader in suppliers[supply.organisation_id]:
            if is_answerable(need, batch.now) and may_see(reader.viewer, need):
                yield reader, partial(_inquiry, inquiry, need, supply)


def _inquiry(inquiry: Inquiry, need: Scenario, supply: Supply) -> Item:
    reason = _("场景方就“{supply}”提了问题，等贵单位答复").format(supply=supply.name)
    path, about = f"/inquiries/{inquiry.public_id}", About("inquiry", inquiry.id)
    return _waits(f"inquiry:{inquiry.id}", need.title, reason, path, inquiry.created_at, about)


def own_needs(batch: Batch) -> Iterator[Made]:
    """Needs of an owner's house that wait for it: changes asked for, an approval, a renewal."""
    owners = batch.at_home(OWNER_KINDS)
    query = select(Scenario).where(col(Scenario.organisation_id).in_(owners), col(Scenario.state).in_(HERS))
    for need in batch.db.exec(query).all():
        for reader in owners[need.organisation_id]:
            if need.state is not ScenarioState.AWAITING_APPROVAL or not lacks_to_approve(reader.viewer, need):
                yield reader, partial(_own, need)


def _own(need: Scenario) -> Item:
    path, about = f"{url_of(need)}/manage", About(INSIDE, need.id)
    title = shortened(need.title) or _("未命名的需求")
    return _waits(f"need:{need.id}", title, state_label(need.state), path, need.updated_at, about)


GATHER = (answers, talks, replies, introductions, inquiries, own_needs)
