"""The owner's decision, and what follows from it by the clock or by another's word."""

from app.core.acting import Act
from app.core.clock import city_date
from app.core.errors import Conflict, Invalid
from app.core.history import audit, move
from app.core.html import format_date
from app.core.i18n import gettext as _
from app.core.personal.declaring import declare
from app.vocabulary.queries import working_days_after
from scenarios.actions.following import follow
from scenarios.awards import occasions
from scenarios.awards.forms import DecisionForm, DeclineForm
from scenarios.awards.models import Decision, Outcome
from scenarios.awards.queries.cases import LEFT_OUT, AwardCase, award_case
from scenarios.bids.labels import numbered
from scenarios.bids.lifecycle import BID, BidEvent, BidState
from scenarios.bids.models import Bid
from scenarios.lifecycle import SCENARIO, ScenarioEvent, ScenarioState
from scenarios.panels.queries.cases import Stage

OBJECTION_DAYS = 7
"""Working days in which bidders may object, and in which they are answered."""


def decide(act: Act, case: AwardCase, said: DecisionForm) -> None:
    """Keep the record of the meeting; then publicity, or the end of the round. Raises `Invalid` with what is missing."""
    if not case.decidable:
        raise Conflict
    if said.held_on > city_date(act.now):
        raise Invalid(_("会议日期不能晚于今天。"))
    if said.outcome is Outcome.NO_AWARD:
        if not said.reason:
            raise Invalid(_("不确定任何一家的，请写明理由，理由会公布。"))
        _record(act, case, said, None)
        return end(act, case, said.reason)
    bid = _allowed(case, said)
    _record(act, case, said, bid)
    move(act, bid, BID, BidEvent.RECOMMEND, reason="" if _is_first(case, bid) else "passed_over")
    for other in case.panel.bids:
        if other.state is BidState.RANKED:
            move(act, other, BID, BidEvent.KEEP_IN_RESERVE)
    move(act, case.need, SCENARIO, ScenarioEvent.ANNOUNCE, updated_at=act.now)
    follow(act.db, case.need, act.now)
    _announce(act, case)
    return None


def end(act: Act, case: AwardCase, reason: str) -> None:
    """No award: the round is over for everybody."""
    for bid in case.panel.bids:
        if bid.state in LEFT_OUT:
            move(act, bid, BID, BidEvent.LEAVE_OUT)
    move(act, case.need, SCENARIO, ScenarioEvent.DECLARE_NO_AWARD, note=reason, updated_at=act.now)
    follow(act.db, case.need, act.now)
    _announce(act, case)


def leave_out(act: Act, case: AwardCase) -> None:
    """The need was cancelled, or what was awarded has been brought to its end: nobody follows any more."""
    for bid in case.panel.bids:
        if bid.state in LEFT_OUT:
            move(act, bid, BID, BidEvent.LEAVE_OUT)
            if case.need.state is ScenarioState.CANCELLED:
                act.tell(occasions.ANNOUNCED, case, bid)


def award(act: Act, case: AwardCase) -> None:
    """Publicity and objections are over: what was decided holds. Raises `Conflict` where an objection still waits."""
    bid = case.chosen
    if bid is None or case.waiting or not case.in_publicity:
        raise Conflict
    move(act, bid, BID, BidEvent.AWARD)
    move(act, case.need, SCENARIO, ScenarioEvent.AWARD, evidence={"bid": bid.number}, updated_at=act.now)
    follow(act.db, case.need, act.now)
    act.tell(occasions.AWARDED, case, bid)


def decline(act: Act, case: AwardCase, said: DeclineForm) -> None:
    """The house that was awarded gives up, and the next in rank follows under the same decision."""
    bid = case.awarded
    if bid is None or case.pilot is not None:
        raise Conflict(_("试点已经开始，或者还没有确定，现在不能放弃。"))
    move(act, bid, BID, BidEvent.DECLINE, note=said.reason)
    declare(act, bid, said.declared)
    act.tell(occasions.DECLINED, case, bid, said.reason)
    move_up(act, case, _("{bid}放弃，按名次递补。").format(bid=numbered(bid.number)))


def move_up(act: Act, case: AwardCase, why: str) -> None:
    """The next in rank takes the place that has become free; without one the round ends. During the publicity it begins
    anew with the other name."""
    fresh = award_case(act.db, case.need, act.now)
    assert fresh is not None
    last = fresh.decision
    assert last is not None
    if not fresh.reserves:
        if fresh.in_publicity:
            move(act, case.need, SCENARIO, ScenarioEvent.REOPEN_EVALUATION, updated_at=act.now)
        return end(act, fresh, why + _("没有可以递补的单位。"))
    following = fresh.reserves[0]
    again = _copied(act, last, following, why)
    if fresh.in_publicity:
        again.publicity_until = working_days_after(act.db, act.now, OBJECTION_DAYS)
        again.objections_until = again.publicity_until
        act.db.add(again)
        act.db.flush()
        move(act, following, BID, BidEvent.RECOMMEND, reason="moved_up")
        return _announce(act, fresh)
    act.db.add(again)
    act.db.flush()
    move(act, following, BID, BidEvent.AWARD, reason="moved_up")
    act.tell(occasions.AWARDED, fresh, following)
    return None


def _copied(act: Act, last: Decision, bid: Bid, why: str) -> Decision:
    kept = last.model_dump(exclude={"id", "number", "moved_up", "reason", "at", "by_person_id", "by_name"})
    return Decision(**kept, number=bid.number, moved_up=True, reason=why, by_person_id=None, by_name="", at=act.now)


def _allowed(case: AwardCase, said: DecisionForm) -> Bid:
    """The bid that is chosen: one that is ranked, and another than the first only with reasons."""
    ranked = {str(one.number): one for one in case.panel.bids if one.state is BidState.RANKED}
    if case.panel.stage is not Stage.SIGNED:
        raise Invalid(_("评委还没有全部签名，现在不能确定。"))
    result = case.panel.result
    if result is not None and said.held_on < city_date(result.at):
        told = _("评审结果是 {day} 得出的，会议不能早于这一天。")
        raise Invalid(told.format(day=format_date(city_date(result.at))))
    bid = ranked.get(said.number)
    if bid is None:
        raise Invalid(_("请选择一份已排出名次的应标书。"))
    if not _is_first(case, bid) and not said.reason:
        raise Invalid(_("没有选第一名的，请写明理由，理由会公布。"))
    return bid


def _is_first(case: AwardCase, bid: Bid) -> bool:
    """Whether no bid that still counts stands before it."""
    result = case.panel.result
    ranked = [one.number for one in case.panel.bids if one.state is BidState.RANKED]
    order = [line["number"] for line in result.lines if line["number"] in ranked] if result is not None else []
    return order[:1] == [bid.number]


def _record(act: Act, case: AwardCase, said: DecisionForm, bid: Bid | None) -> None:
    row = Decision(
        scenario_id=case.need.id,
        round=case.panel.panel.round,
        outcome=said.outcome,
        number=bid.number if bid else None,
        meeting=said.meeting,
        held_on=said.held_on,
        paper=said.paper,
        reason=said.reason,
        by_person_id=act.actor.person_id,
        by_name=act.actor.name,
        at=act.now,
    )
    if bid is not None:
        row.publicity_until = working_days_after(act.db, act.now, said.days)
        row.objections_until = working_days_after(act.db, act.now, OBJECTION_DAYS)
    act.db.add(row)
    act.db.flush()
    declare(act, row, said.declared)
    audit(act, "award.decided", row, {"need": case.need.public_id, "outcome": said.outcome, "paper": said.paper})


def _announce(act: Act, case: AwardCase) -> None:
    """With what has just been decided, which was not there when the case was loaded."""
    fresh = award_case(act.db, case.need, act.now)
    assert fresh is not None
    for bid in fresh.panel.bids:
        act.tell(occasions.ANNOUNCED, fresh, bid)
