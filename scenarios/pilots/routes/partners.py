"""An invitation to take part, for the house that is asked: who asks, what for, and its own answer."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Doer, Doing
from app.core.deeds import open_to
from app.core.errors import Invalid, NotFound
from app.core.forms import Form, Posted, bind
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.routing import Router
from scenarios.pilots.access import AnInvitation, Invited
from scenarios.pilots.deeds import DEEDS, Row
from scenarios.pilots.labels import PARTNERS
from scenarios.pilots.policy import may_see_inside
from scenarios.pilots.routes.shown import SAID, address, fresh

router = Router()


@router.get("/partners/{public_id}", name="pilots.invitation")
def show(request: Request, asked: AnInvitation, doer: Doer) -> Response:
    return _page(request, doer, asked)


@router.post("/partners/{public_id}/{deed}", name="pilots.answer_invitation")
def answer(request: Request, deed: str, data: Posted, asked: AnInvitation, doer: Doer) -> Response:
    one = DEEDS["invitations"].get(deed)
    if one is None:
        raise NotFound
    row = Row(asked.case, asked.partner)
    late = _("您的操作没有生效：这份邀请现在是“{state}”，请刷新页面查看。")
    one.require(doer.viewer, row, lambda: late.format(state=_(PARTNERS[asked.partner.state][0])))
    form: Form[Any] = bind(one.form, data)
    if form.cleaned is not None:
        try:
            with doer.db.begin_nested():
                said = one.carry_out(doer.act(asked.partner.organisation_id), row, form.cleaned)
            joined = deed == "join"
            return redirect(request, address(asked.case) if joined else f"/partners/{asked.partner.public_id}", said)
        except Invalid as refusal:
            form.add_error("__all__", refusal.sentence)
    return _page(request, doer, asked, {deed: form}, 422)


def _page(
    request: Request, doer: Doing, asked: Invited, opened: dict[str, Form[Any]] | None = None, status: int = 200
) -> Response:
    able = open_to(DEEDS["invitations"], doer.viewer, Row(asked.case, asked.partner))
    return render(
        request,
        "scenarios/pilots/invitation.html",
        status=status,
        case=asked.case,
        need=asked.case.need,
        partner=asked.partner,
        house=asked.house,
        here=f"/partners/{asked.partner.public_id}",
        inside=may_see_inside(doer.viewer, asked.case),
        able={name: (deed, (opened or {}).get(name), name) for name, deed in able.items()},
        fresh=fresh,
        **SAID,
    )
