"""Who may be told: of a digest, whose it is, as long as she wants any and may know of everything that stands in it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlmodel import Session

from app.accounts import told as accounts
from app.accounts.models import Person
from app.accounts.policy import Viewer
from app.accounts.queries.mailing import weekly_of
from app.core.mail import Telling
from app.core.slices import Rule
from app.digests.items import KINDS, Item, from_json
from app.digests.models import Digest
from app.digests.wishes import wants
from scenarios import told as needs
from scenarios.demonstrations import told as demonstrations
from scenarios.matches import told as matches
from scenarios.pilots import told as pilots
from suppliers import told as suppliers

OF_ITEMS: Final[Mapping[str, Rule]] = {
    **accounts.RULES,
    **suppliers.RULES,
    **needs.RULES,
    **matches.RULES,
    **pilots.RULES,
    **demonstrations.RULES,
}
"""The rules that mails about these things are asked by."""


def may_know_item(db: Session, viewer: Viewer, person: Person, item: Item, now: datetime) -> bool:
    """Whether she may be told of one thing at this moment: by her role, where its kind is for one, and by the rule of the
    thing itself. That two sides have agreed is for curators, although the need is for all."""
    if not KINDS[item.kind].allowed(viewer):
        return False
    if item.about is None:
        return True
    telling = Telling(item.about, person.id, person.email)
    return OF_ITEMS[item.about.kind](db, viewer, telling, item.about.id, now)


def _of_digest(db: Session, viewer: Viewer, telling: Telling, digest_id: int, now: datetime) -> bool:
    row = db.get(Digest, digest_id)
    person = db.get(Person, telling.person_id) if telling.person_id is not None else None
    if row is None or person is None or row.person_id != person.id:
        return False
    if not wants(person, weekly_of(db, [person])[person.id]):
        return False
    return all(may_know_item(db, viewer, person, from_json(item), now) for item in row.items)


RULES: Final[Mapping[str, Rule]] = {"digest": _of_digest}
