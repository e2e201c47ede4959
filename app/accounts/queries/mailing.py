"""How people want to hear of what happens."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session, col, select

from app.accounts.models import MailChoice, Person, WeeklyChoice
from app.accounts.topics import DIGEST
from app.core.topics import Group, Topic, Way

USUAL_DAY: Final = 1
"""The weekday of the weekly mail for who has chosen none."""
Ways = Mapping[str, Way]
"""What somebody has chosen, by the key of a group (`in_group`) or of a topic."""


@dataclass(frozen=True)
class Weekly:
    """What somebody wants of the weekly mail: whether she gets it at all, on which weekday (Monday is 1), in which
    language, and whether only when something concerns her."""

    on: bool
    weekday: int
    language: str
    only_concerning: bool


def in_group(key: str) -> str:
    """How a choice for a whole group is kept; no topic has such a key."""
    return f"group:{key}"


def ways_of(db: Session, person_id: int) -> Ways:
    """Everything that somebody has chosen."""
    return ways_of_all(db, [person_id])[person_id]


def ways_of_all(db: Session, ids: Collection[int]) -> dict[int, Ways]:
    """The same of each of these people."""
    found: dict[int, dict[str, Way]] = {number: {} for number in ids}
    for row in db.exec(select(MailChoice).where(col(MailChoice.person_id).in_(found))).all():
        found[row.person_id][row.about] = row.way
    return dict(found)


def way_in(ways: Ways, topic: Topic) -> Way:
    """The way of a topic: as was said of it, else of its group, else as is usual."""
    return ways.get(topic.key) or ways.get(in_group(topic.group.key)) or topic.usual


def unheard(ways: Ways, topics: Iterable[Topic], *, weekly: bool) -> list[Group]:
    """Groups that somebody wants to read of in the weekly mail alone, and does not get that: nothing tells her of them."""
    if weekly:
        return []
    groups = dict.fromkeys(topic.group for topic in topics)
    return [group for group in groups if ways.get(in_group(group.key)) is Way.WEEKLY]


def weekly_of(db: Session, people: Iterable[Person]) -> dict[int, Weekly]:
    """What each of these wants of the weekly mail, by the id of the person; two queries however many they are."""
    everybody = {person.id: person for person in people}
    rows = db.exec(select(WeeklyChoice).where(col(WeeklyChoice.person_id).in_(everybody))).all()
    chosen = {row.person_id: row for row in rows}
    left = select(MailChoice.person_id).where(
        col(MailChoice.person_id).in_(everybody), MailChoice.about == DIGEST.key, MailChoice.way == Way.NEVER
    )
    gone = set(db.exec(left).all())
    return {
        number: _weekly(person, chosen.get(number), is_on=person.mail_consent_at is not None and number not in gone)
        for number, person in everybody.items()
    }


def _weekly(person: Person, row: WeeklyChoice | None, *, is_on: bool) -> Weekly:
    if row is None:
        return Weekly(is_on, USUAL_DAY, person.language, only_concerning=False)
    return Weekly(is_on, row.weekday, row.language or person.language, row.only_concerning)
