"""The people that are told together, and what is read for all of them at once."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Final

from sqlmodel import Session, col, select

from app.accounts.models import Person, Role
from app.accounts.policy import Principal
from app.core.models import Mail, MailState
from app.core.site import Site
from app.digests.items import Item

NOT_SENT: Final = (MailState.DROPPED, MailState.FAILED)
NEWS_WITHIN: Final = timedelta(days=2)
"""Within which time the daily mail tells an owner of a strong match."""


@dataclass(frozen=True)
class Reader:
    """Somebody who is told what happened from `start` to `end`, an exclusive end, in `language`."""

    person: Person
    viewer: Principal
    start: datetime
    end: datetime
    language: str

    def holds(self, at: datetime | None) -> bool:
        return at is not None and self.start <= at < self.end


Made = tuple[Reader, Callable[[], Item]]
"""Whom to tell, and what: the item is made in her language."""
Gathering = Callable[["Batch"], Iterator[Made]]


@dataclass
class Shared:
    """What is the same for everybody and is worked out once a run."""

    kept: dict[str, Any] = field(default_factory=dict)


@dataclass
class Batch:
    """Some hundred readers at the moment `now`: each kind of thing is read once for all of them."""

    db: Session
    site: Site
    readers: Sequence[Reader]
    now: datetime
    shared: Shared

    @cached_property
    def start(self) -> datetime:
        """The first moment that any of them is told of."""
        return min(reader.start for reader in self.readers)

    @cached_property
    def by_person(self) -> dict[int, Reader]:
        return {reader.person.id: reader for reader in self.readers}

    def at_home(self, kinds: Collection[str]) -> dict[int, list[Reader]]:
        """House → its people among the readers; `kinds` are those of organisations."""
        found: dict[int, list[Reader]] = defaultdict(list)
        for reader in self.readers:
            for home in reader.viewer.belongings:
                if home.kind in kinds:
                    found[home.organisation_id].append(reader)
        return found

    @cached_property
    def houses(self) -> dict[int, list[Reader]]:
        """The same of every kind of house."""
        found: dict[int, list[Reader]] = defaultdict(list)
        for reader in self.readers:
            for home in reader.viewer.belongings:
                found[home.organisation_id].append(reader)
        return found

    def with_role(self, *roles: Role) -> list[Reader]:
        return [reader for reader in self.readers if any(map(reader.viewer.has, roles))]

    def was_told(self, reader: Reader, item: Item) -> bool:
        """Whether a mail told her of it when it happened: one written in the very act, about the same thing; or, of a strong
        match, the owner's daily mail."""
        if item.about is None:
            return False
        if item.kind == "supply":
            return any(item.at <= at <= item.at + NEWS_WITHIN for at in self._news[reader.person.id])
        return (reader.person.id, item.about.id, item.at) in self._mailed

    @cached_property
    def _mails(self) -> Sequence[tuple[int | None, str, int | None, datetime]]:
        query = select(Mail.person_id, Mail.object_kind, Mail.object_id, Mail.created_at).where(
            col(Mail.person_id).in_(self.by_person),
            Mail.created_at >= self.start,
            col(Mail.state).not_in(NOT_SENT),
            col(Mail.object_id).is_not(None),
        )
        return self.db.exec(query).all()

    @cached_property
    def _mailed(self) -> set[tuple[int | None, int | None, datetime]]:
        return {(person, number, at) for person, _kind, number, at in self._mails}

    @cached_property
    def _news(self) -> dict[int | None, list[datetime]]:
        found: dict[int | None, list[datetime]] = defaultdict(list)
        for person, kind, _number, at in self._mails:
            if kind == "owner_news":
                found[person].append(at)
        return found
