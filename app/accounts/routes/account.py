"""One's own account: what it says, how one signs in, where one is signed in."""

from datetime import datetime, timedelta

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts import emails
from app.accounts.access import AnyViewer, Me
from app.accounts.actions import (
    change_email,
    edit_person,
    end_all_sign_ins,
    end_sign_in,
    issue,
    redeem_code,
    redeem_link,
    set_password,
    take_possession,
)
from app.accounts.actions.secrets import find_link
from app.accounts.forms import ChangeEmailForm, ChangePasswordForm, OwnCodeForm, PersonForm
from app.accounts.labels import browser_label
from app.accounts.models import Person, Purpose
from app.accounts.policy import Principal, Viewer
from app.accounts.queries.organisations import claims_of_person
from app.accounts.queries.people import live_sign_ins, pending_email, person_by_email
from app.accounts.routes.possession import made_here, password_gone, start_claims
from app.accounts.routes.sign_up import weak_password
from app.accounts.routes.verify import wrong_code
from app.accounts.routes.web import enter, hold_back, refused
from app.core.acting import Act
from app.core.db import Db
from app.core.errors import Conflict, TooMany
from app.core.forms import Form, Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.passwords import hash_password, too_weak, verify_password
from app.core.routing import Router
from app.core.site import Now, Site, TheSite

router = Router()
PROFILE, PASSWORD, EMAIL = "accounts/profile.html", "accounts/password.html", "accounts/email.html"
LINK = "accounts/email_link.html"


@router.get("/account", name="accounts.account")
def show(request: Request, db: Db, site: TheSite, viewer: Me, now: Now) -> Response:
    """Who one is here, the houses, the claims under way, the browsers signed in."""
    since = now - timedelta(days=site.settings.session_days)
    return render(
        request,
        "accounts/account.html",
        person=db.get_one(Person, viewer.person_id),
        claims=claims_of_person(db, viewer.person_id)[:10],
        sign_ins=live_sign_ins(db, viewer.person_id, since),
        browser_label=browser_label,
        pending=pending_email(db, viewer.person_id, now),
    )


@router.get("/account/profile", name="accounts.profile")
def profile(request: Request, db: Db, viewer: Me) -> Response:
    person = db.get_one(Person, viewer.person_id)
    initial = {"name": person.name, "job_title": person.job_title, "phone": person.phone}
    return render(request, PROFILE, form=blank(PersonForm, **initial))


@router.post("/account/profile", name="accounts.save_profile")
def save_profile(request: Request, data: Posted, db: Db, site: TheSite, viewer: Me, now: Now) -> Response:
    form = bind(PersonForm, data)
    if form.cleaned is None:
        return render(request, PROFILE, block="form", status=422, form=form)
    edit_person(Act(db, site, viewer.acting(), now), db.get_one(Person, viewer.person_id), **form.cleaned.model_dump())
    return redirect(request, "/account", flash=_("个人信息已保存。"))


@router.get("/account/password", name="accounts.password")
def password(request: Request, db: Db, viewer: Me) -> Response:
    has_one = db.get_one(Person, viewer.person_id).password_hash is not None
    return render(request, PASSWORD, form=blank(ChangePasswordForm), has_one=has_one)


@router.post("/account/password", name="accounts.change_password")
def change_password(request: Request, data: Posted, site: TheSite, viewer: Me, now: Now) -> Response:
    """Hashing happens outside any transaction."""
    form = bind(ChangePasswordForm, data)
    person = _person(site, viewer)
    context = {"has_one": person.password_hash is not None}
    try:
        hold_back(request, site, "password", viewer.email, now)
    except TooMany as error:
        return refused(request, PASSWORD, form, error, **context)
    if form.cleaned is not None:
        _check_current(form, person, form.cleaned.current)
        if too_weak(form.cleaned.password, person.name, person.email.split("@")[0]):
            form.add_error("password", weak_password())
    if not form.valid or form.cleaned is None:
        return render(request, PASSWORD, block="form", status=422, form=form, **context)
    hashed = hash_password(form.cleaned.password)
    with site.database.writing() as db:
        person = db.get_one(Person, viewer.person_id)
        set_password(Act(db, site, person.acting(), now), person, hashed, keep_sign_in=viewer.sign_in_id)
        site.post.queue(db, emails.password_changed(site.settings.origin, person, now), now)
    return redirect(request, "/account", flash=_("密码已修改，其他设备已退出登录。"))


@router.get("/account/email", name="accounts.email")
def email(request: Request, db: Db, viewer: Me, now: Now) -> Response:
    person = db.get_one(Person, viewer.person_id)
    pending = pending_email(db, viewer.person_id, now)
    return _email_page(request, person, pending)


@router.post("/account/email", name="accounts.ask_email")
def ask_email(request: Request, data: Posted, site: TheSite, viewer: Me, now: Now) -> Response:
    """Mail a link and a code to the new address. An address that has an account gets none, and the answer does not
    tell. Held back for the account and for the address, which may be anybody's."""
    form, person = bind(ChangeEmailForm, data), _person(site, viewer)
    context = {"person": person, "pending": "", "code_form": blank(OwnCodeForm)}
    try:
        hold_back(request, site, "email", viewer.email, now)
        if form.cleaned is not None:
            hold_back(request, site, "email.to", form.cleaned.email, now, most=5)
    except TooMany as error:
        return refused(request, EMAIL, form, error, **context)
    if form.cleaned is not None:
        _check_current(form, person, form.cleaned.current)
        if form.cleaned.email == person.email:
            form.add_error("email", _("这就是您现在使用的邮箱。"))
    if not form.valid or form.cleaned is None:
        return render(request, EMAIL, block="form", status=422, form=form, **context)
    with site.database.writing() as db:
        _ask_email(site, db, db.get_one(Person, viewer.person_id), form.cleaned.email, now)
    return redirect(request, "/account/email", flash=_("确认邮件已发到新邮箱，确认之前仍使用原来的邮箱。"))


def _email_page(
    request: Request, person: Person, pending: str, code_form: Form[OwnCodeForm] | None = None, status: int = 200
) -> Response:
    return render(
        request,
        EMAIL,
        block="form",
        status=status,
        form=blank(ChangeEmailForm),
        person=person,
        pending=pending,
        code_form=code_form or blank(OwnCodeForm),
    )


def _ask_email(site: Site, db: Session, person: Person, new: str, now: datetime) -> None:
    s = issue(db, person, Purpose.CHANGE_EMAIL, now, email=new)
    if person_by_email(db, new) is None:
        mail = emails.change_email(site.settings.origin, person, new, s.mail_key, s.link, s.code, s.expires_at)
        site.post.queue(db, mail, now)


@router.post("/account/email/code", name="accounts.email_code")
def email_by_code(request: Request, data: Posted, site: TheSite, viewer: Me, now: Now) -> Response:
    form, person = bind(OwnCodeForm, data), _person(site, viewer)
    held = hold_back(request, site, "email.code", viewer.email, now)
    with site.database.writing() as db:
        mine, code = db.get_one(Person, viewer.person_id), form.cleaned.code if form.cleaned else ""
        new = redeem_code(db, Purpose.CHANGE_EMAIL, mine, code, now, known=held.known) if code else None
        if new is not None:
            _move(site, db, mine, new, now)
            return redirect(request, "/account", flash=_("邮箱已更改，今后请用新邮箱登录。"))
        pending = pending_email(db, viewer.person_id, now)
    if form.valid:
        form.add_error("code", wrong_code())
    return _email_page(request, person, pending, code_form=form, status=422)


@router.get("/account/email/confirm", name="accounts.email_link")
def email_link(request: Request, db: Db, site: TheSite, viewer: AnyViewer, now: Now, token: str = "") -> Response:
    """What the link would do, and a button; it works in a browser that has not signed in too."""
    found = find_link(db, Purpose.CHANGE_EMAIL, token, now)
    here = found is None or _hers(request, site, db, viewer, found[1], now)
    return render(request, LINK, new=found[0].email if found else "", token=token, here=here)


@router.post("/account/email/confirm", name="accounts.confirm_email")
def confirm_email(request: Request, data: Posted, db: Db, site: TheSite, viewer: AnyViewer, now: Now) -> Response:
    """The button behind the link. In a browser that is not hers it may be somebody whose address was only typed into
    an account: then the account is hers alone from now on."""
    found = redeem_link(db, Purpose.CHANGE_EMAIL, str(data.get("token", "")), now)
    if found is None:
        return render(request, LINK, status=422, new="", token="", here=True)
    person, new = found
    here = _hers(request, site, db, viewer, person, now)
    _move(site, db, person, new, now)
    if here:
        return redirect(request, "/account", flash=_("邮箱已更改，今后请用新邮箱登录。"))
    take_possession(Act(db, site, person.acting(), now), person)
    return enter(request, site, db, person, now, "change_email", "/account", password_gone())


def _hers(request: Request, site: Site, db: Session, viewer: Viewer, person: Person, now: datetime) -> bool:
    return (viewer is not None and viewer.person_id == person.id) or made_here(request, site, db, person, now)


def _move(site: Site, db: Session, person: Person, new: str, now: datetime) -> None:
    old, first = person.email, person.email_verified_at is None
    change_email(Act(db, site, person.acting(), now), person, new)
    if first:
        start_claims(site, db, person, now)
    site.post.queue(db, emails.email_changed(person, old, now), now)


@router.post("/account/sign-ins/{public_id}/end", name="accounts.end_sign_in")
def end_one(request: Request, public_id: str, db: Db, viewer: Me, now: Now) -> Response:
    if not end_sign_in(db, viewer.person_id, public_id, now):
        raise Conflict(_("没有找到这次登录，它可能已经退出。"))
    return redirect(request, "/account", flash=_("已退出这台设备。"))


@router.post("/account/sign-ins/end-others", name="accounts.end_other_sign_ins")
def end_others(request: Request, db: Db, viewer: Me, now: Now) -> Response:
    end_all_sign_ins(db, viewer.person_id, now, keep=viewer.sign_in_id)
    return redirect(request, "/account", flash=_("其他设备已全部退出。"))


def _person(site: Site, viewer: Principal) -> Person:
    with site.database.reading() as db:
        return db.get_one(Person, viewer.person_id)


def _check_current(form: Form[ChangePasswordForm] | Form[ChangeEmailForm], person: Person, typed: str) -> None:
    """The current password, where there is one: a browser left open must not be enough."""
    if person.password_hash is not None and not verify_password(typed, person.password_hash):
        form.add_error("current", _("当前密码不对，请重新输入。"))
