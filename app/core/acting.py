"""Somebody does something now: what every action is given, and how others are told of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.core.actors import SYSTEM, Actor
from app.core.mail import Email
from app.core.occasions import Occasion
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

    def tell(self, occasion: Occasion, thing: Any, *said: Any) -> int:
        """Put a mail to each whom it concerns into the outbox; how many may know of it, see `Post.queue`."""
        people = occasion.audience(self, thing, *said)
        return sum([self.send(occasion(person, thing, *said)) for person in people])

    def send(self, email: Email) -> bool:
        """Put one mail into the outbox, to somebody whom an action itself has chosen; whether she may know."""
        return self.site.post.queue(self.db, email, self.now)

    def send_all(self, emails: Sequence[Email]) -> list[bool]:
        """The same of many at once, in their order."""
        return self.site.post.queue_all(self.db, emails, self.now)


def act_in(db: Session, site: Site, actor: Actor = SYSTEM) -> Act:
    """An act at this moment; without an actor, what the site does of itself."""
    return Act(db, site, actor, site.clock.now())
