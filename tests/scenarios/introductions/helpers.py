"""Pairs that have come so far, made by the clicks of those who bring them there."""

from collections.abc import Callable

from sqlmodel import col, select

from app.core.site import Site
from scenarios.introductions.models import Meeting, MeetingSlot
from scenarios.matches.models import Match
from tests.scenarios.matches.helpers import matches_of
from tests.support import Browser, Cast

SignedIn = Callable[[int], Browser]
Drain = Callable[[], int]


def introduced(site: Site, cast: Cast, signed_in: SignedIn, public_id: str) -> list[Match]:
    """Every match of the need has been offered to both sides."""
    for match in matches_of(site, public_id):
        signed_in(cast.curator).post(f"/matches/{match.public_id}/introduce", data={"note": "值得见一面"})
    return matches_of(site, public_id)


def mutual(site: Site, cast: Cast, signed_in: SignedIn, public_id: str) -> list[Match]:
    """Both sides of every match of the need have said yes."""
    for match in introduced(site, cast, signed_in, public_id):
        signed_in(cast.owner).post(f"/matches/{match.public_id}/agree")
        for supplier in (cast.supplier, cast.rival, cast.institute):
            signed_in(supplier).post(f"/matches/{match.public_id}/accept")
    return matches_of(site, public_id)


def only_meeting(site: Site) -> Meeting:
    with site.database.reading() as db:
        row = db.exec(select(Meeting).order_by(col(Meeting.id).desc())).first()
        assert row is not None
        db.expunge_all()
        return row


def slots(site: Site) -> list[MeetingSlot]:
    with site.database.reading() as db:
        rows = list(db.exec(select(MeetingSlot).order_by(col(MeetingSlot.id))).all())
        db.expunge_all()
        return rows
