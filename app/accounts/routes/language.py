"""The language a person reads."""

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import AnyViewer
from app.accounts.actions import set_language
from app.accounts.models import Person
from app.accounts.routes.web import remember_language
from app.core.db import Db
from app.core.errors import BadRequest
from app.core.forms import Posted
from app.core.html import redirect
from app.core.i18n import LANGUAGES
from app.core.routing import Router
from app.core.site import TheSite
from app.core.urls import local_path

router = Router()


@router.post("/language", name="accounts.language")
def choose(request: Request, data: Posted, db: Db, site: TheSite, viewer: AnyViewer) -> Response:
    """Remember the language for this browser, and for the person who has signed in; back to the same page."""
    language = str(data.get("lang", ""))
    if language not in LANGUAGES:
        raise BadRequest
    if viewer is not None:
        set_language(db, db.get_one(Person, viewer.person_id), language)
    response = redirect(request, local_path(str(data.get("next", "/"))))
    remember_language(response, site, language)
    return response
