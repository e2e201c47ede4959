"""One objection: for whoever made it, for those who answer it."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Doer, Me
from app.accounts.models import Organisation, Person
from app.accounts.policy import Viewer
from app.core.db import Db
from app.core.deeds import open_to
from app.core.errors import Invalid, NotFound
from app.core.forms import Form, Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.routing import Router
from scenarios.awards.access import SeenObjection
from scenarios.awards.deeds import OBJECTION_DEEDS, objection_moved_on
from scenarios.awards.forms import AnswerForm, RefuseForm
from scenarios.awards.labels import INADMISSIBLE
from scenarios.awards.queries.cases import ObjectionCase
from scenarios.awards.routes.showing import SAID

router = Router()


@router.get("/objections/{public_id}", name="awards.objection")
def show(request: Request, case: SeenObjection, viewer: Me, db: Db) -> Response:
    return _page(request, db, viewer, case)


@router.post("/objections/{public_id}/{deed}", name="awards.objection_deed")
def carry_out(request: Request, deed: str, case: SeenObjection, data: Posted, doer: Doer) -> Response:
    found = OBJECTION_DEEDS.get(deed)
    if found is None:
        raise NotFound
    found.require(doer.viewer, case, lambda: objection_moved_on(case))
    form: Form[Any] = bind(found.form, data)
    if form.cleaned is not None:
        try:
            with doer.db.begin_nested():
                said = found.carry_out(doer.act(case.one.organisation_id), case, form.cleaned)
            return redirect(request, f"/objections/{case.one.public_id}", said)
        except Invalid as refusal:
            form.add_error("__all__", refusal.sentence)
    return _page(request, doer.db, doer.viewer, case, 422, **{f"{deed}_form": form})


def _page(request: Request, db: Any, viewer: Viewer, case: ObjectionCase, status: int = 200, **more: Any) -> Response:
    one = case.one
    house = db.get(Organisation, one.organisation_id) if one.organisation_id else None
    person = db.get(Person, one.person_id)
    forms = {"answer_form": blank(AnswerForm), "refuse_form": blank(RefuseForm)}
    return render(
        request,
        "scenarios/awards/objection.html",
        status=status,
        one=one,
        need=case.award.need,
        who=_("、").join(filter(None, [house.name if house else "", person.name if person else ""])),
        deeds=open_to(OBJECTION_DEEDS, viewer, case),
        refusal_options=[(code, _(label)) for code, label in INADMISSIBLE.items()],
        answer_options=[("uphold", _("成立：重新评审")), ("dismiss", _("不成立"))],
        **{**SAID, **forms, **more},
    )
