"""Counts tries per account and per network, and refuses beyond a limit.

A try is written in its own transaction: the request that is refused afterwards rolls its own one back.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import col, func, select

from app.core.db import Database
from app.core.errors import TooMany
from app.core.i18n import gettext as _
from app.core.models import Attempt


def throttle(database: Database, what: str, subject: str, now: datetime, *, most: int, window: timedelta) -> None:
    """Note one try of `what` by `subject`; raises `TooMany` when there were `most` within `window` already."""
    with database.writing() as db:
        mine = (col(Attempt.what) == what, col(Attempt.subject) == subject)
        db.connection().execute(delete(Attempt).where(col(Attempt.what) == what, col(Attempt.at) < now - 10 * window))
        recent = db.exec(select(func.count()).select_from(Attempt).where(*mine, col(Attempt.at) > now - window)).one()
        if recent < most:
            db.add(Attempt(what=what, subject=subject, at=now))
    if recent >= most:
        minutes = max(1, round(window.total_seconds() / 60))
        raise TooMany(_("尝试次数过多，请 {minutes} 分钟后再试。").format(minutes=minutes))


def forget(database: Database, what: str, subject: str) -> None:
    """A success clears the count."""
    with database.writing() as db:
        db.connection().execute(delete(Attempt).where(col(Attempt.what) == what, col(Attempt.subject) == subject))
