"""HTTP: the front page, the desk, help."""

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import AnyViewer, Me
from app.accounts.models import ClaimState, Role
from app.accounts.policy import (
    OWNER_KINDS,
    SUPPLIER_KINDS,
    Principal,
    may_decide_claim,
    may_verify_organisations,
)
from app.accounts.queries.organisations import Claimed, claims_of_person, claims_waiting
from app.core.db import Db
from app.core.forms import blank
from app.core.html import render
from app.core.i18n import gettext as _
from app.core.kept import kept_of
from app.core.routing import Router
from app.core.site import Now, TheSite
from app.pages.helping import QUESTIONS
from app.pages.pasting import PasteForm
from app.pages.pasting import router as pasting
from app.pages.queries import front, restricted
from app.pages.searching import router as searching
from scenarios.demonstrations.labels import OBJECTIONS
from scenarios.demonstrations.queries import waiting as demonstrations
from scenarios.introductions.queries.desk import worklist
from scenarios.matches import consent
from scenarios.matches.deeds import deeds_of
from scenarios.matches.policy import may_enter_curation
from scenarios.matches.queries import desks
from scenarios.pilots.queries import desks as pilots
from scenarios.queries import owning, reviewing
from scenarios.routes.words import WORDS
from suppliers.policy import homes_of_supply
from suppliers.queries import supplies_of

LISTING = OWNER_KINDS | SUPPLIER_KINDS
"""Houses that have lists to hand in."""

router = Router()
router.include_router(searching)
router.include_router(pasting)


@router.get("/", name="pages.home")
def home(request: Request, viewer: AnyViewer, db: Db, now: Now) -> Response:
    """What this is, in one screen, and a way in for everybody."""
    shown = front(db, viewer, now)
    hidden = restricted(db, viewer, now)
    return render(request, "pages/home.html", front=shown, restricted=hidden, form=blank(PasteForm), **WORDS)


@router.get("/desk", name="pages.desk")
def show_desk(request: Request, me: Me, db: Db, site: TheSite, now: Now) -> Response:
    """Everything that waits for this person."""
    return render(
        request,
        "pages/desk.html",
        kept_texts=kept_of(db, me.person_id),
        my_claims=[one for one in claims_of_person(db, me.person_id) if one.claim.state is ClaimState.OPEN],
        houses_waiting=_houses_waiting(db, me),
        work=worklist(db, me, (), site.vocabulary, now) if may_enter_curation(me) else None,
        owner_desk=owning.desk(db, me, now),
        review_desk=reviewing.desk(db, me, now),
        pilots_waiting=pilots.waiting(db, me),
        demonstrations=demonstrations.desk(db, me, now),
        objection_labels=OBJECTIONS,
        matches=desks.desk(db, me, site.vocabulary, now),
        deeds_of=deeds_of(me),
        consent=consent.shown(),
        supply_cards=supplies_of(db, me, [home.organisation_id for home in me.belongings]),
        may_hand_in_lists=me.has(Role.OFFICE) or any(home.kind in LISTING for home in me.belongings),
        may_enter_supply=bool(homes_of_supply(me)),
        **WORDS,
    )


def _houses_waiting(db: Session, me: Principal) -> list[Claimed]:
    """Verifications that this person may decide, those due first."""
    if not may_verify_organisations(me):
        return []
    found = [(one, one.organisation) for one in claims_waiting(db)]
    return [one for one, house in found if may_decide_claim(me, house.id, one.claim.person_id, house.district)]


@router.get("/help", name="pages.help")
def show_help(request: Request) -> Response:
    return render(request, "pages/help.html", questions=[(_(question), _(answer)) for question, answer in QUESTIONS])
