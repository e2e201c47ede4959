"""Mails that go with what was just done: written in the transaction of the change."""

from datetime import datetime

from sqlmodel import Session

from app.accounts import emails
from app.accounts.actions import MailedSecrets, issue
from app.accounts.models import Claim, Organisation, Person, Purpose
from app.accounts.queries.organisations import is_managed, managers
from app.core.site import Site


def send_verification(site: Site, db: Session, person: Person, now: datetime, next_path: str = "") -> None:
    """A link and a code to show that the address is hers."""
    s = issue(db, person, Purpose.VERIFY, now)
    mail = emails.verify(site.settings.origin, person, s.mail_key, s.link, s.code, s.expires_at, next_path)
    site.post.queue(db, mail, now)


def send_sign_in_code(site: Site, db: Session, person: Person, now: datetime) -> None:
    s: MailedSecrets = issue(db, person, Purpose.SIGN_IN, now)
    site.post.queue(db, emails.sign_in_code(person, s.mail_key, s.code, s.expires_at), now)


def send_reset(site: Site, db: Session, person: Person, now: datetime) -> None:
    s = issue(db, person, Purpose.RESET, now)
    site.post.queue(db, emails.reset(site.settings.origin, person, s.mail_key, s.link, s.expires_at), now)


def tell_of_claim(site: Site, db: Session, person: Person, claim: Claim, house: Organisation, now: datetime) -> None:
    """The claimant hears by when she will know; the managers of a house that has some hear who wants to join."""
    origin = site.settings.origin
    if not is_managed(db, house):
        site.post.queue(db, emails.claim_received(origin, person, claim, house), now)
    else:
        for manager in managers(db, house.id):
            site.post.queue(db, emails.join_request(origin, manager, person, claim, house), now)
