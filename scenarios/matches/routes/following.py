"""Following a need."""

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Ready
from app.core.db import Db
from app.core.errors import Forbidden
from app.core.html import redirect
from app.core.i18n import gettext as _
from app.core.routing import Router
from app.core.site import Now
from scenarios.access import VisibleScenario
from scenarios.matches.actions import watching
from scenarios.matches.policy import lacks_to_watch

router = Router()


@router.post("/scenarios/{public_id}/watch", name="matches.watch")
def watch(request: Request, viewer: Ready, need: VisibleScenario, db: Db, now: Now) -> Response:
    if missing := lacks_to_watch(viewer, need):
        raise Forbidden(_(missing))
    watching.watch(db, viewer.person_id, need.id, now)
    return redirect(request, f"/scenarios/{need.public_id}", _("已关注：有补充说明或结束时会发邮件告诉您。"))


@router.post("/scenarios/{public_id}/unwatch", name="matches.unwatch")
def unwatch(request: Request, viewer: Ready, need: VisibleScenario, db: Db) -> Response:
    watching.unwatch(db, viewer.person_id, need.id)
    return redirect(request, f"/scenarios/{need.public_id}", _("已取消关注。"))
