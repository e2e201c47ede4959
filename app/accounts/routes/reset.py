"""A forgotten password: a mailed link, a new password, every other browser signed out."""

from datetime import datetime

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts import emails
from app.accounts.actions import redeem_link, set_password
from app.accounts.actions.secrets import find_link
from app.accounts.forms import AddressForm, NewPasswordForm
from app.accounts.models import Person, Purpose
from app.accounts.queries.people import person_by_email
from app.accounts.routes.possession import confirm_address
from app.accounts.routes.sign_up import weak_password
from app.accounts.routes.telling import send_reset
from app.accounts.routes.web import enter, hold_back, refused
from app.core.acting import Act
from app.core.errors import TooMany
from app.core.forms import Form, Posted, bind, blank
from app.core.html import redirect, render
from app.core.passwords import hash_password, too_weak
from app.core.routing import Router
from app.core.site import Now, Site, TheSite

router = Router()
ASK_PAGE, SENT_PAGE, NEW_PAGE = "accounts/reset.html", "accounts/reset_sent.html", "accounts/reset_new.html"


@router.get("/reset", name="accounts.reset")
def ask(request: Request, email: str = "") -> Response:
    return render(request, ASK_PAGE, form=blank(AddressForm, email=email))


@router.post("/reset", name="accounts.send_reset")
def send(request: Request, data: Posted, site: TheSite, now: Now) -> Response:
    """Mail a link, if the address has an account; the answer does not tell."""
    form = bind(AddressForm, data)
    if form.cleaned is None:
        return render(request, ASK_PAGE, block="form", status=422, form=form)
    try:
        hold_back(request, site, "reset", form.cleaned.email, now, most=5)
    except TooMany as error:
        return refused(request, ASK_PAGE, form, error)
    with site.database.writing() as db:
        person = person_by_email(db, form.cleaned.email)
        if person is not None and person.locked_at is None:
            send_reset(site, db, person, now)
    return redirect(request, "/reset/sent")


@router.get("/reset/sent", name="accounts.reset_sent")
def sent(request: Request) -> Response:
    return render(request, SENT_PAGE)


@router.get("/reset/new", name="accounts.reset_link")
def show(request: Request, site: TheSite, now: Now, token: str = "") -> Response:
    """The form behind the link; opening it uses nothing up."""
    return _page(request, blank(NewPasswordForm), _whose(site, token, now), token)


@router.post("/reset/new", name="accounts.reset_now")
def reset(request: Request, data: Posted, site: TheSite, now: Now) -> Response:
    form, token = bind(NewPasswordForm, data), str(data.get("token", ""))
    person = _whose(site, token, now)
    if person is None:
        return _page(request, form, None, "", status=422)
    if form.cleaned and too_weak(form.cleaned.password, person.name, person.email.split("@")[0]):
        form.add_error("password", weak_password())
    if not form.valid or form.cleaned is None:
        return _page(request, form, person, token, status=422)
    hashed = hash_password(form.cleaned.password)
    with site.database.writing() as db:
        found = redeem_link(db, Purpose.RESET, token, now)
        if found is not None:
            return _changed(request, site, db, found[0], hashed, now)
    return _page(request, form, None, "", status=422)


def _changed(request: Request, site: Site, db: Session, person: Person, hashed: str, now: datetime) -> Response:
    set_password(Act(db, site, person.acting(), now), person, hashed)
    confirm_address(request, site, db, person, now)
    site.post.queue(db, emails.password_changed(site.settings.origin, person, now), now)
    return enter(request, site, db, person, now, "reset", "/account")


def _whose(site: Site, token: str, now: datetime) -> Person | None:
    with site.database.reading() as db:
        found = find_link(db, Purpose.RESET, token, now)
        return found[1] if found else None


def _page(
    request: Request, form: Form[NewPasswordForm], person: Person | None, token: str, status: int = 200
) -> Response:
    return render(request, NEW_PAGE, block="form", status=status, form=form, person=person, token=token)
