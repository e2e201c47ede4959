"""Role grants: person, role, scope, from, until, note. Ended, never deleted."""

from fastapi import Request
from fastapi.responses import Response

from app.accounts import policy
from app.accounts.access import Doer, Doing, Grantor, JudgedGrant
from app.accounts.actions import end_grant, grant_role
from app.accounts.forms import EndGrantForm, GrantForm
from app.accounts.models import Person, Role
from app.accounts.policy import Principal
from app.accounts.queries.office import grants
from app.accounts.queries.people import person_by_email
from app.core.acting import Act
from app.core.clock import city_date, end_of, start_of
from app.core.db import Db
from app.core.errors import AppError
from app.core.forms import Form, Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.routing import Router
from app.core.site import Now, Site, TheSite
from app.vocabulary.queries import codes

router = Router()
PAGE = "office/grants.html"


@router.get("/office/grants", name="accounts.grants")
def show(
    request: Request, db: Db, site: TheSite, viewer: Grantor, now: Now, role: str = "", ended: str = ""
) -> Response:
    return _page(request, db, site, viewer, now, blank(GrantForm), role=role, ended=bool(ended))


@router.post("/office/grants", name="accounts.grant")
def grant(request: Request, data: Posted, viewer: Grantor, doer: Doer) -> Response:
    form = bind(GrantForm, data)
    person = person_by_email(doer.db, form.cleaned.email) if form.cleaned else None
    if form.cleaned is not None:
        _check(doer.db, form, form.cleaned, person, viewer, doer.now)
    if not form.valid or form.cleaned is None or person is None:
        return _page(request, doer.db, doer.site, viewer, doer.now, form, status=422)
    try:
        _carry_out(_act(doer), person, form.cleaned)
    except AppError as refusal:
        form.add_error("", refusal.sentence)
        return _page(request, doer.db, doer.site, viewer, doer.now, form, status=refusal.status)
    return redirect(request, "/office/grants", flash=_("授权已生效或已登记。"))


def _check(db: Db, form: Form[GrantForm], typed: GrantForm, person: Person | None, viewer: Principal, now: Now) -> None:
    if person is None or person.email_verified_at is None:
        form.add_error("email", _("没有找到使用这个邮箱、且已验证邮箱的账户，请核对。"))
    elif not policy.may_grant(viewer, typed.role, person.id):
        own = person.id == viewer.person_id
        form.add_error(
            "role", _("不能给自己授权，请由另一位有权限的同事办理。") if own else _("这个角色不在您的授权范围内。")
        )
    if typed.field and typed.field not in codes(db, "field"):
        form.add_error("field", _("请从列表中选择领域。"))
    if typed.district and typed.district not in codes(db, "district"):
        form.add_error("district", _("请从列表中选择所在区县。"))
    if typed.starts_on and typed.starts_on < city_date(now):
        form.add_error("starts_on", _("开始日期不能早于今天。"))
    if typed.ends_on and typed.ends_on < max(typed.starts_on or city_date(now), city_date(now)):
        form.add_error("ends_on", _("结束日期不能早于开始日期，也不能是过去的日期。"))


def _act(doer: Doing) -> Act:
    return doer.act(role=Role.OFFICE if doer.viewer.has(Role.OFFICE) else Role.SYSTEM_ADMIN)


def _carry_out(act: Act, person: Person, typed: GrantForm) -> None:
    grant_role(
        act,
        person,
        typed.role,
        field=typed.field,
        district=typed.district,
        starts_at=max(start_of(typed.starts_on), act.now) if typed.starts_on else act.now,
        ends_at=end_of(typed.ends_on) if typed.ends_on else None,
        note=typed.note,
    )


@router.post("/office/grants/{public_id}/end", name="accounts.end_grant")
def end(request: Request, grant: JudgedGrant, data: Posted, doer: Doer) -> Response:
    form = bind(EndGrantForm, data)
    note = form.cleaned.note if form.cleaned else ""
    end_grant(_act(doer), grant, note)
    return redirect(request, "/office/grants", flash=_("授权已结束。"))


def _page(
    request: Request,
    db: Db,
    site: Site,
    viewer: Principal,
    now: Now,
    form: Form[GrantForm],
    *,
    role: str = "",
    ended: bool = False,
    status: int = 200,
) -> Response:
    chosen = Role(role) if role in set(Role) else None
    return render(
        request,
        PAGE,
        block="form",
        status=status,
        form=form,
        rows=[
            (row, policy.may_grant(viewer, row.grant.role, row.person.id))
            for row in grants(db, now, chosen, ended=ended)
        ],
        roles=[r for r in Role if policy.may_grant(viewer, r, 0)],
        all_roles=list(Role),
        role=chosen,
        ended=ended,
        fields=site.vocabulary.options("field"),
        districts=site.vocabulary.options("district"),
    )
