"""Signed-in browsers, and those that are known from earlier sign-ins."""

from datetime import datetime

from sqlalchemy import ColumnElement, update
from sqlmodel import Session, col, select

from app.accounts.models import Person, SignIn
from app.core.acting import Act
from app.core.history import audit
from app.core.ids import hashed, token


def open_sign_in(act: Act, person: Person, browser: str, *, how: str, old_secret: str = "", device: str = "") -> str:
    """Sign a browser in; returns the secret for its cookie. The sign-in it had before, if any, ends. By `device`, the
    hash of its lasting cookie, the browser is known from now on."""
    if old_secret:
        _end(act.db, act.now, col(SignIn.token_hash) == hashed(old_secret))
    secret = token()
    act.db.add(
        SignIn(
            person_id=person.id,
            token_hash=hashed(secret),
            device_hash=device or None,
            browser=browser[:200],
            created_at=act.now,
            seen_at=act.now,
        )
    )
    audit(act, "sign_in", person, {"how": how})
    return secret


def end_sign_in(db: Session, person_id: int, public_id: str, now: datetime) -> bool:
    """End one sign-in of this person, and know its browser no more; False where there is none of hers by that id."""
    row = db.exec(select(SignIn).where(SignIn.public_id == public_id, SignIn.person_id == person_id)).first()
    if row is None:
        return False
    _end(db, now, col(SignIn.id) == row.id)
    _forget_devices(db, col(SignIn.person_id) == person_id, col(SignIn.device_hash) == row.device_hash)
    return True


def end_all_sign_ins(db: Session, person_id: int, now: datetime, *, keep: int = 0) -> int:
    """End every sign-in of a person but `keep`, and know no other browser than its any more; returns how many ended."""
    others = (col(SignIn.person_id) == person_id, col(SignIn.id) != keep)
    _forget_devices(db, *others)
    return _end(db, now, *others)


def _forget_devices(db: Session, *which: ColumnElement[bool]) -> None:
    db.flush()
    db.connection().execute(update(SignIn).where(*which).values(device_hash=None))


def _end(db: Session, now: datetime, *which: ColumnElement[bool]) -> int:
    db.flush()
    live = (col(SignIn.ended_at).is_(None), *which)
    return db.connection().execute(update(SignIn).where(*live).values(ended_at=now)).rowcount
