"""What people decide about a match: curators judge and introduce, owners invite, suppliers turn down, both meet."""

from datetime import datetime

from sqlmodel import Session

from app.accounts.models import Person
from app.core.actors import Actor
from app.core.errors import Conflict
from app.core.history import audit, move
from app.core.i18n import gettext as _
from app.core.site import Site
from scenarios.matches import emails
from scenarios.matches.actions.pairing import pair_by_hand
from scenarios.matches.lifecycle import MATCH, MatchEvent, MatchState
from scenarios.matches.models import Match, MatchSource
from scenarios.matches.queries.people import owner_people, supplier_people
from scenarios.matches.queries.sides import both, live_match
from scenarios.models import Scenario
from suppliers.models import Supply

E = MatchEvent


def decide(
    db: Session, match: Match, event: MatchEvent, actor: Actor, now: datetime, *, reason: str = "", note: str = ""
) -> None:
    """Move a match and keep who decided why; raises `Conflict` where somebody was quicker."""
    move(db, match, MATCH, event, actor, now, reason=reason, note=note, decided_by=actor.person_id, updated_at=now)
    match.reason, match.note = reason, note
    db.add(match)
    db.flush()


def introduce(db: Session, site: Site, match: Match, actor: Actor, now: datetime, note: str) -> int:
    """A curator offers both sides to each other and both are told; returns how many people were."""
    decide(db, match, E.OFFER, actor, now, note=note)
    sides = both(db, match.scenario_id, match.supply_id)
    owners, suppliers = owner_people(db, sides.need), supplier_people(db, sides.supply)
    mails = [emails.introduced_to_owner(p, sides.need, match, sides.supplier.name, sides.supply.name) for p in owners]
    mails += [
        emails.introduced_to_supplier(p, sides.need, match, sides.owner.name, sides.supply.name) for p in suppliers
    ]
    return sum([site.post.queue(db, mail, now) for mail in mails])


def invite(db: Session, site: Site, match: Match, actor: Actor, now: datetime) -> int:
    """The owner wants to talk to a supplier that has not answered yet; returns how many people were told."""
    decide(db, match, E.OWNER_INTERESTED, actor, now)
    sides = both(db, match.scenario_id, match.supply_id)
    people = supplier_people(db, sides.supply)
    mails = [emails.invited(person, sides.need, match, sides.owner.name, sides.supply.name) for person in people]
    return sum([site.post.queue(db, mail, now) for mail in mails])


def decline(db: Session, site: Site, match: Match, actor: Actor, now: datetime, note: str) -> None:
    """The supplier turns an introduction or invitation down, and the owner is told."""
    decide(db, match, E.DECLINE, actor, now, note=note)
    sides = both(db, match.scenario_id, match.supply_id)
    for person in owner_people(db, sides.need):
        site.post.queue(db, emails.declined(person, sides.need, match, sides.supplier.name), now)


def add_by_hand(
    db: Session, site: Site, need: Scenario, supply: Supply, actor: Actor, now: datetime, note: str
) -> Match:
    """A curator knows better than the search: the pair is shortlisted with her reason."""
    match = live_match(db, need.id, supply.id)
    if match is None:
        match = pair_by_hand(db, site, need, supply, MatchSource.CURATOR, actor, now)
    if match.state not in {MatchState.SUGGESTED, MatchState.DISMISSED}:
        raise Conflict(_("这项供给已经在这项需求的匹配里，不用再添加。"))
    event = E.SHORTLIST if match.state is MatchState.SUGGESTED else E.RECONSIDER
    decide(db, match, event, actor, now, note=note)
    return match


def hand_to_curator(
    db: Session, site: Site, need: Scenario, curator: Person, owner: str, actor: Actor, now: datetime, note: str
) -> None:
    """From now on this curator looks after the introductions of a need."""
    need.curator_id = curator.id
    db.add(need)
    audit(db, "need_handed_to_curator", actor, now, row=need, detail={"curator_id": curator.id, "note": note})
    site.post.queue(db, emails.handed_over(curator, need, owner, note, now), now)
