"""The researcher's link: a GET shows, a POST confirms; no account is needed."""

from fastapi import Request
from fastapi.responses import Response

from app.core.acting import Act
from app.core.actors import Actor
from app.core.db import Db
from app.core.errors import NotFound
from app.core.html import render
from app.core.i18n import gettext as _
from app.core.ids import hashed
from app.core.routing import Router
from app.core.site import Now, TheSite
from suppliers import actions
from suppliers.models import ResultDetail, Supply
from suppliers.queries import by_token, organisation_of
from suppliers.routes.pages import profile

router = Router()


@router.get("/supplies/confirm/{token}", name="suppliers.confirm")
def show_to_researcher(request: Request, token: str, db: Db, now: Now) -> Response:
    """What was written, and the button. A mail scanner that opens the link changes nothing. Attachments stay out: their
    addresses ask for more than the link."""
    supply, detail = _held(db, token, now)
    house = organisation_of(db, supply)
    return render(
        request,
        "suppliers/confirm.html",
        **(profile(db, supply, house, private=False) | {"files": []}),
        token=token,
        expires_at=detail.confirm_expires_at,
    )


@router.post("/supplies/confirm/{token}", name="suppliers.confirmed")
def confirm(request: Request, token: str, db: Db, site: TheSite, now: Now) -> Response:
    """She says it is right."""
    supply, detail = _held(db, token, now)
    act = Act(db, site, Actor(None, detail.people, role="researcher"), now)
    actions.confirm_result(act, supply, detail)
    return render(request, "suppliers/confirmed.html", supply=supply)


def _held(db: Db, token: str, now: Now) -> tuple[Supply, ResultDetail]:
    found = by_token(db, hashed(token))
    if found is None or found[1].confirm_expires_at is None or found[1].confirm_expires_at <= now:
        raise NotFound(_("这个确认链接已用过或已过期。如需再次确认，请联系单位的经办人重新发送。"))
    return found
