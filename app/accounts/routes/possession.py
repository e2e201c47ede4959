"""Whose account it is: of whoever reads the mail of its address, and of nobody who was there before."""

from datetime import datetime

from fastapi import Request
from sqlmodel import Session

from app.accounts.actions import take_possession, verify_email
from app.accounts.actions.claims import start_clock
from app.accounts.models import Organisation, Person
from app.accounts.queries.organisations import claims_of_person
from app.accounts.queries.people import knows_device
from app.accounts.routes.telling import tell_of_claim
from app.accounts.routes.web import LASTING, device_of
from app.core.acting import Act
from app.core.i18n import gettext as _
from app.core.ids import hashed
from app.core.site import Site


def made_here(request: Request, site: Site, db: Session, person: Person, now: datetime) -> bool:
    """Whether this browser is the one in which the password was chosen, or has signed in by it: whoever sits here
    knows it. A browser that only holds the mailed link or code may be of somebody who never signed up."""
    device = device_of(request, site)
    if not device:
        return False
    return person.signed_up_on == hashed(device) or knows_device(db, person.email, hashed(device), now - LASTING)


def confirm_address(request: Request, site: Site, db: Session, person: Person, now: datetime) -> str:
    """What was mailed came back: the address is hers. If that was never shown before, somebody else may have signed up
    with it; unless it was in this very browser, the password, whoever is signed in by it and the changes under way are
    out. Returns what to tell her about it, often nothing."""
    if person.email_verified_at is not None:
        return ""
    here = made_here(request, site, db, person, now)
    if not here:
        take_possession(Act(db, site, person.acting(), now), person)
    verify_email(Act(db, site, person.acting(), now), person)
    start_claims(site, db, person, now)
    return "" if here else password_gone()


def start_claims(site: Site, db: Session, person: Person, now: datetime) -> None:
    """Her address was shown for the first time: what she asked to speak for is looked at from now on."""
    for claim in start_clock(db, person.id, now):
        tell_of_claim(site, db, person, claim, db.get_one(Organisation, claim.organisation_id), now)


def password_gone() -> str:
    return _(
        "邮箱已确认。密码不是在这个浏览器里设置的，为安全起见已作废，其他设备也已退出：请在“我的账户”里重新设置密码。"
    )


def place_asked(db: Session, person: Person | None) -> list[str]:
    """Names of the houses that whoever signed up asked to speak for: shown before it is confirmed."""
    return [one.organisation.name for one in claims_of_person(db, person.id)] if person is not None else []
