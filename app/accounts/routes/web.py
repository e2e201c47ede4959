"""What the pages of this package share: cookies of a sign-in and of a known browser, holding back those who try too
often, refusals on a form."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import LONGEST, cookie_name, device_cookie
from app.accounts.actions import open_sign_in
from app.accounts.models import Person
from app.accounts.queries.people import knows_device
from app.core.acting import Act
from app.core.errors import AppError
from app.core.forms import Form
from app.core.html import redirect, render
from app.core.i18n import LANGUAGES
from app.core.ids import TOKEN_LENGTH, hashed, token
from app.core.kept import KEPT_FOR, kept_text, named_in
from app.core.security import LANGUAGE_COOKIE
from app.core.site import Site
from app.core.throttle import Limit, give_back, throttle

QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)
COOKIE_LIFE = LONGEST + timedelta(days=30)
"""The row decides when a sign-in is over. Its cookie stays a while: by it a form that comes late is known as hers."""
LASTING = timedelta(days=365)
"""How long a browser remembers its language, and is known to those who signed in by it."""
MOST_PER_NETWORK = 100
"""Tries of one kind in a quarter of an hour from one network: a whole hospital sits behind one address."""
MOST_PER_ACCOUNT = 10
MOST_NETWORKS = 4
"""So many networks with all their tries use up what strangers together may try at one account."""


@dataclass(frozen=True)
class Held:
    """A try that was counted. `known`: the browser has signed in to this account before."""

    limits: tuple[Limit, ...]
    known: bool


def network(request: Request) -> str:
    """The network a request comes from: one IPv4 address, or the /64 of an IPv6 one."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(address, IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or ip_network((address, 64), strict=False))


def hold_back(request: Request, site: Site, what: str, email: str, now: datetime, most: int = MOST_PER_ACCOUNT) -> Held:
    """Count a try at the account of this address, whether there is one or not; raises `TooMany`. Call it before the
    request writes anything.

    A browser that has signed in to the account before has tries of its own, so that nobody else's keep its person out.
    Strangers share theirs: so many of one network, of one network at this account, and of all at this account.
    """
    email, device = email.strip().lower(), device_of(request, site)
    with site.database.reading() as db:
        known = bool(device) and knows_device(db, email, hashed(device), now - LASTING)
    if known:
        limits: tuple[Limit, ...] = (Limit(f"{what}.device", f"{email} {device}", most, QUARTER),)
    else:
        here = network(request)
        limits = (
            Limit(f"{what}.network", here, MOST_PER_NETWORK, QUARTER),
            Limit(what, f"{email} {here}", most, HOUR),
            Limit(f"{what}.account", email, MOST_NETWORKS * most, HOUR),
        )
    throttle(site.database, now, *limits)
    return Held(limits, known)


def let_go(site: Site, held: Held, now: datetime) -> None:
    """It was the right password: the try is not held against anybody."""
    give_back(site.database, now, *held.limits)


def device_of(request: Request, site: Site) -> str:
    """The lasting cookie of the browser; empty where it has none that could be ours."""
    given = request.cookies.get(device_cookie(https=site.settings.production), "")
    return given if len(given) == TOKEN_LENGTH else ""


def refused(request: Request, template: str, form: Form[Any], error: AppError, **context: Any) -> Response:
    """The form again with everything typed, and the sentence of a refusal that no single field can mend."""
    form.add_error("", error.sentence)
    return render(request, template, block="form", status=error.status, form=form, **context)


def enter(
    request: Request, site: Site, db: Session, person: Person, now: datetime, how: str, to: str, flash: str = ""
) -> Response:
    """Sign this browser in and lead on; the page that follows speaks the person's language."""
    name = cookie_name(https=site.settings.production)
    browser, old = request.headers.get("user-agent", ""), request.cookies.get(name, "")
    device = device_of(request, site) or token()
    secret = open_sign_in(
        Act(db, site, person.acting(), now), person, browser, how=how, old_secret=old, device=hashed(device)
    )
    response = redirect(request, onward(db, person, to, now), flash)
    _set_cookie(response, site, name, secret, COOKIE_LIFE)
    remember_device(response, site, device)
    remember_language(response, site, person.language)
    return response


def onward(db: Session, person: Person, to: str, now: datetime) -> str:
    """Where she goes on: not to a text that was kept for somebody else, of whom she learns nothing."""
    kept = named_in(to)
    return "/desk" if kept and kept_text(db, person.id, kept, now) is None else to


def linger(request: Request, response: Response, site: Site) -> None:
    """Let the cookie of a sign-in that was ended stay for a while. It opens nothing; by it a form that another window
    sends too late is known as hers (`app.core.kept`)."""
    name = cookie_name(https=site.settings.production)
    _set_cookie(response, site, name, request.cookies.get(name, ""), KEPT_FOR)


def leave(response: Response, site: Site) -> None:
    """Take the cookie of the sign-in away."""
    https = site.settings.production
    response.delete_cookie(cookie_name(https=https), path="/", secure=https, httponly=True, samesite="lax")


def remember_device(response: Response, site: Site, device: str) -> None:
    _set_cookie(response, site, device_cookie(https=site.settings.production), device, LASTING)


def remember_language(response: Response, site: Site, language: str) -> None:
    if language in LANGUAGES:
        _set_cookie(response, site, LANGUAGE_COOKIE, language, LASTING)


def _set_cookie(response: Response, site: Site, name: str, value: str, life: timedelta) -> None:
    response.set_cookie(
        name,
        value,
        max_age=int(life.total_seconds()),
        path="/",
        secure=site.settings.production,
        httponly=True,
        samesite="lax",
    )
