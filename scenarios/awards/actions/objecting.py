"""Objections and reports, what is answered to them, and bids that no longer count."""

from app.core.acting import Act
from app.core.errors import Conflict, Invalid
from app.core.history import move
from app.core.i18n import gettext as _
from app.core.personal.declaring import declare
from app.vocabulary.queries import working_days_after
from scenarios.actions.following import follow
from scenarios.awards import occasions
from scenarios.awards.actions.deciding import OBJECTION_DAYS, move_up
from scenarios.awards.forms import AnswerForm, DisqualifyForm, ObjectionForm
from scenarios.awards.lifecycle import OBJECTION, ObjectionEvent
from scenarios.awards.models import Disqualification, Objection, ObjectionKind
from scenarios.awards.queries.cases import AwardCase, ObjectionCase, award_case
from scenarios.bids.labels import numbered
from scenarios.bids.lifecycle import BID, BidEvent, BidState
from scenarios.bids.models import Bid
from scenarios.lifecycle import SCENARIO, ScenarioEvent
from scenarios.panels.actions.scoring import reopen

AGAIN = (BidState.RANKED, BidState.RECOMMENDED, BidState.RESERVE)
MOST_WAITING = 3
"""How many objections of one house, or reports of one person, may wait at a time."""
E = ObjectionEvent


def submit(act: Act, case: AwardCase, kind: ObjectionKind, said: ObjectionForm) -> Objection:
    """By a house (the one in whose name she acts), or by a person under her name. Raises `Invalid` where too many wait: as
    long as one waits nothing is awarded."""
    assert act.actor.person_id is not None
    house = act.actor.organisation_id if kind is ObjectionKind.QUESTION else None
    same = [one for one in case.waiting if one.kind is kind and one.organisation_id == house]
    hers = [one for one in same if house is not None or one.person_id == act.actor.person_id]
    if len(hers) >= MOST_WAITING:
        told = _("已有 {count} 件在等答复，答复以后才能再提；要补充的，请先撤回一件，合在一起重新提出。")
        raise Invalid(told.format(count=len(hers)))
    row = Objection(
        scenario_id=case.need.id,
        kind=kind,
        organisation_id=house,
        person_id=act.actor.person_id,
        text=said.text,
        due_at=working_days_after(act.db, act.now, OBJECTION_DAYS),
        created_at=act.now,
    )
    act.db.add(row)
    act.db.flush()
    declare(act, row, said.declared)
    act.tell(occasions.OBJECTED, case, row)
    return row


def accept(act: Act, case: ObjectionCase) -> None:
    move(act, case.one, OBJECTION, E.ACCEPT)


def refuse(act: Act, case: ObjectionCase, reason: str) -> None:
    move(act, case.one, OBJECTION, E.REFUSE, reason=reason, answer=reason, answered_at=act.now)
    act.tell(occasions.ANSWERED, case.award, case.one)


def withdraw(act: Act, case: ObjectionCase) -> None:
    move(act, case.one, OBJECTION, E.WITHDRAW)


def answer(act: Act, case: ObjectionCase, said: AnswerForm) -> None:
    """Every answer names the next instance; one that is upheld begins the evaluation anew."""
    event = E.UPHOLD if said.outcome == "uphold" else E.DISMISS
    move(act, case.one, OBJECTION, event, answer=said.answer, next_instance=said.next_instance, answered_at=act.now)
    act.tell(occasions.ANSWERED, case.award, case.one)
    if event is E.UPHOLD and case.award.in_publicity:
        _evaluate_again(act, case.award)


def _evaluate_again(act: Act, case: AwardCase) -> None:
    for bid in case.panel.bids:
        if bid.state in AGAIN:
            move(act, bid, BID, BidEvent.SCORE_AGAIN, reason="upheld")
    move(act, case.need, SCENARIO, ScenarioEvent.REOPEN_EVALUATION, updated_at=act.now)
    follow(act.db, case.need, act.now)
    reopen(act, case.panel)


def propose_out(act: Act, case: AwardCase, said: DisqualifyForm) -> None:
    """One person says that a bid shall no longer count; nothing happens until another confirms it."""
    bid = _bid(case, said.number)
    if any(one.bid_id == bid.id for one in case.proposed):
        raise Invalid(_("这份应标书已经提出取消资格，等另一人确认。"))
    assert act.actor.person_id is not None
    row = Disqualification(bid_id=bid.id, reason=said.reason, proposed_by=act.actor.person_id, proposed_at=act.now)
    act.db.add(row)
    act.db.flush()
    declare(act, row, said.declared)


def confirm_out(act: Act, case: AwardCase, number: str) -> None:
    """Another person confirms it: the bid counts no longer, and the next in rank follows where it was chosen."""
    bid = _bid(case, number)
    row = next((one for one in case.proposed if one.bid_id == bid.id and one.confirmed_at is None), None)
    if row is None:
        raise Conflict
    if row.proposed_by == act.actor.person_id:
        raise Invalid(_("取消资格要两个人办理，提出的人不能自己确认。"))
    row.confirmed_by, row.confirmed_at = act.actor.person_id, act.now
    act.db.add(row)
    chosen = bid is case.chosen
    move(act, bid, BID, BidEvent.DISQUALIFY, note=row.reason, evidence={"proposed_by": row.proposed_by})
    act.tell(occasions.OUT, case, bid, row.reason)
    if chosen:
        fresh = award_case(act.db, case.need, act.now)
        assert fresh is not None
        move_up(act, fresh, _("{bid}被取消资格，按名次递补。").format(bid=numbered(bid.number)))


def _bid(case: AwardCase, number: str) -> Bid:
    for bid in case.panel.bids:
        if str(bid.number) == number and BidEvent.DISQUALIFY in BID.events_from(bid.state):
            return bid
    raise Invalid(_("请选择一份仍在评审或已确定的应标书。"))
