"""引荐: a curator offers both sides to each other, each says yes or no, and after `DAYS` without two yeses it is over.

Contacts stay hidden until both have said yes. A supplier's 我能做 and the owner's 想见 count as yeses too.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, update
from sqlmodel import col, exists, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.models import Membership
from app.core.acting import Act
from app.core.clock import city_date, end_of
from app.core.setbacks import each
from app.core.site import Site
from scenarios.matches import occasions
from scenarios.matches.actions.answering import put_off, want
from scenarios.matches.actions.deciding import decide, end_introduction
from scenarios.matches.actions.pairing import release_contacts, settle
from scenarios.matches.consent import logged
from scenarios.matches.lifecycle import UNDECIDED, AnswerState, MatchEvent, MatchState
from scenarios.matches.models import Answer, Introduction, Match
from scenarios.matches.queries.introductions import RUNNING
from scenarios.matches.queries.sides import answer_of_match, both
from scenarios.models import Scenario

DAYS = 14
"""Whole days, after the one of the offer, on which both sides may say yes."""
REMIND = timedelta(days=4)
"""So long before the end whoever has not answered is reminded, once."""
E = MatchEvent


def introduce(act: Act, match: Match, note: str) -> tuple[int, int]:
    """A curator offers both sides to each other and both are told; returns how many of the owner and of the supplier."""
    decide(act, match, E.OFFER, note=note)
    offer = Introduction(
        match_id=match.id,
        curator_id=act.actor.person_id or 0,
        venue_id=venue_of(act),
        note=note,
        offered_at=act.now,
        due_at=end_of(city_date(act.now) + timedelta(days=DAYS)),
    )
    act.db.add(offer)
    act.db.flush()
    sides = both(act.db, match.scenario_id, match.supply_id)
    owners = act.tell(occasions.INTRODUCED_TO_OWNER, offer, sides)
    return owners, act.tell(occasions.INTRODUCED_TO_SUPPLIER, offer, sides)


def venue_of(act: Act) -> int | None:
    """The house for which the curator works: an incubator, a scenario company; she acts in her role and not for it."""
    query = select(Membership.organisation_id).where(
        Membership.person_id == act.actor.person_id, col(Membership.ended_at).is_(None)
    )
    return act.db.exec(query.order_by(col(Membership.id)).limit(1)).first()


def agree(act: Act, match: Match) -> None:
    """The owner says yes to an introduction; to a supplier that has answered with its own words it is 想见."""
    answer = answer_of_match(act.db, match)
    if answer is not None and answer.state is AnswerState.SENT:
        want(act, answer)
        return
    decide(act, match, E.OWNER_INTERESTED, evidence=logged())
    _open_if_mutual(act, match)


def accept(act: Act, match: Match) -> None:
    """The supplier says yes to an introduction or an invitation, without more words."""
    decide(act, match, E.SUPPLIER_INTERESTED, evidence=logged())
    _open_if_mutual(act, match)


def _open_if_mutual(act: Act, match: Match) -> None:
    if match.state is MatchState.MUTUAL:
        release_contacts(act, match)
        sides = both(act.db, match.scenario_id, match.supply_id)
        act.tell(occasions.CONTACTS_TO_OWNER, match, sides)
        act.tell(occasions.CONTACTS_TO_SUPPLIER, match, sides)


def refuse(act: Act, match: Match, reason: str, reply: str) -> None:
    """The owner says no, with a coded reason; the supplier and the curator are told."""
    answer = answer_of_match(act.db, match)
    if answer is not None and answer.state is AnswerState.SENT:
        put_off(act, answer, reason, reply)
        return
    decide(act, match, E.DECLINE, reason=reason, note=reply)
    sides = both(act.db, match.scenario_id, match.supply_id)
    act.tell(occasions.REFUSED, match, sides, act.site.vocabulary)
    settle(act, match)


def remind(site: Site, now: datetime) -> None:
    """Timer: an introduction that ends soon is brought to mind of whoever has not answered, once."""

    def tell(act: Act, number: int) -> None:
        offer = act.db.get_one(Introduction, number)
        match = act.db.get_one(Match, offer.match_id)
        if not _claim(act, offer) or offer.ended_at is not None or match.state not in UNDECIDED:
            return
        sides = both(act.db, match.scenario_id, match.supply_id)
        if match.state is not MatchState.INTERESTED_OWNER:
            act.tell(occasions.OFFER_WAITS_FOR_OWNER, offer, sides)
        if match.state is not MatchState.INTERESTED_SUPPLIER:
            act.tell(occasions.OFFER_WAITS_FOR_SUPPLIER, offer, sides)

    soon = _waiting(col(Introduction.reminded_at).is_(None), Introduction.due_at <= now + REMIND)
    with site.database.reading() as db:
        ids = db.exec(soon.where(Introduction.due_at > now, col(Scenario.state).in_(RUNNING))).all()
    each(site, now, "introduction.reminder", ids, tell)


def _claim(act: Act, offer: Introduction) -> bool:
    """Of two workers one reminds."""
    hit = act.db.connection().execute(
        update(Introduction)
        .where(col(Introduction.id) == offer.id, col(Introduction.reminded_at).is_(None))
        .values(reminded_at=act.now)
    )
    act.db.refresh(offer)
    return hit.rowcount == 1


def expire(site: Site, now: datetime) -> None:
    """Timer: without two yeses in time, or when the need has ended, an introduction is over; all three hear of it."""

    def end(act: Act, number: int) -> None:
        offer = act.db.get_one(Introduction, number)
        end_introduction(act, act.db.get_one(Match, offer.match_id), offer)

    over = or_(col(Introduction.due_at) <= now, col(Scenario.state).not_in(RUNNING))
    with site.database.reading() as db:
        ids = db.exec(_waiting(over)).all()
    each(site, now, "introduction.end", ids, end)


def _waiting(*where: ColumnElement[bool] | bool) -> SelectOfScalar[int]:
    """Introductions that wait for a yes; one that the supplier took up with an answer of its own keeps that one's time."""
    answered = exists().where(col(Answer.match_id) == Match.id, col(Answer.state) == AnswerState.SENT)
    return (
        select(Introduction.id)
        .join(Match, col(Match.id) == Introduction.match_id)
        .join(Scenario, col(Scenario.id) == Match.scenario_id)
        .where(col(Introduction.ended_at).is_(None), col(Match.state).in_(UNDECIDED), ~answered, *where)
        .order_by(col(Introduction.id))
    )


TIMERS = (remind, expire)
