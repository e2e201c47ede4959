"""A house that takes part beside the two sides: one side proposes it with its part, the other agrees, it confirms itself.

It reads the agreement then, so nobody is let in whom only one side wants; and who is to measure is no partner.
"""

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.accounts.models import Organisation, OrganisationState
from app.accounts.queries.ties import tied_to_any
from app.core.acting import Act
from app.core.errors import Conflict, Invalid
from app.core.history import move
from app.core.i18n import N_
from app.core.i18n import gettext as _
from scenarios.pilots import occasions
from scenarios.pilots.actions.agreeing import acting_side, agree
from scenarios.pilots.contents import partnership, partnership_key
from scenarios.pilots.forms import PartnerForm
from scenarios.pilots.lifecycle import PARTNER, PartnerEvent, PartnerState, PilotState, VerificationState
from scenarios.pilots.models import PilotPartner, PilotParty, Side, Verification, VerificationKind
from scenarios.pilots.queries.cases import Case

E = PartnerEvent


def lacks_to_partner(db: Session, case: Case, house: Organisation | None) -> str:
    """Why this house cannot be a partner, marked for the catalogue; "" when nothing stands in the way."""
    if house is None or house.state is not OrganisationState.VERIFIED:
        return N_("没有找到这家通过核验的单位，请填写全称或统一社会信用代码。")
    if house.id in case.houses():
        return N_("这家单位已经参加这项试点。")
    measuring = select(Verification.organisation_id).where(
        Verification.pilot_id == case.pilot.id,
        Verification.kind != VerificationKind.SELF,
        Verification.state != VerificationState.WITHDRAWN,
    )
    if any(one == house.id or tied_to_any(db, one, [house.id], case.today) for one in db.exec(measuring).all()):
        return N_("这家单位是验证单位，或与验证单位有关联，不能作为参与单位。")
    return ""


def _refuse_unfit(act: Act, case: Case, house: Organisation | None) -> Organisation:
    if missing := lacks_to_partner(act.db, case, house):
        raise Invalid(_(missing))
    assert house is not None
    return house


def propose(act: Act, case: Case, house: Organisation | None, said: PartnerForm) -> None:
    """One side names it and what it shall do; the other is asked."""
    chosen = _refuse_unfit(act, case, house)
    row = PilotPartner(
        pilot_id=case.pilot.id,
        organisation_id=chosen.id,
        part=said.part,
        side=acting_side(act, case),
        proposed_by=act.actor.name,
        at=act.now,
    )
    act.db.add(row)
    try:
        act.db.flush()
    except IntegrityError as collision:
        raise Conflict(_("这家单位已经被提议过，正在等答复。")) from collision
    agree(act, case, partnership_key(row), partnership(row))
    act.tell(occasions.TO_AGREE_PARTNER, case, row)


def agree_to(act: Act, case: Case, row: PilotPartner) -> None:
    """The other side agrees: now the house is asked."""
    _refuse_unfit(act, case, act.db.get(Organisation, row.organisation_id))
    if not agree(act, case, partnership_key(row), partnership(row)):
        raise Conflict
    move(act, row, PARTNER, E.AGREE, asked_at=act.now)
    act.tell(occasions.PARTNER_ASKED, case, row)


def join(act: Act, case: Case, row: PilotPartner) -> None:
    """It confirms: it takes part, and stands in the agreement. A scan of a text without it is none any more."""
    _refuse_unfit(act, case, act.db.get(Organisation, row.organisation_id))
    move(act, row, PARTNER, E.JOIN)
    mine = (PilotParty.pilot_id == case.pilot.id, PilotParty.organisation_id == row.organisation_id)
    party = act.db.exec(select(PilotParty).where(*mine, PilotParty.side == Side.PARTNER)).first()
    party = party or PilotParty(
        pilot_id=case.pilot.id, organisation_id=row.organisation_id, side=Side.PARTNER, at=act.now
    )
    party.part, party.person_id, party.ended_at = row.part, act.actor.person_id, None
    act.db.add(party)
    _agreement_is_another(act, case)
    act.tell(occasions.PARTNER_JOINED, case, row)


def decline(act: Act, case: Case, row: PilotPartner, note: str) -> None:
    move(act, row, PARTNER, E.DECLINE, note=note)
    act.tell(occasions.PARTNER_DECLINED, case, row, note)


def withdraw(act: Act, case: Case, row: PilotPartner, note: str) -> None:
    """A side wants it no more before it has answered."""
    asked = row.state is PartnerState.ASKED
    move(act, row, PARTNER, E.WITHDRAW, note=note)
    act.tell(occasions.PARTNER_NOT_WANTED, case, row, note)
    if asked:
        act.tell(occasions.PARTNER_OFF, case, row)


def leave(act: Act, case: Case, row: PilotPartner, note: str) -> None:
    """It goes, by its own wish or a side's: from now on the pilot is closed to it."""
    move(act, row, PARTNER, E.LEAVE, note=note)
    for party in case.parties:
        if party.side is Side.PARTNER and party.organisation_id == row.organisation_id:
            party.ended_at = act.now
            act.db.add(party)
    _agreement_is_another(act, case)
    act.tell(occasions.PARTNER_LEFT, case, row, note)
    act.tell(occasions.PARTNER_OFF, case, row)


def _agreement_is_another(act: Act, case: Case) -> None:
    if case.state is PilotState.PLANNED:
        case.agreement.signed_file_id, case.agreement.signed_sha256 = None, ""
    case.pilot.updated_at = act.now
    act.db.add_all([case.agreement, case.pilot])
    act.db.flush()


def withdraw_all(act: Act, case: Case) -> None:
    """The pilot has ended: whoever was proposed or asked is so no more."""
    waiting = col(PilotPartner.state).in_([PartnerState.PROPOSED, PartnerState.ASKED])
    for row in act.db.exec(select(PilotPartner).where(PilotPartner.pilot_id == case.pilot.id, waiting)).all():
        move(act, row, PARTNER, E.WITHDRAW)
