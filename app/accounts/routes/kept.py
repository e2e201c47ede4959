"""What somebody was writing when her sign-in ended: read again, gone on with, thrown away."""

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Me
from app.core.db import Db
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.kept import ALL, KEPT_FOR, NOT_WRITTEN, address, kept_of, throw_away
from app.core.routing import Router
from app.core.site import Now

router = Router()


@router.get(ALL, name="accounts.kept")
def show(request: Request, db: Db, viewer: Me, now: Now) -> Response:
    """All of it as it was typed, with the way to the forms it was typed into."""
    texts = [
        (
            row,
            address(row) if row.page else "",
            [text for name, text in row.fields if text.strip() and name not in NOT_WRITTEN],
        )
        for row in kept_of(db, viewer.person_id)
        if row.at >= now - KEPT_FOR
    ]
    return render(request, "accounts/kept.html", texts=texts, kept_for=KEPT_FOR)


@router.post(ALL + "/{public_id}/discard", name="accounts.discard_kept")
def discard(request: Request, public_id: str, db: Db, viewer: Me) -> Response:
    """Throw one away; doing it again does no harm."""
    throw_away(db, viewer.person_id, public_id)
    return redirect(request, ALL, flash=_("已删除。"))
