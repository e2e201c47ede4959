"""Awards for tests: a result that is signed by everybody, and the owner's decision on it."""

from collections.abc import Callable

from sqlmodel import col, select

from app.core.clock import FixedClock
from app.core.site import Site
from scenarios.awards.models import Decision, Objection
from tests.scenarios.bids import helpers as bids
from tests.scenarios.panels import helpers as panels
from tests.scenarios.panels.helpers import SignedIn
from tests.support import Cast

DECISION = {
    "outcome": "award",
    "number": "1",
    "meeting": "院长办公会",
    "held_on": "2026-12-04",
    "paper": "院办纪〔2026〕31号",
    "days": "5",
}


def signed(
    site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock, drain: Callable[[], int]
) -> tuple[str, list[int]]:
    """A tender whose result everybody has signed, with bid 1 first; its public id, and who bid by number."""
    need, people = panels.weighed(site, cast), panels.bidders(site, cast)
    panels.handed_in(signed_in, need, people)
    panels.experts(site)
    panels.checked(clock, drain)
    panels.drawn(site, cast, signed_in, need)
    panels.all_signed(site, signed_in, need)
    return need, by_number(site, cast, people)


def by_number(site: Site, cast: Cast, people: list[int]) -> list[int]:
    houses = {cast.firm: people[0], cast.rival_firm: people[1]}
    return [houses.get(one.organisation_id, people[2]) for one in bids.bids(site)]


def decisions(site: Site) -> list[Decision]:
    with site.database.reading() as db:
        found = list(db.exec(select(Decision).order_by(col(Decision.id))).all())
        db.expunge_all()
        return found


def objections(site: Site) -> list[Objection]:
    with site.database.reading() as db:
        found = list(db.exec(select(Objection).order_by(col(Objection.id))).all())
        db.expunge_all()
        return found
