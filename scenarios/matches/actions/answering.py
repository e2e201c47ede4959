"""我能做 and what follows: a supplier answers, the owner replies, silence is told, an ended need lets answers lapse."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.core.actors import SYSTEM, Actor
from app.core.errors import Conflict
from app.core.history import move
from app.core.i18n import gettext as _
from app.core.i18n import speaking
from app.core.setbacks import each
from app.core.site import Site
from app.vocabulary.queries import working_days_after
from scenarios.lifecycle import ScenarioState
from scenarios.matches import emails
from scenarios.matches.actions.deciding import decide
from scenarios.matches.actions.pairing import pair_by_hand, release_contacts
from scenarios.matches.lifecycle import ANSWER, UNDER_WAY, AnswerEvent, AnswerState, MatchEvent, MatchState
from scenarios.matches.models import Answer, Match, MatchSource
from scenarios.matches.queries.people import answerers, owner_people
from scenarios.matches.queries.sides import Both, both, live_match
from scenarios.models import Scenario
from suppliers.models import Supply

REPLY_DAYS = 10
"""Working days after which silence is told to both sides, once."""
E, A = MatchEvent, AnswerEvent
ANSWERABLE = frozenset({MatchState.OFFERED, MatchState.INTERESTED_OWNER})
"""Under way, and waiting for nobody but the supplier."""
STILL_RUNNING = (ScenarioState.OPEN, ScenarioState.SUSPENDED)


def answer(db: Session, site: Site, need: Scenario, supply: Supply, actor: Actor, now: datetime, body: str) -> Answer:
    """A supplier says 我能做. Whoever was invited before is thereby accepted at once.

    Raises `Conflict` with a sentence when the house has answered already or the two are in contact.
    """
    row = Answer(
        scenario_id=need.id,
        supply_id=supply.id,
        organisation_id=supply.organisation_id,
        person_id=actor.person_id or 0,
        body=body,
        reply_due_at=working_days_after(db, now, REPLY_DAYS),
        created_at=now,
    )
    if answered_before(db, need.id, supply.organisation_id) is not None:
        raise Conflict(already())
    _insert(db, row)
    match = live_match(db, need.id, supply.id)
    if match is None:
        match = pair_by_hand(db, site, need, supply, MatchSource.SUPPLIER, actor, now)
    elif match.state in UNDER_WAY - ANSWERABLE:
        raise Conflict(_("贵单位已经就这项能力与对方建立过联系，请直接联系对方。"))
    row.match_id = match.id
    db.add(row)
    decide(db, match, E.SUPPLIER_INTERESTED, actor, now)
    if match.state is MatchState.MUTUAL:
        _accept_invitation(db, site, row, match, actor, now)
    else:
        _tell_owner(db, site, row, now)
    return row


def answered_before(db: Session, scenario_id: int, organisation_id: int) -> Answer | None:
    """The answer that stands in the way of another one."""
    query = select(Answer).where(
        Answer.scenario_id == scenario_id,
        Answer.organisation_id == organisation_id,
        col(Answer.state).not_in([AnswerState.WITHDRAWN, AnswerState.LAPSED]),
    )
    return db.exec(query).first()


def already() -> str:
    return _("贵单位已经回应过这项需求，每个单位只能有一条有效回应；要换一项能力，请先撤回原来的回应。")


def _insert(db: Session, row: Answer) -> None:
    db.add(row)
    try:
        db.flush()
    except IntegrityError as collision:
        # Two colleagues at the same moment: the unique index lets one of them through.
        raise Conflict(already()) from collision


def _tell_owner(db: Session, site: Site, row: Answer, now: datetime) -> None:
    sides = both(db, row.scenario_id, row.supply_id)
    for person in owner_people(db, sides.need):
        site.post.queue(db, emails.answered(person, sides.need, row, sides.supplier.name), now)


def _accept_invitation(db: Session, site: Site, row: Answer, match: Match, actor: Actor, now: datetime) -> None:
    move(db, row, ANSWER, A.WANT, SYSTEM, now, note=_invited_before(), replied_at=now)
    release_contacts(db, match, actor, now)
    sides = both(db, row.scenario_id, row.supply_id)
    for person in owner_people(db, sides.need):
        site.post.queue(db, emails.mutual(person, sides.need, match, sides.supplier.name), now)


def _invited_before() -> str:
    with speaking("zh"):
        return _("场景方此前已经邀请")


def withdraw(db: Session, site: Site, row: Answer, actor: Actor, now: datetime) -> None:
    """The supplier takes its answer back, and the owner is told."""
    move(db, row, ANSWER, A.WITHDRAW, actor, now)
    _move_match(db, row, E.DECLINE, actor, now)
    sides = both(db, row.scenario_id, row.supply_id)
    for person in owner_people(db, sides.need):
        site.post.queue(db, emails.withdrawn(person, sides.need, row, sides.supplier.name), now)


def want(db: Session, site: Site, row: Answer, actor: Actor, now: datetime, reply: str = "") -> None:
    """想见: both sides get each other's contacts from now on, and the supplier is told."""
    move(db, row, ANSWER, A.WANT, actor, now, note=reply, reply=reply, replied_at=row.replied_at or now)
    row.reason = ""
    db.add(row)
    match = db.get_one(Match, row.match_id)
    if match.state in {MatchState.DECLINED, MatchState.EXPIRED}:
        decide(db, match, E.RECONSIDER, actor, now)
    decide(db, match, E.OWNER_INTERESTED, actor, now)
    release_contacts(db, match, actor, now)
    sides = both(db, row.scenario_id, row.supply_id)
    for person in answerers(db, row):
        site.post.queue(db, emails.wanted(person, sides.need, row, sides.owner.name), now)


def put_off(db: Session, site: Site, row: Answer, actor: Actor, now: datetime, reason: str, reply: str) -> None:
    """暂不, with a coded reason; contacts stay hidden and the supplier is told."""
    move(db, row, ANSWER, A.PUT_OFF, actor, now, reason=reason, note=reply, reply=reply, replied_at=now)
    row.reason = reason
    db.add(row)
    _move_match(db, row, E.DECLINE, actor, now, reason=reason)
    sides = both(db, row.scenario_id, row.supply_id)
    for person in answerers(db, row):
        with speaking(person.language):
            said = site.vocabulary.label(reason, "not_now_reason")
        site.post.queue(db, emails.put_off(person, sides.need, row, sides.owner.name, said), now)


def _move_match(db: Session, row: Answer, event: MatchEvent, actor: Actor, now: datetime, reason: str = "") -> None:
    match = db.get(Match, row.match_id) if row.match_id else None
    if match is not None and match.state is MatchState.INTERESTED_SUPPLIER:
        decide(db, match, event, actor, now, reason=reason)


# What the clock has decided


def tell_about_silence(site: Site, now: datetime) -> None:
    """Timer: after ten working days without a reply both sides are told, once."""

    def tell(db: Session, number: int) -> None:
        row = db.get_one(Answer, number)
        if row.state is AnswerState.SENT and row.reminded_at is None:
            row.reminded_at = now
            db.add(row)
            _tell_both(db, site, row, both(db, row.scenario_id, row.supply_id), now)

    due = (Answer.state == AnswerState.SENT, Answer.reply_due_at <= now, col(Answer.reminded_at).is_(None))
    with site.database.reading() as db:
        ids = db.exec(select(Answer.id).where(*due)).all()
    each(site, now, "answer.silence", filter(None, ids), tell)


def _tell_both(db: Session, site: Site, row: Answer, sides: Both, now: datetime) -> None:
    for person in owner_people(db, sides.need):
        site.post.queue(db, emails.still_waiting(person, sides.need, row, sides.supplier.name), now)
    for person in answerers(db, row):
        site.post.queue(db, emails.no_reply_yet(person, sides.need, row, sides.owner.name), now)


def let_lapse(site: Site, now: datetime) -> None:
    """Timer: when a need has ended, answers without a reply lapse and the supplier is told."""

    def lapse(db: Session, number: int) -> None:
        row = db.get_one(Answer, number)
        if row.state is AnswerState.SENT:
            _lapse(db, site, row, now)

    ended = (Answer.state == AnswerState.SENT, col(Scenario.state).not_in(STILL_RUNNING))
    query = select(Answer.id).join(Scenario, col(Scenario.id) == Answer.scenario_id).where(*ended)
    with site.database.reading() as db:
        ids = db.exec(query).all()
    each(site, now, "answer.lapse", filter(None, ids), lapse)


def _lapse(db: Session, site: Site, row: Answer, now: datetime) -> None:
    move(db, row, ANSWER, A.LAPSE, SYSTEM, now)
    _move_match(db, row, E.EXPIRE, SYSTEM, now)
    need = db.get_one(Scenario, row.scenario_id)
    for person in answerers(db, row):
        site.post.queue(db, emails.lapsed(person, need, row), now)


TIMERS = (tell_about_silence, let_lapse)
