"""我能做 and what follows: a supplier answers, the owner replies, silence is told, an ended need lets answers lapse."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.core.acting import Act
from app.core.actors import SYSTEM
from app.core.errors import Conflict
from app.core.history import move
from app.core.i18n import gettext as _
from app.core.i18n import speaking
from app.core.setbacks import each
from app.core.site import Site
from app.vocabulary.queries import working_days_after
from scenarios.lifecycle import ScenarioState
from scenarios.matches import occasions
from scenarios.matches.actions.deciding import call_off, decide, end_introduction
from scenarios.matches.actions.pairing import pair_by_hand, release_contacts, settle
from scenarios.matches.consent import logged
from scenarios.matches.lifecycle import ANSWER, ANSWERABLE, UNDER_WAY, AnswerEvent, AnswerState, MatchEvent, MatchState
from scenarios.matches.models import Answer, Match, MatchSource
from scenarios.matches.queries.answers import answered_before, invitations, waiting_invitations
from scenarios.matches.queries.introductions import introduction_of, is_over
from scenarios.matches.queries.sides import both, live_match
from scenarios.models import Scenario
from suppliers.models import Supply

REPLY_DAYS = 10
"""Working days after which silence is told to both sides, once."""
E, A = MatchEvent, AnswerEvent
STILL_RUNNING = (ScenarioState.OPEN, ScenarioState.SUSPENDED)


def answer(act: Act, need: Scenario, supply: Supply, body: str) -> Answer:
    """A supplier says 我能做. Whoever was invited before is thereby accepted at once; an invitation for another of the
    house's supplies is answered by it too, or called off if it has not gone out, and the owner decides about the one that
    was named.

    Raises `Conflict` with a sentence when the house has answered already or the two are in contact.
    """
    row = Answer(
        scenario_id=need.id,
        supply_id=supply.id,
        organisation_id=supply.organisation_id,
        person_id=act.actor.person_id or 0,
        body=body,
        reply_due_at=working_days_after(act.db, act.now, REPLY_DAYS),
        created_at=act.now,
    )
    if answered_before(act.db, need.id, supply.organisation_id) is not None:
        raise Conflict(already())
    _insert(act.db, row)
    match = live_match(act.db, need.id, supply.id)
    if match is None:
        match = pair_by_hand(act, need, supply, MatchSource.SUPPLIER)
    else:
        _let_go_what_is_over(act, need, match)
    if match.state in UNDER_WAY - ANSWERABLE:
        raise Conflict(_("贵单位已经就这项能力与对方建立过联系，请直接联系对方。"))
    row.match_id = match.id
    act.db.add(row)
    decide(act, match, E.SUPPLIER_INTERESTED, evidence=logged())
    for waiting in waiting_invitations(act.db, need.id, supply.organisation_id):
        call_off(act, waiting)
    for other in invitations(act.db, need.id, [supply.organisation_id]):
        decide(act, other, E.DECLINE, note=_answered_with(supply))
        settle(act, other)
    if match.state is MatchState.MUTUAL:
        _accept_invitation(act, row, match)
    else:
        _tell_owner(act, row)
    return row


def _let_go_what_is_over(act: Act, need: Scenario, match: Match) -> None:
    """A yes to an introduction whose days are over is none any more, whether or not the clock has recorded that."""
    offer = introduction_of(act.db, match)
    if offer is not None and is_over(match, need, offer, None, act.now):
        end_introduction(act.by(SYSTEM), match, offer)


def already() -> str:
    return _("贵单位已经回应过这项需求，每个单位只能有一条有效回应；要换一项能力，请先撤回原来的回应。")


def _insert(db: Session, row: Answer) -> None:
    db.add(row)
    try:
        db.flush()
    except IntegrityError as collision:
        # Two colleagues at the same moment: the unique index lets one of them through.
        raise Conflict(already()) from collision


def _tell_owner(act: Act, row: Answer) -> None:
    sides = both(act.db, row.scenario_id, row.supply_id)
    act.tell(occasions.ANSWERED, row, sides)


def _accept_invitation(act: Act, row: Answer, match: Match) -> None:
    move(act.by(SYSTEM), row, ANSWER, A.WANT, note=_invited_before(), replied_at=act.now)
    release_contacts(act, match)
    sides = both(act.db, row.scenario_id, row.supply_id)
    act.tell(occasions.MUTUAL, match, sides)


def _answered_with(supply: Supply) -> str:
    with speaking("zh"):
        return _("改用“{name}”回应").format(name=supply.name)


def _invited_before() -> str:
    with speaking("zh"):
        return _("场景方此前已经邀请")


def withdraw(act: Act, row: Answer) -> None:
    """The supplier takes its answer back, and the owner is told."""
    move(act, row, ANSWER, A.WITHDRAW)
    _move_match(act, row, E.DECLINE)
    sides = both(act.db, row.scenario_id, row.supply_id)
    act.tell(occasions.WITHDRAWN, row, sides)


def want(act: Act, row: Answer, reply: str = "") -> None:
    """想见: both sides get each other's contacts from now on, and the supplier is told."""
    move(act, row, ANSWER, A.WANT, note=reply, reply=reply, replied_at=row.replied_at or act.now)
    row.reason = ""
    act.db.add(row)
    match = act.db.get_one(Match, row.match_id)
    if match.state in {MatchState.DECLINED, MatchState.EXPIRED}:
        decide(act, match, E.RECONSIDER)
    decide(act, match, E.OWNER_INTERESTED, evidence=logged())
    release_contacts(act, match)
    sides = both(act.db, row.scenario_id, row.supply_id)
    act.tell(occasions.WANTED, row, sides)


def put_off(act: Act, row: Answer, reason: str, reply: str) -> None:
    """暂不, with a coded reason; contacts stay hidden and the supplier is told."""
    move(act, row, ANSWER, A.PUT_OFF, reason=reason, note=reply, reply=reply, replied_at=act.now)
    row.reason = reason
    act.db.add(row)
    _move_match(act, row, E.DECLINE, reason=reason)
    sides = both(act.db, row.scenario_id, row.supply_id)
    act.tell(occasions.PUT_OFF, row, sides, act.site.vocabulary)


def _move_match(act: Act, row: Answer, event: MatchEvent, reason: str = "") -> None:
    match = act.db.get(Match, row.match_id) if row.match_id else None
    if match is not None and match.state is MatchState.INTERESTED_SUPPLIER:
        decide(act, match, event, reason=reason)
        settle(act, match)


# What the clock has decided


def tell_about_silence(site: Site, now: datetime) -> None:
    """Timer: after ten working days without a reply both sides are told, once."""

    def tell(act: Act, number: int) -> None:
        row = act.db.get_one(Answer, number)
        if row.state is AnswerState.SENT and row.reminded_at is None:
            row.reminded_at = act.now
            act.db.add(row)
            sides = both(act.db, row.scenario_id, row.supply_id)
            act.tell(occasions.STILL_WAITING, row, sides)
            act.tell(occasions.NO_REPLY_YET, row, sides)

    due = (Answer.state == AnswerState.SENT, Answer.reply_due_at <= now, col(Answer.reminded_at).is_(None))
    with site.database.reading() as db:
        ids = db.exec(select(Answer.id).where(*due)).all()
    each(site, now, "answer.silence", filter(None, ids), tell)


def let_lapse(site: Site, now: datetime) -> None:
    """Timer: when a need has ended, answers without a reply lapse and the supplier is told."""

    def lapse(act: Act, number: int) -> None:
        row = act.db.get_one(Answer, number)
        if row.state is AnswerState.SENT:
            _lapse(act, row)

    ended = (Answer.state == AnswerState.SENT, col(Scenario.state).not_in(STILL_RUNNING))
    query = select(Answer.id).join(Scenario, col(Scenario.id) == Answer.scenario_id).where(*ended)
    with site.database.reading() as db:
        ids = db.exec(query).all()
    each(site, now, "answer.lapse", filter(None, ids), lapse)


def _lapse(act: Act, row: Answer) -> None:
    move(act, row, ANSWER, A.LAPSE)
    _move_match(act, row, E.EXPIRE)
    act.tell(occasions.LAPSED, row, act.db.get_one(Scenario, row.scenario_id))


TIMERS = (tell_about_silence, let_lapse)
