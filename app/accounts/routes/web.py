"""What the pages of this package share: the cookie of a sign-in, the network a request comes from, refusals on a form."""

from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import cookie_name
from app.accounts.actions import open_sign_in
from app.accounts.models import Person
from app.core.errors import AppError
from app.core.forms import Form
from app.core.html import redirect, render
from app.core.i18n import LANGUAGES
from app.core.security import LANGUAGE_COOKIE
from app.core.site import Site
from app.core.throttle import throttle

QUARTER = timedelta(minutes=15)
COOKIE_LIFE = timedelta(days=90)
"""The longest a sign-in lasts however often it is used; the row decides earlier (`session_days` without use)."""
LANGUAGE_LIFE = timedelta(days=365)
MOST_PER_NETWORK = 100
"""Tries of one kind in a quarter of an hour from one network: a whole hospital sits behind one address."""
MOST_PER_ACCOUNT = 10


def network(request: Request) -> str:
    """The network a request comes from: one IPv4 address, or the /64 of an IPv6 one."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return str(ip_network((address, 64), strict=False)) if address.version == 6 else host


def hold_back(
    request: Request, site: Site, what: str, account: str, now: datetime, most: int = MOST_PER_ACCOUNT
) -> None:
    """Count a try per network and per account; raises `TooMany`. Call it before the request writes anything."""
    throttle(site.database, f"{what}.network", network(request), now, most=MOST_PER_NETWORK, window=QUARTER)
    throttle(site.database, what, account, now, most=most, window=QUARTER)


def refused(request: Request, template: str, form: Form[Any], error: AppError, **context: Any) -> Response:
    """The form again with everything typed, and the sentence of a refusal that no single field can mend."""
    form.add_error("", error.sentence)
    return render(request, template, block="form", status=error.status, form=form, **context)


def enter(request: Request, site: Site, db: Session, person: Person, now: datetime, how: str, to: str) -> Response:
    """Sign this browser in and lead on; the page that follows speaks the person's language."""
    name = cookie_name(https=site.settings.production)
    browser = request.headers.get("user-agent", "")
    secret = open_sign_in(db, person, browser, now, how=how, old_secret=request.cookies.get(name, ""))
    response = redirect(request, to)
    response.set_cookie(
        name,
        secret,
        max_age=int(COOKIE_LIFE.total_seconds()),
        path="/",
        secure=site.settings.production,
        httponly=True,
        samesite="lax",
    )
    remember_language(response, site, person.language)
    return response


def leave(response: Response, site: Site) -> None:
    """Take the cookie of the sign-in away."""
    https = site.settings.production
    response.delete_cookie(cookie_name(https=https), path="/", secure=https, httponly=True, samesite="lax")


def remember_language(response: Response, site: Site, language: str) -> None:
    if language in LANGUAGES:
        response.set_cookie(
            LANGUAGE_COOKIE,
            language,
            max_age=int(LANGUAGE_LIFE.total_seconds()),
            path="/",
            secure=site.settings.production,
            httponly=True,
            samesite="lax",
        )
