"""What a person decides about one match; of two clicks one wins, the other is told so."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import Doer
from app.core.errors import BadRequest, NotFound
from app.core.forms import Form, FormModel, Posted, bind
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.routing import Router
from app.core.urls import local_path
from app.vocabulary.queries import codes
from scenarios.matches.access import AMatch
from scenarios.matches.deeds import MATCHES, Side, moved_on
from scenarios.matches.forms import DismissForm, NotNowForm
from scenarios.matches.queries.sides import Pair

router = Router()
PAGE = "scenarios/matches/decide.html"
REASONS: Mapping[type[FormModel], str] = {DismissForm: "dismissal_reason", NotNowForm: "not_now_reason"}
"""The vocabulary of the coded reason in a form."""


@router.post("/matches/{public_id}/{deed}", name="matches.decide")
def decide_on(request: Request, pair: AMatch, deed: str, doer: Doer, data: Posted) -> Response:
    chosen = MATCHES.get(deed)
    if chosen is None:
        raise NotFound
    chosen.require(doer.viewer, pair, lambda: moved_on(pair))
    form = bind(chosen.form, data)
    if form.asks() and form.cleaned is None:
        return _form(request, pair, deed, form)
    said = chosen.carry_out(chosen.act_of(doer, pair), pair, _said(doer.db, form))
    back = "/answers" if chosen.side is Side.SUPPLIER else f"/scenarios/{pair.need.public_id}/matches"
    return redirect(request, local_path(str(data.get("next", "")), back), said)


def _form(request: Request, pair: Pair, deed: str, form: Form[Any]) -> Response:
    """What was typed on a list comes back on a page of its own, where it can be put right."""
    label = _(MATCHES[deed].label)
    return render(request, PAGE, status=422, pair=pair, deed=deed, label=label, form=form, kind=REASONS.get(form.model))


def _said(db: Session, form: Form[Any]) -> Any:
    if form.cleaned is None:
        raise BadRequest(next((text for _name, text in form.all_errors), ""))
    kind = REASONS.get(form.model)
    if kind is not None and form.cleaned.model_dump()["reason"] not in codes(db, kind):
        raise BadRequest(_("请从列表中选择原因。"))
    return form.cleaned
