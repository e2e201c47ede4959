"""The week of readers that digests are measured with: everybody in it has something to hear of, and what is printed is true."""

from sqlmodel import func, select

from app.bench.digests import digests
from app.bench.readers import Crowd
from app.core.models import Mail
from app.core.site import Site
from app.digests.models import Digest
from matching.encoders import HashingEncoder

KINDS = {"waiting", "fit", "supply", "outcome", "change", "deadline", "unanswered", "addition"}


def test_a_week_of_readers_is_planned_and_written(site: Site) -> None:
    rows = dict(digests(site, HashingEncoder(), Crowd(people=200, needs=40, capabilities=200)))
    with site.database.reading() as db:
        mails = db.exec(select(func.count()).select_from(Mail)).one()
        told = {item["kind"] for items in db.exec(select(Digest.items)).all() for item in items}
    assert mails > 100
    assert f"planned and written: {mails} mails" in rows
    assert told >= KINDS
