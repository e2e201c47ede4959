"""Following a supply."""

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Ready
from app.core.db import Db
from app.core.html import redirect
from app.core.i18n import gettext as _
from app.core.routing import Router
from app.core.site import Now
from suppliers.access import SeenSupply
from suppliers.actions.watching import unwatch, watch

router = Router()


@router.post("/supplies/{public_id}/watch", name="suppliers.watch")
def follow(request: Request, viewer: Ready, supply: SeenSupply, db: Db, now: Now) -> Response:
    watch(db, viewer.person_id, supply.id, now)
    return redirect(request, f"/supplies/{supply.public_id}", _("已关注：有变化时写进您的每周动态。"))


@router.post("/supplies/{public_id}/unwatch", name="suppliers.unwatch")
def leave(request: Request, viewer: Ready, supply: SeenSupply, db: Db) -> Response:
    unwatch(db, viewer.person_id, supply.id)
    return redirect(request, f"/supplies/{supply.public_id}", _("已取消关注。"))
