"""Two at the same moment, on both engines: one wins, the other reads what happened, and nothing is done by halves."""

from collections.abc import Callable

import pytest
from sqlmodel import select

from app.core.clock import FixedClock
from app.core.models import AuditEntry
from app.core.site import Site
from scenarios.matches.lifecycle import MatchState
from scenarios.matches.models import Match
from suppliers.models import Supply
from tests.scenarios.introductions.helpers import only_meeting, slots
from tests.scenarios.introductions.test_meetings import said
from tests.scenarios.matches.helpers import CLOUD, matches_of, need, supply
from tests.support import Browser, Cast
from tests.support.at_once import at_once
from tests.support.browser import text_of

pytestmark = pytest.mark.both_engines
SignedIn = Callable[[int], Browser]
Drain = Callable[[], int]


def test_together(site: Site, cast: Cast, signed_in: SignedIn, drain: Drain, clock: FixedClock) -> None:
    supply(site, cast.firm)
    supply(site, cast.rival_firm, CLOUD)
    public_id = need(site, cast)
    drain()
    first, second = matches_of(site, public_id)
    curator, office = signed_in(cast.curator), signed_in(cast.office)
    curator.post(f"/matches/{first.public_id}/introduce")
    bulk = text_of(curator.post("/curation", data={"do": "introduce", "pick": [first.public_id, second.public_id]}))
    assert "这些没有办成" in bulk, "a stale row keeps the other from nothing"
    people = {cast.firm: cast.supplier, cast.rival_firm: cast.rival}
    with site.database.reading() as db:
        supplier = people[db.get_one(Supply, first.supply_id).organisation_id]
    sides = ((signed_in(cast.owner), "agree"), (signed_in(supplier), "accept"))

    def say_yes(number: int) -> int:
        browser, deed = sides[number]
        return browser.post(f"/matches/{first.public_id}/{deed}").status_code

    codes = at_once(2, say_yes)
    assert all(code < 400 or code == 409 for code in codes)
    for number, code in enumerate(codes):
        if code == 409:
            assert say_yes(number) < 400, "whoever was slower looks again and presses again"
    with site.database.reading() as db:
        assert db.get_one(Match, first.id).state is MatchState.MUTUAL
        assert len(db.exec(select(AuditEntry).where(AuditEntry.action == "contacts_released")).all()) == 1
        assert db.get_one(Match, second.id).state is MatchState.OFFERED
    urls = []
    for browser in (curator, office):
        browser.post("/meetings", data=said(clock))
        urls.append(f"/meetings/{only_meeting(site).public_id}")
    seats = zip((curator, office), urls, strict=True)
    seaters = [(browser, f"{url}/seats") for browser, url in seats]
    codes = at_once(2, lambda n: seaters[n][0].post(seaters[n][1], data={"pick": [first.public_id]}).status_code)
    assert all(code < 500 for code in codes)
    assert len(slots(site)) == 1, "one pair, one talk"
