"""One's own data: a copy of everything, and deletion by pseudonym."""

import json

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Me
from app.accounts.actions import delete_person
from app.accounts.forms import DeletionForm
from app.accounts.models import Person
from app.accounts.queries.people import everything_about
from app.accounts.routes.web import hold_back, leave, refused
from app.core.acting import Act
from app.core.db import Db
from app.core.errors import AppError, Conflict
from app.core.forms import Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.passwords import verify_password
from app.core.routing import Router
from app.core.site import Now, TheSite

router = Router()
PAGE = "accounts/delete.html"


@router.get("/account/export", name="accounts.export")
def export(db: Db, viewer: Me, site: TheSite) -> Response:
    """Everything kept about the person, as a JSON file."""
    data = everything_about(db, db.get_one(Person, viewer.person_id), site.slices.traces())
    body = json.dumps(data, ensure_ascii=False, indent=2)
    headers = {"Content-Disposition": f'attachment; filename="jinghe-{viewer.public_id}.json"'}
    return Response(body, media_type="application/json", headers=headers)


@router.get("/account/delete", name="accounts.deletion")
def ask(request: Request, db: Db, viewer: Me) -> Response:
    has_password = db.get_one(Person, viewer.person_id).password_hash is not None
    return render(request, PAGE, form=blank(DeletionForm), has_password=has_password)


@router.post("/account/delete", name="accounts.delete")
def delete(request: Request, data: Posted, site: TheSite, viewer: Me, now: Now) -> Response:
    """She shows that she means it; history keeps what was done, the account keeps nothing that names her."""
    form = bind(DeletionForm, data)
    with site.database.reading() as db:
        person = db.get_one(Person, viewer.person_id)
    context = {"has_password": person.password_hash is not None}
    try:
        hold_back(request, site, "password", viewer.email, now)
        if form.cleaned is not None and not _means_it(person, form.cleaned.confirm):
            form.add_error(
                "confirm",
                _("与您的密码不符，请重新输入。") if person.password_hash else _("与您的邮箱不符，请重新输入。"),
            )
        if not form.valid:
            return render(request, PAGE, block="form", status=422, form=form, **context)
        with site.database.writing() as db:
            delete_person(Act(db, site, viewer.acting(), now), db.get_one(Person, viewer.person_id))
    except AppError as error:
        return refused(request, PAGE, form, _plainer(error), **context)
    response = redirect(request, "/", flash=_("您的账户已注销。"))
    leave(response, site)
    return response


def _means_it(person: Person, typed: str) -> bool:
    if person.password_hash is None:
        return typed.strip().lower() == person.email
    return verify_password(typed, person.password_hash)


def _plainer(error: AppError) -> AppError:
    if isinstance(error, Conflict):
        return Conflict(_("您是单位唯一的管理员，而单位还有其他成员：请先把一位同事设为管理员，再注销账户。"))
    return error
