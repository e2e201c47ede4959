"""Signing up. The answer is the same whether the address has an account or not; only its mailbox learns which."""

from datetime import datetime
from functools import partial
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy.exc import IntegrityError

from app.accounts import emails
from app.accounts.access import AnyViewer
from app.accounts.actions import accept_terms, create_person
from app.accounts.forms import SignUpForm
from app.accounts.models import Organisation
from app.accounts.queries.people import newest_terms, person_by_email
from app.accounts.routes.choosing import candidates, check_place, choosing_context, take_place
from app.accounts.routes.telling import send_verification
from app.accounts.routes.web import device_of, hold_back, refused, remember_device
from app.core.acting import act_in
from app.core.errors import TooMany
from app.core.forms import Form, Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import current_language
from app.core.i18n import gettext as _
from app.core.ids import hashed, token
from app.core.listing import address
from app.core.passwords import hash_password, too_weak
from app.core.routing import Router
from app.core.site import Now, Site, TheSite
from app.core.urls import local_path

router = Router()
PAGE = "accounts/sign_up.html"


@router.get("/sign-up", name="accounts.sign_up")
def show(request: Request, site: TheSite, viewer: AnyViewer, next: str = "", email: str = "") -> Response:  # noqa: A002
    """The empty form; whoever has signed in needs none."""
    if viewer is not None:
        return redirect(request, local_path(next, "/account"))
    form = blank(SignUpForm, email=email)
    return render(request, PAGE, form=form, next=local_path(next, ""), **choosing_context(site, [], asked=False))


@router.post("/sign-up", name="accounts.sign_up_now")
def sign_up(request: Request, data: Posted, site: TheSite, now: Now) -> Response:
    """Look for the house (`do=find`), or sign up."""
    form, next_path = bind(SignUpForm, data), local_path(str(data.get("next", "")), "")
    with site.database.reading() as db:
        found = candidates(db, form)
        check_place(db, form, found)
    context: dict[str, Any] = {
        "next": next_path,
        **choosing_context(site, found, asked=bool(form.value("organisation"))),
    }
    if data.get("do") == "find":
        return render(request, PAGE, block="form", form=Form(SignUpForm, raw=form.raw), **context)
    if form.cleaned and too_weak(form.cleaned.password, form.cleaned.name, form.cleaned.email.split("@")[0]):
        form.add_error("password", weak_password())
    if not form.valid or form.cleaned is None:
        return render(request, PAGE, block="form", status=422, form=form, **context)
    try:
        hold_back(request, site, "sign_up", form.cleaned.email, now)
    except TooMany as error:
        return refused(request, PAGE, form, error, **context)
    secret, device = hash_password(form.cleaned.password), device_of(request, site) or token()
    made = partial(_sign_up, site, form.cleaned, secret, hashed(device), found, now, next_path)
    try:
        made()
    except IntegrityError:  # the same address at the same moment: the other one has made the account
        made()
    response = redirect(request, address("/verify", [("email", form.cleaned.email), ("next", next_path)]))
    remember_device(response, site, device)
    return response


def weak_password() -> str:
    return _("密码至少 10 个字符，不要使用姓名、邮箱或过于简单的组合。")


def _sign_up(
    site: Site, form: SignUpForm, secret: str, device: str, found: list[Organisation], now: datetime, next_path: str
) -> None:
    with site.database.writing() as db:
        act = act_in(db, site)
        there = person_by_email(db, form.email, lock=True)
        if there is not None:
            site.post.queue(db, emails.account_exists(site.settings.origin, there, now), now)
            return
        person = create_person(
            act,
            form.name,
            form.email,
            password_hash=secret,
            language=current_language(),
            mail_consent=form.mail_consent,
            signed_up_on=device,
        )
        terms = newest_terms(db)
        if terms is not None:
            accept_terms(db, person.id, terms.version, now)
        take_place(act.by(person.acting()), form, found)
        send_verification(site, db, person, now, next_path)
