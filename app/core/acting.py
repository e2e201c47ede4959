"""Somebody does something now: what every action is given, and how others are told of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.core.actors import SYSTEM, Actor
from app.core.mail import Email
from app.core.site import Site


@dataclass(frozen=True)
class Act:
    """In this transaction, with what the site has to work with, `actor` does something at the moment `now`.

    Whatever only reads takes `db` and `now` by themselves.
    """

    db: Session
    site: Site
    actor: Actor
    now: datetime

    def by(self, actor: Actor) -> "Act":
        """The same moment, in somebody else's name: the clock's, or hers whose account has just been made."""
        return replace(self, actor=actor)

    def tell(self, occasion: "Occasion", thing: Any, *said: Any) -> int:
        """Put a mail to each whom it concerns into the outbox; how many may know of it, see `Post.queue`."""
        people = occasion.audience(self, thing, *said)
        return sum([self.send(occasion.mail(person, thing, *said)) for person in people])

    def send(self, email: Email) -> bool:
        """Put one mail into the outbox, to somebody whom an action itself has chosen; whether she may know."""
        return self.site.post.queue(self.db, email, self.now)


@dataclass(frozen=True)
class Occasion:
    """Something that people are told of, one row of a slice's table: whom it concerns, and the mail each of them gets.

    Both are given the thing and whatever else is said, the audience after the act, the mail after its reader.
    """

    audience: Callable[..., Iterable[Any]]
    mail: Callable[..., Email]


def act_in(db: Session, site: Site, actor: Actor = SYSTEM) -> Act:
    """An act at this moment; without an actor, what the site does of itself."""
    return Act(db, site, actor, site.clock.now())
