"""What a person decides about one match; of two clicks one wins, the other is told so."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import Doer
from app.core.errors import BadRequest, NotFound
from app.core.forms import FormModel, Posted, bind
from app.core.html import redirect
from app.core.i18n import gettext as _
from app.core.routing import Router
from app.core.urls import local_path
from app.vocabulary.queries import codes
from scenarios.matches.access import AMatch
from scenarios.matches.deeds import MATCHES, Side, moved_on
from scenarios.matches.forms import DismissForm, NotNowForm

router = Router()
REASONS: Mapping[type[FormModel], str] = {DismissForm: "dismissal_reason", NotNowForm: "not_now_reason"}
"""The vocabulary of the coded reason in a form."""


@router.post("/matches/{public_id}/{deed}", name="matches.decide")
def decide_on(request: Request, pair: AMatch, deed: str, doer: Doer, data: Posted) -> Response:
    chosen = MATCHES.get(deed)
    if chosen is None:
        raise NotFound
    chosen.require(doer.viewer, pair, lambda: moved_on(pair))
    said = chosen.carry_out(chosen.act_of(doer, pair), pair, _said(doer.db, chosen.form, data))
    back = "/answers" if chosen.side is Side.SUPPLIER else f"/scenarios/{pair.need.public_id}/matches"
    return redirect(request, local_path(str(data.get("next", "")), back), said)


def _said(db: Session, model: type[FormModel], data: Posted) -> Any:
    form = bind(model, data)
    if form.cleaned is None:
        raise BadRequest(next((text for _name, text in form.all_errors), ""))
    kind = REASONS.get(model)
    if kind is not None and form.cleaned.model_dump()["reason"] not in codes(db, kind):
        raise BadRequest(_("请从列表中选择原因。"))
    return form.cleaned
