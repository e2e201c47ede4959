"""Signing in by password or by a mailed code, and out. Unknown accounts get the answer of known ones."""

from datetime import datetime

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import AnyViewer
from app.accounts.actions import redeem_code
from app.accounts.forms import AddressForm, CodeForm, SignInForm
from app.accounts.models import Person, Purpose, SignIn
from app.accounts.queries.people import person_by_email
from app.accounts.routes.possession import confirm_address
from app.accounts.routes.telling import send_sign_in_code
from app.accounts.routes.verify import wrong_code
from app.accounts.routes.web import enter, hold_back, let_go, linger, refused
from app.core.acting import Act
from app.core.actors import Actor
from app.core.db import Db
from app.core.errors import TooMany
from app.core.forms import Posted, bind, blank
from app.core.history import audit
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.listing import address
from app.core.passwords import verify_password
from app.core.routing import Router
from app.core.site import Now, Site, TheSite
from app.core.urls import local_path

router = Router()
PAGE, ASK_PAGE, CODE_PAGE = "accounts/sign_in.html", "accounts/sign_in_ask.html", "accounts/sign_in_code.html"


@router.get("/sign-in", name="accounts.sign_in")
def show(request: Request, viewer: AnyViewer, next: str = "") -> Response:  # noqa: A002
    """The form; whoever has signed in is led on."""
    if viewer is not None:
        return redirect(request, local_path(next, "/account"))
    return render(request, PAGE, form=blank(SignInForm), next=local_path(next, ""))


@router.post("/sign-in", name="accounts.sign_in_now")
def by_password(request: Request, data: Posted, site: TheSite, now: Now) -> Response:
    """Check the password outside any transaction: hashing takes a while and holds nothing up. The try is counted
    before that, so that of many at once no more are looked at than may be."""
    form, next_path = bind(SignInForm, data), local_path(str(data.get("next", "")), "")
    if form.cleaned is None:
        return render(request, PAGE, block="form", status=422, form=form, next=next_path)
    try:
        held = hold_back(request, site, "sign_in", form.cleaned.email, now)
    except TooMany as error:
        return refused(request, PAGE, form, error, next=next_path)
    with site.database.reading() as db:
        person = person_by_email(db, form.cleaned.email)
    fits = verify_password(form.cleaned.password, person.password_hash if person else None)
    if person is None or not fits or person.locked_at is not None:
        _note_failure(site, person, now)
        form.add_error("", _locked() if person and fits else _("邮箱或密码不对。忘记密码时，可以用邮箱验证码登录。"))
        return render(request, PAGE, block="form", status=422, form=form, next=next_path)
    let_go(site, held, now)
    with site.database.writing() as db:
        return enter(request, site, db, db.get_one(Person, person.id), now, "password", next_path or "/desk")


def _locked() -> str:
    return _("这个账户已停用，请联系系统管理员。")


def _note_failure(site: Site, person: Person | None, now: datetime) -> None:
    # Written for unknown accounts too, so that the time of the answer does not tell them from known ones.
    with site.database.writing() as db:
        actor = Actor(person.id, person.name) if person else Actor(None, "")
        audit(Act(db, site, actor, now), "sign_in_failed", person)


@router.get("/sign-in/code", name="accounts.ask_code")
def ask(request: Request, email: str = "", next: str = "") -> Response:  # noqa: A002
    return render(request, ASK_PAGE, form=blank(AddressForm, email=email), next=local_path(next, ""))


@router.post("/sign-in/code", name="accounts.send_code")
def send(request: Request, data: Posted, site: TheSite, now: Now) -> Response:
    """Mail a code, if the address has an account."""
    form, next_path = bind(AddressForm, data), local_path(str(data.get("next", "")), "")
    if form.cleaned is None:
        return render(request, ASK_PAGE, block="form", status=422, form=form, next=next_path)
    try:
        hold_back(request, site, "sign_in.code", form.cleaned.email, now, most=5)
    except TooMany as error:
        return refused(request, ASK_PAGE, form, error, next=next_path)
    with site.database.writing() as db:
        person = person_by_email(db, form.cleaned.email)
        if person is not None and person.locked_at is None:
            send_sign_in_code(site, db, person, now)
    return redirect(request, address("/sign-in/code/enter", [("email", form.cleaned.email), ("next", next_path)]))


@router.get("/sign-in/code/enter", name="accounts.enter_code")
def enter_code(request: Request, email: str = "", next: str = "") -> Response:  # noqa: A002
    return render(request, CODE_PAGE, form=blank(CodeForm, email=email), next=local_path(next, ""), email=email)


@router.post("/sign-in/code/enter", name="accounts.sign_in_by_code")
def by_code(request: Request, data: Posted, site: TheSite, now: Now) -> Response:
    form, next_path = bind(CodeForm, data), local_path(str(data.get("next", "")), "")
    context = {"next": next_path, "email": form.value("email")}
    if form.cleaned is None:
        return render(request, CODE_PAGE, block="form", status=422, form=form, **context)
    try:
        held = hold_back(request, site, "sign_in.enter", form.cleaned.email, now)
    except TooMany as error:
        return refused(request, CODE_PAGE, form, error, **context)
    with site.database.writing() as db:
        person = person_by_email(db, form.cleaned.email)
        code = form.cleaned.code
        if person is not None and redeem_code(db, Purpose.SIGN_IN, person, code, now, known=held.known) is not None:
            flash = confirm_address(request, site, db, person, now)
            return enter(request, site, db, person, now, "code", next_path or "/desk", flash)
    form.add_error("code", wrong_code())
    return render(request, CODE_PAGE, block="form", status=422, form=form, **context)


@router.post("/sign-out", name="accounts.sign_out")
def sign_out(request: Request, db: Db, site: TheSite, viewer: AnyViewer, now: Now) -> Response:
    """End this browser's sign-in; doing it again does no harm."""
    response = redirect(request, "/", flash=_("您已退出登录。"))
    if viewer is not None:
        row = db.get_one(SignIn, viewer.sign_in_id)
        row.ended_at = now
        db.add(row)
        linger(request, response, site)
    return response
