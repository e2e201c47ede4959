"""Codes and links sent to an address: issued, and used once by a POST before they expire.

An issue writes two rows that live and die together, one for the link (256 bits) and one for the six digits that a
person can type. The digits allow five tries.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, update
from sqlmodel import Session, col, select

from app.accounts.models import MailedCode, Person, Purpose
from app.core.bounces import lift
from app.core.ids import hashed, token

LIFETIME = {
    Purpose.VERIFY: timedelta(days=3),
    Purpose.SIGN_IN: timedelta(minutes=15),
    Purpose.RESET: timedelta(hours=1),
    Purpose.CHANGE_EMAIL: timedelta(hours=24),
}
MOST_TRIES = 5


@dataclass(frozen=True)
class MailedSecrets:
    """What goes into the mail and is kept nowhere else; `mail_key` is stable for this issue."""

    link: str
    code: str
    mail_key: str
    expires_at: datetime


def issue(db: Session, person: Person, purpose: Purpose, now: datetime, *, email: str = "") -> MailedSecrets:
    """A new link and code for `person`, sent to `email` or her own address; older ones of this purpose die."""
    person_id = person.id
    _use_up(db, now, _live(person_id, purpose, now))
    link, code = token(), f"{secrets.randbelow(1_000_000):06d}"
    expires_at = now + LIFETIME[purpose]
    rows = [
        MailedCode(
            person_id=person_id,
            purpose=purpose,
            secret_hash=secret_hash,
            email=email or person.email,
            expires_at=expires_at,
            created_at=now,
        )
        for secret_hash in (hashed(link), _code_hash(person_id, purpose, code))
    ]
    db.add_all(rows)
    db.flush()
    return MailedSecrets(link, code, f"{purpose}:{rows[0].id}", expires_at)


def find_link(db: Session, purpose: Purpose, link: str, now: datetime) -> tuple[MailedCode, Person] | None:
    """Whose link this is, if it can still be used. Reading it uses nothing up: mail scanners open links."""
    return db.exec(
        select(MailedCode, Person)
        .join(Person, col(Person.id) == MailedCode.person_id)
        .where(
            MailedCode.secret_hash == hashed(link),
            MailedCode.purpose == purpose,
            col(MailedCode.used_at).is_(None),
            MailedCode.expires_at > now,
            col(Person.deleted_at).is_(None),
            col(Person.locked_at).is_(None),
        )
    ).first()


def redeem_link(db: Session, purpose: Purpose, link: str, now: datetime) -> tuple[Person, str] | None:
    """Use the link up; the person and the address it was sent to, or None where it is wrong, used or expired."""
    found = find_link(db, purpose, link, now)
    if found is None or not _use_up(db, now, _live(found[1].id, purpose, now)):
        return None
    lift(db, found[0].email)
    return found[1], found[0].email


def redeem_code(
    db: Session, purpose: Purpose, person: Person | None, code: str, now: datetime, *, known: bool = False
) -> str | None:
    """Use the digits up; the address they were sent to, or None. Each try counts against this issue before it is
    looked at, so that no more than `MOST_TRIES` are ever looked at. Where the browser is `known` only its own throttle
    counts: strangers who guess use up nothing of hers."""
    if person is None or person.deleted_at is not None or person.locked_at is not None:
        return None
    person_id = person.id
    live = _live(person_id, purpose, now)
    if not known and not _count(db, live):
        return None
    row = db.exec(
        select(MailedCode).where(*live, MailedCode.secret_hash == _code_hash(person_id, purpose, code))
    ).first()
    if row is None or not _use_up(db, now, live):
        return None
    lift(db, row.email)  # it came back, so mail does reach this address
    return row.email


def _count(db: Session, live: tuple[ColumnElement[bool], ...]) -> bool:
    db.flush()
    one_more = update(MailedCode).where(*live, col(MailedCode.tries) < MOST_TRIES)
    counted = one_more.values(tries=col(MailedCode.tries) + 1).returning(col(MailedCode.id))
    return bool(db.connection().execute(counted).all())


def use_up_all(db: Session, person_id: int, now: datetime) -> None:
    """No code or link that was sent so far works any more, whatever it was for."""
    mine = (col(MailedCode.person_id) == person_id, col(MailedCode.used_at).is_(None))
    _use_up(db, now, mine)


def _live(person_id: int, purpose: Purpose, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        col(MailedCode.person_id) == person_id,
        col(MailedCode.purpose) == purpose,
        col(MailedCode.used_at).is_(None),
        col(MailedCode.expires_at) > now,
    )


def _use_up(db: Session, now: datetime, live: tuple[ColumnElement[bool], ...]) -> bool:
    db.flush()
    return db.connection().execute(update(MailedCode).where(*live).values(used_at=now)).rowcount > 0


def _code_hash(person_id: int, purpose: Purpose, code: str) -> str:
    return hashed(f"{person_id}:{purpose}:{code}")
