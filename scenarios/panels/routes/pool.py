"""Who may be drawn: entered by the office, a line each, or taken over from those who are 评审专家 already."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Doer, Doing
from app.core.addresses import checked_email
from app.core.forms import Form, Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.routing import Router
from scenarios.panels.access import KeptPanel
from scenarios.panels.actions import pool as actions
from scenarios.panels.deeds import DEEDS, moved_on
from scenarios.panels.drawing import POOL_TIMES, impartial
from scenarios.panels.forms import SIZES, PoolForm, SizeForm
from scenarios.panels.queries.cases import PanelCase, pool_of
from scenarios.panels.queries.pool import candidates, panellists, person_of
from scenarios.panels.routes.shown import SAID, address

router = Router()
SEPARATORS = str.maketrans("，；;\t、", ",,,,,")


@router.get("/scenarios/{public_id}/evaluation/pool", name="panels.pool")
def show(request: Request, case: KeptPanel, doer: Doer) -> Response:
    return _page(request, case, doer)


@router.post("/scenarios/{public_id}/evaluation/pool", name="panels.add")
def add(request: Request, case: KeptPanel, data: Posted, doer: Doer) -> Response:
    """Every line that names an account is entered; the others stay in the form with why not."""
    _require(case, doer)
    form = bind(PoolForm, data)
    if form.cleaned is None:
        return _page(request, case, doer, 422, form=form)
    act, added, left = doer.act(), 0, []
    for line in filter(None, (one.strip() for one in form.cleaned.experts.splitlines())):
        email, _comma, house = line.translate(SEPARATORS).partition(",")
        person = person_of(doer.db, _address(email))
        if person is None:
            left.append(line)
        elif actions.add(act, case, person, house.strip(), form.cleaned.field):
            added += 1
    if left:
        form.raw["experts"] = ["\n".join(left)]
        told = _("已加入 {added} 位。下面 {left} 行没有找到账户：请专家先注册并验证邮箱。")
        form.add_error("experts", told.format(added=added, left=len(left)))
        return _page(request, case, doer, 422, form=form)
    return redirect(request, address(case, "pool"), _("已加入 {added} 位专家。").format(added=added))


@router.post("/scenarios/{public_id}/evaluation/pool/panellists", name="panels.add_all")
def add_panellists(request: Request, case: KeptPanel, doer: Doer) -> Response:
    _require(case, doer)
    act = doer.act()
    added = sum(actions.add(act, case, one, "", "") for one in panellists(doer.db, case.need, doer.now))
    return redirect(request, address(case, "pool"), _("已加入 {added} 位专家。").format(added=added))


@router.post("/scenarios/{public_id}/evaluation/pool/{entry}/remove", name="panels.remove")
def remove(request: Request, entry: str, case: KeptPanel, doer: Doer) -> Response:
    _require(case, doer)
    actions.remove(doer.act(), case, entry)
    return redirect(request, address(case, "pool"), _("已移出名单。"))


@router.post("/scenarios/{public_id}/evaluation/size", name="panels.size")
def set_size(request: Request, case: KeptPanel, data: Posted, doer: Doer) -> Response:
    _require(case, doer)
    form = bind(SizeForm, data)
    if form.cleaned is None:
        return _page(request, case, doer, 422, sizing=form)
    actions.set_size(doer.act(), case, int(form.cleaned.size))
    return redirect(request, address(case, "pool"), _("评审组人数已保存。"))


def _require(case: PanelCase, doer: Doing) -> None:
    DEEDS["pool"].require(doer.viewer, case, lambda: moved_on(case))


def _address(text: str) -> str:
    try:
        return str(checked_email(text.strip()))
    except ValueError:
        return ""


def _page(
    request: Request,
    case: PanelCase,
    doer: Doing,
    status: int = 200,
    *,
    form: Form[Any] | None = None,
    sizing: Form[Any] | None = None,
) -> Response:
    entries = pool_of(doer.db, case.need.id)
    pool = candidates(doer.db, case, entries, doer.viewer.person_id)
    return render(
        request,
        "scenarios/panels/pool.html",
        status=status,
        case=case,
        need=case.need,
        panel=case.panel,
        entries=entries,
        # Not how many: whoever adds them one by one would learn who has to do with a bidder, and so who bids.
        enough=impartial(pool, case.panel.size) >= case.panel.size * POOL_TIMES,
        wanted=case.panel.size * POOL_TIMES,
        open=DEEDS["pool"].allowed(doer.viewer, case),
        form=form or blank(PoolForm),
        sizing=sizing or blank(SizeForm, size=str(case.panel.size)),
        sizes=[(str(one), _("{count} 位").format(count=one)) for one in SIZES],
        **SAID,
    )
