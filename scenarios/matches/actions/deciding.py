"""What people decide about a match: curators judge and introduce, owners invite, suppliers turn down, both meet."""

from app.accounts.models import Person
from app.core.acting import Act
from app.core.errors import Conflict
from app.core.history import audit, move
from app.core.i18n import gettext as _
from scenarios.matches import emails, occasions
from scenarios.matches.actions.pairing import pair_by_hand
from scenarios.matches.lifecycle import MATCH, MatchEvent, MatchState
from scenarios.matches.models import Match, MatchSource
from scenarios.matches.queries.sides import both, live_match
from scenarios.models import Scenario
from suppliers.models import Supply

E = MatchEvent


def decide(act: Act, match: Match, event: MatchEvent, *, reason: str = "", note: str = "") -> None:
    """Move a match and keep who decided why; raises `Conflict` where somebody was quicker."""
    move(act, match, MATCH, event, reason=reason, note=note, decided_by=act.actor.person_id, updated_at=act.now)
    match.reason, match.note = reason, note
    act.db.add(match)
    act.db.flush()


def introduce(act: Act, match: Match, note: str) -> int:
    """A curator offers both sides to each other and both are told; returns how many people were."""
    decide(act, match, E.OFFER, note=note)
    sides = both(act.db, match.scenario_id, match.supply_id)
    told = act.tell(occasions.INTRODUCED_TO_OWNER, match, sides)
    return told + act.tell(occasions.INTRODUCED_TO_SUPPLIER, match, sides)


def invite(act: Act, match: Match) -> int:
    """The owner wants to talk to a supplier that has not answered yet; returns how many people were told."""
    decide(act, match, E.OWNER_INTERESTED)
    return act.tell(occasions.INVITED, match, both(act.db, match.scenario_id, match.supply_id))


def decline(act: Act, match: Match, note: str) -> None:
    """The supplier turns an introduction or invitation down, and the owner is told."""
    decide(act, match, E.DECLINE, note=note)
    act.tell(occasions.DECLINED, match, both(act.db, match.scenario_id, match.supply_id))


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
    act.send(emails.handed_over(curator, need, act.actor.organisation_name or act.actor.name, note, act.now))
