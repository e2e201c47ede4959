"""Interests in organisations (利益关系): declared and ended by the person herself, never deleted."""

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from app.accounts.models import Organisation, Stake
from app.accounts.policy import Principal
from app.core.acting import Act
from app.core.errors import Conflict
from app.core.history import audit
from app.core.i18n import gettext as _


def declare_stake(act: Act, viewer: Principal, organisation: Organisation, note: str) -> Stake:
    """From now on she decides on nothing of this organisation. Raises `Conflict` for her own house, or where it is
    declared already."""
    number = organisation.id
    if viewer.belongs_to(number):
        raise Conflict(_("您是该单位的成员，本来就应当回避，无需另行申报。"))
    row = Stake(person_id=viewer.person_id, organisation_id=number, note=note, declared_at=act.now)
    try:
        with act.db.begin_nested():
            act.db.add(row)
            act.db.flush()
    except IntegrityError:
        raise Conflict(_("您已经申报过与该单位的利益关系，仍在生效。")) from None
    audit(act, "stake.declared", row, {"organisation": number, "note": note})
    return row


def end_stake(act: Act, public_id: str, note: str) -> bool:
    """The interest is over, for the reason in `note`; False where she has no such interest in force."""
    mine = (Stake.public_id == public_id, Stake.person_id == act.actor.person_id, col(Stake.ended_at).is_(None))
    row = act.db.exec(select(Stake).where(*mine).with_for_update()).first()
    if row is None:
        return False
    row.ended_at, row.end_note = act.now, note
    act.db.add(row)
    audit(act, "stake.ended", row, {"organisation": row.organisation_id, "note": note})
    return True
