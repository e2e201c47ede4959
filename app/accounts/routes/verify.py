"""Showing that an address is one's own: by the mailed link or by its code. Opening the link uses nothing up."""

from datetime import datetime

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import AnyViewer
from app.accounts.actions import redeem_code, redeem_link
from app.accounts.actions.secrets import find_link
from app.accounts.forms import AddressForm, CodeForm
from app.accounts.models import Person, Purpose
from app.accounts.queries.people import person_by_email
from app.accounts.routes.possession import confirm_address, made_here, place_asked
from app.accounts.routes.telling import send_verification
from app.accounts.routes.web import enter, hold_back, refused
from app.core.errors import TooMany
from app.core.forms import Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.listing import address
from app.core.routing import Router
from app.core.site import Now, Site, TheSite
from app.core.urls import local_path

router = Router()
PAGE, LINK_PAGE = "accounts/verify.html", "accounts/verify_link.html"


@router.get("/verify", name="accounts.verify")
def show(
    request: Request,
    site: TheSite,
    viewer: AnyViewer,
    now: Now,
    token: str = "",
    email: str = "",
    next: str = "",  # noqa: A002
) -> Response:
    """With a link: whom it would verify, and a button. Without: where to type the code."""
    next_path = local_path(next, "")
    if token:
        with site.database.reading() as db:
            found = find_link(db, Purpose.VERIFY, token, now)
            return _link_page(request, site, db, found[1] if found else None, now, token, next_path)
    known = email or (viewer.email if viewer else "")
    return render(request, PAGE, form=blank(CodeForm, email=known), next=next_path, email=known)


@router.post("/verify", name="accounts.verify_link")
def by_link(request: Request, data: Posted, site: TheSite, now: Now) -> Response:
    """The button behind the link."""
    token, next_path = str(data.get("token", "")), local_path(str(data.get("next", "")), "")
    with site.database.writing() as db:
        found = redeem_link(db, Purpose.VERIFY, token, now)
        if found is not None:
            return _verified(request, site, db, found[0], now, next_path)
        return _link_page(request, site, db, None, now, "", next_path, status=422)


@router.post("/verify/code", name="accounts.verify_code")
def by_code(request: Request, data: Posted, site: TheSite, now: Now) -> Response:
    """The six digits; wrong, expired and unknown are one answer."""
    form, next_path = bind(CodeForm, data), local_path(str(data.get("next", "")), "")
    context = {"next": next_path, "email": form.value("email")}
    if form.cleaned is None:
        return render(request, PAGE, block="form", status=422, form=form, **context)
    try:
        held = hold_back(request, site, "verify", form.cleaned.email, now)
    except TooMany as error:
        return refused(request, PAGE, form, error, **context)
    with site.database.writing() as db:
        person = person_by_email(db, form.cleaned.email)
        code = form.cleaned.code
        if person is not None and redeem_code(db, Purpose.VERIFY, person, code, now, known=held.known) is not None:
            return _verified(request, site, db, person, now, next_path)
    form.add_error("code", wrong_code())
    return render(request, PAGE, block="form", status=422, form=form, **context)


@router.post("/verify/resend", name="accounts.verify_resend")
def resend(request: Request, data: Posted, site: TheSite, now: Now) -> Response:
    """Another mail, if there is anything to verify at this address; the answer does not tell."""
    form, next_path = bind(AddressForm, data), local_path(str(data.get("next", "")), "")
    if form.cleaned is None:
        code_form = blank(CodeForm, email=form.value("email"))
        code_form.found = form.found
        context = {"next": next_path, "email": form.value("email")}
        return render(request, PAGE, block="form", status=422, form=code_form, **context)
    hold_back(request, site, "verify.resend", form.cleaned.email, now, most=5)
    with site.database.writing() as db:
        person = person_by_email(db, form.cleaned.email)
        if person is not None and person.email_verified_at is None and person.locked_at is None:
            send_verification(site, db, person, now, next_path)
    to = address("/verify", [("email", form.cleaned.email), ("next", next_path)])
    return redirect(request, to, flash=_("如果这个邮箱正在等待验证，新的验证邮件已经发出。"))


def _link_page(
    request: Request,
    site: Site,
    db: Session,
    person: Person | None,
    now: datetime,
    token: str,
    next_path: str,
    status: int = 200,
) -> Response:
    """Who would be confirmed, for which house, and whether the password chosen at signing up stays."""
    return render(
        request,
        LINK_PAGE,
        status=status,
        person=person,
        here=person is None or made_here(request, site, db, person, now),
        houses=place_asked(db, person),
        token=token,
        next=next_path,
    )


def wrong_code() -> str:
    return _("验证码不对或已失效。请核对最新一封邮件，或重新发送验证码。")


def _verified(request: Request, site: Site, db: Session, person: Person, now: datetime, next_path: str) -> Response:
    flash = confirm_address(request, site, db, person, now)
    return enter(request, site, db, person, now, "verification", next_path or "/desk", flash)
