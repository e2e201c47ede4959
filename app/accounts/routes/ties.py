"""Ties between houses, kept by the office: who belongs to whose group, who holds shares of whom."""

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Doer, Doing, KeptTie, TieKeeper
from app.accounts.actions.ties import end_tie, record_tie
from app.accounts.forms import EndTieForm, TieForm
from app.accounts.models import Role
from app.accounts.policy import lacks_to_keep_tie
from app.accounts.queries.organisations import find_organisations, organisation_by_public_id
from app.accounts.queries.ties import all_ties
from app.core.clock import city_date
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.forms import Form, Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.listing import Question, question
from app.core.routing import Router

router = Router()
PATH = "/office/ties"
OFFERED = 12


@router.get(PATH, name="accounts.ties")
def show(request: Request, doer: Doer, _keeper: TieKeeper, q: Question = "", ended: str = "") -> Response:
    return _page(request, doer, blank(TieForm, since=city_date(doer.now)), q, ended=bool(ended))


@router.post(PATH, name="accounts.record_tie")
def record(request: Request, data: Posted, doer: Doer, _keeper: TieKeeper) -> Response:
    form = bind(TieForm, data)
    houses = [organisation_by_public_id(doer.db, form.value(name)) for name in ("organisation", "other")]
    for name, house in zip(("organisation", "other"), houses, strict=True):
        if house is None:
            form.found[name] = [_("请先查找，再从列表中选择单位。")]
    one, other = houses
    if form.cleaned is not None and form.valid and one is not None and other is not None:
        try:
            said = form.cleaned
            if missing := lacks_to_keep_tie(doer.viewer, one.id, other.id):
                raise Forbidden(_(missing))
            record_tie(doer.act(role=Role.OFFICE.value), one, other, said.kind, said.source, said.since)
            return redirect(request, PATH, _("关联已登记，生效期间双方不能互相验证。"))
        except (Conflict, Forbidden) as refusal:
            form.add_error("other", refusal.sentence)
    return _page(request, doer, form, question(str(data.get("q", ""))), status=422)


@router.post(PATH + "/{public_id}/end", name="accounts.end_tie")
def end(request: Request, data: Posted, doer: Doer, _keeper: TieKeeper, tie: KeptTie) -> Response:
    form = bind(EndTieForm, data)
    if form.cleaned is None:
        raise Invalid(next(text for _name, text in form.all_errors))
    end_tie(doer.act(role=Role.OFFICE.value), tie, form.cleaned.until, form.cleaned.note)
    return redirect(request, PATH, _("已登记结束，原记录仍保留备查。"))


def _page(
    request: Request, doer: Doing, form: Form[TieForm], q: str, *, ended: bool = False, status: int = 200
) -> Response:
    found = list(find_organisations(doer.db, q, "", 1)[0][:OFFERED]) if q else []
    for name in ("organisation", "other"):
        chosen = organisation_by_public_id(doer.db, form.value(name))
        if chosen is not None and chosen.id not in {house.id for house in found}:
            found.append(chosen)
    return render(
        request,
        "office/ties.html",
        status=status,
        form=form,
        q=q,
        found=found,
        ended=ended,
        rows=all_ties(doer.db, city_date(doer.now), ended=ended),
        empty=blank(EndTieForm, until=city_date(doer.now)),
    )
