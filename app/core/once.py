"""One wish, one deed: a form that somebody sends twice is carried out once and leads twice to the same page.

Every form for people who have signed in carries a random value that is new each time it is drawn (`html.once_field`).
The first thing a request that changes something writes, in its own transaction, is the hash of the person, that value
and all that was typed: a second one with the same hash waits for the first at the unique index, finds it done and is
led to where the first was led. The same page opened again, or text changed after going back, is another wish.

Where the same wish comes without that value (another tab, a script) nothing can be known beforehand: undo and redo are
honest. Only once it is refused though the very same was carried out for this very person a moment ago, because the
thing has moved on by it, is she led to what she has done instead of being told that somebody was quicker.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy import delete, update
from sqlmodel import Session, col, select
from starlette.datastructures import FormData, UploadFile

from app.core import kept
from app.core.html import ONCE, Led, redirect
from app.core.ids import hashed
from app.core.models import Fulfilled
from app.core.site import Site
from app.core.upserts import insert_into

REMEMBERED = timedelta(days=1)
"""How long a form that was carried out leads to what it made; longer than anybody leaves a page and clicks again."""
MOMENT = timedelta(minutes=1)
SWEEP_EVERY = timedelta(hours=1)
CHUNK = 1 << 20


class AlreadyDone(Exception):
    """This very form was carried out before; `led` is where it led."""

    def __init__(self, led: Led) -> None:
        self.led = led
        super().__init__(led.url)


@dataclass(frozen=True)
class Wish:
    """Who wants what: `content` is the hash of the person, the address and everything typed, `key` that of these and
    of the form as it was drawn once, None for a form without."""

    content: str
    key: str | None

    @classmethod
    def of(cls, request: Request, data: FormData) -> "Wish | None":
        """None for somebody who has not signed in: what strangers send has rules of its own."""
        viewer = getattr(request.state, "viewer", None)
        if viewer is None:
            return None
        typed = [(name, _plain(value)) for name, value in data.multi_items() if name != ONCE]
        said = json.dumps([viewer.person_id, request.url.path, request.url.query, typed])
        # Keyed: what is typed may be sealed, and against a plain hash somebody with the database could try guesses.
        content = request.app.state.site.seals.keyed_hash(said)
        drawn = str(data.get(ONCE, ""))
        return cls(content, hashed(drawn + content) if drawn else None)


def _plain(value: UploadFile | str) -> object:
    if isinstance(value, str):
        return value
    content = sha256()
    while piece := value.file.read(CHUNK):
        content.update(piece)
    value.file.seek(0)
    return [value.filename, content.hexdigest()]


class Once:
    """Put on the application as `app.state.once`, where transactions and pages below this module reach it."""

    def __init__(self, site: Site) -> None:
        self.site = site

    @contextmanager
    def writing(self, request: Request, data: FormData) -> Iterator[Session]:
        """The transaction of a request that changes something; raises `AlreadyDone` where its form was carried out
        before. What it leads to is known from `redirect`."""
        wish, now = Wish.of(request, data), self.site.clock.now()
        request.state.wish = wish
        with self.site.database.writing() as db:
            row = _begin(db, wish, now) if wish is not None and wish.key is not None else None
            yield db
            if wish is not None:
                led = getattr(request.state, "led_to", None)
                _end(db, wish, row, led, now)
                if led is not None:
                    kept.used(db, request)

    def done(self, request: Request) -> Response | None:
        """Where this person's very wish was fulfilled a moment ago: the way to what she did, in place of a refusal."""
        wish, now = getattr(request.state, "wish", None), self.site.clock.now()
        if wish is None:
            return None
        recent = col(Fulfilled.at).between(now - MOMENT, now + MOMENT)
        query = (
            select(Fulfilled)
            .where(Fulfilled.wish == wish.content, Fulfilled.url != "", recent)
            .order_by(col(Fulfilled.id).desc())
        )
        with self.site.database.reading() as db:
            deed = db.exec(query).first()
        return redirect(request, deed.url, deed.flash, deed.tone) if deed is not None else None


def lead(request: Request, raised: Exception) -> Response:
    """Answer `AlreadyDone`: the page the first click was answered with."""
    assert isinstance(raised, AlreadyDone)
    return redirect(request, raised.led.url, raised.led.flash, raised.led.tone)


def _begin(db: Session, wish: Wish, now: datetime) -> int:
    fresh = insert_into(db, Fulfilled).values(key=wish.key, wish=wish.content, url="", flash="", tone="", at=now)
    made = db.connection().execute(fresh.on_conflict_do_nothing(index_elements=["key"]).returning(col(Fulfilled.id)))
    number = made.scalar_one_or_none()
    if number is None:
        first = db.exec(select(Fulfilled).where(Fulfilled.key == wish.key)).one()
        raise AlreadyDone(Led(first.url, first.flash, first.tone))
    return number


def _end(db: Session, wish: Wish, row: int | None, led: Led | None, now: datetime) -> None:
    """Keep where the wish led; one that was answered with a page of its own (a mistake to mend) was not fulfilled."""
    if row is not None and led is None:
        db.connection().execute(delete(Fulfilled).where(col(Fulfilled.id) == row))
    elif row is not None and led is not None:
        where = {"url": led.url, "flash": led.flash, "tone": led.tone}
        db.connection().execute(update(Fulfilled).where(col(Fulfilled.id) == row).values(**where))
    elif led is not None:
        db.add(Fulfilled(wish=wish.content, url=led.url, flash=led.flash, tone=led.tone, at=now))


def sweep(site: Site, now: datetime) -> None:
    """Forget deeds of yesterday. Looks first, so that usually nothing is written."""
    with site.database.reading() as db:
        if db.exec(select(Fulfilled.id).where(Fulfilled.at < now - REMEMBERED - SWEEP_EVERY).limit(1)).first() is None:
            return
    with site.database.writing() as db:
        db.connection().execute(delete(Fulfilled).where(col(Fulfilled.at) < now - REMEMBERED))
