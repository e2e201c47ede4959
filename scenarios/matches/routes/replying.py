"""The owner's side of answers: the list on a need, 想见 and 暂不."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import Doer, Me
from app.accounts.policy import Principal
from app.core.acting import Act
from app.core.db import Db
from app.core.errors import Forbidden
from app.core.forms import Form, Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.routing import Router
from app.core.site import Site, TheSite
from app.vocabulary.queries import codes
from scenarios.matches.access import AnAnswer, LoadedAnswer, NeedWithAnswers
from scenarios.matches.actions.answering import put_off, want
from scenarios.matches.forms import NotNowForm, WantForm
from scenarios.matches.policy import may_speak_as_owner
from scenarios.matches.queries.answers import dealings_of_need
from scenarios.models import Scenario

router = Router()
PAGE = "scenarios/matches/answers.html"


@router.get("/scenarios/{public_id}/answers", name="answers.list")
def answers(request: Request, viewer: Me, need: NeedWithAnswers, db: Db, site: TheSite) -> Response:
    dealings = dealings_of_need(db, viewer, need, site.vocabulary)
    return render(
        request, PAGE, need=need, dealings=dealings, speaks=may_speak_as_owner(viewer, need), refused={}, blank=_blank()
    )


def _blank() -> Form[NotNowForm]:
    return blank(NotNowForm)


@router.post("/answers/{public_id}/want", name="answers.want")
def say_yes(request: Request, loaded: AnAnswer, data: Posted, doer: Doer) -> Response:
    need = _spoken_for(doer.viewer, loaded)
    form = bind(WantForm, data)
    if form.cleaned is None:
        return _again(request, doer.viewer, loaded, doer.db, doer.site, form)
    want(doer.act(need.organisation_id), loaded.answer, form.cleaned.reply)
    return redirect(request, f"/scenarios/{need.public_id}/answers", _("双方的联系方式已经互相开放，请直接联系对方。"))


@router.post("/answers/{public_id}/not-now", name="answers.not_now")
def say_not_now(request: Request, loaded: AnAnswer, data: Posted, doer: Doer) -> Response:
    need = _spoken_for(doer.viewer, loaded)
    form = bind(NotNowForm, data)
    if form.cleaned is not None and form.cleaned.reason not in codes(doer.db, "not_now_reason"):
        form.add_error("reason", _("请从列表中选择原因。"))
    if form.cleaned is None or not form.valid:
        return _again(request, doer.viewer, loaded, doer.db, doer.site, form)
    actor = doer.viewer.acting(need.organisation_id)
    put_off(Act(doer.db, doer.site, actor, doer.now), loaded.answer, form.cleaned.reason, form.cleaned.reply)
    return redirect(request, f"/scenarios/{need.public_id}/answers", _("已答复“暂不”，对方会收到原因。"))


def _spoken_for(viewer: Principal, loaded: LoadedAnswer) -> Scenario:
    """The need, if the viewer may reply in its name."""
    if not may_speak_as_owner(viewer, loaded.sides.need):
        raise Forbidden(_("只有需求的所属单位可以答复。"))
    return loaded.sides.need


def _again(
    request: Request, viewer: Principal, loaded: LoadedAnswer, db: Session, site: Site, form: Form[Any]
) -> Response:
    """The list with the refused form where it was typed."""
    need = loaded.sides.need
    dealings = dealings_of_need(db, viewer, need, site.vocabulary)
    refused = {loaded.answer.public_id: form}
    return render(request, PAGE, status=422, need=need, dealings=dealings, speaks=True, refused=refused, blank=_blank())
