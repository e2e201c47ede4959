"""Nobody is told what she may not see: every digest of the demo's whole cast, each thing in it opened by its reader."""

import re
from collections import Counter
from datetime import datetime, timedelta

from sqlmodel import select

from app.accounts.models import Membership, Person
from app.core.clock import CITY, FixedClock
from app.core.models import Mail
from app.core.site import Site
from app.digests.items import from_json
from app.digests.planning import plan
from app.digests.sending import send_due
from app.digests.windows import SETTLING, week_of
from tests.digests.helpers import consent, digests
from tests.support import Browser
from tests.support.application import application

CAST = {"owner", "factory", "supplier", "rival", "institute", "curator", "reviewer", "office", "verifier", "admin"}
LEAVES = "approver"
EACH = 2
"""Things of a kind that each reader opens."""


def _leave(site: Site, name: str) -> int:
    """She leaves her house between planning and sending."""
    with site.database.writing() as db:
        person = db.exec(select(Person).where(Person.email == f"{name}@example.com")).one()
        for row in db.exec(select(Membership).where(Membership.person_id == person.id)).all():
            row.ended_at = site.clock.now()
            db.add(row)
        return person.id


def _kinds(site: Site, person_id: int) -> set[str]:
    return {item["kind"] for item in digests(site, person_id)[0].items}


def test_each_reader_can_open_whatever_she_is_told(demo: Site, clock: FixedClock) -> None:
    week = week_of(clock.at)
    consent(demo, clock.at - timedelta(days=90))
    clock.at = week.end + SETTLING
    plan(demo, week, clock.at)
    gone = _leave(demo, LEAVES)
    assert _kinds(demo, gone) & {"waiting", "unanswered"}
    clock.at = datetime(2026, 11, 30, 8, tzinfo=CITY)
    send_due(demo, clock.at)
    assert not _kinds(demo, gone) & {"waiting", "unanswered", "supply", "outcome"}
    with demo.database.reading() as db:
        people = {p.id: p.email.partition("@")[0] for p in db.exec(select(Person)).all()}
        mails = db.exec(select(Mail).where(Mail.name == "digest")).all()
    told = {row.person_id: [from_json(item) for item in row.items] for row in digests(demo)}
    assert {item.kind for items in told.values() for item in items} >= {
        *("waiting", "review", "queue", "funnel", "unanswered", "deadline", "outcome")
    }
    assert not any(told[number] for number, name in people.items() if name in {"admin", "auditor"} and number in told)
    with Browser(application(demo)) as visitor:
        for person_id in [number for number, name in people.items() if name in CAST]:
            browser, opened = visitor.another().as_person(demo, person_id), Counter[str]()
            for item in told.get(person_id, ()):
                opened[item.kind] += 1
                if opened[item.kind] <= EACH:
                    assert browser.get(item.path).status_code == 200, (people[person_id], item.path)
    for mail in mails:
        assert not re.search(r"0371-555|@(?!testserver)[a-z]+\.(com|cn)", mail.text), mail.recipient  # no contacts
