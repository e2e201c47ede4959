"""What the rules of digests ask of the database is read for many at once, and they answer as if they had asked alone."""

from typing import Any

from sqlmodel import col, select

from app.accounts.access import principals_of
from app.accounts.models import Claim, Person
from app.accounts.told import read_ahead
from app.core.mail import About, Telling
from app.core.site import Site
from app.digests.told import AHEAD_OF_ITEMS, OF_ITEMS
from scenarios.demonstrations.models import Demonstration, DemoObjection
from scenarios.emails.reviewing import INSIDE, SEEN
from scenarios.matches.models import Answer, Inquiry, Match
from scenarios.models import Scenario
from scenarios.pilots.models import Pilot, PilotPartner, Verification
from suppliers.models import Supply
from tests.support.statements import counted

TABLES: dict[str, type[Any]] = {
    SEEN: Scenario,
    INSIDE: Scenario,
    "claim": Claim,
    "supply": Supply,
    "answer": Answer,
    "match": Match,
    "inquiry": Inquiry,
    "pilot": Pilot,
    "pilot_verification": Verification,
    "pilot_partner": PilotPartner,
    "demonstration": Demonstration,
    "demo_objection": DemoObjection,
}
"""What things of each kind are rows of."""
SOME = 12
"""Things of each kind that are asked about."""
ALONE = {"invitation", "organisation", "owner_news", "researcher"}
"""Kinds that read nothing, or of which no digest tells."""


def test_rules_find_what_was_read_ahead(demo: Site) -> None:
    now = demo.clock.now()
    assert OF_ITEMS.keys() - AHEAD_OF_ITEMS.keys() <= ALONE
    with demo.database.reading() as db:
        abouts = [About(kind, n) for kind in AHEAD_OF_ITEMS for n in db.exec(select(TABLES[kind].id).limit(SOME)).all()]
        people = db.exec(select(Person).where(col(Person.deleted_at).is_(None))).all()
        viewers = principals_of(db, people, now)
        asked = [(about, person) for about in abouts for person in people[:: 1 + len(people) // 12]]
        tellings = [(about, viewers[one.id], Telling(about, one.id, one.email)) for about, one in asked]
    assert {about.kind for about in abouts} >= {SEEN, "supply", "pilot", "demonstration"}

    def answers(held: bool) -> list[bool]:
        with demo.database.reading() as db:
            known = read_ahead(AHEAD_OF_ITEMS, db, abouts) if held else []
            with counted(demo) as made:
                found = [
                    OF_ITEMS[about.kind](db, viewer, telling, about.id, now) for about, viewer, telling in tellings
                ]
            assert not held or not made, made[0]
            assert bool(known) is held
            return found

    told = answers(held=True)
    assert told == answers(held=False)
    assert {True, False} <= set(told)
