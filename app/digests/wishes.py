"""Whether somebody gets digests, and whether what a week brought is worth a mail to her.

This is the one place where it is asked, for planning and again for sending; what she has chosen stands with the other
choices of her mail (`app.accounts.queries.mailing.Weekly`)."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement
from sqlmodel import and_, col, func, select

from app.accounts.models import MailChoice, Person, WeeklyChoice
from app.accounts.queries.mailing import USUAL_DAY, Weekly
from app.accounts.topics import DIGEST
from app.core.topics import Way
from app.digests.items import KINDS, Item


def is_wanted() -> ColumnElement[bool]:
    """People who get digests: they agreed to them and have not left them, their address is theirs, and their account
    stands and is not locked."""
    left = select(MailChoice.about).where(
        MailChoice.person_id == Person.id, MailChoice.about == DIGEST.key, MailChoice.way == Way.NEVER
    )
    return and_(
        col(Person.mail_consent_at).is_not(None),
        col(Person.email_verified_at).is_not(None),
        col(Person.locked_at).is_(None),
        col(Person.deleted_at).is_(None),
        ~left.exists(),
    )


def is_on(weekdays: Collection[int]) -> ColumnElement[bool]:
    """People whose weekly mail goes out on one of these days of the week."""
    chosen = select(WeeklyChoice.weekday).where(WeeklyChoice.person_id == Person.id).scalar_subquery()
    return func.coalesce(chosen, USUAL_DAY).in_(weekdays)


def wants(person: Person, wish: Weekly) -> bool:
    """The same of one person."""
    stands = person.email_verified_at is not None and person.locked_at is None and person.deleted_at is None
    return wish.on and stands


def tells(wish: Weekly, news: Sequence[Item]) -> bool:
    """Whether there is something in it that is worth a mail to her."""
    kinds = [KINDS[item.kind] for item in news]
    return any(kind.own if wish.only_concerning else not kind.aside for kind in kinds)
