"""People who want digests, and what was planned for them."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, select

from app.accounts.models import Person
from app.core.site import Site
from app.digests.items import Item, from_json
from app.digests.models import Digest


def consent(site: Site, at: datetime | None, *people: int) -> None:
    """Those people (everybody without one) agree to mail at this moment; None takes it back."""
    changed = update(Person).values(mail_consent_at=at)
    with site.database.writing() as db:
        db.connection().execute(changed.where(col(Person.id).in_(people)) if people else changed)


def digests(site: Site, person_id: int | None = None) -> list[Digest]:
    """All rows, or hers, the oldest week first."""
    query = select(Digest).order_by(col(Digest.week), col(Digest.person_id))
    with site.database.reading() as db:
        rows = db.exec(query if person_id is None else query.where(Digest.person_id == person_id)).all()
        db.expunge_all()
        return list(rows)


def items(site: Site, person_id: int) -> list[Item]:
    """What her newest digest holds."""
    return [from_json(item) for item in digests(site, person_id)[-1].items]


def said(found: list[Item], kind: str) -> list[tuple[str, str]]:
    """Title and reason of the items of one kind."""
    return [(item.title, item.reason) for item in found if item.kind == kind]
