"""Who may be told: of a digest, whose it is, as long as she may know of everything that stands in it. Whether she wants any
is asked as of every mail."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlmodel import Session, select

from app.accounts import told as accounts
from app.accounts.models import Person
from app.accounts.policy import Viewer
from app.core.mail import Telling
from app.core.slices import Ahead, Rule, ahead
from app.digests.items import KINDS, Item, from_json
from app.digests.models import Digest
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
AHEAD_OF_ITEMS: Final[Mapping[str, Ahead]] = {
    **accounts.AHEAD,
    **suppliers.AHEAD,
    **needs.AHEAD,
    **matches.AHEAD,
    **pilots.AHEAD,
    **demonstrations.AHEAD,
}
"""What these rules read, at once."""


def hold(db: Session, items: Iterable[Item]) -> list[object]:
    """What the rules of all these things read, so many statements however many they are; to be held while they are asked."""
    return accounts.read_ahead(AHEAD_OF_ITEMS, db, [item.about for item in items])


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
    if row is None or person is None or row.person_id != person.id or person.email_verified_at is None:
        return False
    return all(may_know_item(db, viewer, person, from_json(item), now) for item in row.items)


def _digests(db: Session, ids: Collection[int]) -> Sequence[object]:
    read = ahead(db, Digest, ids, select(Digest))
    rows = [row for number in ids if (row := db.get(Digest, number)) is not None]
    return [*read, *rows, *hold(db, [from_json(item) for row in rows for item in row.items])]


RULES: Final[Mapping[str, Rule]] = {"digest": _of_digest}
AHEAD: Final[Mapping[str, Ahead]] = {"digest": _digests}
