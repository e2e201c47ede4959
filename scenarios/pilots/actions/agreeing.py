"""Both sides say yes to the same content: the one way in which anything of a pilot becomes binding."""

from typing import Final

from sqlmodel import select

from app.core.acting import Act
from app.core.errors import Conflict
from app.core.i18n import gettext as _
from scenarios.pilots.models import Consent, Side
from scenarios.pilots.policy import SIDES
from scenarios.pilots.queries.cases import Case

BOTH: Final = frozenset(SIDES)


def agree(act: Act, case: Case, what: str, digest: str) -> bool:
    """The actor's side says yes; whether both have now. Raises `Conflict` where her side has said so before."""
    side = acting_side(act, case)
    before = act.db.exec(
        select(Consent).where(Consent.pilot_id == case.pilot.id, Consent.what == what, Consent.digest == digest)
    ).all()
    given = {one.side for one in before}
    if side in given:
        raise Conflict(_("贵方已经确认过，正在等对方确认。"))
    act.db.add(
        Consent(
            pilot_id=case.pilot.id,
            what=what,
            digest=digest,
            side=side,
            organisation_id=act.actor.organisation_id or 0,
            person_id=act.actor.person_id or 0,
            at=act.now,
        )
    )
    act.db.flush()
    return {*given, side} >= BOTH


def acting_side(act: Act, case: Case) -> Side:
    """The side for whose house somebody acts."""
    return next(
        one.side for one in case.parties if one.side in SIDES and one.organisation_id == act.actor.organisation_id
    )
