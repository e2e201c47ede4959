"""Account administration: find people, end their sign-ins, lock and unlock. No business decisions."""

from datetime import timedelta

from fastapi import Request
from fastapi.responses import Response

from app.accounts import policy
from app.accounts.access import AccountKeeper, Doer
from app.accounts.actions import end_all_sign_ins, lock, unlock
from app.accounts.forms import ReasonForm
from app.accounts.models import Person, Role
from app.accounts.policy import Principal
from app.accounts.queries.people import PAGE as SIZE
from app.accounts.queries.people import find_people, live_sign_ins, person_by_public_id
from app.core.db import Db
from app.core.errors import Forbidden, NotFound
from app.core.forms import Form, Posted, bind, blank
from app.core.history import audit
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.listing import Page, Question, address, page_number
from app.core.routing import Router
from app.core.site import Now, Site, TheSite

router = Router()
ONE = "office/person.html"


@router.get("/office/people", name="accounts.people")
def index(request: Request, db: Db, _viewer: AccountKeeper, q: Question = "", page: str = "") -> Response:
    total = find_people(db, q, 1)[1]
    number = page_number(page, total, SIZE)

    def url(n: int) -> str:
        return address("/office/people", [("q", q), ("page", n if n > 1 else "")])

    listed = Page(find_people(db, q, number)[0], number, SIZE, total, url)
    return render(request, "office/people.html", page=listed, q=q)


@router.get("/office/people/{public_id}", name="accounts.person")
def show(request: Request, public_id: str, db: Db, site: TheSite, viewer: AccountKeeper, now: Now) -> Response:
    return _page(request, db, site, viewer, _load(db, public_id), now, blank(ReasonForm))


@router.post("/office/people/{public_id}/sign-ins/end", name="accounts.end_sign_ins_of")
def end_sign_ins(request: Request, public_id: str, viewer: AccountKeeper, doer: Doer) -> Response:
    person = _lockable(doer.db, viewer, public_id)
    count = end_all_sign_ins(doer.db, person.id, doer.now)
    audit(doer.act(role=Role.SYSTEM_ADMIN), "person.sign_ins_ended", person, {"sign_ins": count})
    text = _("已退出 {count} 处登录。").format(count=count)
    return redirect(request, f"/office/people/{public_id}", flash=text)


@router.post("/office/people/{public_id}/lock", name="accounts.lock")
def lock_one(request: Request, public_id: str, data: Posted, viewer: AccountKeeper, doer: Doer) -> Response:
    person, form = _lockable(doer.db, viewer, public_id), bind(ReasonForm, data)
    if form.cleaned is None:
        return _page(request, doer.db, doer.site, viewer, person, doer.now, form, status=422)
    lock(doer.act(role=Role.SYSTEM_ADMIN), person, form.cleaned.reason)
    return redirect(request, f"/office/people/{public_id}", flash=_("账户已停用，登录已全部退出。"))


@router.post("/office/people/{public_id}/unlock", name="accounts.unlock")
def unlock_one(request: Request, public_id: str, viewer: AccountKeeper, doer: Doer) -> Response:
    person = _lockable(doer.db, viewer, public_id)
    unlock(doer.act(role=Role.SYSTEM_ADMIN), person)
    return redirect(request, f"/office/people/{public_id}", flash=_("账户已恢复。"))


def _load(db: Db, public_id: str) -> Person:
    person = person_by_public_id(db, public_id)
    if person is None:
        raise NotFound
    return person


def _lockable(db: Db, viewer: Principal, public_id: str) -> Person:
    person = _load(db, public_id)
    if not policy.may_lock(viewer, person.id):
        raise Forbidden(_("不能对自己的账户做这个操作，请由另一位系统管理员办理。"))
    if person.deleted_at is not None:
        raise Forbidden(_("这个账户已经注销。"))
    return person


def _page(
    request: Request,
    db: Db,
    site: Site,
    viewer: Principal,
    person: Person,
    now: Now,
    form: Form[ReasonForm],
    status: int = 200,
) -> Response:
    since = now - timedelta(days=site.settings.session_days)
    return render(
        request,
        ONE,
        block="form",
        status=status,
        person=person,
        form=form,
        sign_ins=live_sign_ins(db, person.id, since),
        may_lock=policy.may_lock(viewer, person.id) and person.deleted_at is None,
    )
