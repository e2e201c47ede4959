"""How many mails may be handed over within a minute, by all workers together and to one receiving domain.

What counts is what has been taken up in the last minute, and what is under way: so no minute ever sees more than the
limit, however many workers there are. On PostgreSQL they count one after the other, under the lock of a row.

What goes to a great many leaves a tenth of each limit free: somebody who waits at the screen for a code waits no minute
behind a week's digests.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, not_, or_
from sqlmodel import Session, col, func, select

from app.core.models import Attempt, Mail, MailState
from app.core.retrying import SLACK, is_free
from app.core.settings import Settings
from app.core.upserts import insert_into

MINUTE = timedelta(minutes=1)
UNDER_WAY = (MailState.LEASED, MailState.SENDING)


@dataclass(frozen=True)
class Pace:
    """At most so many mails a minute, and so many to one domain; 0 is no limit."""

    in_all: int = 0
    a_domain: int = 0

    @classmethod
    def of(cls, settings: Settings) -> "Pace":
        return cls(settings.mail_per_minute, settings.mail_per_domain)


@dataclass
class Room:
    """What may still be taken up now: in all (None is without limit), and how many each domain has had of `a_domain`.
    `spared` of it is not for mails that go to a great many."""

    in_all: int | None = None
    a_domain: int = 0
    had: Counter[str] = field(default_factory=Counter)
    spared: int = 0

    @property
    def full(self) -> list[str]:
        return [domain for domain, count in self.had.items() if self.a_domain and count >= self.a_domain]

    def beside_others(self) -> "Room":
        """What of it is for mails that go to a great many."""
        in_all = None if self.in_all is None else self.in_all - self.spared
        return Room(in_all, _less(self.a_domain), self.had)

    def most(self, wanted: int) -> int:
        return wanted if self.in_all is None else max(0, min(wanted, self.in_all))

    def fitting(self, mails: Sequence[tuple[int, str]]) -> list[int]:
        """The ids of those, in their order, that have room in their domain, which is taken up."""
        taken = []
        for number, domain in mails:
            if not self.a_domain or self.had[domain] < self.a_domain:
                self.had[domain] += 1
                taken.append(number)
        return taken


def room(db: Session, pace: Pace, now: datetime) -> Room:
    """What may be taken up at this moment."""
    if not pace.in_all and not pace.a_domain:
        return Room()
    counts = db.exec(select(Mail.domain, func.count()).where(_counts(now)).group_by(col(Mail.domain))).all()
    had = Counter(dict(counts))
    in_all = pace.in_all - had.total() if pace.in_all else None
    return Room(in_all, pace.a_domain, had, pace.in_all - _less(pace.in_all))


def _less(limit: int) -> int:
    """Nine tenths of a limit, and not nothing."""
    return limit - limit // 10


def one_at_a_time(db: Session, pace: Pace, now: datetime) -> None:
    """Wait until nobody else counts; held until the transaction ends."""
    if pace.in_all or pace.a_domain:
        turn = insert_into(db, Attempt).values(what="mail.pace", subject="", level=0.0, at=now)
        db.connection().execute(
            turn.on_conflict_do_update(index_elements=["what", "subject"], set_={"at": turn.excluded.at})
        )


def _counts(now: datetime) -> ColumnElement[bool]:
    # What was taken up in a future that a jump of the clock has undone holds up nothing.
    lately = and_(col(Mail.tried_at) > now - MINUTE, col(Mail.tried_at) <= now + SLACK)
    held = and_(col(Mail.state).in_(UNDER_WAY), not_(is_free(col(Mail.lease_until), now)))
    return or_(lately, held)
