"""Handing digests to the outbox when their moment has come.

What was gathered is not gathered again: it is told as it was. But each thing is asked about again, by the rule that mails
about it are asked by, for in between needs become restricted and people leave their house.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, update
from sqlmodel import Session, col, select

from app.accounts.access import principals_of
from app.accounts.models import Person
from app.accounts.policy import Principal
from app.accounts.queries.mailing import weekly_of
from app.core.acting import Act
from app.core.actors import SYSTEM
from app.core.mail import Email, Refusal
from app.core.models import Mail, MailState
from app.core.pacing import UNDER_WAY
from app.core.site import Site
from app.digests.emails import NAME, weekly
from app.digests.items import Item, from_json, news
from app.digests.models import Digest, DigestState
from app.digests.told import hold, may_know_item
from app.digests.wishes import tells, wants

TOGETHER: Final = 100
"""Digests of one transaction, which others wait for."""
AGAIN: Final = timedelta(days=3)
"""For how long a dropped digest is looked at again."""
KEPT: Final = timedelta(days=90)
"""How long the text of a sent digest is kept; what it told stays, as values."""


def send_due(site: Site, now: datetime) -> int:
    """Hand over every digest whose moment has come; how many became mails."""
    _take_back(site, now)
    sent = 0
    while ids := _due(site, now):
        with site.database.writing() as db:
            sent += _send(Act(db, site, SYSTEM, now), ids)
    return sent


def _take_back(site: Site, now: datetime) -> None:
    """A mail that held something its reader may not know any more was dropped as a whole: the rest is told without it."""
    hidden = Mail.state == MailState.DROPPED, Mail.error == Refusal.HIDDEN.value, Mail.created_at > now - AGAIN
    query = (
        select(Digest.id)
        .join(Mail, col(Mail.object_id) == Digest.id)
        .where(Mail.name == NAME, *hidden, Digest.state == DigestState.QUEUED, Digest.settled_at == Mail.created_at)
    )
    with site.database.reading() as db:
        ids = db.exec(query).all()
    if ids:
        again = update(Digest).where(col(Digest.id).in_(ids), col(Digest.state) == DigestState.QUEUED)
        with site.database.writing() as db:
            db.connection().execute(again.values(state=DigestState.PLANNED))


def _due(site: Site, now: datetime) -> Sequence[int]:
    query = select(Digest.id).where(Digest.state == DigestState.PLANNED, Digest.send_at <= now)
    with site.database.reading() as db:
        return db.exec(query.order_by(col(Digest.send_at), col(Digest.id)).limit(TOGETHER)).all()


def _send(act: Act, ids: Sequence[int]) -> int:
    held = select(Digest).where(col(Digest.id).in_(ids), Digest.state == DigestState.PLANNED).order_by(col(Digest.id))
    rows = act.db.exec(held.with_for_update().execution_options(populate_existing=True)).all()
    query = select(Person).where(col(Person.id).in_([row.person_id for row in rows]))
    people = {person.id: person for person in act.db.exec(query).all()}
    principals, wishes = principals_of(act.db, people.values(), act.now), weekly_of(act.db, people.values())
    planned = {row.id: [from_json(item) for item in row.items] for row in rows}
    known = hold(act.db, [item for items in planned.values() for item in items])
    mails: dict[int, Email] = {}
    for row in rows:
        person, wish = people[row.person_id], wishes[row.person_id]
        items = still_told(act.db, principals[person.id], person, planned[row.id], act.now)
        if items != planned[row.id]:
            row.items = [item.as_json() for item in items]
        if wants(person, wish) and tells(wish, news(items)):
            mails[row.id] = weekly(person, row, items, act.site.settings.origin)
    told = dict(zip(mails, act.send_all(list(mails.values())), strict=True))
    for row in rows:
        row.subject = mails[row.id].context["subject"] if row.id in mails else row.subject
        row.state = DigestState.QUEUED if told.get(row.id) else DigestState.LEFT_OUT
        row.settled_at = act.now
        act.db.add(row)
    act.db.flush()
    del known  # until here the rules find in the session what was read for all
    return sum(told.values())


def still_told(db: Session, viewer: Principal, person: Person, items: Sequence[Item], now: datetime) -> list[Item]:
    """Those of the items of a digest of which she may know at this moment, and which are not over."""
    to_come = [item for item in items if not item.is_over(now)]
    return [item for item in to_come if may_know_item(db, viewer, person, item, now)]


def purge(site: Site, now: datetime) -> int:
    """Empty the texts of digests that were written long ago; how many. One that has not gone out by then never does:
    tried again, it would come without a word in it."""
    idle = col(Mail.state).not_in(UNDER_WAY)
    old = and_(col(Mail.name) == NAME, col(Mail.created_at) < now - KEPT, col(Mail.text) != "", idle)
    left = and_(old, col(Mail.state).in_([MailState.QUEUED, MailState.FAILED, MailState.PARKED]))
    with site.database.reading() as db:
        if db.exec(select(Mail.id).where(old).limit(1)).first() is None:
            return 0
    with site.database.writing() as db:
        db.connection().execute(update(Mail).where(left).values(state=MailState.DROPPED, error=Refusal.OLD.value))
        gone = db.connection().execute(update(Mail).where(old).values(text="", html="", calendar=""))
        return gone.rowcount
