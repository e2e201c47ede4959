"""What people decide about a match: both weigh it, owners invite, suppliers turn down, both meet.

An invitation waits before it goes out. Until then it is no more than an instant in the row: the supplier sees nothing.
Taken back, it leaves two lines in the audit log, and the match shortlisted.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, update
from sqlmodel import col, select

from app.accounts.models import Person
from app.core.acting import Act
from app.core.errors import Conflict
from app.core.history import audit, move
from app.core.i18n import N_
from app.core.i18n import gettext as _
from app.core.setbacks import each
from app.core.site import Site
from scenarios.matches import occasions
from scenarios.matches.actions.pairing import pair_by_hand, settle
from scenarios.matches.consent import logged
from scenarios.matches.lifecycle import MATCH, MatchEvent, MatchState
from scenarios.matches.models import Introduction, Match, MatchSource
from scenarios.matches.queries.answers import answered_before
from scenarios.matches.queries.sides import Both, both, live_match
from scenarios.models import Scenario
from scenarios.timing import is_answerable
from suppliers.models import Supply
from suppliers.policy import is_public

E = MatchEvent
WAIT_MINUTES = 30
WAIT = timedelta(minutes=WAIT_MINUTES)
"""How long an invitation can be taken back."""


def decide(
    act: Act,
    match: Match,
    event: MatchEvent,
    *,
    reason: str = "",
    note: str = "",
    evidence: Mapping[str, Any] | None = None,
) -> None:
    """Move a match and keep who decided why; an invitation on its way is off. Raises `Conflict` where somebody was
    quicker."""
    said: dict[str, Any] = {"decided_by": act.actor.person_id, "updated_at": act.now, "invite_at": None}
    move(act, match, MATCH, event, reason=reason, note=note, evidence=evidence, **said)
    match.reason, match.note = reason, note
    act.db.add(match)
    act.db.flush()


def invite(act: Act, match: Match) -> None:
    """The owner wants to talk to a supplier that has not answered yet; it hears of that when `WAIT` is over.

    Raises `Conflict` with a sentence when its house has answered with something else.
    """
    house = act.db.get_one(Supply, match.supply_id).organisation_id
    if answered_before(act.db, match.scenario_id, house) is not None:
        raise Conflict(_("这家单位已经用另一项能力或成果回应了您，请在“供给方的回应”里答复。"))
    if match.state is MatchState.SUGGESTED:
        decide(act, match, E.SHORTLIST)
    if not _set_invitation(act, match, col(Match.invite_at).is_(None), act.now + WAIT):
        raise Conflict
    audit(act, "invitation_prepared", row=match, detail={"goes_out_at": (act.now + WAIT).isoformat()})


def take_back(act: Act, match: Match) -> None:
    """An invitation that has not gone out yet is off; raises `Conflict` where it has."""
    if not _set_invitation(act, match, col(Match.invite_at).is_not(None), None):
        raise Conflict
    audit(act, "invitation_taken_back", row=match)


def call_off(act: Act, match: Match) -> None:
    """The house has answered before its invitation went out."""
    if _set_invitation(act, match, col(Match.invite_at).is_not(None), None):
        audit(act, "invitation_called_off", row=match)


def deliver_invitation(act: Act, match: Match) -> None:
    """Its time has come: the supplier is told, unless it was taken back. What cannot go out any more lapses, and the
    owner is told why: also while her need is only suspended, since an invitation that leaves weeks later on its own
    surprises both sides, and she can send it again."""
    if not _set_invitation(act, match, col(Match.invite_at) <= act.now, None):
        return
    sides = both(act.db, match.scenario_id, match.supply_id)
    if reason := _keeps_back(act, sides):
        audit(act, "invitation_lapsed", row=match)
        act.tell(occasions.INVITATION_LAPSED, match, sides, reason)
        return
    move(act, match, MATCH, E.OWNER_INTERESTED, evidence=logged(), updated_at=act.now)
    act.tell(occasions.INVITED, match, sides)


def _keeps_back(act: Act, sides: Both) -> str:
    """Why an invitation cannot go out now, marked for the catalogue; "" when nothing does."""
    if not is_answerable(sides.need, act.now):
        return N_("需求已经截止、暂停或结束。")
    if not is_public(sides.supply.state, sides.supplier.state):
        return N_("这项能力或成果已经不公开。")
    if answered_before(act.db, sides.need.id, sides.supplier.id) is not None:
        return N_("对方已经用另一项能力或成果回应了您。")
    return ""


def _set_invitation(act: Act, match: Match, where: ColumnElement[bool], at: datetime | None) -> bool:
    """Compare-and-set, for the row keeps its state: of taking back and going out one wins."""
    values: dict[str, Any] = {"invite_at": at, "updated_at": act.now}
    if act.actor.person_id is not None:
        values["decided_by"] = act.actor.person_id
    act.db.flush()
    hit = act.db.connection().execute(update(Match).where(col(Match.id) == match.id, where).values(**values))
    act.db.refresh(match)
    return hit.rowcount == 1


def decline(act: Act, match: Match, note: str) -> None:
    """The supplier turns an introduction or invitation down, and the owner is told."""
    decide(act, match, E.DECLINE, note=note)
    sides = both(act.db, match.scenario_id, match.supply_id)
    act.tell(occasions.DECLINED, match, sides)
    settle(act, match)


def end_introduction(act: Act, match: Match, offer: Introduction) -> None:
    """An introduction is over without two yeses, and both sides and the curator hear of it."""
    decide(act, match, E.EXPIRE)
    sides = both(act.db, match.scenario_id, match.supply_id)
    for occasion in (occasions.OFFER_EXPIRED_FOR_OWNER, occasions.OFFER_EXPIRED_FOR_SUPPLIER):
        act.tell(occasion, offer, sides)
    settle(act, match)


def add_by_hand(act: Act, need: Scenario, supply: Supply, note: str) -> Match:
    """A curator knows better than the search: the pair is shortlisted with her reason."""
    match = live_match(act.db, need.id, supply.id)
    if match is None:
        match = pair_by_hand(act, need, supply, MatchSource.CURATOR)
    if match.state not in {MatchState.SUGGESTED, MatchState.DISMISSED}:
        raise Conflict(_("这项供给已经在这项需求的匹配里，不用再添加。"))
    event = E.SHORTLIST if match.state is MatchState.SUGGESTED else E.RECONSIDER
    decide(act, match, event, note=note)
    return match


def hand_to_curator(act: Act, need: Scenario, curator: Person, note: str) -> None:
    """From now on this curator looks after the introductions of a need."""
    need.curator_id = curator.id
    act.db.add(need)
    audit(act, "need_handed_to_curator", row=need, detail={"curator_id": curator.id, "note": note})
    asker = act.actor.organisation_name or act.actor.name
    act.send(occasions.HANDED_TO_CURATOR(curator, need, asker, note, act.now))


def deliver_invitations(site: Site, now: datetime) -> None:
    """Timer: what nobody has taken back goes out."""

    def deliver(act: Act, number: int) -> None:
        deliver_invitation(act, act.db.get_one(Match, number))

    with site.database.reading() as db:
        ids = db.exec(select(Match.id).where(col(Match.invite_at) <= now)).all()
    each(site, now, "match.invitation", ids, deliver)


TIMERS = (deliver_invitations,)
