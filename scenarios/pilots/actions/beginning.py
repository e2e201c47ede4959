"""A pilot begins: one side proposes it, with the nature of the purchase; the other confirms, and the need follows."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app.accounts.models import Organisation, OrganisationState
from app.core.acting import Act
from app.core.errors import Conflict
from app.core.history import audit, move
from app.core.i18n import gettext as _
from scenarios.lifecycle import ScenarioState
from scenarios.matches.actions.deciding import decide
from scenarios.matches.lifecycle import MatchEvent, MatchState
from scenarios.matches.models import Match
from scenarios.models import Scenario
from scenarios.pilots import occasions
from scenarios.pilots.actions.agreeing import agree
from scenarios.pilots.actions.ending import leave_nothing_open
from scenarios.pilots.actions.measuring import take_over
from scenarios.pilots.actions.needs import release, start_piloting
from scenarios.pilots.contents import BEGINNING, beginning
from scenarios.pilots.lifecycle import PILOT, PilotEvent, PilotState
from scenarios.pilots.models import Origin, Pilot, PilotAgreement, PilotParty, Side
from scenarios.pilots.queries.cases import Case, case_of
from scenarios.policy import may_pilot
from suppliers.models import Supply

E = PilotEvent
LINKABLE = frozenset({MatchState.MUTUAL, MatchState.MEETING_HELD})
BEGINNABLE = LINKABLE | {MatchState.PILOT_LINKED}
"""States of a match that a pilot may follow: of one whose pilot was called off another may begin."""


@dataclass(frozen=True)
class Partners:
    """Who is to pilot what: the match is None for an agreement reached elsewhere."""

    need: Scenario
    owner: Organisation
    supplier: Organisation
    match: Match | None = None
    supply: Supply | None = None


def begin(act: Act, partners: Partners, purchase: dict[str, Any], reason: str = "", *, demo: bool = False) -> Pilot:
    """Propose a pilot; the proposer's side has thereby said yes. Raises `Conflict` where the need, or the match, has no
    room for one."""
    if not may_pilot(partners.need):
        raise Conflict(_("这项需求现在不能开始试点：它已经暂停、取消或尚未确定承担单位。"))
    origin = Origin.AGREEMENT if partners.match is None else Origin.MATCH
    return _propose(act, partners, origin, purchase, reason, demo=demo)


def begin_awarded(act: Act, partners: Partners, purchase: dict[str, Any], reason: str, *, demo: bool = False) -> Pilot:
    """The same for the house that a tender was awarded to: whoever calls this has seen to it that it was."""
    if partners.need.state is not ScenarioState.AWARDED:
        raise Conflict
    return _propose(act, partners, Origin.AWARD, purchase, reason, demo=demo)


def _propose(
    act: Act, partners: Partners, origin: Origin, purchase: dict[str, Any], reason: str, *, demo: bool
) -> Pilot:
    pilot = Pilot(
        scenario_id=partners.need.id,
        origin=origin,
        origin_reason=reason,
        match_id=partners.match.id if partners.match else None,
        supply_id=partners.supply.id if partners.supply else None,
        demo=demo,
        created_by=act.actor.person_id,
        created_at=act.now,
        updated_at=act.now,
    )
    _insert(act.db, pilot)
    act.db.add(PilotAgreement(pilot_id=pilot.id, **purchase))
    for side, house in ((Side.OWNER, partners.owner), (Side.SUPPLIER, partners.supplier)):
        keeper = act.actor.person_id if house.id == act.actor.organisation_id else _keeper(partners, side)
        row = PilotParty(pilot_id=pilot.id, organisation_id=house.id, side=side, person_id=keeper, at=act.now)
        act.db.add(row)
    act.db.flush()
    case = case_of(act.db, pilot, act.now)
    audit(act, "pilot.proposed", pilot, {"origin": pilot.origin, "reason": reason})
    agree(act, case, BEGINNING, beginning(case.parties, case.agreement))
    act.tell(occasions.PROPOSED, case)
    return pilot


def _keeper(partners: Partners, side: Side) -> int | None:
    """Whoever looks after the need or the supply looks after the pilot, until somebody else takes it over."""
    if side is Side.OWNER:
        return partners.need.holder_id or partners.need.created_by
    return partners.supply.created_by if partners.supply else None


def _insert(db: Session, pilot: Pilot) -> None:
    db.add(pilot)
    try:
        db.flush()
    except IntegrityError as collision:
        raise Conflict(_("这次对接已经开始了一项试点，请在“试点”里查看。")) from collision


def confirm(act: Act, case: Case) -> None:
    """The other side says yes too: the pilot is planned, its figures are taken over from the need, the need is in pilot."""
    match = act.db.get(Match, case.pilot.match_id) if case.pilot.match_id else None
    _refuse_ended(case, match)
    if not agree(act, case, BEGINNING, beginning(case.parties, case.agreement)):
        raise Conflict
    start_piloting(act, case.need.id, awarded=case.pilot.origin is Origin.AWARD)
    move(act, case.pilot, PILOT, E.CONFIRM, updated_at=act.now)
    if match is not None and match.state in LINKABLE:
        decide(act, match, MatchEvent.LINK_PILOT)
    take_over(act.db, case)
    act.tell(occasions.CONFIRMED, case)


def _refuse_ended(case: Case, match: Match | None) -> None:
    """What has changed since the proposal counts."""
    if match is not None and match.state not in BEGINNABLE:
        raise Conflict(_("这次对接已经不再有效，不能据此开始试点；双方重新对接后可以再发起。"))
    for house in case.organisations.values():
        if house.state is OrganisationState.SUSPENDED:
            raise Conflict(_("{house}目前被暂停，不能开始试点。").format(house=house.name))


def call_off(act: Act, case: Case, note: str) -> None:
    """One side ends it before it ran; whoever waited is told, and the need goes back where it was."""
    before = case.state
    move(act, case.pilot, PILOT, E.CALL_OFF, note=note, updated_at=act.now)
    leave_nothing_open(act, case)
    if before is not PilotState.PROPOSED:
        release(act, case.need.id)
    act.tell(occasions.CALLED_OFF, case, note)
