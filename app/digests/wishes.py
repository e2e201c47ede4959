"""What somebody wishes of her digest: whether, on which day, in which language, and only if something concerns her.

This is the one place where it is asked, for planning and again for sending."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col

from app.accounts.models import Person
from app.digests.items import KINDS, Item

TOPIC: Final = "digest"
"""The topic of the mail, by which people switch it off."""


@dataclass(frozen=True)
class Wish:
    """`weekday` counts from 0 for Monday; an empty language is that of the account."""

    weekday: int = 0
    language: str = ""
    own_only: bool = False

    def tells(self, news: Sequence[Item]) -> bool:
        """Whether there is something in it that is worth a mail to her."""
        return any(KINDS[item.kind].own for item in news) if self.own_only else bool(news)


NOTHING: Final = Wish()
"""Whoever has said nothing else."""


def is_wanted() -> ColumnElement[bool]:
    """People who get digests: they agreed to mail, their address is theirs, and their account stands and is not locked."""
    return and_(
        col(Person.mail_consent_at).is_not(None),
        col(Person.email_verified_at).is_not(None),
        col(Person.locked_at).is_(None),
        col(Person.deleted_at).is_(None),
    )


def wants(person: Person) -> bool:
    """The same of one person."""
    agreed = person.mail_consent_at is not None and person.email_verified_at is not None
    return agreed and person.locked_at is None and person.deleted_at is None


def wishes_of(_db: Session, _people: Collection[Person]) -> Mapping[int, Wish]:
    """Who of these wishes something else than usual."""
    return {}
